"""Ordinal logistic regression under a design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from surveyapp.design.design import Design, Replicates, clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.ordinal import ordinal_regression
from surveyapp.weighting.weights import Weights


@pytest.fixture
def data() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    n = 500
    frame = pd.DataFrame({"x": rng.normal(size=n), "z": rng.integers(0, 2, n) * 1.0})
    latent = 0.8 * frame["x"] - 0.5 * frame["z"] + rng.logistic(size=n)
    frame["y"] = np.digitize(latent, [-1.5, 0, 1.2])
    frame["psu"] = np.repeat(np.arange(50), 10)
    frame["w"] = rng.uniform(1, 3, n)
    return frame


def test_equal_weights_give_the_maximum_likelihood_of_statsmodels(data: pd.DataFrame) -> None:
    found = ordinal_regression(data["y"], data[["x", "z"]], Weights.of(np.ones(500)), srs(500))
    model = OrderedModel(data["y"], data[["x", "z"]], distr="logit")
    theirs = model.fit(method="bfgs", disp=0, gtol=1e-8)
    thresholds = model.transform_threshold_params(theirs.params.to_numpy())[1:-1]
    expected = np.concatenate([theirs.params.to_numpy()[:2], thresholds])
    assert found.names == ("x", "z", "0|1", "1|2", "2|3")
    assert found.coefficients == pytest.approx(expected, rel=1e-4, abs=1e-5)
    assert found.deviance == pytest.approx(-2 * theirs.llf, rel=1e-8)
    assert found.standard_errors[:2] == pytest.approx(theirs.bse.to_numpy()[:2], rel=0.15)


def test_both_solvers_meet(data: pd.DataFrame) -> None:
    weights, design = Weights.of(data["w"]), clustered(data["psu"])
    exact = ordinal_regression(data["y"], data[["x", "z"]], weights, design)
    stopped = ordinal_regression(
        data["y"], data[["x", "z"]], weights, design, solver="variable metric"
    )
    assert stopped.coefficients == pytest.approx(exact.coefficients, abs=5e-3)
    assert stopped.standard_errors == pytest.approx(exact.standard_errors, rel=5e-3)


def test_turning_the_scale_round_turns_the_signs(data: pd.DataFrame) -> None:
    weights, design = Weights.of(data["w"]), clustered(data["psu"])
    here = ordinal_regression(data["y"], data[["x"]], weights, design)
    there = ordinal_regression(data["y"], data[["x"]], weights, design, levels=[3, 2, 1, 0])
    assert there.coefficients[0] == pytest.approx(-here.coefficients[0], rel=1e-7)
    assert there.coefficients[1:] == pytest.approx(-here.coefficients[:0:-1], rel=1e-7)
    assert there.standard_errors[0] == pytest.approx(here.standard_errors[0], rel=1e-6)


def test_replicates_fit_anew(data: pd.DataFrame) -> None:
    psu, w = data["psu"].to_numpy(), data["w"].to_numpy()
    table = w[:, None] * (psu[:, None] != np.arange(50)[None, :]) * 50 / 49
    replicated = Design(500, (), replicates=Replicates("JK1", 49 / 50, np.ones(50)))
    both = Weights.of(w, replicates=table)
    found = ordinal_regression(data["y"], data[["x"]], both, replicated)
    linear = ordinal_regression(data["y"], data[["x"]], Weights.of(w), clustered(psu))
    assert found.standard_errors == pytest.approx(linear.standard_errors, rel=0.05)
    assert list(found.to_frame().columns) == ["name", "coefficient", "standard_error", "p"]
    assert found.estimates().names == found.names


def test_too_few_levels_and_unnamed_answers_are_refused(data: pd.DataFrame) -> None:
    weights, design = Weights.of(data["w"]), srs(500)
    with pytest.raises(EstimationError, match="three answers or more in the domain, found 2"):
        ordinal_regression(data["z"], data[["x"]], weights, design)
    with pytest.raises(EstimationError, match="not among the levels: 3"):
        ordinal_regression(data["y"], data[["x"]], weights, design, levels=[0, 1, 2])


def test_a_column_that_sorts_the_answers_perfectly_is_refused(data: pd.DataFrame) -> None:
    order = data["y"].to_numpy(float)[:, None]
    with pytest.raises(EstimationError, match="likelihood has no maximum"):
        ordinal_regression(data["y"], order, Weights.of(data["w"]), srs(500))
