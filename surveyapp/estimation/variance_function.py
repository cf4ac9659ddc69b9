"""Sampling variances smoothed over areas by a generalized variance function.

The estimated variance of a small area is itself a poor estimate, and the Fay-Herriot model takes
it as known: a variance that is small by luck would keep a direct estimate that deserves no trust.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem

FEWEST_AREAS = 8


@dataclass(frozen=True, slots=True, eq=False)
class SmoothedVariances:
    """Variances from the function, and how far the raw ones lay from it.

    Attributes
    ----------
    values : (m,) smoothed sampling variances.
    coefficients : (2,) of log(variance) = a + b log(n).
    factor : what the function was multiplied by so that both sets have the same total.
    scatter : standard deviation of log(raw) - log(function), residual degrees of freedom.
    left_out : number of areas whose raw variance was zero or missing; they are smoothed too.
    """

    values: Floats
    coefficients: Floats
    factor: float
    scatter: float
    left_out: int


def smooth_variances(variances: Floats, sizes: Floats) -> SmoothedVariances:
    """Smooth m sampling variances by a log-log function of the numbers of answers.

    log(variance) = a + b log(n) by least squares over the areas with a variance above zero, then
    multiplied so that smoothed and raw variances have the same total (Hidiroglou, Beaumont and
    Yung, 2019, section 3.2).

    Raises
    ------
    EstimationError when an area has no answers, or fewer than 8 areas have a variance.
    """
    usable = np.isfinite(variances) & (variances > 0)
    problems: list[Problem] = []
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        problems.append(
            Problem(
                "The number of answers must be above zero in every area.",
                where="sizes",
                remedies=("Leave areas without answers out.",),
                code="bad-size",
            )
        )
    if usable.sum() < FEWEST_AREAS:
        problems.append(
            Problem(
                f"{int(usable.sum())} of {len(variances)} areas have a sampling variance above "
                f"zero; smoothing needs {FEWEST_AREAS}.",
                where="variances",
                remedies=("Pool waves so that more areas have answers that differ.",),
                code="too-few-variances",
            )
        )
    if problems:
        raise EstimationError(problems)
    x = _predictors(sizes)
    solved = np.linalg.lstsq(x[usable], np.log(variances[usable]), rcond=None)
    coefficients = np.asarray(solved[0], dtype=np.float64)
    function = np.exp(x @ coefficients)
    factor = float(variances[usable].sum() / function[usable].sum())
    residual = np.log(variances[usable]) - x[usable] @ coefficients
    scatter = float(np.sqrt((residual**2).sum() / max(int(usable.sum()) - 2, 1)))
    return SmoothedVariances(factor * function, coefficients, factor, scatter, int((~usable).sum()))


def _predictors(sizes: Floats) -> Floats:
    """A constant and log(n); when all areas have as many answers the function is a constant."""
    logged = np.log(sizes)
    return np.column_stack([np.ones(len(sizes)), logged - logged.mean()])
