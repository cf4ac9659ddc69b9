import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.plan import DesignCell
from surveyapp.collection.sample_file import (
    contact_cell,
    read_contacts,
    read_sample,
    without_repeats,
)
from surveyapp.errors import InputError

CELLS = (DesignCell("north"), DesignCell("south"))
STOPS = DesignCell("stop-n", "north", contact="traffic stop")
CALLS = DesignCell("calls", contact="call for service")
ONLINE = DesignCell("online", contact="call for service, online")
CONTACTS = (STOPS, CALLS, ONLINE)
LANGUAGES = ("en", "es")
HEADING = "cell,name,address_1,address_2,email,phone,language\n"
ROW = 'north,"Müller, Ana",12 Main St,00000 City,ana@example.org,+1 (555) 010-0123,es\n'


def sample(text):
    return read_sample(text.encode(), CELLS, LANGUAGES)


def said(refused):
    return [str(problem) for problem in refused.value.problems]


def test_a_row_is_read_with_everything_that_reaches_the_person():
    [ana] = sample(HEADING + ROW)
    assert (ana.cell, ana.name, ana.language) == ("north", "Müller, Ana", "es")
    assert ana.address == ("12 Main St", "00000 City")
    assert (ana.email, ana.phone) == ("ana@example.org", "+15550100123")


def test_every_fault_of_every_row_is_named_by_line_and_column():
    with pytest.raises(InputError) as refused:
        sample(HEADING + ROW + "west,,,,not-an-address,12,fr\nsouth,Bo,,,,,\n")
    faults = said(refused)
    for place in ("line 3, cell", "line 3, email", "line 3, phone", "line 3, language"):
        assert any(fault.startswith(place) for fault in faults)
    assert any(fault.startswith("line 4, address_1: There is no way") for fault in faults)
    assert len(faults) == 5


def test_columns_that_are_not_needed_are_refused():
    with pytest.raises(InputError, match=r"'race' is not known here.*should not be copied"):
        sample("cell,email,race\nnorth,a@b.org,x\n")
    with pytest.raises(InputError, match="'cell' is missing"):
        sample("email\na@b.org\n")
    with pytest.raises(InputError, match="2 columns are called 'email'"):
        sample("cell,email,email\nnorth,a@b.org,\n")
    with pytest.raises(InputError, match="has no row"):
        sample(HEADING)


def test_control_characters_cannot_reach_a_letter_or_a_header():
    [one] = sample(HEADING + '"north","A\u202e\tB\x07 C","1\u2028 St",,a@b.org,,\n')
    assert one.name == "A B C"
    assert one.address == ("1 St",)
    with pytest.raises(InputError, match="no e-mail address"):
        sample(HEADING + '"north",,,,"a@b.org\nBcc: c@d.org",,\n')


def test_contacts_go_to_the_narrowest_cell_made_for_them():
    assert contact_cell(CONTACTS, "traffic stop", "police", "north") is STOPS
    assert contact_cell(CONTACTS, "traffic stop", "police", "south") is None
    assert contact_cell(CONTACTS, "call for service", "phone", "south") is CALLS
    assert contact_cell(CONTACTS, "call for service", "online", "north") is ONLINE


def test_police_initiated_stops_are_eligible_and_a_kind_without_a_cell_is_refused():
    heading = "type,channel,area,phone\n"
    text = heading + "traffic stop,police,north,5550100\nparade,police,north,5550101\n"
    with pytest.raises(InputError, match="No design cell is for 'parade' by 'police' in 'north'"):
        read_contacts(text.encode(), CONTACTS, LANGUAGES)
    [stop] = read_contacts(text.rpartition("parade")[0].encode(), CONTACTS, LANGUAGES)
    assert stop.cell == "stop-n"


def test_nobody_is_invited_twice():
    people = sample(HEADING + ROW + ROW.replace("ana@", "ANA@") + "south,Bo,1 St,,,,\n")
    assert [person.name for person in without_repeats(people)] == ["Müller, Ana", "Bo"]
    assert without_repeats(people, frozenset({people[0].identity})) == (people[2],)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sample_or_are_refused(data):
    for read in (read_sample, read_contacts):
        with contextlib.suppress(InputError):
            assert read(data, CELLS, LANGUAGES)


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=5))
def test_names_and_addresses_of_any_characters_come_through_as_lines(rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["cell", "name", "address_1", "email"])
    writer.writerows(["north", name, line, "a@b.org"] for name, line in rows)
    people = sample(out.getvalue())
    assert len(people) == len(rows)
    for person in people:
        for text in (person.name, *person.address):
            assert text == " ".join(text.split())


def test_a_file_saved_with_semicolons_is_read():
    heading, row = (line.replace(",", ";") for line in (HEADING, ROW))
    assert sample(heading + row.replace("Müller; Ana", "Müller, Ana")) == sample(HEADING + ROW)
