import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.gathered import gather
from surveyapp.collection.gathered_file import RecordFile, read_csv
from surveyapp.collection.mapping import read_mapping
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.errors import InputError
from surveyapp.instrument.answers import Missing
from tests.collection.tiny import bound, tiny_wave

MAPPING = """
row_id = "id"
[wave]
column = "quarter"
values = { "2026Q2" = "tiny-2026q2", "2026Q3" = "tiny-2026q3" }
[area]
column = "district"
[mode]
column = "how"
values = { Web = "web", Mail = "paper" }
[language]
value = "es"
[design_cell]
column = "cell"
[missing]
not_stated = ["99"]
[[columns]]
column = "q1"
item = "trust"
values = { low = 1, mid = 2, high = 3 }
not_applicable = ["skip"]
[[columns]]
column = "q2a"
item = "fair.listen"
[[columns]]
column = "foot"
item = "seen"
option = 1
chosen = ["yes"]
not_chosen = ["no"]
[[columns]]
column = "car"
item = "seen"
option = 2
chosen = ["yes"]
not_chosen = ["no"]
[[columns]]
column = "people"
item = "adults"
[[columns]]
column = "words"
"""
HEADER = "id,quarter,district,how,cell,q1,q2a,foot,car,people,words,spare\n"
PLAN = Plan(design=DesignSpec(cells=(DesignCell("c1"), DesignCell("c2"))))
WAVES = [(tiny_wave(slug, plan=PLAN), bound()) for slug in ("tiny-2026q2", "tiny-2026q3")]
GOOD = "7,2026Q2,n2,Mail,c1,high,2.0,yes,no,3,<b>hi</b>,x\n"


def read(rows, mapping=MAPPING, waves=WAVES, **more):
    return gather(read_csv(HEADER + rows), read_mapping(mapping), waves, **more)


def test_a_row_becomes_a_response_by_the_reader_of_the_pages():
    gathered = read(GOOD)
    [(identity, response)] = gathered.rows["tiny-2026q2"]
    assert identity == "id\x1f7"
    assert (response.area, response.mode, response.language) == ("n2", "paper", "es")
    assert (response.design_cell, response.department) == ("c1", "pd")
    assert response.answers == {
        "place": "n2",
        "trust": 3,
        "fair.listen": 2,
        "fair.polite": Missing.NOT_REACHED,
        "seen": (1,),
        "adults": 3,
        "contact": Missing.NOT_REACHED,
        "when": Missing.NOT_REACHED,
        "words": "<b>hi</b>",
    }
    assert gathered.ignored == ("spare",)


def test_one_file_holds_several_waves():
    gathered = read(GOOD + GOOD.replace("7,2026Q2", "8,2026Q3"))
    assert {slug: len(rows) for slug, rows in gathered.rows.items()} == {
        "tiny-2026q2": 1,
        "tiny-2026q3": 1,
    }


def test_every_bad_cell_is_named_by_row_and_column_and_nothing_is_returned():
    with pytest.raises(InputError) as refused:
        read(
            GOOD
            + "8,2026Q2,n9,Web,c1,high,2,yes,no,3,,\n"
            + "9,2026Q2,n1,Fax,c1,low,7,yes,no,3,,\n"
            + "9,2026Q2,n1,Web,c3,huge,2,maybe,no,many,,\n"
        )
    places = [problem.where for problem in refused.value.problems]
    assert places == [
        "row 3, column district",
        "row 4, column q2a",
        "row 4, column how",
        "row 5, column q1",
        "row 5, column foot",
        "row 5, column people",
        "row 5, column cell",
        "row 5, column id",
    ]
    text = str(refused.value)
    for words in (
        '"n9" is no area of the wave. Remedy: Use one of: n1, n2, n3.',
        '"Fax" has no value in the mapping',
        '"huge" has no code in the mapping',
        '"maybe" neither ticks option 1 nor leaves it out',
        '"c3" is no design cell of the wave',
        '"many" cannot be read',
        'The row id "9" was used before',
    ):
        assert words in text, words


