"""Differences of estimates, with the standard error that their covariance gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import Estimate, Estimates, half_width

ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Contrast:
    """A combination of estimates, and the test that it is zero.

    Attributes
    ----------
    statistic, p : value over standard error, and its two-sided p-value by the t distribution. A
        contrast without any variance that is not zero has statistic infinity and p 0; one that
        is zero has statistic 0 and p 1.
    """

    value: float
    standard_error: float
    degrees_of_freedom: float
    statistic: float
    p: float
    lower: float
    upper: float
    level: float = 0.95
    name: str = "contrast"
    method: str = "t"

    def to_frame(self) -> pd.DataFrame:
        """The contrast as a table of one row."""
        return contrasts_frame([self])


def contrasts_frame(contrasts: Sequence[Contrast]) -> pd.DataFrame:
    """One row per contrast."""
    fields = (
        "name",
        "value",
        "standard_error",
        "degrees_of_freedom",
        "statistic",
        "p",
        "lower",
        "upper",
    )
    return pd.DataFrame({field: [getattr(c, field) for c in contrasts] for field in fields})


def contrast(
    estimates: Estimates,
    coefficients: Mapping[str, float],
    *,
    degrees_of_freedom: float | None = None,
    level: float = 0.95,
    name: str = "contrast",
) -> Contrast:
    """The sum of coefficient * estimate, its variance c' V c taken from the full covariance.

    Without `degrees_of_freedom` the smallest among the estimates used is taken.

    Raises
    ------
    EstimationError when a name is unknown, or no coefficient is given.
    """
    return contrasts(
        estimates, {name: coefficients}, degrees_of_freedom=degrees_of_freedom, level=level
    )[0]


def contrasts(
    estimates: Estimates,
    coefficients: Mapping[str, Mapping[str, float]],
    *,
    degrees_of_freedom: float | None = None,
    level: float = 0.95,
) -> tuple[Contrast, ...]:
    """Several named contrasts of the same estimates, in order; see `contrast`."""
    return tuple(
        _one(estimates, name, chosen, degrees_of_freedom, level)
        for name, chosen in coefficients.items()
    )


def _one(
    estimates: Estimates,
    name: str,
    coefficients: Mapping[str, float],
    degrees_of_freedom: float | None,
    level: float,
) -> Contrast:
    if not coefficients:
        raise EstimationError(
            Problem("No coefficient was given.", where=name, code="no-coefficients")
        )
    at = np.array([estimates.index(key) for key in coefficients], dtype=np.int64)
    factor = np.array(list(coefficients.values()), dtype=np.float64)
    value = beyond_rounding(
        float(factor @ estimates.values[at]), float(np.abs(factor) @ np.abs(estimates.values[at]))
    )
    variance = float(factor @ estimates.covariance[np.ix_(at, at)] @ factor)
    df = degrees_of_freedom
    if df is None:
        df = float(estimates.degrees_of_freedom[at[factor != 0]].min(initial=np.inf))
    return t_contrast(value, float(np.sqrt(max(variance, 0.0))), df, level=level, name=name)


def beyond_rounding(value: float, size: float) -> float:
    """The value, or 0 where it is no more than the rounding of terms of this size.

    Two means of an item that everybody answered alike differ in the sixteenth digit, and so does
    their standard error from zero: their quotient would be a finding made of rounding.
    """
    return 0.0 if abs(value) <= ROUNDING * size else value


def t_contrast(
    value: float, standard_error: float, df: float, *, level: float = 0.95, name: str = "contrast"
) -> Contrast:
    """A contrast from its value and standard error: t statistic, two-sided p and interval.

    Without degrees of freedom (df <= 0) nothing can be told: p is 1, the interval infinite.
    """
    half = float(half_width(level, df, standard_error))
    if standard_error > 0:
        statistic = value / standard_error
    else:
        statistic = 0.0 if value == 0 else float(np.copysign(np.inf, value))
    p = float(2 * stats.t.sf(abs(statistic), df)) if df > 0 else 1.0
    return Contrast(
        value, standard_error, df, statistic, p, value - half, value + half, level, name
    )


def function_contrast(
    estimates: Estimates,
    function: Callable[[Floats], float],
    *,
    gradient: Floats | None = None,
    degrees_of_freedom: float | None = None,
    level: float = 0.95,
    name: str = "contrast",
) -> Contrast:
    """A smooth function of the estimates by the delta method: variance g' V g.

    Parameters
    ----------
    function : maps the (m,) values to a number.
    gradient : (m,) its derivatives at the estimates; worked out numerically when not given.
    """
    value = float(function(estimates.values))
    slope = _gradient(function, estimates) if gradient is None else gradient
    variance = float(slope @ estimates.covariance @ slope)
    df = degrees_of_freedom
    if df is None:
        df = float(estimates.degrees_of_freedom[slope != 0].min(initial=np.inf))
    return t_contrast(value, float(np.sqrt(max(variance, 0.0))), df, level=level, name=name)


def _gradient(function: Callable[[Floats], float], estimates: Estimates) -> Floats:
    """Derivatives by the five-point rule; its error is of the fourth power of a small step."""
    at = estimates.values
    size = np.maximum(np.abs(at), estimates.standard_errors)
    steps = 1e-3 * np.where(size > 0, size, 1.0)

    def slope(place: int, step: float) -> float:
        def value(times: float) -> float:
            moved = at.copy()
            moved[place] += times * step
            return float(function(moved))

        return (value(-2) - 8 * value(-1) + 8 * value(1) - value(2)) / (12 * step)

    return np.array([slope(place, float(step)) for place, step in enumerate(steps)])


@dataclass(frozen=True, slots=True)
class IndependentDifference:
    """Second estimate less first, from samples that share nothing.

    Attributes
    ----------
    satterthwaite : the contrast on Welch and Satterthwaite's degrees of freedom.
    summed : the contrast on the sum of both degrees of freedom.
    p_normal : two-sided p-value by the normal distribution.
    """

    satterthwaite: Contrast
    summed: Contrast
    p_normal: float


def independent_difference(
    a: Estimate, b: Estimate, *, level: float = 0.95, name: str = "contrast"
) -> Contrast:
    """b - a for estimates from independent samples; squared standard errors add.

    Degrees of freedom by Welch and Satterthwaite: (va + vb)^2 / (va^2/dfa + vb^2/dfb).
    """
    return independent_differences(a, b, level=level, name=name).satterthwaite


def independent_differences(
    a: Estimate, b: Estimate, *, level: float = 0.95, name: str = "contrast"
) -> IndependentDifference:
    """b - a for independent samples, under each convention for the degrees of freedom."""
    va, vb = a.variance, b.variance
    value, error = b.value - a.value, float(np.sqrt(va + vb))
    both = a.degrees_of_freedom + b.degrees_of_freedom
    parts = [
        v**2 / df
        for v, df in ((va, a.degrees_of_freedom), (vb, b.degrees_of_freedom))
        if v > 0 and df > 0
    ]
    spread = sum(parts)  # zero when both errors are known, with infinite degrees of freedom
    welch = (va + vb) ** 2 / spread if spread > 0 else both
    summed = t_contrast(value, error, both, level=level, name=name)
    return IndependentDifference(
        t_contrast(value, error, welch, level=level, name=name),
        summed,
        float(2 * stats.norm.sf(abs(summed.statistic))),
    )
