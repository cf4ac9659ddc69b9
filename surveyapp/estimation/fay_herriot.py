"""The area-level model of Fay and Herriot (1979), fitted by restricted maximum likelihood.

    direct_i = x_i' b + v_i + e_i,   v_i ~ N(0, A),   e_i ~ N(0, psi_i), psi_i known.

Everything works on R data sets at once, because the coverage check refits the model to many
simulated ones; a single fit is the case R = 1. Rao and Molina (2015), chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem

SWEEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class FayHerriot:
    """The fitted model and what it predicts, for R data sets over m areas and p covariates.

    Attributes
    ----------
    area_variance : (R,) the REML estimate of A, zero where the likelihood is highest there.
    coefficients, coefficient_covariance : (R, p) and (R, p, p).
    direct_weight : (R, m) A / (A + psi): how much of the direct estimate is kept.
    synthetic : (R, m) x' b, the regression alone.
    modelled : (R, m) the empirical best linear unbiased predictor.
    mean_squared_error : (R, m) its estimated error, g1 + g2 + 2 g3 (Datta and Lahiri, 2000).
    """

    area_variance: Floats
    coefficients: Floats
    coefficient_covariance: Floats
    direct_weight: Floats
    synthetic: Floats
    modelled: Floats
    mean_squared_error: Floats


def fay_herriot(direct: Floats, variances: Floats, covariates: Floats) -> FayHerriot:
    """Fit the model to one data set (m,) or to R of them (R, m) and predict every area.

    Parameters
    ----------
    direct : (m,) or (R, m) direct estimates.
    variances : (m,) their sampling variances psi, taken as known (smooth them first).
    covariates : (m, p) one row per area, the constant included.

    The mean squared error is that for REML of Datta and Lahiri (2000), the form of Prasad and
    Rao (1990): g1 = A psi/(A + psi), g2 = (1 - gamma)^2 x'(X'V^-1 X)^-1 x,
    g3 = psi^2/(A + psi)^3 * 2/sum 1/(A + psi)^2.

    Raises
    ------
    EstimationError when a value is missing, a variance is not above zero, or the covariates
    say the same thing twice.
    """
    table = np.atleast_2d(np.asarray(direct, dtype=np.float64))
    _check(table, variances, covariates)
    area_variance = _area_variance(table, variances, covariates)
    parts = _Parts.at(area_variance, table, variances, covariates)
    total = area_variance[:, None] + variances
    weight = area_variance[:, None] / total
    synthetic = parts.coefficients @ covariates.T
    leverage = np.einsum("mp,rpq,mq->rm", covariates, parts.inverse, covariates)
    spread = 2.0 / (1.0 / total**2).sum(axis=1, keepdims=True)
    error = weight * variances + (1 - weight) ** 2 * leverage
    error += 2.0 * variances**2 / total**3 * spread
    return FayHerriot(
        area_variance,
        parts.coefficients,
        parts.inverse,
        weight,
        synthetic,
        weight * table + (1 - weight) * synthetic,
        error,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Score and information of A, and the regression at A; all by data set."""

    coefficients: Floats
    inverse: Floats
    score: Floats
    information: Floats
    log_likelihood: Floats

    @staticmethod
    def at(area_variance: Floats, table: Floats, variances: Floats, x: Floats) -> _Parts:
        p = x.shape[1]
        products = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
        precision = 1.0 / (area_variance[:, None] + variances)
        first, second, third = (
            (precision**power @ products).reshape(-1, p, p) for power in (1, 2, 3)
        )
        inverse = np.asarray(np.linalg.inv(first), dtype=np.float64)
        coefficients = np.einsum("rpq,rq->rp", inverse, (precision * table) @ x)
        residual = precision * (table - coefficients @ x.T)
        between = inverse @ second
        trace = precision.sum(axis=1) - np.trace(between, axis1=1, axis2=2)
        information = 0.5 * (
            (precision**2).sum(axis=1)
            - 2 * np.trace(inverse @ third, axis1=1, axis2=2)
            + np.trace(between @ between, axis1=1, axis2=2)
        )
        score = 0.5 * ((residual**2).sum(axis=1) - trace)
        likelihood = 0.5 * (
            np.log(precision).sum(axis=1)
            - np.linalg.slogdet(first)[1]
            - (residual**2 / precision).sum(axis=1)
        )
        return _Parts(coefficients, inverse, score, information, likelihood)


def _area_variance(table: Floats, variances: Floats, x: Floats) -> Floats:
    """The REML estimate of A: the highest point of the restricted likelihood on A >= 0.

    A coarse scan brackets the highest point (the likelihood may have several), then scoring
    steps, kept inside the bracket, find it to 1e-12.
    """
    scale = float(np.median(variances)) + table.var(axis=1, ddof=1)
    steps = np.concatenate([[0.0], np.geomspace(1e-6, 20.0, 40)])
    likelihood = np.stack(
        [_Parts.at(step * scale, table, variances, x).log_likelihood for step in steps]
    )
    best = likelihood.argmax(axis=0)
    low = steps[np.maximum(best - 1, 0)] * scale
    high = steps[np.minimum(best + 1, len(steps) - 1)] * scale
    at_zero = (best == 0) & (_Parts.at(0 * scale, table, variances, x).score <= 0)
    current = np.where(at_zero, 0.0, steps[best] * scale)
    for _ in range(SWEEPS):
        parts = _Parts.at(current, table, variances, x)
        low = np.where(parts.score > 0, current, low)
        high = np.where(parts.score > 0, high, current)
        wanted = current + parts.score / np.maximum(parts.information, 1e-300)
        inside = (wanted > low) & (wanted < high)
        following = np.where(at_zero, 0.0, np.where(inside, wanted, 0.5 * (low + high)))
        if np.all(np.abs(following - current) <= 1e-12 * scale):
            break
        current = following
    return following


def _check(table: Floats, variances: Floats, covariates: Floats) -> None:
    problems: list[Problem] = []
    m = table.shape[1]
    if variances.shape != (m,) or covariates.ndim != 2 or len(covariates) != m:
        raise EstimationError(
            Problem(
                f"There are {m:,} direct estimates, variances of shape {variances.shape} and "
                f"covariates of shape {covariates.shape}.",
                where="areas",
                remedies=("Give one variance and one row of covariates per area.",),
                code="length",
            )
        )
    for name, bad in (
        ("direct estimates are missing or infinite", ~np.isfinite(table).all(axis=0)),
        ("sampling variances are not above zero", ~(np.isfinite(variances) & (variances > 0))),
        ("areas miss a covariate", ~np.isfinite(covariates).all(axis=1)),
    ):
        if bad.any():
            problems.append(
                Problem(
                    f"{int(bad.sum()):,} of {m:,} {name}, first in area {int(bad.argmax())}.",
                    where="areas",
                    remedies=(
                        "Leave those areas out of the model.",
                        "Smooth the sampling variances first.",
                    ),
                    code="bad-area",
                )
            )
    if not problems and np.linalg.matrix_rank(covariates) < covariates.shape[1]:
        problems.append(
            Problem(
                f"The {covariates.shape[1]} columns of covariates say the same thing twice.",
                where="covariates",
                remedies=("Leave out a covariate that the others determine.",),
                code="collinear",
            )
        )
    if m <= covariates.shape[1] + 1:
        problems.append(
            Problem(
                f"{m} areas cannot carry {covariates.shape[1]} coefficients.",
                where="areas",
                remedies=("Use fewer covariates.", "Model more areas."),
                code="too-few-areas",
            )
        )
    if problems:
        raise EstimationError(problems)
