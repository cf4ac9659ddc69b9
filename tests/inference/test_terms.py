"""Tests of the terms of a regression."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveyapp.design.design import clustered
from surveyapp.errors import EstimationError
from surveyapp.estimation.regression import Regression, regression
from surveyapp.inference.terms import term_test
from surveyapp.weighting.weights import Weights


@pytest.fixture
def model() -> Regression:
    rng = np.random.default_rng(6)
    n = 480
    frame = pd.DataFrame({"one": 1.0, "x": rng.normal(size=n), "z": rng.normal(size=n)})
    y = (rng.random(n) < 1 / (1 + np.exp(-0.2 * frame["x"]))) * 1.0
    weights = Weights.of(rng.uniform(1, 3, n))
    return regression(y, frame, weights, clustered(np.arange(n) // 8), family="logistic")


def test_one_coefficient_gives_its_t_test(model: Regression) -> None:
    found = term_test(model, ["x"])
    assert found.value == pytest.approx(model.t[1] ** 2)
    assert found.p == pytest.approx(model.p_values[1])
    working = term_test(model, ["x"], method="WorkingWald")
    assert working.value / working.design_effects[0] == pytest.approx(found.value)
    assert working.p == pytest.approx(found.p, rel=1e-9)


def test_the_two_working_tests_and_walds_are_close(model: Regression) -> None:
    p = [term_test(model, ["x", "z"], method=m).p for m in ("Wald", "WorkingWald", "LRT")]
    assert p[1] == pytest.approx(p[0], rel=0.5)
    assert p[2] == pytest.approx(p[1], rel=0.1)


def test_the_fall_of_the_deviance_is_that_of_the_smaller_model(model: Regression) -> None:
    found = term_test(model, ["x", "z"], method="LRT")
    share = model.prior_weights @ model.y / model.prior_weights.sum()
    entropy = share * np.log(share) + (1 - share) * np.log(1 - share)
    alone = -2 * model.prior_weights.sum() * entropy
    assert found.value == pytest.approx(alone - model.deviance, rel=1e-8)
    every = term_test(model, ["one", "x", "z"], method="LRT")
    half = 2 * model.prior_weights.sum() * np.log(2)
    assert every.value == pytest.approx(half - model.deviance, rel=1e-8)


def test_a_rescaled_column_gives_the_same_tests(model: Regression) -> None:
    rng = np.random.default_rng(6)
    n = 480
    frame = pd.DataFrame({"one": 1.0, "x": 40 * rng.normal(size=n), "z": rng.normal(size=n)})
    y = (rng.random(n) < 1 / (1 + np.exp(-0.2 * frame["x"] / 40))) * 1.0
    weights = Weights.of(rng.uniform(1, 3, n))
    other = regression(y, frame, weights, clustered(np.arange(n) // 8), family="logistic")
    for method in ("Wald", "WorkingWald", "LRT"):
        here, there = term_test(model, ["x"], method=method), term_test(other, ["x"], method=method)  # type: ignore[arg-type]
        assert there.p == pytest.approx(here.p, rel=1e-6)


def test_an_infinite_denominator_gives_the_chi_square(model: Regression) -> None:
    found = term_test(model, ["x"], method="LRT", denominator_df=np.inf)
    assert found.p == pytest.approx(stats.chi2.sf(found.value / found.design_effects[0], 1))


def test_names_that_are_not_there_and_spent_degrees_are_refused(model: Regression) -> None:
    with pytest.raises(EstimationError, match="no coefficient 'age'"):
        term_test(model, ["age"])
    with pytest.raises(EstimationError, match="0 residual degrees of freedom"):
        term_test(model, ["x"], denominator_df=0)
    assert list(term_test(model, ["x"]).to_frame()["method"]) == ["Wald"]
