"""Published figures and decisions that the engine must reach from the published inputs."""

from __future__ import annotations

import itertools
import math

import pytest

from surveyapp.disclosure.presentation import present_proportion
from surveyapp.estimation.estimate import Estimate
from surveyapp.estimation.proportion_intervals import interval, n_effective
from surveyapp.inference.contrast import independent_difference
from surveyapp.inference.detectable import smallest_detectable_change

# Scottish Crime and Justice Survey 2014/15, annex table A1.13: police do a good or excellent job,
# percent in 2012/13 and 2014/15, and whether the report marks the change as significant.
# gov.scot, Open Government Licence; 12,050 and 11,470 answers over 14 divisions.
DIVISIONS = {
    "Aberdeen": (70, 61, True),
    "Aberdeenshire and Moray": (56, 56, False),
    "Forth Valley": (64, 63, False),
    "Fife": (62, 60, False),
    "Glasgow": (58, 57, False),
    "Renfrewshire and Inverclyde": (63, 57, False),
    "Argyll and West Dunbartonshire": (56, 61, False),
    "Lanarkshire": (49, 53, False),
    "Ayrshire": (56, 54, False),
    "Edinburgh": (68, 65, False),
    "Lothians and Borders": (63, 55, True),
    "Dumfries and Galloway": (66, 57, True),
    "Tayside": (67, 61, False),
    "Highlands and Islands": (69, 64, False),
}
BASES = (12_050 / 14, 11_470 / 14)


def as_if_random(percent: float, n: float) -> Estimate:
    """A percentage with the standard error of a simple random sample."""
    p = percent / 100
    error = math.sqrt(p * (1 - p) / n)
    half = 1.959964 * error
    return Estimate(p, error, math.inf, round(n), p - half, p + half)


def test_random_sampling_errors_call_four_changes_that_the_scottish_report_does_not() -> None:
    called = {
        name: independent_difference(
            as_if_random(before, BASES[0]), as_if_random(after, BASES[1])
        ).p
        < 0.05
        for name, (before, after, _) in DIVISIONS.items()
    }
    false = {name for name, (_, _, marked) in DIVISIONS.items() if called[name] and not marked}
    assert len(false) == 4
    assert all(called[name] for name, (_, _, marked) in DIVISIONS.items() if marked)


def seattle(before: int, after: int) -> float:
    """z of a change between two waves of 900 (Seattle police monitor, 2013 to 2016)."""
    return independent_difference(as_if_random(before, 900), as_if_random(after, 900)).statistic


def test_seattles_first_improvement_was_no_detectable_change_and_the_later_ones_were() -> None:
    """Approval 60, 64, 72 and disapproval 34, 25, 20 percent of 900; errors of a random sample."""
    assert seattle(60, 64) == pytest.approx(1.75, abs=0.005)
    assert abs(seattle(60, 64)) < 1.96
    assert seattle(34, 25) == pytest.approx(-4.2, abs=0.05)
    assert seattle(60, 72) == pytest.approx(5.4, abs=0.05)


def test_seattles_headline_margin_is_that_of_one_half_in_a_random_sample() -> None:
    half = as_if_random(50, 900)
    assert 100 * (half.upper - half.value) == pytest.approx(3.3, abs=0.05)
    change = math.sqrt(2) * half.standard_error
    assert smallest_detectable_change(change, math.inf, alpha=0.05) > 0.04


# Residential care community services users 2018, public-use file (904 rows):
# percent, standard error, limits as published by the National Center for Health Statistics.
CARE = {
    "male": (32.6, 2.5, 27.7, 37.7),
    "female": (67.4, 2.5, 62.3, 72.3),
    "White": (89.3, 1.8, 85.4, 92.6),
    "Black": (5.9, 1.5, 3.3, 9.6),
    "Hispanic": (1.9, 0.6, 1.0, 3.4),
    "Other": (2.8, 0.9, 1.3, 5.3),
}
N_CARE = 904


@pytest.mark.parametrize("group", CARE)
def test_published_limits_lie_within_what_rounding_of_the_published_inputs_allows(
    group: str,
) -> None:
    percent, error, lower, upper = CARE[group]
    spans = [
        interval(
            (percent + dp) / 100,
            (error + de) / 100,
            method="beta",
            degrees_of_freedom=N_CARE - 1,
            n=N_CARE,
            cap_effective_n=True,
        )
        for dp, de in itertools.product((-0.05, 0.05), repeat=2)
    ]
    lowest, highest = (100 * f(s[0] for s in spans) for f in (min, max))
    assert lowest - 0.05 <= lower <= highest + 0.05
    lowest, highest = (100 * f(s[1] for s in spans) for f in (min, max))
    assert lowest - 0.05 <= upper <= highest + 0.05


@pytest.mark.parametrize("group", CARE)
def test_published_care_percentages_are_shown_by_the_presentation_standard(group: str) -> None:
    percent, error, lower, upper = (value / 100 for value in CARE[group])
    decision = present_proportion(
        proportion=percent,
        standard_error=error,
        lower=lower,
        upper=upper,
        n=N_CARE,
        degrees_of_freedom=N_CARE - 1,
    )
    assert decision.withheld is None


# Parker et al. (2017), Vital and Health Statistics, Series 2 no. 175, the rule itself:
# proportion, standard error, n, degrees of freedom, what becomes of it.
DECISIONS = [
    (0.30, 0.02, 900, 60, "shown"),
    (0.50, 0.10, 200, 60, "effective sample"),
    (0.01, 0.004, 900, 60, "shown"),  # narrow: no wider than 5 points
    (0.50, 0.085, 300, 60, "points wide"),
    (0.05, 0.02, 400, 60, "of the value"),
    (0.95, 0.02, 400, 60, "complement"),
    (0.30, 0.02, 900, 5, "degrees of freedom"),
    (0.0, 0.0, 400, 60, "review"),
]


@pytest.mark.parametrize(("p", "error", "n", "df", "outcome"), DECISIONS)
def test_the_presentation_standard_decides_on_our_intervals(
    p: float, error: float, n: int, df: int, outcome: str
) -> None:
    lower, upper = interval(
        p, error, method="beta", degrees_of_freedom=df, n=n, cap_effective_n=True
    )
    decision = present_proportion(
        proportion=p,
        standard_error=error,
        lower=lower,
        upper=upper,
        n=n,
        degrees_of_freedom=df,
    )
    if outcome in ("effective sample", "points wide", "of the value"):
        assert decision.withheld == "imprecise"
        assert outcome in decision.reason
    else:
        assert decision.withheld is None
        flagged = outcome != "shown"
        assert any(outcome in flag for flag in decision.flags) == flagged


def test_the_effective_size_of_the_standard_is_neither_kishs_nor_above_n() -> None:
    assert n_effective(0.326, 0.025, 272) == 272
    assert n_effective(0.326, 0.05, 272) == pytest.approx(0.326 * 0.674 / 0.0025)
