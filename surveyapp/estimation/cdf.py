"""The weighted distribution function: which share lies at or below each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from surveyapp.design.arrays import Column, Mask, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError
from surveyapp.estimation.estimate import Estimates
from surveyapp.estimation.means import means
from surveyapp.weighting.margins import label
from surveyapp.weighting.weights import Weights


def distribution(
    y: Column,
    at: Sequence[float],
    weights: Weights,
    design: Design,
    *,
    domain: Mask | None = None,
    **policies: Any,
) -> Estimates:
    """F(t) = sum(w*[y <= t]*d) / sum(w*d) at each t, a mean of indicators.

    Named after the values t. Policies as in `surveyapp.estimation.means.means`.
    """
    values = floats(y, "y", n=design.n, error=EstimationError)
    below = {
        label(float(t)): np.where(np.isnan(values), np.nan, (values <= t).astype(np.float64))
        for t in at
    }
    inside = None if domain is None else {"domain": domain}
    found = means(below, weights, design, domains=inside, **policies)
    if domain is None:
        return found
    return found.renamed(tuple(name.removesuffix("|domain") for name in found.names))
