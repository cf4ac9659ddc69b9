"""Joint tests: are several contrasts of estimates all zero?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import Estimates


@dataclass(frozen=True, slots=True)
class JointTest:
    """Wald test that all contrasts are zero.

    Attributes
    ----------
    F, df1, df2, p : the F statistic, its degrees of freedom and p-value.
    chi_square : the Wald statistic c' inverse(V) c.
    adjusted : F was scaled by (df - rank + 1) / df, for few PSUs (Korn and Graubard, 1990).
    """

    F: float
    df1: int
    df2: float
    p: float
    chi_square: float
    adjusted: bool


def joint_test(
    estimates: Estimates,
    coefficients: Sequence[Mapping[str, float]] | Floats,
    *,
    degrees_of_freedom: float | None = None,
    adjusted: bool = True,
) -> JointTest:
    """Wald test of several contrasts at once.

    With contrasts c of rank r and covariance V, W = c' inverse(V) c. Plain: F = W/r on r and df;
    adjusted: F = W (df - r + 1) / (df r) on r and df - r + 1 (Korn and Graubard, 1990, JASA 85).
    Contrasts that follow from the others are counted once.

    Raises
    ------
    EstimationError when no contrast has a variance, or more contrasts than degrees of freedom.
    """
    matrix = coefficient_matrix(estimates, coefficients)
    used = (matrix != 0).any(axis=0)
    df = degrees_of_freedom
    if df is None:
        df = float(estimates.degrees_of_freedom[used].min(initial=np.inf))
    return wald(matrix @ estimates.values, matrix @ estimates.covariance @ matrix.T, df, adjusted)


def coefficient_matrix(
    estimates: Estimates, coefficients: Sequence[Mapping[str, float]] | Floats
) -> Floats:
    """(r, m) matrix of contrasts from mappings of names, or as given."""
    if isinstance(coefficients, np.ndarray):
        return np.atleast_2d(coefficients)
    matrix = np.zeros((len(coefficients), len(estimates)))
    for row, chosen in enumerate(coefficients):
        for name, value in chosen.items():
            matrix[row, estimates.index(name)] = value
    return matrix


def wald(values: Floats, covariance: Floats, df: float, adjusted: bool = True) -> JointTest:
    """Wald test from (r,) contrasts and their (r, r) covariance."""
    size = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    unit = np.where(size > 0, size, 1.0)
    roots, vectors = np.linalg.eigh(covariance / unit[:, None] / unit[None, :])
    keep = roots > max(float(roots.max(initial=0.0)), 0.0) * 1e-10
    rank = int(keep.sum())
    if not rank:
        raise EstimationError(
            Problem("None of the contrasts has any variance.", where="joint test", code="no-rank")
        )
    turned = vectors[:, keep].T @ (values / unit)
    chi_square = float((turned**2 / roots[keep]).sum())
    rest = df - rank + 1
    if rest <= 0 or df <= 0:
        raise EstimationError(
            Problem(
                f"{rank} contrasts cannot be tested together on {df:g} degrees of freedom.",
                where="joint test",
                remedies=("Test fewer contrasts at once.", "Pool areas or waves."),
                code="too-many-contrasts",
            )
        )
    if not adjusted:
        statistic, df2 = chi_square / rank, df
    elif np.isinf(df):
        statistic, df2 = chi_square / rank, np.inf
    else:
        statistic, df2 = chi_square * rest / (df * rank), rest
    p = stats.chi2.sf(chi_square, rank) if np.isinf(df2) else stats.f.sf(statistic, rank, df2)
    return JointTest(statistic, rank, float(df2), float(p), chi_square, adjusted)
