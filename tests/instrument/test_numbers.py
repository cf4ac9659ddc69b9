from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import AnswersRejected
from surveyapp.instrument.answers import Missing, complete, read_page, read_record
from surveyapp.instrument.calculating import failed
from surveyapp.instrument.computation import SumCheck
from surveyapp.instrument.item import Item, Variable
from surveyapp.instrument.routing import find_page, first_unseen
from tests.instrument.sample import questionnaire

DISTANCE = questionnaire("number")
TRIPS = questionnaire("sum_of_rows")
HOUSEHOLD = questionnaire("sum_across")
ARABIC_TWO_AND_A_HALF = "\u0662\u066b\u0665"


def read(instrument, form, page=None, language="en", before=None):
    lists = {name: [value] for name, value in form.items()}
    shown = find_page(instrument, page or instrument.items[0].id)
    return read_page(instrument, shown, lists, language, before=before)


def refusal(instrument, form, **more):
    with pytest.raises(AnswersRejected) as error:
        read(instrument, form, **more)
    return [(problem.where, problem.code, problem.what) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2.5", 2.5),
        (" 2,5 ", 2.5),
        (ARABIC_TWO_AND_A_HALF, 2.5),
        ("2.50", 2.5),
        (".5", 0.5),
        ("0,5", 0.5),
        ("7", 7),
        ("7.0", 7),
        ("7.", 7),
        ("+30", 30),
    ],
)
def test_a_decimal_may_be_typed_with_a_point_or_a_comma_in_any_digits(typed, number):
    answers = read(DISTANCE, {"distance": typed})
    assert answers == {"distance": number}
    assert isinstance(answers["distance"], int) is (number == int(number))


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("2.55", "too_fine", "at most 1 digits after the point"),
        ("30.1", "number_out_of_range", "from 0 to 30"),
        ("-0.1", "number_out_of_range", "from 0 to 30"),
        ("two", "not_a_decimal", "such as 2.5"),
        ("1e1", "not_a_decimal", "such as 2.5"),
        ("1,234.5", "not_a_decimal", "such as 2.5"),
        ("nan", "not_a_decimal", "such as 2.5"),
        ("9" * 5000, "number_out_of_range", "from 0 to 30"),
    ],
)
def test_what_is_no_such_number_is_refused_kindly(typed, code, says):
    ((where, found, what),) = refusal(DISTANCE, {"distance": typed})
    assert (where, found) == ("distance", code)
    assert says in what


def test_a_comma_before_three_digits_is_asked_about_and_not_guessed():
    ((_, code, what),) = refusal(DISTANCE, {"distance": "1,234"})
    assert code == "unclear_comma"
    assert "1,234" in what
    assert refusal(DISTANCE, {"distance": "0,123"})[0][1] == "too_fine"


@given(st.integers(0, 300))
def test_every_number_on_the_grid_of_decimals_is_read_as_written(tenths):
    written = f"{tenths // 10}.{tenths % 10}"
    assert read(DISTANCE, {"distance": written})["distance"] == float(written)
    answers, problems = read_record(DISTANCE, {"distance": written})
    assert (answers["distance"], problems) == (float(written), ())


def trips(walk, bus, car):
    return {"trips.walk": walk, "trips.bus": bus, "trips.car": car}


def test_parts_must_add_up_to_the_whole():
    assert read(TRIPS, trips("5", "3", "2")) == trips(5, 3, 2)
    assert refusal(TRIPS, trips("5", "3", "1")) == [
        ("trips.car", "sum_equals", "These numbers add up to 9. They should add up to 10.")
    ]
    assert "suman 11" in refusal(TRIPS, trips("5", "3", "3"), language="es")[0][2]


def test_a_sum_with_a_part_left_blank_is_not_held_against_anybody():
    blank = read(TRIPS, trips("5", "", "1"))
    assert blank["trips.bus"] is Missing.NOT_STATED


def test_a_sum_over_pages_is_checked_where_its_last_number_is_asked():
    before = {"household": 3, "children": 2}
    assert read(HOUSEHOLD, {"older": "1"}, page="older", before=before) == {"older": 1}
    (problem,) = refusal(HOUSEHOLD, {"older": "2"}, page="older", before=before, language="ar")
    assert problem[:2] == ("older", "sum_at_most")
    assert problem[2].startswith("عدد الأطفال")


def test_a_sum_that_no_longer_holds_is_asked_again_before_sending():
    fine = {"household": 3, "children": 2, "older": 1}
    assert first_unseen(HOUSEHOLD, fine) is None
    changed = {**fine, "household": 2}
    assert first_unseen(HOUSEHOLD, changed).id == "older"


def test_a_row_of_a_file_must_add_up_as_a_page_must():
    _, problems = read_record(TRIPS, trips("5", "3", "3"))
    assert [(p.where, p.code) for p in problems] == [("trips.car", "sum_equals")]
    _, problems = read_record(HOUSEHOLD, {"household": "2", "children": "2", "older": "2"})
    assert [(p.where, p.code) for p in problems] == [("older", "sum_at_most")]


@given(st.tuples(*[st.integers(0, 10)] * 3))
def test_a_page_is_taken_exactly_when_its_sum_holds(parts):
    form = trips(*map(str, parts))
    if sum(parts) == 10:
        answers = read(TRIPS, form)
        assert complete(TRIPS, answers) | answers == complete(TRIPS, answers)
    else:
        assert refusal(TRIPS, form)[0][1] == "sum_equals"


def test_decimals_add_up_exactly():
    answers = {"a": 0.1, "b": 0.2}
    variables = {
        name: Variable(name, Item(name, "number", "main", {}), None, "number", ())
        for name in answers
    }
    assert failed(SumCheck(("a", "b"), equals=0.3), answers, variables) is None
    assert failed(SumCheck(("a", "b"), at_most=0.29), answers, variables) == (
        Decimal("0.3"),
        Decimal("0.29"),
    )
