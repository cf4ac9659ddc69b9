"""Quotients of weighted sums, sum(w*a) / sum(w*b): what means and ratios have in common.

The linearised weighted scores are w*(a - R*b) / sum(w*b); on a replicate design each replicate's
quotient is computed anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, Mask
from surveyapp.design.design import Design
from surveyapp.estimation import kernel, replication
from surveyapp.weighting.matrices import Matrix, scale_columns, scale_rows
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Quotients:
    """k quotients with their covariance and (linearised designs) scores."""

    values: Floats
    covariance: Floats
    scores: Matrix


def quotients(
    above: Matrix,
    below: Matrix,
    weights: Weights,
    design: Design,
    *,
    present: Mask | None = None,
    rules: kernel.Rules | None = None,
) -> Quotients:
    """Quotients of the weighted sums of the columns of two (n, k) sparse matrices.

    Parameters
    ----------
    present : rows inside any of the columns' domains (lonely-PSU policies only).
    """
    rules = rules or kernel.Rules()
    w = weights.final
    denominators = np.asarray(below.T @ w)
    values = np.asarray(above.T @ w) / denominators
    scores = _scores(above, below, w, values, denominators)
    if design.replicates is not None:
        rule, table = replication.replicate_weights(weights, design)
        with np.errstate(invalid="ignore", divide="ignore"):
            each = (above.T @ table) / (below.T @ table)
        return Quotients(values, replication.combine(np.asarray(each).T, rule, values), scores)
    covariance = kernel.covariance(
        scores,
        design,
        weights,
        domain=present,
        lonely_psu=rules.lonely_psu,
        adjust_domain_lonely=rules.adjust_domain_lonely,
        ultimate_cluster=rules.ultimate_cluster,
    )
    return Quotients(values, covariance, scores)


def _scores(above: Matrix, below: Matrix, w: Floats, values: Floats, total: Floats) -> Matrix:
    apart = scale_columns(above, 1 / total) - scale_columns(below, values / total)
    return scale_rows(apart, w)
