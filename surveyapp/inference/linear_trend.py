"""A straight line through waves: the weighted slope of estimates on time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import Estimates
from surveyapp.inference.contrast import Contrast, contrast


def linear_trend(
    estimates: Estimates,
    times: Mapping[str, float],
    *,
    degrees_of_freedom: float | None = None,
    level: float = 0.95,
    name: str = "trend",
) -> Contrast:
    """Least-squares slope of the named estimates on their times, per unit of time.

    slope = sum((t - mean t) * estimate) / sum((t - mean t)^2): a contrast, so waves that share
    PSUs enter with their covariance. Every wave counts alike, which keeps the slope a statement
    about the city rather than about the sample sizes.

    Raises
    ------
    EstimationError with fewer than two different times.
    """
    return contrast(
        estimates,
        trend_coefficients(times),
        degrees_of_freedom=degrees_of_freedom,
        level=level,
        name=name,
    )


def trend_coefficients(times: Mapping[str, float]) -> dict[str, float]:
    """The coefficient of each named estimate in the least-squares slope."""
    t = np.array(list(times.values()), dtype=np.float64)
    apart = t - t.mean() if len(t) else t
    spread = float((apart**2).sum())
    if spread <= 0:
        raise EstimationError(
            Problem(
                f"A trend needs at least two different times, got {len(set(times.values()))}.",
                where="times",
                code="no-times",
            )
        )
    return dict(zip(times, (apart / spread).tolist(), strict=True))


def difference_in_differences(
    estimates: Estimates,
    *,
    treated_before: str,
    treated_after: str,
    compared_before: str,
    compared_after: str,
    degrees_of_freedom: float | None = None,
    level: float = 0.95,
    name: str = "difference in differences",
) -> Contrast:
    """(treated after - before) - (compared after - before), with the covariance of all four."""
    return contrast(
        estimates,
        {treated_after: 1.0, treated_before: -1.0, compared_after: -1.0, compared_before: 1.0},
        degrees_of_freedom=degrees_of_freedom,
        level=level,
        name=name,
    )
