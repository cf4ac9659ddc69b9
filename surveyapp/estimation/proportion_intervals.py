"""Intervals of a proportion from its estimate, standard error and degrees of freedom.

Pure arithmetic: where the estimate comes from is no concern of this module.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from scipy import optimize, stats

from surveyapp.errors import EstimationError, Problem

IntervalMethod = Literal["beta", "logit", "likelihood", "asin", "mean", "xlogit", "wilson"]
METHODS: tuple[IntervalMethod, ...] = (
    "beta",
    "logit",
    "likelihood",
    "asin",
    "mean",
    "xlogit",
    "wilson",
)


def n_effective(p: float, standard_error: float, n: int, *, capped: bool = True) -> float:
    """Size of the simple random sample that would give the same standard error.

    p (1 - p) / SE^2; n where the estimate is 0 or 1, as the National Center for Health
    Statistics does, and never above n when capped. Not Kish's effective size, which knows the
    weights only (surveyapp.weighting.diagnostics).
    """
    if p <= 0.0 or p >= 1.0:
        return float(n)
    if standard_error == 0.0:
        return float(n) if capped else math.inf
    size = p * (1 - p) / standard_error**2
    return min(size, float(n)) if capped else size


def interval(
    p: float,
    standard_error: float,
    *,
    method: IntervalMethod,
    degrees_of_freedom: float,
    n: int,
    level: float = 0.95,
    logit_standard_error: float | None = None,
    cap_effective_n: bool = False,
    dispersion: float = 1.0,
) -> tuple[float, float]:
    """Two-sided interval of a proportion.

    Parameters
    ----------
    p, standard_error : the estimate, within 0 and 1, and its standard error.
    method : "beta" Korn and Graubard's Clopper-Pearson interval on the effective sample size;
        "wilson" the score interval on it; "likelihood" the binomial likelihood with the design
        effect in its cutoff; "logit" Wald on the log-odds; "xlogit" the same by the delta method
        (they differ on replicate designs only); "asin" Wald on the arcsine root; "mean" Wald.
    degrees_of_freedom : of the design; infinity means the normal distribution.
    n : rows behind the estimate, for the small-sample factor (t_{n-1} / t_df)^2 of "beta" and
        n / (n - 1) of "likelihood".
    logit_standard_error : standard error on the log-odds scale where it is estimated directly
        (replicates); SE / (p (1 - p)) if not given.
    cap_effective_n : never let the effective size exceed n, as the presentation standard does.
    dispersion : what the likelihood ratio is divided by, besides n / (n - 1); R survey's is the
        mean weight of those who answered over that of the domain.

    Raises
    ------
    EstimationError
        At 0 or 1 for the methods that have no interval there, and for impossible arguments.

    References
    ----------
    Korn and Graubard (1998) Survey Methodology 24; Dean and Pagano (2015) J. Surv. Stat.
    Methodol. 3; Rao and Scott (1984) Annals of Statistics 12.
    """
    _refuse_impossible(p, standard_error, degrees_of_freedom, n, level)
    t = float(stats.t.isf((1 - level) / 2, degrees_of_freedom))
    at_the_edge = p <= 0.0 or p >= 1.0
    if at_the_edge and method not in ("beta", "wilson", "mean"):
        raise EstimationError(_no_interval_at_the_edge(p, method))
    if standard_error == 0.0 and not at_the_edge:
        return p, p
    if method == "beta":
        return _korn_graubard(p, standard_error, degrees_of_freedom, n, level, cap_effective_n)
    if method == "wilson":
        return _wilson(p, n_effective(p, standard_error, n, capped=cap_effective_n), t)
    if method == "mean":
        return p - t * standard_error, p + t * standard_error
    if method == "likelihood":
        size = n_effective(p, standard_error, n, capped=False)
        return _likelihood(p, size / dispersion, t, n)
    if method == "asin":
        return _arcsine(p, standard_error, t)
    half = t * standard_error / (p * (1 - p))
    if method == "logit" and logit_standard_error is not None:
        half = t * logit_standard_error
    centre = math.log(p / (1 - p))
    return _expit(centre - half), _expit(centre + half)


def _korn_graubard(
    p: float, standard_error: float, df: float, n: int, level: float, cap: bool
) -> tuple[float, float]:
    tail = (1 - level) / 2
    size = n_effective(p, standard_error, n, capped=cap)
    ratio = float(stats.t.ppf(tail, max(n - 1, 1)) / stats.t.ppf(tail, df))
    if 0.0 < p < 1.0:
        size *= ratio**2
        size = min(size, float(n)) if cap else size
    lower = 0.0 if p <= 0 else float(stats.beta.ppf(tail, size * p, size * (1 - p) + 1))
    upper = 1.0 if p >= 1 else float(stats.beta.ppf(1 - tail, size * p + 1, size * (1 - p)))
    return lower, upper


def _wilson(p: float, size: float, t: float) -> tuple[float, float]:
    centre = (p + t * t / (2 * size)) / (1 + t * t / size)
    half = t / (1 + t * t / size) * math.sqrt(p * (1 - p) / size + t * t / (4 * size * size))
    lower = 0.0 if p <= 0 else centre - half
    upper = 1.0 if p >= 1 else centre + half
    return lower, upper


def _arcsine(p: float, standard_error: float, t: float) -> tuple[float, float]:
    angle = math.asin(math.sqrt(p))
    half = t * standard_error / (2 * math.sqrt(p * (1 - p)))
    return math.sin(angle - half) ** 2, math.sin(angle + half) ** 2


def _likelihood(p: float, size: float, t: float, n: int) -> tuple[float, float]:
    """Where twice the effective log likelihood ratio reaches t^2."""
    factor = 2 * size * (n - 1) / n if n > 1 else 2 * size

    def excess(log_odds: float) -> float:
        q = _expit(log_odds)
        # log1p keeps the difference exact where q is within rounding of 0 or 1
        loss = p * (math.log(p) - _log_expit(log_odds))
        loss += (1 - p) * (math.log1p(-p) - _log_expit(-log_odds))
        return factor * loss - t * t if 0.0 <= q <= 1.0 else math.inf

    centre = math.log(p / (1 - p))
    return _expit(_root(excess, centre, -1.0)), _expit(_root(excess, centre, 1.0))


def _root(excess: Callable[[float], float], start: float, direction: float) -> float:
    step = 1.0
    while excess(start + direction * step) < 0:
        step *= 2
    near, far = sorted((start, start + direction * step))
    return float(optimize.brentq(excess, near, far, xtol=1e-13))


def _expit(x: float) -> float:
    return math.exp(_log_expit(x))


def _log_expit(x: float) -> float:
    return -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))


def _refuse_impossible(p: float, standard_error: float, df: float, n: int, level: float) -> None:
    problems = []
    if not 0.0 <= p <= 1.0:
        problems.append(
            Problem(
                f"A proportion lies between 0 and 1, this one is {p}.",
                remedies=("Code the item 0 and 1.",),
                code="not-a-proportion",
            )
        )
    if not (math.isfinite(standard_error) and standard_error >= 0):
        problems.append(Problem(f"The standard error is {standard_error}.", code="standard-error"))
    if not df > 0:
        problems.append(
            Problem(
                f"There are {df} degrees of freedom, so no interval can be given.",
                remedies=("Give the number of degrees of freedom.", "Widen the domain."),
                code="no-degrees-of-freedom",
            )
        )
    if n < 1:
        problems.append(Problem("No row is behind the estimate.", code="empty-domain"))
    if not 0.0 < level < 1.0:
        problems.append(Problem(f"A level lies between 0 and 1, got {level}.", code="level"))
    if problems:
        raise EstimationError(problems)


def _no_interval_at_the_edge(p: float, method: str) -> Problem:
    return Problem(
        f"The method '{method}' has no interval where the estimate is exactly {p:.0%}.",
        remedies=(
            "Use method='beta' (Korn and Graubard), which keeps a one-sided interval.",
            "Use method='wilson'.",
        ),
        code="edge",
    )
