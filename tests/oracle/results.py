"""Estimates in the keys of a case's result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from surveyapp.estimation.estimate import Estimates, half_width


def table(
    names: Sequence[str],
    estimates: Estimates,
    df: float,
    *,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """names, estimate, se, df, vcov, deff and both intervals."""
    se = estimates.standard_errors
    by_t, by_z = half_width(0.95, df, se), half_width(0.95, np.inf, se)
    values = estimates.values
    deff = estimates.design_effects
    return {
        "names": list(names),
        "estimate": values.tolist(),
        "se": se.tolist(),
        "df": df,
        "vcov": estimates.covariance.tolist(),
        "deff": None if deff is None else deff.tolist(),
        "ci95_t": np.stack([values - by_t, values + by_t], axis=1).tolist(),
        "ci95_z": np.stack([values - by_z, values + by_z], axis=1).tolist(),
        **(extra or {}),
    }


def reference(asked: Any) -> Any:
    """R's `deff` argument in our words."""
    if not asked:
        return None
    return "with replacement" if asked == "replace" else "without replacement"
