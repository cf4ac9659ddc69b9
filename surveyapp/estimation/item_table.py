"""Many items as one table, missing answers apart: what one-pass estimators read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyapp.design.arrays import Column, Floats, Ints, as_array, floats
from surveyapp.errors import EstimationError, Problem

BLOCK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class ItemTable:
    """k items of n rows.

    Attributes
    ----------
    names : (k,) of the items.
    values : (n, k) answers, 0 where missing, rows contiguous.
    answered : (n, k) 1 where answered; None when nobody left anything out.
    """

    names: tuple[str, ...]
    values: Floats
    answered: Floats | None


def item_table(items: Mapping[str, Column] | pd.DataFrame, n: int) -> ItemTable:
    """Read the items' columns once, in blocks of rows that stay in the processor's cache.

    Raises
    ------
    EstimationError when a column is not numeric, not of length n, or holds an infinite value.
    """
    given: dict[str, Column] = {str(name): items[name] for name in items}  # type: ignore[index]
    names = tuple(given)
    if not names:
        raise EstimationError(Problem("No item was given.", where="items", code="no-items"))
    columns = [floats(one, name, n=n, error=EstimationError) for name, one in given.items()]
    values = np.empty((n, len(columns)))
    holes = False
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        for place, column in enumerate(columns):
            values[rows, place] = column[rows]
        holes |= not np.isfinite(values[rows].sum())
    if not holes:
        return ItemTable(names, values, None)
    infinite = np.isinf(values).sum(axis=0)
    if infinite.any():
        raise EstimationError(
            Problem(
                f"{int(count):,} values are infinite.",
                where=name,
                remedies=("Code them as missing.",),
                code="infinite",
            )
            for name, count in zip(names, infinite, strict=True)
            if count
        )
    missing = np.isnan(values)
    if not missing.any():
        return ItemTable(names, values, None)
    values[missing] = 0.0
    return ItemTable(names, values, (~missing).astype(np.float64))


def domain_codes(by: Mapping[str, Column] | Column, n: int) -> tuple[Ints, tuple[Any, ...]]:
    """(n,) domain of each row, -1 outside, and the domains' labels in order.

    One column gives its levels; several columns by name give the combinations that occur, as
    tuples. A missing level is outside every domain.

    Raises
    ------
    EstimationError when a column is not of length n.
    """
    columns = list(by.values()) if isinstance(by, Mapping) else [by]
    found: list[tuple[Ints, list[Any]]] = []
    for column in columns:
        values = as_array(column)
        if values.ndim != 1 or len(values) != n:
            raise EstimationError(
                Problem(
                    f"A column of domains has shape {values.shape} where the sample has {n:,} "
                    "rows.",
                    where="by",
                    remedies=("Pass one label per row of the whole sample.",),
                    code="length",
                )
            )
        found.append(_coded(values))
    if not isinstance(by, Mapping):
        return found[0][0], tuple(found[0][1])
    key = np.zeros(n, dtype=np.int64)
    outside = np.zeros(n, dtype=np.bool_)
    for code, levels in found:
        outside |= code < 0
        key = key * len(levels) + code
    key[outside] = -1
    codes, keys = pd.factorize(key, sort=True)
    if outside.any():
        codes, keys = codes - 1, keys[1:]
    labels: list[tuple[Any, ...]] = []
    for one in keys.tolist():
        parts: list[Any] = []
        for _, levels in reversed(found):
            one, place = divmod(one, len(levels))
            parts.append(levels[place])
        labels.append(tuple(reversed(parts)))
    return codes.astype(np.int64), tuple(labels)


def _coded(values: NDArray[Any]) -> tuple[Ints, list[Any]]:
    """Codes and sorted levels; small integers are looked up instead of hashed."""
    if values.dtype.kind in "iub" and len(values):
        low, high = int(values.min()), int(values.max())
        if high - low < 1_000_000:
            shifted = values.astype(np.int64) - low
            present = np.flatnonzero(np.bincount(shifted, minlength=high - low + 1))
            place = np.zeros(high - low + 1, dtype=np.int64)
            place[present] = np.arange(len(present))
            return place[shifted], (present + low).tolist()
    codes, levels = pd.factorize(values, sort=True)
    return codes.astype(np.int64), np.asarray(levels).tolist()
