import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.disposition import Dispositions, other_rates, response_rates, stated_e
from surveyapp.collection.fieldwork import (
    REVIEW,
    Received,
    answered_by_people,
    cell_dispositions,
    completeness,
    everybodys_pages,
    page_progress,
    received,
)
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.response import Response
from surveyapp.instrument.answers import Missing
from tests.collection.tiny import bound
from tests.instrument.sample import questionnaire

GENERAL, CONTACT = DesignCell("north"), DesignCell("stops", contact="traffic stop")
COUNT = st.integers(0, 500)


def answers(answered, unanswered, elsewhere=0):
    given_ = {f"a{k}": 1 for k in range(answered)}
    blank = {f"b{k}": Missing.NOT_STATED for k in range(unanswered)}
    off = {f"c{k}": Missing.NOT_APPLICABLE for k in range(elsewhere)}
    return {**given_, **blank, **off}


def test_lots_and_calculated_values_are_nobodys_answers():
    asked = {"a", "b", "c", "d", "e"}
    given_ = {"a": 1, **dict.fromkeys("bcde", Missing.NOT_STATED)}
    made = {"a.order": 2, "main.arm": 1, "total": 7, "share": 3}
    assert completeness(given_ | made) == "partial"
    assert completeness(given_ | made, asked) == "break-off"
    cell = Response(
        answers=given_ | made, language="en", mode="web", department="pd", design_cell="north"
    )
    assert received([cell], asked) == {"north": Received(0, 0, 1)}


def test_what_people_answer_is_everything_with_a_page():
    instrument = questionnaire("calculated")
    assert answered_by_people(instrument) == {
        variable.name
        for page in instrument.pages
        for item in page.items
        for variable in instrument.columns[item]
    }
    assert not any("." in name for name in answered_by_people(questionnaire("split_ballot")))


def test_the_other_rates_follow_the_definitions():
    # AAPOR Standard Definitions, 10th edition (2023): rates written out by hand.
    cases = Dispositions(400, 100, 200, 100, 50, 100, 50, 150)
    e = 850 / 1000
    assert stated_e(cases) == pytest.approx(e)
    assert other_rates(cases) == pytest.approx(
        {
            "COOP1": 400 / 750,
            "COOP2": 500 / 750,
            "COOP3": 400 / 700,
            "COOP4": 500 / 700,
            "REF1": 200 / 1000,
            "REF2": 200 / (850 + e * 150),
            "REF3": 200 / 850,
            "CON1": 750 / 1000,
            "CON2": 750 / (850 + e * 150),
            "CON3": 750 / 850,
        }
    )
    assert "COOP1" not in other_rates(Dispositions(0, no_contact=5))


@given(
    st.builds(Dispositions, st.integers(1, 500), COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)
)
def test_a_response_is_a_contact_that_cooperated(cases):
    rates, others = response_rates(cases), other_rates(cases)
    assert rates["RR2"] == pytest.approx(others["CON1"] * others["COOP2"])
    assert rates["RR6"] == pytest.approx(others["CON3"] * others["COOP2"])
    assert others["REF1"] <= others["REF2"] <= others["REF3"]


@given(st.lists(st.builds(Dispositions, *[COUNT] * 8), min_size=1, max_size=5))
def test_cells_add_up_to_the_whole(cells):
    total = sum(cells[1:], cells[0])
    assert total.cases == sum(cell.cases for cell in cells)
    assert total.refusal == sum(cell.refusal for cell in cells)


@pytest.mark.parametrize(
    ("answered", "unanswered", "kind"),
    [
        (8, 2, "complete"),
        (79, 21, "partial"),
        (5, 5, "partial"),
        (49, 51, "break-off"),
        (0, 0, "break-off"),
    ],
)
def test_completeness_is_judged_by_what_applied(answered, unanswered, kind):
    assert completeness(answers(answered, unanswered)) == kind
    assert completeness(answers(answered, unanswered, elsewhere=50)) == kind


def test_responses_are_counted_by_cell():
    rows = [
        Response(answers(9, 1), "en", "web", "pd", "north"),
        Response(answers(6, 4), "en", "web", "pd", "north"),
        Response(answers(1, 9), "en", "web", "pd", "south"),
    ]
    assert received(rows) == {"north": Received(1, 1, 0), "south": Received(0, 0, 1)}


def test_a_silent_case_is_unknown_among_residents_and_a_noncontact_among_known_contacts():
    marks = {"issued": 100, "refused": 5, "undeliverable": 4, "not eligible": 3, "unable": 2}
    got = Received(complete=30, partial=6, break_off=1)
    general = cell_dispositions(GENERAL, 100, 40, got, marks)
    # 40 codes spent, 37 responses: 3 broke off before sending, 1 sent next to nothing.
    assert general == Dispositions(30, 6, 5 + 3 + 1, 0, 2, 100 - 37 - 3 - 5 - 4 - 3 - 2, 4, 3)
    contact = cell_dispositions(CONTACT, 100, 40, got, marks)
    assert (contact.no_contact, contact.unknown_household) == (46, 0)
    assert general.cases == contact.cases == 100


@given(COUNT, COUNT, st.builds(Received, COUNT, COUNT, COUNT), COUNT, COUNT)
def test_no_count_is_ever_negative_and_every_case_is_counted(issued, spent, got, refused, away):
    marks = {"issued": issued, "refused": refused, "not reached": away}
    found = cell_dispositions(GENERAL, issued, spent, got, marks)
    assert found.cases >= max(issued, got.total)


def test_only_pages_asked_of_everybody_are_counted():
    assert "when" not in everybodys_pages(bound())
    assert everybodys_pages(bound())[0] == "place"


def test_pages_shown_to_few_give_no_count():
    few, many = page_progress(["a", REVIEW], {"a": (19, 2), REVIEW: (20, 15)})
    assert (few.shown, few.passed, few.break_off) == (None, None, None)
    assert many.break_off == pytest.approx(0.25)
