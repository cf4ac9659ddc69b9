from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from surveyapp.errors import EstimationError
from surveyapp.inference.contrast import t_contrast
from surveyapp.inference.detectable import power_of, smallest_detectable_change
from surveyapp.inference.multiplicity import adjust, family

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)
METHODS = ["holm", "hochberg", "BH", "BY", "bonferroni"]


def test_the_worked_example_of_benjamini_and_hochberg_1995():
    """Their section 3.2: fifteen p-values, four rejected at 0.05 by BH, three by Bonferroni."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert (adjust(p, "BH") <= 0.05).sum() == 4
    assert (adjust(p, "bonferroni") <= 0.05).sum() == 3
    assert (adjust(p, "holm") <= 0.05).sum() == 3


@settings(max_examples=60, deadline=None)
@given(P_VALUES, st.sampled_from(METHODS))
def test_adjusted_p_values_keep_their_order_and_never_shrink(p, method):
    adjusted = adjust(p, method)
    assert np.all(adjusted >= np.array(p) - 1e-12)
    assert np.all(adjusted <= 1)
    order = np.argsort(p, kind="stable")
    assert np.all(np.diff(adjusted[order]) >= -1e-12)


@settings(max_examples=60, deadline=None)
@given(P_VALUES)
def test_the_methods_are_ordered_by_strictness(p):
    by = {method: adjust(p, method) for method in METHODS}
    assert np.all(by["bonferroni"] >= by["holm"] - 1e-12)
    assert np.all(by["holm"] >= by["hochberg"] - 1e-12)
    assert np.all(by["hochberg"] >= by["BH"] - 1e-12)
    assert np.all(by["BY"] >= by["BH"] - 1e-12)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(-6, 6), min_size=1, max_size=20), st.sampled_from(["holm", "bonferroni"]))
def test_an_adjusted_interval_leaves_out_zero_exactly_when_the_test_rejects(values, method):
    tests = [t_contrast(v, 1.0, 12, name=str(i)) for i, v in enumerate(values)]
    for test in family(tests, method=method).tests:
        if abs(test.p_adjusted - 0.05) < 1e-9:
            continue
        assert test.significant == (test.lower > 0 or test.upper < 0)


def test_no_adjustment_leaves_p_values_and_intervals_alone():
    tests = [t_contrast(v, 1.0, 12) for v in (0.5, 3.0)]
    found = family(tests, method="none")
    assert [t.p_adjusted for t in found.tests] == [t.p for t in tests]
    assert found.tests[1].lower == pytest.approx(tests[1].lower)
    assert found.to_frame().significant.tolist() == [False, True]


def test_selected_intervals_under_bh_are_wider_than_plain_ones():
    tests = [t_contrast(v, 1.0, 12) for v in (0.5, 4.0, 5.0)]
    found = family(tests, method="BH")
    assert found.tests[1].lower < tests[1].lower
    assert found.tests[0].lower == pytest.approx(tests[0].lower)


def test_impossible_p_values_and_unknown_methods_are_refused():
    with pytest.raises(EstimationError, match="2 of 3 p-values are missing or not between"):
        adjust([0.1, np.nan, 1.5])
    with pytest.raises(EstimationError, match="no adjustment 'guess'"):
        adjust([0.1], "guess")  # type: ignore[arg-type]
    assert adjust([], "holm").tolist() == []


def test_the_smallest_detectable_change_of_many_psus_is_the_normal_rule():
    want = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert smallest_detectable_change(2.0, 1e9) == pytest.approx(2 * want, rel=1e-4)


@pytest.mark.parametrize("df", [2, 5, 30, 400])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
def test_the_test_has_the_wanted_power_at_the_smallest_detectable_change(df, power):
    change = smallest_detectable_change(1.5, df, power=power)
    assert power_of(change, 1.5, df) == pytest.approx(power, abs=1e-6)


def test_the_noncentral_t_power_is_what_simulation_gives():
    rng = np.random.default_rng(1)
    change = smallest_detectable_change(1.0, 8)
    t = rng.normal(change, 1, 200_000) / np.sqrt(rng.chisquare(8, 200_000) / 8)
    assert (np.abs(t) > stats.t.ppf(0.975, 8)).mean() == pytest.approx(0.8, abs=0.004)


def test_stricter_tests_see_less():
    plain, adjusted = (smallest_detectable_change(1.0, 20, alpha=a) for a in (0.05, 0.05 / 12))
    assert adjusted > plain
    assert smallest_detectable_change(0.0, 20) == 0.0


def test_impossible_power_is_refused():
    with pytest.raises(EstimationError, match="must satisfy 0 < alpha < power < 1"):
        smallest_detectable_change(1.0, 5, alpha=0.9)
    with pytest.raises(EstimationError, match="No degrees of freedom"):
        smallest_detectable_change(1.0, 0)
