"""What a planned sample can see, in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from surveyapp.design.detectable import (
    PlannedPlace,
    adjacent,
    answers_needed,
    pooled,
    power_of_test,
    smallest_detectable_change,
    trend,
)
from surveyapp.errors import DesignError


def test_the_normal_case_is_the_textbook_sum_of_two_quantiles() -> None:
    # (1.95996 + 0.84162) standard errors at 5 % and 80 %.
    assert smallest_detectable_change(1.0) == pytest.approx(2.8016, abs=2e-4)


def test_power_is_that_of_the_noncentral_t() -> None:
    # R: power.t.test(n = 20, delta = 1, sd = 1)$power is 0.8689528 (documented example).
    found = power_of_test(1.0, np.sqrt(2 / 20), 38)
    assert found == pytest.approx(0.8689528, abs=1e-6)


def test_the_detectable_change_has_the_wanted_power() -> None:
    for df in (3, 19, 200, np.inf):
        change = smallest_detectable_change(0.02, df, alpha=0.001, power=0.8)
        assert power_of_test(change, 0.02, df, alpha=0.001) == pytest.approx(0.8, abs=1e-9)


def test_more_tests_less_power_or_fewer_degrees_need_a_larger_change() -> None:
    plain = smallest_detectable_change(1.0, 50)
    assert smallest_detectable_change(1.0, 50, alpha=0.001) > plain
    assert smallest_detectable_change(1.0, 50, power=0.9) > plain
    assert smallest_detectable_change(1.0, 5) > plain


def test_without_clusters_or_overlap_waves_are_independent_binomials() -> None:
    place = PlannedPlace(answers=100, psus=100, share=0.5)
    assert_allclose(place.wave_covariance(3), np.eye(3) * 0.0025)
    assert place.standard_error(adjacent()) == pytest.approx(np.sqrt(2 * 0.0025))
    assert place.standard_error(pooled(4)) == pytest.approx(np.sqrt(2 * 0.0025 / 4))


def test_kept_blocks_make_changes_more_precise() -> None:
    new = PlannedPlace(60, 10, 0.6, 1.2, 0.05, overlap=0.0)
    kept = PlannedPlace(60, 10, 0.6, 1.2, 0.05, overlap=1.0)
    assert kept.standard_error(adjacent()) < new.standard_error(adjacent())
    assert kept.degrees_of_freedom(2) < new.degrees_of_freedom(2)
    assert new.design_effect == pytest.approx(1.2 * 1.25)


def test_the_trend_is_the_least_squares_line_over_the_span() -> None:
    y = np.array([3.0, 1, 4, 1, 5, 9])
    slope = stats.linregress(np.arange(6), y).slope
    assert trend(6) @ y == pytest.approx(5 * slope)


def test_the_answers_needed_see_the_change_and_one_fewer_does_not() -> None:
    place = PlannedPlace(60, 40, 0.5, 1.3, 0.02, 1.0)
    n = answers_needed(0.1, [place], adjacent(), alpha=0.05, power=0.8)

    def detectable(answers: float) -> float:
        more = PlannedPlace(answers, 40, 0.5, 1.3, 0.02, 1.0)
        return smallest_detectable_change(
            more.standard_error(adjacent()), 39, alpha=0.05, power=0.8
        )

    assert detectable(n) <= 0.1 < detectable(n - 1.5)


def test_a_city_needs_the_answers_of_all_its_places_together() -> None:
    one = PlannedPlace(60, 60, 0.5, weight=1.0)
    halves = [PlannedPlace(30, 30, 0.5, weight=0.5)] * 2
    wish = {"alpha": 0.05, "power": 0.8}
    whole = answers_needed(0.1, [one], adjacent(), **wish)
    assert answers_needed(0.1, halves, adjacent(), **wish) == pytest.approx(whole, rel=0.01)


def test_when_blocks_are_too_few_no_number_of_answers_suffices() -> None:
    place = PlannedPlace(60, 4, 0.5, 1.3, 0.1, 0.0)
    assert answers_needed(0.02, [place], adjacent(), alpha=0.05, power=0.8) == float("inf")


def test_impossible_wishes_are_refused() -> None:
    with pytest.raises(DesignError, match="Choose 0 < alpha < power < 1"):
        smallest_detectable_change(1.0, alpha=0.9, power=0.8)
    with pytest.raises(DesignError, match="at least two blocks"):
        smallest_detectable_change(1.0, 0.0)
