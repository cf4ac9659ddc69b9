"""The variance of many thin cells, without a dense array of units x cells.

Where respondents are their own PSUs, a thousand domains would make a thousand dense columns of
mostly zeros. Squares are expanded instead: with sparse unit totals S, calibration loadings L and
coefficients B, the residual totals are S - L B, and their sum of squared deviations is a small
matrix product of the cross products of [S, L].
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Floats, Mask
from surveyapp.design.stage import Stage
from surveyapp.weighting.matrices import Matrix, dense, indicator, is_sparse, scale_rows

DENSE_LIMIT = 4_000_000


def is_thin(scores: Matrix, stage: Stage) -> bool:
    """True when unit totals would be a large dense array though the scores are mostly zero."""
    large = stage.unit_count * scores.shape[1] > DENSE_LIMIT
    return large and is_sparse(scores) and scores.nnz * 5 < scores.shape[0] * scores.shape[1]


def thin_squares(
    scores: Matrix,
    taken: tuple[tuple[Matrix, Floats], ...],
    stage: Stage,
    factor: Floats,
    centred: Mask,
) -> Floats:
    """(k, k) sum over units of factor * products of deviations of the residual totals.

    Parameters
    ----------
    scores, taken : scores and (loading, coefficients) of each calibration.
    factor : (U,) factor of each unit.
    centred : (H,) deviations are from the stratum's mean; otherwise from zero.

    sum f (t - m)(t - m)' = sum f t t' - F'M - M'F + M' diag(sum f) M per stratum, with F the
    stratum's sums of f t and M its means.
    """
    by_unit = indicator(stage.units, stage.unit_count)
    blocks = [by_unit @ scores, *(by_unit @ sparse.csr_array(loading) for loading, _ in taken)]
    totals = sparse.hstack(blocks, format="csr")
    weighted = scale_rows(totals, factor)
    by_stratum = indicator(stage.unit_stratum, stage.stratum_count)
    means = scale_rows(by_stratum @ totals, centred / stage.sampled)
    sums = by_stratum @ weighted
    if means.shape[0] * means.shape[1] <= DENSE_LIMIT:
        means, sums = dense(means), dense(sums)
    crossed = dense(sums.T @ means)
    size = np.asarray(by_stratum @ factor)
    squares = dense(totals.T @ weighted) - crossed - crossed.T
    squares += dense(means.T @ scale_rows(means, size))
    left = np.vstack([np.eye(scores.shape[1]), *(-coefficients for _, coefficients in taken)])
    return np.asarray(left.T @ (squares @ left))
