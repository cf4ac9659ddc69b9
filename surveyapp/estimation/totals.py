"""Weighted totals: of one item in one domain, or of many items in many domains at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.estimation import kernel, replication
from surveyapp.estimation.cells import Cells, Empty, Missing, cells
from surveyapp.estimation.design_effect import (
    Reference,
    element_variances,
    over_reference,
    reference_of_total,
)
from surveyapp.estimation.estimate import Estimate, Estimates
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.means import kish, policies
from surveyapp.weighting.matrices import scale_rows
from surveyapp.weighting.weights import Weights


def total(
    y: Column,
    weights: Weights,
    design: Design,
    *,
    domain: Mask | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    design_effect: Reference | None = None,
) -> Estimate:
    """Weighted total of y in a domain, sum(w*y*d); its linearised scores are w*y*d.

    Parameters and errors as in `surveyapp.estimation.means.mean`. With missing="drop" the total
    is that of those who answered: nobody stands in for the others.
    """
    found = totals(
        {"total": y},
        weights,
        design,
        domains=None if domain is None else {"domain": domain},
        missing=missing,
        lonely_psu=lonely_psu,
        adjust_domain_lonely=adjust_domain_lonely,
        ultimate_cluster=ultimate_cluster,
        level=level,
        degrees_of_freedom=degrees_of_freedom,
        design_effect=design_effect,
    )
    return found[found.names[0]]


def totals(
    items: Mapping[str, Column],
    weights: Weights,
    design: Design,
    *,
    domains: Mapping[str, Mask] | None = None,
    missing: Missing = "refuse",
    empty: Empty = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    design_effect: Reference | None = None,
) -> Estimates:
    """Totals of every item in every domain, with the covariance of all; see `means`."""
    found = cells(
        items,
        weights,
        design,
        domains=domains,
        missing=missing,
        empty=empty,
        df=degrees_of_freedom,
    )
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    values = np.asarray(found.values.T @ weights.final)
    if design.replicates is not None:
        rule, table = replication.replicate_weights(weights, design)
        covariance = replication.combine(np.asarray(found.values.T @ table).T, rule, values)
    else:
        covariance = kernel.covariance(
            scale_rows(found.values, weights.final),
            design,
            weights,
            domain=found.present,
            lonely_psu=lonely_psu,
            adjust_domain_lonely=adjust_domain_lonely,
            ultimate_cluster=ultimate_cluster,
        )
    return Estimates(
        names=found.names,
        values=values,
        covariance=covariance,
        degrees_of_freedom=found.degrees_of_freedom,
        n=found.n,
        level=level,
        design_effects=_design_effects(found, weights, covariance, design_effect),
        kish_effective_n=kish(found.members, weights),
        skipped=found.skipped,
        policies=policies(rules, missing, level),
    )


def _design_effects(
    found: Cells, weights: Weights, covariance: Floats, reference: Reference | None
) -> Floats | None:
    if reference is None:
        return None
    spread = element_variances(found.values, found.members, weights)
    size = np.asarray(found.members.T @ weights.final)
    plain = reference_of_total(spread, size, found.n, reference)
    return over_reference(covariance, plain)
