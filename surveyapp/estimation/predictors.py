"""A table of predictors for a regression, from columns of any kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.arrays import as_array
from surveyapp.design.columns import Where, column_of
from surveyapp.errors import EstimationError, Problem

MOST_LEVELS = 500


def predictors(data: Any, *names: Where, intercept: bool = True) -> pd.DataFrame:
    """Columns by name as predictors: numbers as they are, categories against their first level.

    What R's `~ a + b` means: a column of text, or of a pandas categorical, becomes one column of
    0 and 1 for each level but the first in sorted order (or in the categories' own order), named
    "column[level]". A missing entry stays missing in each of them.

    Raises
    ------
    EstimationError for a category of one level, or of more than 500.
    """
    found: dict[str, Any] = {}
    for place, name in enumerate(names):
        label = name if isinstance(name, str) else f"x{place}"
        found |= _columns(label, column_of(data, name))
    frame = pd.DataFrame(found)
    if intercept:
        frame.insert(0, "intercept", 1.0)
    return frame


def _columns(name: str, column: Any) -> dict[str, Any]:
    kept = isinstance(column, pd.Series | pd.Categorical)
    values = pd.Series(column if kept else as_array(column))
    values = values.reset_index(drop=True)
    if not isinstance(values.dtype, pd.CategoricalDtype):
        if values.dtype.kind in "iufb":
            return {name: values.to_numpy(dtype=np.float64)}
        values = values.astype(pd.CategoricalDtype(sorted(values.dropna().unique())))
    levels = list(values.cat.remove_unused_categories().cat.categories)
    if not 2 <= len(levels) <= MOST_LEVELS:
        raise EstimationError(
            Problem(
                f"The category has {len(levels):,} levels; a predictor needs 2 to {MOST_LEVELS}.",
                where=name,
                remedies=(
                    "Leave the column out.",
                    "Join rare levels.",
                    "Look whether an identifier was passed by mistake.",
                ),
                code="levels-of-predictor",
            )
        )
    codes = pd.Categorical(values, categories=levels).codes
    return {
        f"{name}[{level}]": np.where(codes < 0, np.nan, codes == place)
        for place, level in enumerate(levels)
        if place
    }
