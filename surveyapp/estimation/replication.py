"""Variance from replicate weights: how far the estimate moves when the sample is thinned anew.

Variance = scale * sum(rscales * (theta_r - centre)^2); Wolter (2007), Introduction to Variance
Estimation, chapters 3 to 5.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from surveyapp.design.arrays import Floats, Mask
from surveyapp.design.design import Design, Replicates
from surveyapp.errors import EstimationError, Problem
from surveyapp.weighting.weights import Weights

Statistic = Callable[[Floats], Floats]


def replicate_weights(weights: Weights, design: Design) -> tuple[Replicates, Floats]:
    """The rule and the (n, R) weights of a replicate design.

    Raises
    ------
    EstimationError when one is there without the other, or their numbers differ.
    """
    rule, table = design.replicates, weights.replicates
    if rule is None or table is None:
        missing = "The design has no replicate rule" if rule is None else "The weights hold no"
        tail = "." if rule is None else " replicate weights."
        raise EstimationError(
            Problem(
                missing + tail,
                where="replicates",
                remedies=("Make both together with surveyapp.weighting.replicate.",),
                code="no-replicates",
            )
        )
    if table.shape[1] != len(rule.rscales):
        raise EstimationError(
            Problem(
                f"There are {table.shape[1]:,} replicate weights but {len(rule.rscales):,} "
                "factors.",
                where="replicates",
                code="replicate-count",
            )
        )
    return rule, table


def combine(estimates: Floats, rule: Replicates, full: Floats) -> Floats:
    """(k, k) covariance from (R, k) replicate estimates and the (k,) full-sample estimate.

    Raises
    ------
    EstimationError when a replicate has no estimate (its domain is empty, say).
    """
    lost = ~np.isfinite(estimates).all(axis=1)
    if lost.any():
        raise EstimationError(
            Problem(
                f"{int(lost.sum()):,} of {len(estimates):,} replicates give no estimate, "
                f"first replicate {int(np.flatnonzero(lost)[0]) + 1}.",
                where="replicates",
                remedies=("Widen the domain.", "Use the linearised variance of the design."),
                code="replicate-without-estimate",
            )
        )
    centre = full if rule.mse else estimates[rule.rscales > 0].mean(axis=0)
    apart = (estimates - centre) * np.sqrt(rule.rscales)[:, None]
    return np.asarray(rule.scale * (apart.T @ apart))


def replicate_covariance(statistic: Statistic, weights: Weights, design: Design) -> Floats:
    """(k, k) covariance of a statistic that maps (n,) weights to (k,) estimates."""
    rule, table = replicate_weights(weights, design)
    rows = [np.atleast_1d(statistic(table[:, r])) for r in range(table.shape[1])]
    return combine(np.array(rows), rule, np.atleast_1d(statistic(weights.final)))


def replicate_rank(table: Floats, domain: Mask | None = None, tolerance: float = 1e-5) -> int:
    """Rank of the (n, R) replicate weights of the domain's rows.

    A column counts as new when what is left of it after the earlier ones exceeds `tolerance`
    times its length.
    """
    rows = table if domain is None else table[domain]
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    left = distinct * np.sqrt(counts)[:, None]
    lengths = np.linalg.norm(left, axis=0)
    rank = 0
    for r in range(left.shape[1]):
        length = float(np.linalg.norm(left[:, r]))
        if length <= tolerance * lengths[r] or length == 0:
            continue
        rank += 1
        direction = left[:, r] / length
        later = left[:, r + 1 :]
        for _ in range(2):  # twice is enough (Kahan) for the residual to be orthogonal
            later -= np.outer(direction, direction @ later)
    return rank
