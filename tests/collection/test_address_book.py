from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.address_book import address_book, read_address_book
from surveyapp.collection.street_names import StreetName, split_address, street_name
from surveyapp.errors import InputError

AREAS = ("north", "south")
FILE = """street,from,to,side,area
N Main Street,100,198,even,north
N Main Street,101,199,odd,south
Main Street,200,399,,south
South Main Avenue,1,99,both,south
Park,1,50,both,north
Calle Óscar Romero,1,99,both,south
First Street,1,9,both,north
"""
BOOK = address_book(FILE, AREAS)


def refused(text, areas=AREAS):
    with pytest.raises(InputError) as error:
        address_book(text, areas, source="streets.csv")
    return [(problem.where, problem.what) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("typed", "areas"),
    [
        ("120 N Main St", ("north",)),
        ("120 n. main street", ("north",)),
        ("  121 North Main St.  ", ("south",)),
        ("250 Main", ("south",)),
        ("50 S Main Ave", ("south",)),
        ("50 Main Ave South", ("south",)),
        ("12 park", ("north",)),
        ("12 Calle Oscar Romero #3", ("south",)),
        ("120 N Main St Apt 4B", ("north",)),
        ("120-A N Main St, Springfield, 64111", ("north",)),
        ("5 1st St", ("north",)),
        ("Main Street", ("north", "south")),
        ("N Main", ("north", "south")),
    ],
)
def test_an_address_is_found_as_people_type_it(typed, areas):
    assert BOOK.by_street(typed) == areas


@pytest.mark.parametrize(
    "typed", ["", "   ", "120", "999 N Main St", "120 Elm St", "N", "120 E Main St", "#4", "🏠 1"]
)
def test_what_is_not_in_the_file_is_not_guessed(typed):
    assert BOOK.by_street(typed) == ()


@given(st.text(max_size=300))
def test_no_text_makes_a_look_up_fail(typed):
    assert set(BOOK.by_street(typed)) <= set(AREAS)


@given(st.integers(1, 999), st.sampled_from(["N Main St", "Main St", "Park", "S Main Ave"]))
def test_a_house_lies_in_one_area_at_most(number, street):
    assert len(BOOK.by_street(f"{number} {street}")) <= 1


def test_names_are_split_into_their_parts():
    assert street_name("N. Main St") == StreetName("main", "street", "north")
    assert street_name("Main Street NW") == StreetName("main", "street", "northwest")
    assert street_name("North Street") == StreetName("north", "street")
    assert street_name("Avenue") == StreetName("avenue")
    assert split_address("12-14 Oak Blvd") == (12, StreetName("oak", "boulevard"))


def test_every_row_at_fault_is_named():
    text = """street,from,to,side,area
Oak,ten,20,both,north
Oak,20,10,both,north
Oak,1,2,left,west
,1,2,both,north
"""
    problems = refused(text)
    assert [where for where, _ in problems] == [
        "streets.csv, row 2",
        "streets.csv, row 3",
        "streets.csv, row 4",
        "streets.csv, row 4",
        "streets.csv, row 5",
    ]
    assert problems[3][1] == '"west" is no area of the city.'


def test_a_house_in_two_areas_is_refused():
    text = FILE + "Park,40,60,even,south\n"
    assert refused(text) == [
        ("streets.csv", "Rows 6 and 9 give park 40 to two areas: north, south.")
    ]
    assert address_book(FILE + "Park,51,60,,south\n", AREAS)
    assert address_book("street,from,to,side,area\nA,1,9,odd,north\nA,1,9,even,south\n", AREAS)


def test_a_file_without_columns_or_rows_is_refused(tmp_path):
    assert refused("")[0][1] == "Columns are missing: street, from, to, side, area."
    assert refused("street,from,to,side,area\n")[0][1] == "The file holds no address."
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_address_book(tmp_path / "none.csv", AREAS)
    path = tmp_path / "streets.csv"
    path.write_text(FILE, encoding="utf-16")
    assert read_address_book(path, AREAS) == BOOK


@given(st.text(max_size=200))
def test_no_file_makes_the_reader_fail(text):
    with suppress(InputError):
        address_book("street,from,to,side,area\n" + text, AREAS)
