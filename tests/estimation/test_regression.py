"""Regression under a design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from surveyapp.design.design import Design, Replicates, clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.means import means
from surveyapp.estimation.regression import regression
from surveyapp.inference.contrast import contrast
from surveyapp.weighting.weights import Weights

FAMILIES = {
    "gaussian": sm.families.Gaussian(),
    "logistic": sm.families.Binomial(),
    "poisson": sm.families.Poisson(),
}


@pytest.fixture
def data() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 400
    frame = pd.DataFrame({"one": 1.0, "x": rng.normal(size=n), "z": rng.integers(0, 2, n) * 1.0})
    eta = 0.3 + 0.5 * frame["x"] - 0.4 * frame["z"]
    frame["gaussian"] = eta + rng.normal(size=n)
    frame["logistic"] = (rng.random(n) < 1 / (1 + np.exp(-eta))) * 1.0
    frame["poisson"] = rng.poisson(np.exp(eta)) * 1.0
    frame["w"] = rng.uniform(0.5, 3, n)
    frame["psu"] = np.repeat(np.arange(50), 8)
    return frame


X = ["one", "x", "z"]


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_independent_rows_give_the_robust_errors_of_statsmodels(
    family: str, data: pd.DataFrame
) -> None:
    """White's HC0 times n / (n - 1) is the linearised variance of a random sample."""
    n = len(data)
    found = regression(data[family], data[X], Weights.of(np.ones(n)), srs(n), family=family)
    theirs = sm.GLM(data[family], data[X], family=FAMILIES[family]).fit(cov_type="HC0", tol=1e-12)
    assert found.coefficients == pytest.approx(theirs.params.to_numpy(), rel=1e-6)
    expected = theirs.bse.to_numpy() * np.sqrt(n / (n - 1))
    assert found.standard_errors == pytest.approx(expected, rel=1e-5)
    assert found.deviance == pytest.approx(theirs.deviance, rel=1e-8)
    assert found.df_residual == n - 3


@pytest.mark.parametrize("family", FAMILIES)
def test_clustered_rows_give_the_cluster_robust_errors_of_statsmodels(
    family: str, data: pd.DataFrame
) -> None:
    """A whole weight is the row repeated, and repeated rows stay in their cluster."""
    whole = np.arange(400) % 3 + 1
    found = regression(
        data[family], data[X], Weights.of(whole), clustered(data["psu"]), family=family
    )
    rows = data.loc[data.index.repeat(whole)]
    groups = {"groups": rows["psu"].to_numpy(), "use_correction": False}
    model = sm.GLM(rows[family], rows[X], family=FAMILIES[family])
    theirs = model.fit(cov_type="cluster", cov_kwds=groups, tol=1e-12)
    assert found.coefficients == pytest.approx(theirs.params.to_numpy(), rel=1e-6)
    expected = theirs.bse.to_numpy() * np.sqrt(50 / 49)
    assert found.standard_errors == pytest.approx(expected, rel=1e-5)


def test_group_means_are_a_regression_on_the_groups(data: pd.DataFrame) -> None:
    weights, design = Weights.of(data["w"]), clustered(data["psu"])
    groups = np.column_stack([data["z"] == 0, data["z"] == 1]).astype(float)
    found = regression(data["gaussian"], groups, weights, design, names=("a", "b"))
    domains = {"a": data["z"].to_numpy() == 0, "b": data["z"].to_numpy() == 1}
    same = means({"y": data["gaussian"]}, weights, design, domains=domains)
    assert found.coefficients == pytest.approx(same.values, rel=1e-10)
    assert found.covariance == pytest.approx(same.covariance, rel=1e-9)
    gap = contrast(found.estimates(), {"b": 1.0, "a": -1.0})
    assert gap.standard_error == pytest.approx(
        np.sqrt(np.array([-1, 1]) @ found.covariance @ np.array([-1, 1])), rel=1e-10
    )


def test_columns_that_others_determine_are_dropped_by_name(data: pd.DataFrame) -> None:
    table = data[X].assign(not_z=1 - data["z"], nobody=0.0)
    found = regression(data["gaussian"], table, Weights.of(data["w"]), srs(len(data)))
    assert found.dropped == ("not_z", "nobody")
    assert found.names == ("one", "x", "z")


def test_weights_times_a_constant_change_neither_fit_nor_deviance(data: pd.DataFrame) -> None:
    design = clustered(data["psu"])
    here = regression(data["poisson"], data[X], Weights.of(data["w"]), design, family="poisson")
    there = regression(
        data["poisson"], data[X], Weights.of(70 * data["w"]), design, family="poisson"
    )
    assert there.coefficients == pytest.approx(here.coefficients, rel=1e-10)
    assert there.covariance == pytest.approx(here.covariance, rel=1e-9)
    assert there.deviance == pytest.approx(here.deviance, rel=1e-10)


def test_replicates_fit_anew_and_agree_with_the_linearised_errors(data: pd.DataFrame) -> None:
    psu, w = data["psu"].to_numpy(), data["w"].to_numpy()
    table = w[:, None] * (psu[:, None] != np.arange(50)[None, :]) * 50 / 49
    replicated = Design(400, (), replicates=Replicates("JK1", 49 / 50, np.ones(50)))
    found = regression(
        data["logistic"], data[X], Weights.of(w, replicates=table), replicated, family="logistic"
    )
    linear = regression(data["logistic"], data[X], Weights.of(w), clustered(psu), family="logistic")
    assert found.standard_errors == pytest.approx(linear.standard_errors, rel=0.05)


def test_a_domain_keeps_the_blocks_in_which_nobody_belongs_to_it(data: pd.DataFrame) -> None:
    inside = (data["psu"] < 10).to_numpy()
    design = clustered(data["psu"])
    found = regression(data["gaussian"], data[X], Weights.of(data["w"]), design, domain=inside)
    cut = data[inside]
    lone = regression(cut["gaussian"], cut[X], Weights.of(cut["w"]), clustered(cut["psu"]))
    assert found.coefficients == pytest.approx(lone.coefficients)
    assert found.standard_errors == pytest.approx(
        lone.standard_errors * np.sqrt((50 / 49) / (10 / 9)), rel=1e-9
    )


def test_a_response_that_a_column_predicts_perfectly_is_refused(data: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match="no finite solution"):
        regression(data["z"], data[X], Weights.of(data["w"]), srs(len(data)), family="logistic")


def test_impossible_responses_missing_columns_and_wrong_shapes_are_refused(
    data: pd.DataFrame,
) -> None:
    weights, design = Weights.of(data["w"]), srs(len(data))
    with pytest.raises(EstimationError, match="responses are not between 0 and 1"):
        regression(data["poisson"], data[X], weights, design, family="logistic")
    with pytest.raises(EstimationError, match="There is no family 'gamma'"):
        regression(data["poisson"], data[X], weights, design, family="gamma")  # type: ignore[arg-type]
    holes = data[X].copy()
    holes.loc[3, "x"] = np.nan
    with pytest.raises(EstimationError, match="X: 1 of 400 rows"):
        regression(data["gaussian"], holes, weights, design)
    with pytest.raises(EstimationError, match="2 names are given"):
        regression(data["gaussian"], data[X].to_numpy(), weights, design, names=("a", "b"))
    fitted = regression(data["gaussian"], data[X], weights, design)
    with pytest.raises(EstimationError, match="no coefficient 'age'"):
        fitted.index(["age"])
    assert list(fitted.to_frame()["name"]) == X
