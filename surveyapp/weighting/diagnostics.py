"""What weighting did to the sample, in a few numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Mask
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True)
class WeightDiagnostics:
    """Spread of the weights.

    Attributes
    ----------
    n, total : respondents that weigh something, and what they add up to.
    kish_design_effect : 1 + squared coefficient of variation, n * sum w^2 / (sum w)^2
        (Kish, 1965, section 11.7).
    kish_effective_n : n / kish_design_effect.
    smallest, largest : weights.
    largest_over_median : largest weight over the median weight.
    smallest_g_factor, largest_g_factor : final over base weight.
    heaviest_twentieth : share of the total held by the heaviest 5% of rows.
    """

    n: int
    total: float
    kish_design_effect: float
    kish_effective_n: float
    smallest: float
    largest: float
    largest_over_median: float
    smallest_g_factor: float
    largest_g_factor: float
    heaviest_twentieth: float

    def to_frame(self) -> pd.DataFrame:
        """The diagnostics as a table of one row."""
        return pd.DataFrame([asdict(self)])


def diagnostics(weights: Weights, *, domain: Mask | None = None) -> WeightDiagnostics:
    """Diagnostics of the final weights, of everybody or of a domain.

    Raises
    ------
    WeightingError when nobody in the domain weighs anything.
    """
    inside = weights.final > 0
    if domain is not None:
        inside = inside & domain
    w = weights.final[inside]
    if not len(w):
        raise WeightingError(
            Problem("Nobody in the domain has a weight.", where="domain", code="empty-domain")
        )
    g = weights.g_factors[inside]
    effect = len(w) * float((w**2).sum()) / float(w.sum()) ** 2
    heavy = max(1, round(len(w) / 20))
    return WeightDiagnostics(
        n=len(w),
        total=float(w.sum()),
        kish_design_effect=effect,
        kish_effective_n=len(w) / effect,
        smallest=float(w.min()),
        largest=float(w.max()),
        largest_over_median=float(w.max() / np.median(w)),
        smallest_g_factor=float(g.min()),
        largest_g_factor=float(g.max()),
        heaviest_twentieth=float(np.sort(w)[-heavy:].sum() / w.sum()),
    )
