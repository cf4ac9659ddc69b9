"""Proportions with intervals that hold for small samples and extreme shares."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees, proportion_intervals, replication
from surveyapp.estimation.estimate import Estimate
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, kish_effective_n, taking_part
from surveyapp.estimation.proportion_intervals import IntervalMethod
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.weighting.weights import Weights


def proportion(
    y: Column,
    weights: Weights,
    design: Design,
    *,
    method: IntervalMethod = "beta",
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    sample_size: int | None = None,
    cap_effective_n: bool = False,
    dispersion: float = 1.0,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Estimate:
    """Weighted proportion of an item coded 0 and 1, with the interval of the asked method.

    The estimate is sum(w y d) / sum(w d), its variance that of the linearised scores
    w d (y - p) / sum(w d), or of the replicates.

    Parameters
    ----------
    y : (n,) 0, 1 or missing.
    method : see surveyapp.estimation.proportion_intervals.interval.
    domain : (n,) bool, a mask over the whole sample.
    degrees_of_freedom : those of the domain's design (its rows with a missing answer included)
        if not given.
    sample_size : rows that "beta" takes for n; those of the domain (missing answers included)
        if not given.
    cap_effective_n : never let the effective size exceed n (presentation standard).
    dispersion : divides the likelihood ratio of "likelihood".

    Raises
    ------
    EstimationError
        For values other than 0 and 1, missing answers under "refuse", an empty domain, lonely
        PSUs under "fail", and methods without an interval at 0% or 100%.

    References
    ----------
    Korn and Graubard (1998); Lumley (2010) section 2.5.
    """
    values = floats(y, "y", n=design.n, error=EstimationError)
    inside, used = taking_part({"y": values}, weights.final, domain=domain, missing=missing)
    _refuse_other_codes(values, used)
    scores, p = _linearised(values, weights.final, used)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    if design.replicates is not None:
        variance, logit_variance = _replicated(values, weights, design, used, p, method)
    else:
        variance = float(score_covariance(scores, design, weights, used, rules)[0, 0])
        logit_variance = None
    rows = int((inside & (weights.final != 0)).sum())
    given = degrees_of_freedom
    df = degrees.degrees_of_freedom(design, weights, domain=inside) if given is None else given
    estimate = Estimate(
        value=p,
        standard_error=math.sqrt(max(variance, 0.0)),
        degrees_of_freedom=df,
        n=int(used.sum()),
        lower=math.nan,
        upper=math.nan,
        level=level,
        method=method,
        kish_effective_n=kish_effective_n(weights.final, used),
        policies=recorded(rules, interval=method, missing=missing, cap_effective_n=cap_effective_n),
    )
    return with_interval(
        estimate,
        method=method,
        cap_effective_n=cap_effective_n,
        dispersion=dispersion,
        sample_size=rows if sample_size is None else sample_size,
        logit_standard_error=None if logit_variance is None else math.sqrt(logit_variance),
    )


def with_interval(
    estimate: Estimate,
    *,
    method: IntervalMethod = "beta",
    cap_effective_n: bool = False,
    dispersion: float = 1.0,
    sample_size: int | None = None,
    logit_standard_error: float | None = None,
) -> Estimate:
    """The same estimate of a proportion with another interval, and its effective size.

    For grids of means of 0/1 items (surveyapp.estimation.means) whose t intervals would pass 0
    or 1. `n_effective` of the result is p (1 - p) / SE^2, n at 0% and 100%, at most n.
    """
    n = estimate.n if sample_size is None else sample_size
    p = min(1.0, max(0.0, estimate.value)) if abs(estimate.value - 0.5) < 0.5 + 1e-9 else math.nan
    lower, upper = proportion_intervals.interval(
        p,
        estimate.standard_error,
        method=method,
        degrees_of_freedom=estimate.degrees_of_freedom,
        n=n,
        level=estimate.level,
        logit_standard_error=logit_standard_error,
        cap_effective_n=cap_effective_n,
        dispersion=dispersion,
    )
    return replace(
        estimate,
        value=p,
        lower=lower,
        upper=upper,
        method=method,
        n_effective=proportion_intervals.n_effective(p, estimate.standard_error, estimate.n),
    )


def _linearised(values: Floats, final: Floats, used: Mask) -> tuple[Floats, float]:
    weight = np.where(used, final, 0.0)
    filled = np.where(used, values, 0.0)
    p = float(weight @ filled / weight.sum())
    return weight * (filled - p) / weight.sum(), min(1.0, max(0.0, p))


def _replicated(
    values: Floats,
    weights: Weights,
    design: Design,
    used: Mask,
    p: float,
    method: IntervalMethod,
) -> tuple[float, float | None]:
    """Variances of the replicates' proportions and, for "logit", of their log-odds."""
    rule, table = replication.replicate_weights(weights, design)
    inside = table[used]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = (values[used] @ inside) / inside.sum(axis=0)
        odds = np.log(shares / (1 - shares))
    variance = float(replication.combine(shares[:, None], rule, np.array([p]))[0, 0])
    if method != "logit" or p in (0.0, 1.0):
        return variance, None
    centre = np.array([math.log(p / (1 - p))])
    return variance, float(replication.combine(odds[:, None], rule, centre)[0, 0])


def _refuse_other_codes(values: Floats, used: Mask) -> None:
    others = np.setdiff1d(np.unique(values[used]), [0.0, 1.0])
    if len(others):
        shown = ", ".join(f"{value:g}" for value in others[:5])
        raise EstimationError(
            Problem(
                f"A proportion needs an item coded 0 and 1; this one also holds {shown}.",
                where="y",
                remedies=("Compare it with the answer wanted, e.g. (item >= 4).",),
                code="not-binary",
            )
        )
