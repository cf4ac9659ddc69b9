from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyapp.design.design import clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.estimate import Estimates
from surveyapp.estimation.means import mean, means
from surveyapp.inference.contrast import (
    contrast,
    contrasts,
    function_contrast,
    independent_difference,
    independent_differences,
    t_contrast,
)
from surveyapp.inference.joint import joint_test, wald
from surveyapp.inference.linear_trend import difference_in_differences, linear_trend
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(6)
n = 400
WAVE = np.repeat([1, 2, 3, 4], 100)
BLOCK = np.tile(np.repeat(np.arange(20), 5), 4)
Y = RNG.normal(size=n) + np.repeat(RNG.normal(0, 0.5, 20), 5)[np.tile(np.arange(100), 4)]
WEIGHTS = Weights.of(RNG.uniform(1, 3, n))
SHARED = clustered(BLOCK)


def waves(design=SHARED) -> Estimates:
    domains = {str(w): w == WAVE for w in (1, 2, 3, 4)}
    return means({"y": Y}, WEIGHTS, design, domains=domains).renamed(["1", "2", "3", "4"])


def test_a_difference_knows_that_waves_share_their_blocks():
    found = waves()
    shared = contrast(found, {"2": 1, "1": -1})
    apart = np.sqrt(found["1"].variance + found["2"].variance)
    assert found.covariance[0, 1] > 0
    assert shared.standard_error < apart
    independent = waves(clustered(WAVE * 100 + BLOCK, WAVE))
    alone = contrast(independent, {"2": 1, "1": -1})
    assert independent.covariance[0, 1] == pytest.approx(0, abs=1e-12)
    assert alone.standard_error == pytest.approx(
        np.hypot(independent["1"].standard_error, independent["2"].standard_error)
    )


def test_a_difference_of_group_means_in_a_simple_random_sample_is_nearly_welchs_test():
    group = RNG.random(200) < 0.5
    y = RNG.normal(size=200) + group
    found = means({"y": y}, Weights.of(np.ones(200)), srs(200), domains={"a": group, "b": ~group})
    ours = contrast(found, {"y|a": 1, "y|b": -1})
    welch = stats.ttest_ind(y[group], y[~group], equal_var=False)
    assert ours.statistic == pytest.approx(welch.statistic, rel=0.01)


def test_p_values_and_intervals_agree_with_each_other():
    found = contrast(waves(), {"4": 1, "1": -1})
    half = stats.t.ppf(0.975, 19) * found.standard_error
    assert found.upper - found.value == pytest.approx(half)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.statistic), 19))
    assert (found.p < 0.05) == (found.lower > 0 or found.upper < 0)
    assert found.to_frame().name.tolist() == ["contrast"]


def test_swapping_the_sides_only_changes_the_sign():
    ab, ba = contrasts(waves(), {"ab": {"1": 1, "2": -1}, "ba": {"2": 1, "1": -1}})
    assert ab.value == -ba.value
    assert ab.p == pytest.approx(ba.p)


def test_a_contrast_without_variance_is_decided_and_one_without_degrees_is_not():
    assert t_contrast(0.0, 0.0, 5).p == 1.0
    assert t_contrast(1.0, 0.0, 5).p == 0.0
    nothing = t_contrast(1.0, 0.5, 0)
    assert nothing.p == 1.0
    assert nothing.lower == -np.inf


def test_names_that_do_not_exist_are_refused():
    with pytest.raises(EstimationError, match="no estimate named '9'"):
        contrast(waves(), {"9": 1})
    with pytest.raises(EstimationError, match="No coefficient"):
        contrast(waves(), {})


def test_the_delta_method_of_a_linear_function_is_the_contrast():
    found = waves()
    linear = contrast(found, {"2": 1, "1": -1})
    smooth = function_contrast(found, lambda v: v[1] - v[0])
    assert smooth.standard_error == pytest.approx(linear.standard_error)
    log = function_contrast(found, lambda v: np.log(v[1] + 5))
    assert log.standard_error == pytest.approx(found["2"].standard_error / (found["2"].value + 5))
    stubborn = function_contrast(found, lambda v: float(v[1]) ** 2)
    assert stubborn.standard_error == pytest.approx(
        2 * abs(found["2"].value) * found["2"].standard_error, rel=1e-6
    )


def test_independent_differences_are_welchs_for_simple_random_samples():
    a, b = RNG.normal(size=30), RNG.normal(0.5, 2, size=50)
    first = mean(a, Weights.of(np.ones(30)), srs(30))
    second = mean(b, Weights.of(np.ones(50)), srs(50))
    welch = stats.ttest_ind(b, a, equal_var=False)
    found = independent_difference(first, second)
    assert found.statistic == pytest.approx(welch.statistic)
    assert found.degrees_of_freedom == pytest.approx(welch.df)
    assert found.p == pytest.approx(welch.pvalue)
    assert independent_differences(first, second).summed.degrees_of_freedom == 78


def test_the_trend_is_the_least_squares_slope():
    found = waves()
    slope = linear_trend(found, {"1": 1, "2": 2, "3": 3, "4": 4})
    assert slope.value == pytest.approx(np.polyfit([1, 2, 3, 4], found.values, 1)[0])
    per_year = linear_trend(found, {"1": 0, "2": 0.25, "3": 0.5, "4": 0.75})
    assert per_year.value == pytest.approx(4 * slope.value)
    assert per_year.p == pytest.approx(slope.p)
    with pytest.raises(EstimationError, match="at least two different times"):
        linear_trend(found, {"1": 3, "2": 3})


def test_difference_in_differences_is_a_difference_of_contrasts():
    found = waves()
    did = difference_in_differences(
        found, treated_before="1", treated_after="2", compared_before="3", compared_after="4"
    )
    v = found.values
    assert did.value == pytest.approx(v[1] - v[0] - v[3] + v[2])


def test_a_joint_test_of_one_contrast_is_its_t_test_squared():
    found = waves()
    one = contrast(found, {"2": 1, "1": -1})
    joint = joint_test(found, [{"2": 1, "1": -1}])
    assert pytest.approx(one.statistic**2) == joint.F
    assert joint.p == pytest.approx(one.p)
    assert (joint.df1, joint.df2) == (1, 19)


def test_a_joint_test_does_not_depend_on_how_the_contrasts_are_written():
    found = waves()
    chain = joint_test(found, [{"2": 1, "1": -1}, {"3": 1, "2": -1}, {"4": 1, "3": -1}])
    star = joint_test(
        found, [{"2": 1, "1": -1}, {"3": 1, "1": -1}, {"4": 1, "1": -1}, {"4": 1, "2": -1}]
    )
    assert chain.df1 == star.df1 == 3
    assert pytest.approx(star.F) == chain.F
    assert chain.df2 == 17
    plain = joint_test(found, [{"2": 1, "1": -1}, {"3": 1, "2": -1}], adjusted=False)
    assert pytest.approx(plain.chi_square / 2) == plain.F


def test_a_joint_test_of_known_normals_is_chi_square():
    values, covariance = np.array([1.0, -2.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    found = wald(values, covariance, np.inf)
    want = values @ np.linalg.solve(covariance, values)
    assert found.chi_square == pytest.approx(want)
    assert found.p == pytest.approx(stats.chi2.sf(want, 2))


def test_more_contrasts_than_degrees_of_freedom_are_refused():
    with pytest.raises(EstimationError, match="3 contrasts cannot be tested together on 2"):
        wald(np.ones(3), np.eye(3), 2)
    with pytest.raises(EstimationError, match="any variance"):
        wald(np.ones(2), np.zeros((2, 2)), 9)
