"""Weighted maximum quasi-likelihood by iterated least squares; knows weights, not designs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.families import Family

_ROUNDS = 60
_SETTLED = 1e-8
_WALKING = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model.

    Attributes
    ----------
    coefficients : (p,) on the predictor scale.
    means : (n,) fitted means.
    residuals : (n,) weighted residuals: their sum over X is the estimating equation.
    information_inverse : (p, p) inverse of X' W X, W = weight times variance at the last step:
        the covariance if the weights were precisions.
    deviance : weighted sum of the deviance contributions.
    """

    coefficients: Floats
    means: Floats
    residuals: Floats
    information_inverse: Floats
    deviance: float
    rounds: int


def independent_columns(X: Floats, weights: Floats) -> Mask:
    """(p,) which columns are not linear combinations of earlier ones, where weights count."""
    left = X * np.sqrt(np.maximum(weights, 0.0))[:, None]
    lengths = np.linalg.norm(left, axis=0)
    kept = np.zeros(X.shape[1], dtype=np.bool_)
    for j in range(X.shape[1]):
        length = float(np.linalg.norm(left[:, j]))
        if lengths[j] == 0 or length <= 1e-7 * lengths[j]:
            continue
        kept[j] = True
        direction = left[:, j] / length
        for _ in range(2):  # twice is enough for the residuals to be orthogonal
            left[:, j + 1 :] -= np.outer(direction, direction @ left[:, j + 1 :])
    return kept


def fit(
    X: Floats, y: Floats, weights: Floats, family: Family, *, start: Floats | None = None
) -> Fit:
    """Solve sum(w (y - mu) x) = 0 by iterated weighted least squares (McCullagh, Nelder, 1989).

    Stops, as R does, when the deviance moves by less than 1e-8 of itself; the information is
    that of the last step, which is R's too.

    Parameters
    ----------
    X : (n, p) of full rank; y, weights : (n,).
    start : (p,) coefficients to begin with.

    Raises
    ------
    EstimationError when the solution runs away to infinity (the response is separated by the
    columns) or does not settle.
    """
    mu = family.start(y, weights) if start is None else family.mean(X @ start)
    eta = family.predictor(mu) if start is None else X @ start
    deviance = float(weights @ family.deviance(y, mu))
    coefficients = start
    for round_number in range(1, _ROUNDS + 1):
        slope = family.variance(mu)
        working = weights * slope
        useful = working > 0
        target = np.where(useful, eta + (y - mu) / np.where(useful, slope, 1.0), 0.0)
        coefficients, inverse = least_squares(X, target, working)
        earlier, eta = eta, X @ coefficients
        mu = family.mean(eta)
        before, deviance = deviance, float(weights @ family.deviance(y, mu))
        if not np.isfinite(deviance):
            break
        # A separated response settles in deviance while its predictor walks off to infinity.
        walking = float(np.max(np.abs(eta - earlier)[useful], initial=0.0)) > _WALKING
        settled = abs(deviance - before) < _SETTLED * (abs(deviance) + 0.1) and not walking
        if settled or family.name == "gaussian":
            residuals = _weighted_residuals(y - mu, family.variance(mu), working)
            return Fit(coefficients, mu, residuals, inverse, deviance, round_number)
    raise EstimationError(_no_solution(coefficients))


def _weighted_residuals(residual: Floats, slope: Floats, working: Floats) -> Floats:
    return np.asarray(
        np.divide(working * residual, slope, out=np.zeros_like(slope), where=slope > 0)
    )


def least_squares(X: Floats, target: Floats, working: Floats) -> tuple[Floats, Floats]:
    """(p,) coefficients minimising sum(w (target - X b)^2), and the inverse of X' W X.

    Raises
    ------
    EstimationError when X is not of full rank where weights are positive.
    """
    root = np.sqrt(working)
    q, r = linalg.qr(X * root[:, None], mode="economic")
    size = np.abs(np.diag(r))
    if not np.all(np.isfinite(size)) or size.min() <= 1e-14 * size.max():
        raise EstimationError(_no_solution(None))
    inverse = linalg.solve_triangular(r, np.eye(X.shape[1]))
    return np.asarray(inverse @ (q.T @ (root * target))), np.asarray(inverse @ inverse.T)


def _no_solution(coefficients: Floats | None) -> Problem:
    largest = (
        "" if coefficients is None else f" (largest coefficient {np.abs(coefficients).max():.3g})"
    )
    return Problem(
        f"The regression has no finite solution{largest}: some columns predict the response "
        "perfectly, or its steps do not settle.",
        where="X",
        remedies=(
            "Leave out or merge categories in which everybody gave the same answer.",
            "Put columns on comparable scales.",
        ),
        code="no-solution",
    )
