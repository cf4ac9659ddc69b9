"""The array types of the statistical rooms, and the reading of any column into them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyapp.errors import DesignError, Problem, SurveyError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
AnyInts = NDArray[np.integer[Any]]
Column = Any  # a numpy array, a pandas or polars Series, or a plain sequence
LonelyPsu = Literal["fail", "remove", "certainty", "adjust", "average"]


def as_array(column: Column) -> NDArray[Any]:
    """The column as a one-dimensional array, whatever library it came from."""
    if hasattr(column, "to_numpy"):
        return np.asarray(column.to_numpy())
    return np.asarray(column)


def floats(
    column: Column,
    name: str,
    *,
    n: int | None = None,
    error: type[SurveyError] = DesignError,
) -> Floats:
    """The column as float64, missing as NaN.

    Raises
    ------
    SurveyError of the given family when it is not numeric, not one column, or not of length n.
    """
    try:
        values = np.asarray(as_array(column), dtype=np.float64)
    except (TypeError, ValueError):
        try:
            values = pd.to_numeric(pd.Series(as_array(column)), errors="raise").to_numpy(np.float64)
        except (TypeError, ValueError) as cause:
            raise error(
                Problem(
                    "The column is not numeric.",
                    where=name,
                    remedies=("Score its answers as numbers first.",),
                    code="not-numeric",
                )
            ) from cause
    check_length(values, name, n, error)
    return values


def check_length(
    values: NDArray[Any], name: str, n: int | None, error: type[SurveyError] = DesignError
) -> None:
    """Refuse a column that is not one-dimensional or not as long as the sample."""
    if values.ndim != 1:
        raise error(
            Problem(f"Expected one column, got shape {values.shape}.", where=name, code="shape")
        )
    if n is not None and len(values) != n:
        raise error(
            Problem(
                f"The column has {len(values):,} rows where the sample has {n:,}.",
                where=name,
                remedies=("Pass the whole sample's column; a domain is given as a mask.",),
                code="length",
            )
        )


def codes(column: Column, name: str, *, n: int | None = None) -> tuple[Ints, NDArray[Any]]:
    """0-based codes of a column and its levels in the order of the codes (sorted).

    Raises
    ------
    DesignError when a row has no level.
    """
    values = as_array(column)
    check_length(values, name, n)
    found, levels = pd.factorize(values, sort=True)
    missing = int((found < 0).sum())
    if missing:
        raise DesignError(
            Problem(
                f"{missing:,} of {len(values):,} rows have no value.",
                where=name,
                remedies=("Fill the column in.", "Leave those rows out of the sample."),
                code="missing-design-column",
            )
        )
    return found.astype(np.int64), np.asarray(levels).astype(object)


def mask(domain: Column | None, n: int, name: str = "domain") -> Mask:
    """The domain as a mask over the whole sample; everybody when there is none."""
    if domain is None:
        return np.ones(n, dtype=np.bool_)
    values = as_array(domain)
    check_length(values, name, n)
    if values.dtype != np.bool_:
        raise DesignError(
            Problem(
                f"A domain is a mask of true and false, got {values.dtype}.",
                where=name,
                remedies=("Compare the column with the level wanted, e.g. area == 'North'.",),
                code="not-a-mask",
            )
        )
    return values
