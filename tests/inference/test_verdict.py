import math

import pytest

from surveyapp.errors import EstimationError
from surveyapp.inference.verdict import Verdict, decide, is_better


def verdict(**changes):
    given = {
        "difference": -9.6,
        "adjusted_p": 0.4,
        "smallest_detectable_change": 8.0,
        "change_of_interest": 12.0,
    } | changes
    return decide(**given)


def test_a_sample_that_could_have_seen_the_change_of_interest_says_no_detectable_change():
    assert verdict() is Verdict.NO_CHANGE
    assert verdict(compares="places") is Verdict.NO_DIFFERENCE


def test_a_sample_too_small_for_the_change_of_interest_says_so():
    assert verdict(smallest_detectable_change=12.01) is Verdict.TOO_FEW
    assert verdict(smallest_detectable_change=12.0) is Verdict.NO_CHANGE


def test_a_detected_change_is_called_even_where_power_was_short():
    assert verdict(adjusted_p=0.01, smallest_detectable_change=30.0) is Verdict.LOWER
    assert verdict(adjusted_p=0.05, difference=2.0) is Verdict.HIGHER


def test_the_level_moves_the_line():
    assert verdict(adjusted_p=0.08, level=0.90) is Verdict.LOWER
    assert verdict(adjusted_p=0.04, level=0.99) is Verdict.NO_CHANGE


@pytest.mark.parametrize("name", ["difference", "adjusted_p", "smallest_detectable_change"])
def test_a_verdict_is_never_guessed_from_a_missing_number(name):
    with pytest.raises(EstimationError, match="A verdict needs"):
        verdict(**{name: math.nan})


def test_better_follows_the_direction_residents_declared():
    assert is_better(Verdict.HIGHER, "higher") is True
    assert is_better(Verdict.HIGHER, "lower") is False
    assert is_better(Verdict.LOWER, "lower") is True
    assert is_better(Verdict.TOO_FEW, "higher") is None
    assert is_better(Verdict.LOWER, "none") is None
