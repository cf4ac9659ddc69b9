"""Iterated least squares."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import EstimationError
from surveyapp.estimation.families import family
from surveyapp.estimation.model_fit import fit, independent_columns, least_squares

RNG = np.random.default_rng(2)
X = np.column_stack([np.ones(80), RNG.normal(size=(80, 2))])
W = RNG.uniform(0.5, 2, 80)


@pytest.mark.parametrize("name", ["gaussian", "logistic", "poisson"])
def test_the_weighted_residuals_are_orthogonal_to_every_column(name: str) -> None:
    y = (RNG.random(80) < 0.4) * 1.0
    found = fit(X, y, W, family(name))  # type: ignore[arg-type]
    assert X.T @ (W * (y - found.means)) == pytest.approx(np.zeros(3), abs=1e-4)
    assert found.deviance >= 0


def test_an_intercept_alone_gives_the_weighted_mean() -> None:
    y = RNG.poisson(3, 80) * 1.0
    mean = W @ y / W.sum()
    for name in ("gaussian", "poisson"):
        found = fit(np.ones((80, 1)), y, W, family(name))  # type: ignore[arg-type]
        assert found.means[0] == pytest.approx(mean, rel=1e-7)


def test_dependent_columns_are_found_in_order() -> None:
    table = np.column_stack([X, X[:, 1] + 2 * X[:, 2], np.zeros(80), 1e-9 * X[:, 1] ** 2])
    assert independent_columns(table, W).tolist() == [True, True, True, False, False, True]


def test_a_column_without_rows_cannot_be_fitted() -> None:
    with pytest.raises(EstimationError, match="no finite solution"):
        least_squares(np.column_stack([X, np.zeros(80)]), np.ones(80), W)


def test_a_group_in_which_nobody_counted_anything_is_refused() -> None:
    zero = np.arange(80) < 30
    y = np.where(zero, 0.0, 2.0)
    with pytest.raises(EstimationError, match="gave the same answer"):
        fit(np.column_stack([np.ones(80), zero]), y, W, family("poisson"))
