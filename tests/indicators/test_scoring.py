import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.analysis_file import NOT_APPLICABLE, NOT_ASKED
from surveyapp.errors import EstimationError
from surveyapp.indicators.scoring import score
from surveyapp.instrument.model import MissingRule, Option
from tests.indicators.files import DONT_KNOW, codes, file, indicator, instrument, item

NAN = np.nan
ANSWERS = st.lists(st.sampled_from([1, 2, 3, 4, 5, DONT_KNOW, None]), min_size=1, max_size=30)


def test_top_share_of_one_item_is_zero_or_one_hundred_among_those_with_an_opinion():
    scored = score(indicator(), file({"a": codes([5, 4, 3, 1, DONT_KNOW, None])}))
    np.testing.assert_array_equal(scored.values, [100, 100, 0, 0, NAN, NAN])
    np.testing.assert_array_equal(scored.dont_know, [0, 0, 0, 0, 100, NAN])
    assert scored.unit == "percent"


def test_dont_know_in_the_base_counts_against_the_share():
    rule = indicator(dont_know="in the base")
    scored = score(rule, file({"a": codes([5, DONT_KNOW, None])}))
    np.testing.assert_array_equal(scored.values, [100, 0, NAN])


def test_an_item_that_was_not_applicable_or_not_asked_is_outside_base_and_dont_know_share():
    kinds = [0, NOT_APPLICABLE, NOT_ASKED]
    scored = score(indicator(), file({"a": codes([5, NAN, NAN], missing=kinds)}))
    np.testing.assert_array_equal(scored.values, [100, NAN, NAN])
    np.testing.assert_array_equal(scored.dont_know, [0, NAN, NAN])


def test_several_items_score_the_share_of_answers_given_and_need_enough_of_them():
    rule = indicator(items=("a", "b", "c"), missing_rule=MissingRule(2))
    columns = {
        "a": codes([5, 5, None, DONT_KNOW]),
        "b": codes([1, None, None, 4]),
        "c": codes([4, DONT_KNOW, 4, 2]),
    }
    scored = score(rule, file(columns))
    np.testing.assert_allclose(scored.values, [200 / 3, NAN, NAN, 50])
    np.testing.assert_allclose(scored.dont_know, [0, 50, 0, 100 / 3])


def test_net_balance_is_positive_less_negative_in_points():
    rule = indicator(scoring="net_balance")
    scored = score(rule, file({"a": codes([5, 3, 1, 2])}))
    np.testing.assert_array_equal(scored.values, [100, 0, -100, -100])
    assert (scored.lowest, scored.highest) == (-100, 100)


def test_a_scale_mean_turns_items_on_which_lower_is_better():
    definition = instrument([item("a"), item("b", direction="lower is better")])
    rule = indicator(items=("a", "b"), scoring="scale_mean")
    scored = score(rule, file({"a": codes([5, 2]), "b": codes([1, 2])}, definition=definition))
    np.testing.assert_array_equal(scored.values, [5, 3])
    assert (scored.unit, scored.lowest, scored.highest) == ("scale", 1, 5)


def test_a_mean_keeps_numbers_as_they_are():
    rule = indicator(scoring="mean", positive=())
    scored = score(rule, file({"a": codes([3, 7, None], options=())}))
    np.testing.assert_array_equal(scored.values, [3, 7, NAN])


def test_a_multiple_choice_counts_when_any_positive_option_is_ticked():
    options = (Option(1, {"en": "watch"}), Option(2, {"en": "meeting"}), Option(3, {"en": "none"}))
    columns = {
        "did:1": codes([1, 0, 0, None], options=options),
        "did:2": codes([1, 1, 0, None], options=options),
        "did:3": codes([0, 0, 1, None], options=options),
    }
    definition = instrument([item("did", kind="multiple", options=options, direction="none")])
    rule = indicator(items=("did",), positive=(1, 2), negative=())
    scored = score(rule, file(columns, definition=definition))
    np.testing.assert_array_equal(scored.values, [100, 100, 0, NAN])


def test_what_cannot_be_scored_is_refused_with_every_reason():
    rule = indicator(items=("a", "lost"), scoring="mean", dont_know="in the base")
    with pytest.raises(EstimationError) as refused:
        score(rule, file({"a": codes([1])}))
    assert [p.code for p in refused.value.problems] == ["no-such-item", "dont-know-in-a-mean"]
    assert "'lost'" in str(refused.value)


@given(ANSWERS)
def test_net_balance_is_the_top_share_less_the_bottom_share(answers):
    data = file({"a": codes(answers)})
    top = score(indicator(), data).values
    bottom = score(indicator(positive=(1, 2)), data).values
    balance = score(indicator(scoring="net_balance"), data).values
    np.testing.assert_allclose(balance, top - bottom)


@given(ANSWERS)
def test_whoever_answered_is_in_the_base_or_said_dont_know(answers):
    scored = score(indicator(), file({"a": codes(answers)}))
    answered = np.array([answer is not None for answer in answers])
    np.testing.assert_array_equal(scored.in_base | (scored.dont_know == 100), answered)
    np.testing.assert_array_equal(~np.isnan(scored.dont_know), answered)
