"""The distances of calibration: how a g-factor follows from x'eta (Deville and Sarndal, 1992)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import Problem, WeightingError


@dataclass(frozen=True, slots=True)
class Distance:
    """F and its derivative, both of u = x'eta, with F(0) = 1 and F'(0) = 1."""

    factor: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    bounds: tuple[float, float] | None


def distance_function(name: str, bounds: tuple[float, float] | None) -> Distance:
    """The named distance within bounds.

    Raises
    ------
    WeightingError when the name is unknown or the bounds do not enclose 1.
    """
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        raise WeightingError(
            Problem(
                f"The bounds {bounds} on g-factors must enclose 1.", where="bounds", code="bounds"
            )
        )
    if name == "linear":
        return _clipped(lambda u: 1 + u, np.ones_like, bounds)
    if name == "raking":
        return _clipped(_exponential, _exponential, bounds)
    if name == "logit":
        if bounds is None or not np.isfinite(bounds).all():
            raise WeightingError(
                Problem("The logit distance needs two finite bounds.", where="bounds")
            )
        return _logit(*bounds)
    raise WeightingError(
        Problem(
            f"There is no distance {name!r}; there are linear, raking and logit.",
            where="distance",
            code="unknown-distance",
        )
    )


def _exponential(u: Floats) -> Floats:
    return np.exp(np.minimum(u, 700.0))


def _clipped(
    factor: Callable[[Floats], Floats],
    slope: Callable[[Floats], Floats],
    bounds: tuple[float, float] | None,
) -> Distance:
    if bounds is None:
        return Distance(factor, slope, None)
    low, high = bounds

    def within(u: Floats) -> Floats:
        return np.clip(factor(u), low, high)

    def moving(u: Floats) -> Floats:
        free = (factor(u) > low) & (factor(u) < high)
        return np.where(free, slope(u), 0.0)

    return Distance(within, moving, bounds)


def _logit(low: float, high: float) -> Distance:
    steep = (high - low) / ((high - 1) * (1 - low))

    def odds(u: Floats) -> Floats:
        return np.exp(np.clip(steep * u, -300.0, 300.0))

    def factor(u: Floats) -> Floats:
        e = odds(u)
        return np.asarray((low * (high - 1) + high * (1 - low) * e) / (high - 1 + (1 - low) * e))

    def slope(u: Floats) -> Floats:
        e = odds(u)
        below = high - 1 + (1 - low) * e
        return np.asarray((high - low) * (high - 1) * (1 - low) * steep * e / below**2)

    return Distance(factor, slope, (low, high))
