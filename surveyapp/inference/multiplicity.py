"""Many tests at once: adjusted p-values, and intervals that go with them.

The adjustment is made over the family that is published together; say which family it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import fdrcorrection

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import half_width
from surveyapp.inference.contrast import Contrast

Method = Literal["holm", "hochberg", "BH", "BY", "bonferroni", "none"]
_METHODS = ("holm", "hochberg", "BH", "BY", "bonferroni")


@dataclass(frozen=True, slots=True)
class FamilyTest:
    """One contrast as a member of a family.

    Attributes
    ----------
    contrast : with its own, unadjusted p-value and interval.
    p_adjusted : over the whole family.
    significant : p_adjusted <= alpha.
    lower, upper : adjusted interval; it leaves out zero exactly when `significant` under
        "holm" and "bonferroni".
    """

    contrast: Contrast
    p_adjusted: float
    significant: bool
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Family:
    """Contrasts tested and published together."""

    tests: tuple[FamilyTest, ...]
    method: Method
    alpha: float
    name: str = "family"

    def to_frame(self) -> pd.DataFrame:
        """One row per test."""
        return pd.DataFrame(
            {
                "name": [t.contrast.name for t in self.tests],
                "value": [t.contrast.value for t in self.tests],
                "standard_error": [t.contrast.standard_error for t in self.tests],
                "degrees_of_freedom": [t.contrast.degrees_of_freedom for t in self.tests],
                "p": [t.contrast.p for t in self.tests],
                "p_adjusted": [t.p_adjusted for t in self.tests],
                "significant": [t.significant for t in self.tests],
                "lower": [t.lower for t in self.tests],
                "upper": [t.upper for t in self.tests],
            }
        )


def adjust(p: Floats | Sequence[float], method: Method = "holm") -> Floats:
    """Adjusted p-values, in the order given (Holm, 1979; Hochberg, 1988; BH 1995; BY 2001).

    Raises
    ------
    EstimationError when a p-value is missing or not between 0 and 1, or the method is unknown.
    """
    values = np.asarray(p, dtype=np.float64)
    bad = ~((values >= 0) & (values <= 1))
    if bad.any():
        raise EstimationError(
            Problem(
                f"{int(bad.sum()):,} of {len(values):,} p-values are missing or not between 0 "
                f"and 1, first at {int(np.flatnonzero(bad)[0])}.",
                where="p",
                remedies=("Leave tests out that could not be made, and say so.",),
                code="bad-p",
            )
        )
    if method == "none" or not len(values):
        return values.copy()
    if method not in _METHODS:
        raise EstimationError(
            Problem(
                f"There is no adjustment {method!r}; there are {', '.join(_METHODS)} and none.",
                where="method",
                code="unknown-method",
            )
        )
    return _adjusted(values, method)


def _adjusted(values: Floats, method: Method) -> Floats:
    """False discovery rates by statsmodels; family-wise rates on the sorted p-values.

    statsmodels' Holm and Hochberg collect garbage on every call, a twentieth of a second each,
    which a simulation of thousands of families cannot pay.
    """
    m = len(values)
    if method in ("BH", "BY"):
        return np.asarray(fdrcorrection(values, method="i" if method == "BH" else "n")[1])
    if method == "bonferroni":
        return np.minimum(values * m, 1.0)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * np.arange(m, 0, -1)
    if method == "holm":
        stepped = np.maximum.accumulate(scaled)
    else:
        stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def family(
    contrasts: Sequence[Contrast],
    *,
    method: Method = "holm",
    alpha: float = 0.05,
    name: str = "family",
) -> Family:
    """Adjusted p-values and intervals of contrasts that are published together.

    Intervals: under "bonferroni" all at level 1 - alpha/m. Under "holm" (and "hochberg", whose
    steps are the same) each at the level of the step at which Holm's procedure decided it: the
    i-th smallest p at 1 - alpha/(m - i + 1) while rejecting, the rest at the level of the first
    step that did not reject. An interval then leaves out zero exactly when Holm rejects. Under
    "BH" and "BY" false-coverage-rate intervals (Benjamini and Yekutieli, 2005): the R tests that
    were selected at level 1 - R*alpha/m, the rest at 1 - alpha.
    """
    raw = np.array([c.p for c in contrasts], dtype=np.float64)
    adjusted = adjust(raw, method)
    levels = interval_levels(raw, adjusted, method=method, alpha=alpha)
    tests = []
    for c, p, level in zip(contrasts, adjusted, levels, strict=True):
        half = float(half_width(level, c.degrees_of_freedom, c.standard_error))
        tests.append(FamilyTest(c, float(p), bool(p <= alpha), c.value - half, c.value + half))
    return Family(tuple(tests), method, alpha, name)


def interval_levels(raw: Floats, adjusted: Floats, *, method: Method, alpha: float) -> Floats:
    """(m,) level of each test's interval; see `family`."""
    m = len(raw)
    if method == "none" or not m:
        return np.full(m, 1 - alpha)
    if method == "bonferroni":
        return np.full(m, 1 - alpha / m)
    if method in ("BH", "BY"):
        chosen = adjusted <= alpha
        count = int(chosen.sum())
        harmonic = float((1 / np.arange(1, m + 1)).sum()) if method == "BY" else 1.0
        return np.where(chosen, 1 - count * alpha / (m * harmonic), 1 - alpha)
    order = np.argsort(raw, kind="stable")
    rejected = int((adjust(raw, "holm") <= alpha).sum())
    steps = np.minimum(np.arange(m), rejected)
    levels = np.empty(m)
    levels[order] = 1 - alpha / (m - np.minimum(steps, m - 1))
    return levels
