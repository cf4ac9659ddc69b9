import math

import pytest

from surveyapp.disclosure.presentation import present_count, present_mean, present_proportion
from surveyapp.errors import EstimationError


def decision(**changes):
    given = {
        "proportion": 0.5,
        "standard_error": 0.04,
        "lower": 0.42,
        "upper": 0.58,
        "n": 200,
        "degrees_of_freedom": 100,
    } | changes
    return present_proportion(**given)


def test_a_proportion_in_the_middle_with_a_fair_sample_is_shown_without_flags():
    assert decision().withheld is None
    assert decision().flags == ()


def test_published_restricted_care_figures_get_their_published_treatment():
    """Residential care community users 2018: percent, SE, interval, n as published."""
    shown = [
        (0.326, 0.025, 0.277, 0.377, 272),
        (0.893, 0.018, 0.854, 0.926, 816),
        (0.059, 0.015, 0.034, 0.096, 40),
    ]
    for p, se, lower, upper, n in shown:
        row = decision(proportion=p, standard_error=se, lower=lower, upper=upper, n=n)
        assert row.withheld is None
    other = decision(proportion=0.028, standard_error=0.009, lower=0.013, upper=0.053, n=25)
    assert other.withheld == "imprecise", "25 persons are an effective sample under 30"


def test_fewer_persons_than_the_threshold_are_confidential_before_anything_else():
    assert decision(n=19, standard_error=0.2).withheld == "confidential"
    assert "fewer than 20" in decision(n=19).reason
    assert decision(n=0, proportion=math.nan).withheld == "confidential"


def test_a_small_effective_sample_is_imprecise_however_many_answered():
    row = decision(standard_error=0.1, lower=0.3, upper=0.58)
    assert row.withheld == "imprecise"
    assert "effective sample 25" in row.reason


def test_a_narrow_interval_is_shown_whatever_its_relative_width():
    row = decision(proportion=0.01, standard_error=0.005, lower=0.002, upper=0.03)
    assert row.withheld is None


def test_a_wide_interval_and_a_relatively_wide_one_are_imprecise():
    assert decision(lower=0.35, upper=0.65).withheld == "imprecise"
    row = decision(proportion=0.06, standard_error=0.025, lower=0.02, upper=0.13)
    assert row.withheld == "imprecise"
    assert "130%" in row.reason


def test_an_imprecise_complement_and_few_degrees_of_freedom_are_flagged_not_withheld():
    row = decision(proportion=0.94, standard_error=0.025, lower=0.87, upper=0.98)
    assert row.withheld is None
    assert row.flags == ("the complement is imprecise",)
    assert "review" in decision(degrees_of_freedom=5).flags[0]


def test_nobody_or_everybody_uses_the_plain_sample_and_asks_for_review():
    row = decision(proportion=0.0, standard_error=0.0, lower=0.0, upper=0.02, n=200)
    assert row.withheld is None
    assert row.flags == ("everybody or nobody: review",)
    assert decision(proportion=0.0, standard_error=0.0, lower=0.0, upper=0.12, n=30).withheld


def test_a_mean_needs_persons_and_an_effective_sample():
    assert present_mean(n=50, effective_n=29.0, degrees_of_freedom=40).withheld == "imprecise"
    assert present_mean(n=50, effective_n=31.0, degrees_of_freedom=40).withheld is None
    assert present_mean(n=5, effective_n=5.0, degrees_of_freedom=4).withheld == "confidential"


def test_a_count_needs_a_relative_width_of_at_most_160_percent():
    fine = {"n": 40, "degrees_of_freedom": 30}
    assert present_count(count=1000, lower=400, upper=1900, **fine).withheld is None
    assert present_count(count=1000, lower=300, upper=2000, **fine).withheld == "imprecise"
    assert present_count(count=0, lower=0, upper=10, **fine).withheld == "imprecise"


def test_a_figure_without_an_interval_cannot_be_judged():
    with pytest.raises(EstimationError, match="cannot be judged"):
        decision(lower=math.nan)
