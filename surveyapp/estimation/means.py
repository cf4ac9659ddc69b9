"""Weighted means: of one item in one domain, or of many items in many domains at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.estimation.cells import Cells, Empty, Missing, cells
from surveyapp.estimation.design_effect import (
    Reference,
    element_variances,
    over_reference,
    reference_of_mean,
)
from surveyapp.estimation.estimate import Estimate, Estimates
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.quotients import quotients
from surveyapp.weighting.weights import Weights


def mean(
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
    """Weighted (Hajek) mean of y in a domain.

    Estimates sum(w*y*d) / sum(w*d); its variance is that of the linearised scores
    w*d*(y - mean) / sum(w*d) (Sarndal, Swensson and Wretman, 1992, section 5.7).

    Parameters
    ----------
    y : (n,) float, in its own units; NaN is a missing answer.
    domain : (n,) bool, a mask over the whole sample. A cut sample forgets the PSUs in which
        nobody belongs to the domain, and its standard error is another one.
    missing : "drop" makes those who answered a domain; the degrees of freedom stay those of the
        domain before.
    design_effect : also divide the variance by that of a simple random sample, drawn "without
        replacement" or "with replacement".

    Raises
    ------
    EstimationError when nobody is in the domain, answers are missing under "refuse", or a
    stratum has one PSU under lonely_psu="fail".
    """
    found = means(
        {"mean": y},
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


def means(
    items: Mapping[str, Column],
    weights: Weights,
    design: Design,
    *,
    domains: Mapping[str, Mask] | None = None,
    missing: Missing = "drop",
    empty: Empty = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    design_effect: Reference | None = None,
) -> Estimates:
    """Means of every item in every domain, with the covariance of all of them.

    Missing answers are handled item by item. Names are "item", or "item|domain" when domains are
    given. `empty` says what becomes of a cell that nobody answered: refuse, or skip it (its name
    is then in the result's `skipped`). Other parameters as in `mean`.
    """
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
    result = quotients(
        found.values, found.members, weights, design, present=found.present, rules=rules
    )
    return Estimates(
        names=found.names,
        values=result.values,
        covariance=result.covariance,
        degrees_of_freedom=found.degrees_of_freedom,
        n=found.n,
        level=level,
        design_effects=_design_effects(found, weights, result.covariance, design_effect),
        kish_effective_n=kish(found.members, weights),
        skipped=found.skipped,
        policies=policies(rules, missing, level),
    )


def policies(rules: Rules, missing: Missing, level: float) -> dict[str, Any]:
    """The policies in force, as recorded on a result."""
    return {
        "lonely_psu": rules.lonely_psu,
        "adjust_domain_lonely": rules.adjust_domain_lonely,
        "ultimate_cluster": rules.ultimate_cluster,
        "missing": missing,
        "level": level,
    }


def kish(members: Any, weights: Weights) -> Floats:
    """(k,) Kish's effective number of respondents, (sum w)^2 / sum w^2, in each cell."""
    w = weights.final
    return np.asarray((members.T @ w) ** 2 / (members.T @ (w * w)))


def _design_effects(
    found: Cells, weights: Weights, covariance: Floats, reference: Reference | None
) -> Floats | None:
    if reference is None:
        return None
    spread = element_variances(found.values, found.members, weights)
    total = np.asarray(found.members.T @ weights.final)
    plain = reference_of_mean(spread, total, found.n, reference)
    return over_reference(covariance, plain)
