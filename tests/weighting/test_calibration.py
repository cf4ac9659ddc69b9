from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import WeightingError
from surveyapp.estimation.totals import total
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.distances import distance_function
from surveyapp.weighting.replicate import jackknife

BOUNDS = {"linear": None, "raking": None, "logit": (0.5, 2.0)}


@pytest.fixture
def goal(sample):
    columns = {"all": np.ones(600), "y": sample.y, "woman": sample.sex == "woman"}
    w = sample.weights.final
    return columns, {"all": 1.02 * w.sum(), "y": 1.03 * (w @ sample.y), "woman": 0.57 * w.sum()}


@pytest.mark.parametrize("distance", ["linear", "raking", "logit"])
def test_calibrated_weights_meet_the_totals(sample, goal, distance):
    columns, totals = goal
    done = calibrate(sample.weights, columns, totals, distance=distance, bounds=BOUNDS[distance])
    for name, column in columns.items():
        assert done.final @ column == pytest.approx(totals[name], rel=1e-9)


@pytest.mark.parametrize("distance", ["linear", "raking", "logit"])
def test_bounds_on_g_factors_hold(sample, goal, distance):
    columns, totals = goal
    done = calibrate(sample.weights, columns, totals, distance=distance, bounds=(0.7, 1.6))
    assert done.g_factors.min() >= 0.7 - 1e-9
    assert done.g_factors.max() <= 1.6 + 1e-9


def test_the_linear_distance_is_the_generalised_regression_estimator(sample, goal):
    columns, totals = goal
    done = calibrate(sample.weights, columns, totals)
    X, d = np.stack(list(columns.values()), axis=1).astype(float), sample.weights.final
    short = np.array(list(totals.values())) - d @ X
    g = 1 + X @ np.linalg.solve(X.T @ (d[:, None] * X), short)
    assert done.g_factors == pytest.approx(g)


@pytest.mark.parametrize("distance", ["linear", "raking", "logit"])
def test_every_distance_starts_at_one_with_slope_one(distance):
    function = distance_function(distance, (0.4, 3.0))
    zero = np.zeros(1)
    assert function.factor(zero)[0] == pytest.approx(1.0)
    step = 1e-6
    rise = (function.factor(zero + step) - function.factor(zero - step))[0] / (2 * step)
    assert rise == pytest.approx(1.0, rel=1e-5)
    assert function.slope(zero)[0] == pytest.approx(1.0)


def test_the_variance_of_a_calibrated_variable_is_zero(sample, goal):
    done = calibrate(sample.weights, *goal)
    found = total(sample.y, done, sample.design)
    assert found.standard_error / found.value < 1e-9


def test_each_replicate_is_calibrated(sample, goal):
    columns, totals = goal
    replicated, design = jackknife(sample.weights, sample.design)
    done = calibrate(replicated, columns, totals)
    assert done.replicates is not None
    assert done.replicates.T @ sample.y == pytest.approx(np.full(24, totals["y"]))
    assert total(sample.y, done, design).standard_error < 1e-6


def test_totals_out_of_reach_of_the_bounds_name_the_variable(sample, goal):
    columns, totals = goal
    with pytest.raises(WeightingError, match="The totals cannot be met with g-factors within"):
        calibrate(sample.weights, columns, totals, distance="logit", bounds=(0.99, 1.01))


def test_impossible_bounds_and_unknown_distances_are_refused(sample, goal):
    with pytest.raises(WeightingError, match="must enclose 1"):
        calibrate(sample.weights, *goal, bounds=(1.2, 2.0))
    with pytest.raises(WeightingError, match="two finite bounds"):
        calibrate(sample.weights, *goal, distance="logit")
    with pytest.raises(WeightingError, match="There is no distance 'cubic'"):
        calibrate(sample.weights, *goal, distance="cubic")  # type: ignore[arg-type]


def test_columns_and_totals_must_be_of_the_same_variables(sample):
    with pytest.raises(WeightingError) as refused:
        calibrate(sample.weights, {"a": np.ones(600)}, {"b": 3.0})
    assert [problem.where for problem in refused.value.problems] == ["a", "b"]
    broken = np.ones(600)
    broken[3] = np.nan
    with pytest.raises(WeightingError, match="1 rows have no value"):
        calibrate(sample.weights, {"a": broken}, {"a": 3.0})
