"""Ratios of two weighted totals, sum(w*y) / sum(w*x)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
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
from surveyapp.estimation.quotients import Quotients, quotients
from surveyapp.weighting.matrices import scale_columns
from surveyapp.weighting.weights import Weights


def ratio(
    numerator: Column,
    denominator: Column,
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
    """R = sum(w*y*d) / sum(w*x*d); its linearised scores are w*d*(y - R*x) / sum(w*x*d).

    Rows that miss either y or x are missing. Other parameters and errors as in
    `surveyapp.estimation.means.mean`.

    Raises
    ------
    EstimationError also when the denominator's total is zero.
    """
    found = ratios(
        {"ratio": numerator},
        {"": denominator},
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


def ratios(
    numerators: Mapping[str, Column],
    denominators: Mapping[str, Column],
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
    """Every numerator over every denominator in every domain, numerators varying slowest.

    Named "numerator/denominator" (the numerator alone when the denominator's name is empty), with
    "|domain" when domains are given. Rows that miss either are left out of that ratio only.
    """
    above: dict[str, Column] = {}
    below: dict[str, Column] = {}
    for top, y in numerators.items():
        for bottom, x in denominators.items():
            name = f"{top}/{bottom}" if bottom else top
            first = floats(y, top, n=design.n, error=EstimationError)
            second = floats(x, bottom or "denominator", n=design.n, error=EstimationError)
            lost = np.isnan(first) | np.isnan(second)
            above[name] = np.where(lost, np.nan, first)
            below[name] = np.where(lost, np.nan, second)

    def found(items: Mapping[str, Column]) -> Cells:
        return cells(
            items,
            weights,
            design,
            domains=domains,
            missing=missing,
            empty=empty,
            df=degrees_of_freedom,
        )

    tops, bottoms = found(above), found(below)
    _refuse_zero(bottoms, weights)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    result = quotients(
        tops.values, bottoms.values, weights, design, present=tops.present, rules=rules
    )
    return Estimates(
        names=tops.names,
        values=result.values,
        covariance=result.covariance,
        degrees_of_freedom=tops.degrees_of_freedom,
        n=tops.n,
        level=level,
        design_effects=_design_effects(tops, bottoms, weights, result, design_effect),
        kish_effective_n=kish(tops.members, weights),
        skipped=tops.skipped,
        policies=policies(rules, missing, level),
    )


def _design_effects(
    tops: Cells, bottoms: Cells, weights: Weights, result: Quotients, reference: Reference | None
) -> Floats | None:
    """Against the total of the same residuals y - R*x under simple random sampling."""
    if reference is None:
        return None
    totals = np.asarray(bottoms.values.T @ weights.final)
    apart = tops.values - scale_columns(bottoms.values, result.values)
    spread = element_variances(apart, tops.members, weights) / totals**2
    size = np.asarray(tops.members.T @ weights.final)
    return over_reference(result.covariance, reference_of_total(spread, size, tops.n, reference))


def _refuse_zero(bottoms: Cells, weights: Weights) -> None:
    totals = np.asarray(bottoms.values.T @ weights.final)
    zero = [name for name, value in zip(bottoms.names, totals, strict=True) if value == 0]
    if zero:
        raise EstimationError(
            Problem(
                f"The denominator adds up to zero in {len(zero):,} ratios, first {zero[0]!r}.",
                where="denominator",
                remedies=("Widen the domain.", "Choose another denominator."),
                code="zero-denominator",
            )
        )
