"""Degrees of freedom of a design or a domain of it."""

from __future__ import annotations

from surveyapp.design.arrays import Mask
from surveyapp.design.design import Design
from surveyapp.estimation.replication import replicate_rank, replicate_weights
from surveyapp.weighting.weights import Weights


def degrees_of_freedom(design: Design, weights: Weights, *, domain: Mask | None = None) -> int:
    """PSUs less strata in the domain; with replicates the rank of their weights less one."""
    if design.replicates is not None:
        _, table = replicate_weights(weights, design)
        return replicate_rank(table, domain) - 1
    return design.degrees_of_freedom(weights=weights.final, domain=domain)
