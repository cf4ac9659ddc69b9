from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.answers import Missing, complete, read_record
from surveyapp.instrument.calculating import work_out
from surveyapp.instrument.computation import Aggregate, Count, Difference
from surveyapp.instrument.item import Item, Variable
from surveyapp.instrument.routing import path, settle
from tests.instrument.sample import drafts, questionnaire

HOME = questionnaire("calculated")
NUMBERS = tuple("abcd")
VARIABLES = {
    name: Variable(name, Item(name, "number", "main", {}), None, "number", ()) for name in NUMBERS
}


def known(**answers):
    return settle(HOME, answers).known


def test_each_operator_gives_its_value():
    found = known(adults=2, children=3, pets=(1, 2, 3))
    assert {name: found[name] for name in found if HOME.index[name].kind == "calculated"} == {
        "people": 5,
        "surplus": -1,
        "average": 2.5,
        "fewest": 2,
        "most": 3,
        "mammals": 2,
        "answered": 2,
        "kind": 1,
    }


def test_the_first_case_that_holds_gives_the_code():
    assert known(adults=2, children=2)["kind"] == 2
    assert known(adults=2, children=0)["kind"] == 3


def test_later_pages_hang_on_what_was_worked_out():
    small = {"adults": 2, "children": 0, "pets": Missing.NOT_STATED}
    assert "room" not in [page.id for page in path(HOME, small)]
    assert "room" in [page.id for page in path(HOME, {**small, "children": 4})]


def test_a_calculated_item_has_no_page():
    assert [page.id for page in HOME.pages] == ["adults", "children", "pets", "room"]


def test_too_little_answered_gives_no_value_and_says_why():
    half = complete(HOME, {"adults": 2, "children": Missing.NOT_STATED, "pets": (3,)})
    assert half["people"] is Missing.NOT_STATED
    assert half["surplus"] is Missing.NOT_STATED
    assert half["average"] == 2
    assert half["answered"] == 1
    assert half["mammals"] == 0
    assert complete(HOME, {"adults": 2})["people"] is Missing.NOT_REACHED
    assert complete(HOME, {})["kind"] is Missing.NOT_REACHED


@given(drafts(HOME))
def test_completing_twice_works_out_the_same(answers):
    once = complete(HOME, answers)
    assert complete(HOME, once) == once


@given(drafts(HOME))
def test_what_a_page_could_claim_is_never_believed(answers):
    honest = {n: v for n, v in answers.items() if HOME.variables[n].item.value is None}
    assert complete(HOME, answers) == complete(HOME, honest)


def test_a_file_may_bring_the_value_if_it_is_the_right_one():
    row = {"adults": "2", "children": "1", "people": "3"}
    assert read_record(HOME, row)[1] == ()
    (problem,) = read_record(HOME, row | {"people": "4"})[1]
    assert (problem.where, problem.code) == ("people", "calculated")
    assert problem.what == "It is 4, and the answers of the row give 3."


hundredths = st.integers(-100_000, 100_000).map(lambda n: Decimal(n) / 100)


def plain(exact):
    return int(exact) if exact == int(exact) else float(exact)


@given(st.lists(hundredths, min_size=1, max_size=4))
def test_sums_are_exact_and_means_lie_between_the_extremes(exact):
    answers = {name: plain(value) for name, value in zip(NUMBERS, exact, strict=False)}
    names = tuple(answers)

    def made(operator):
        return work_out(Aggregate(operator, names), answers, VARIABLES)

    assert Decimal(repr(made("sum"))) == sum(exact)
    assert made("smallest") == float(min(exact))
    assert made("largest") == float(max(exact))
    assert made("smallest") <= made("mean") + 1e-6
    assert made("mean") <= made("largest") + 1e-6
    assert made("mean") == pytest.approx(float(sum(exact) / len(exact)), abs=5e-7)


@given(hundredths, hundredths)
def test_a_difference_turned_round_changes_its_sign(first, second):
    answers = {"a": plain(first), "b": plain(second)}
    there = work_out(Difference("a", "b"), answers, VARIABLES)
    back = work_out(Difference("b", "a"), answers, VARIABLES)
    assert there == -back
    assert Decimal(repr(there)) == first - second


values = st.one_of(st.integers(0, 3), st.sampled_from(Missing))


@given(st.dictionaries(st.sampled_from(NUMBERS), values))
def test_what_is_missing_is_told_apart(answers):
    given_ = [answers.get(name, Missing.NOT_REACHED) for name in NUMBERS]
    total = work_out(Aggregate("sum", NUMBERS), answers, VARIABLES)
    if Missing.NOT_REACHED in given_:
        assert total is Missing.NOT_REACHED
    elif all(value is Missing.NOT_APPLICABLE for value in given_):
        assert total is Missing.NOT_APPLICABLE
    elif Missing.NOT_STATED in given_:
        assert total is Missing.NOT_STATED
    else:
        assert total == sum(value for value in given_ if not isinstance(value, Missing))


@given(st.dictionaries(st.sampled_from(NUMBERS), values), st.integers(1, 4))
def test_enough_answers_are_enough(answers, least):
    total = work_out(Aggregate("sum", NUMBERS, least), answers, VARIABLES)
    stated = [value for value in answers.values() if not isinstance(value, Missing)]
    everything = Missing.NOT_REACHED not in [answers.get(n, Missing.NOT_REACHED) for n in NUMBERS]
    if everything and len(stated) >= least:
        assert total == sum(stated)
    else:
        assert isinstance(total, Missing)


@given(st.dictionaries(st.sampled_from(NUMBERS), values, min_size=4))
def test_the_number_of_answers_is_counted(answers):
    found = work_out(Count(NUMBERS), answers, VARIABLES)
    stated = sum(not isinstance(value, Missing) for value in answers.values())
    if not isinstance(found, Missing):
        assert found == stated