def test_missing_codes_become_the_kind_of_missing_that_the_mapping_says():
    gathered = read("7,2026Q2,n2,Web,c1,skip,99,no,no,,,\n")
    [(_, response)] = gathered.rows["tiny-2026q2"]
    assert response.answers["trust"] is Missing.NOT_APPLICABLE
    assert response.answers["fair.listen"] is Missing.NOT_STATED
    assert response.answers["adults"] is Missing.NOT_STATED


def test_waves_that_are_not_planned_are_named_with_their_rows():
    with pytest.raises(InputError, match="1 rows belong to the wave 'tiny-2026q3'"):
        read(GOOD.replace("2026Q2", "2026Q3"), waves=WAVES[:1])
    with pytest.raises(InputError, match="1 rows name no wave"):
        read(GOOD.replace("2026Q2", ""))
    assert list(read(GOOD.replace("2026Q2", ""), default_wave="tiny-2026q3").rows) == [
        "tiny-2026q3"
    ]


def test_columns_that_are_not_there_and_items_that_do_not_exist_are_refused():
    with pytest.raises(InputError, match=r"column nowhere: The mapping names this column"):
        read(GOOD, MAPPING + '[[columns]]\ncolumn = "nowhere"\n')
    with pytest.raises(InputError, match="has no variable 'spare'"):
        read(GOOD, MAPPING + '[[columns]]\ncolumn = "spare"\n')


def test_rows_without_an_id_are_told_apart_by_text_and_how_often_it_came():
    mapping = MAPPING.replace('row_id = "id"\n', "")
    gathered = read(GOOD + GOOD, mapping)
    first, second = (identity for identity, _ in gathered.rows["tiny-2026q2"])
    assert first != second
    assert read(GOOD, mapping).rows["tiny-2026q2"][0][0] == first


def test_labels_of_a_statistics_file_can_be_mapped_instead_of_codes():
    mapping = (
        '[wave]\nvalue = "tiny-2026q3"\n[[columns]]\ncolumn = "q1"\nitem = "trust"\n'
        "by_label = true\nvalues = { Yes = 3, No = 1 }\n"
    )
    records = RecordFile(("q1",), ((1, ("1",)),), {"q1": {"1": "Yes"}})
    gathered = gather(records, read_mapping(mapping), WAVES)
    assert gathered.rows["tiny-2026q3"][0][1].answers["trust"] == 3


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[CELLS] * 12), min_size=1, max_size=4))
def test_any_file_gives_every_row_or_a_refusal(rows):
    records = RecordFile(
        tuple(HEADER.strip().split(",")), tuple((k, row) for k, row in enumerate(rows, 2))
    )
    with contextlib.suppress(InputError):
        gathered = gather(records, read_mapping(MAPPING), WAVES)
        assert sum(map(len, gathered.rows.values())) == len(rows)


def test_everything_wrong_with_a_mapping_is_said_at_once():
    with pytest.raises(InputError) as refused:
        read_mapping('rowid = "x"\n[file]\nheader_rows = 0\n', "m.toml")
    places = {problem.where for problem in refused.value.problems}
    assert places == {"m.toml, rowid", "m.toml, file header_rows", "m.toml, columns"}
    with pytest.raises(InputError, match="no TOML"):
        read_mapping("[")


def test_two_columns_for_one_answer_are_refused():
    column = '[[columns]]\ncolumn = "{}"\nitem = "seen"\n'
    with pytest.raises(InputError, match="answered by more than one column"):
        read_mapping(column.format("a") + column.format("b"))
    with pytest.raises(InputError, match="by a whole column and by columns of options"):
        read_mapping(column.format("a") + column.format("b") + "option = 1\n")


@settings(max_examples=60)
@given(st.text(max_size=100))
def test_any_text_is_a_mapping_or_refused(text):
    with pytest.raises(InputError):
        read_mapping(text)
