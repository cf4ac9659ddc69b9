"""The sample's levels of a margin as small integers, and what to do with unknown ones.

Rows are touched as little as possible: levels are looked up once per combination of levels, not
once per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.arrays import (
    AnyInts,
    Column,
    Floats,
    Ints,
    Mask,
    as_array,
    check_length,
)
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.collapse import Collapsed
from surveyapp.weighting.margins import Margin, label
from surveyapp.weighting.matrices import summed

SMALL_RANGE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class LevelColumn:
    """(n,) codes of any integer type, and the label of each code (None: unknown)."""

    codes: AnyInts
    labels: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class CellRows:
    """How many rows that weigh something each cell holds; counted only when asked."""

    collapsed: Collapsed
    weight: Floats

    @cached_property
    def rows(self) -> Floats:
        """(C,) rows with a weight above zero."""
        weighing = (self.weight > 0).astype(np.float64)
        return summed(self.collapsed.cells, weighing, self.collapsed.count)

    def count(self, chosen: Mask) -> int:
        """Rows in the chosen cells."""
        return int(self.rows[chosen].sum()) if chosen.any() else 0


def level_column(margin: Margin, n: int) -> LevelColumn:
    """The margin's column as codes; small integers and categoricals are taken as they are.

    Raises
    ------
    WeightingError when the column is not as long as the sample.
    """
    column: Any = margin.codes
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        check_length(column.cat.codes.to_numpy(), margin.name, n, WeightingError)
        return _with_unknown(column.cat.codes.to_numpy(), column.cat.categories)
    values = as_array(column)
    check_length(values, margin.name, n, WeightingError)
    if values.dtype.kind in "iu" and len(values):
        low, high = int(values.min()), int(values.max())
        if high - low < SMALL_RANGE:
            codes = values if low == 0 else values.astype(np.int64) - low
            return LevelColumn(codes, tuple(str(level) for level in range(low, high + 1)))
    found, levels = pd.factorize(values)
    return _with_unknown(found, levels)


def _with_unknown(codes: AnyInts, levels: Any) -> LevelColumn:
    labels = tuple(None if level == "" else label(level) for level in levels)
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, len(labels), codes)
        labels = (*labels, None)
    return LevelColumn(codes, labels)


def placed(
    margin: Margin, column: LevelColumn, raw: Ints, rows: CellRows, *, refuse: bool
) -> tuple[Ints, list[Problem]]:
    """(C,) index of each cell's level among margin.levels(), the number of levels for unknown.

    Levels listed as outside count as unknown, without needing leave. A level with neither a
    target nor a place in `outside` is a problem; so are unknown levels if they are refused.
    """
    levels = margin.levels()
    index = {level: i for i, level in enumerate(levels)}
    outside = {label(level) for level in margin.outside}
    place = np.full(len(column.labels), len(levels), dtype=np.int64)
    problems: list[Problem] = []
    used = np.zeros(len(column.labels), dtype=np.bool_)
    used[raw] = True
    for code in np.flatnonzero(used):
        name = column.labels[code]
        if name in index:
            place[code] = index[name]
        elif name in outside:
            continue
        elif name is not None:
            problems += _stranger(margin, name, rows.count(raw == code))
        elif refuse:
            problems += _unknown(margin, rows.count(raw == code), len(rows.weight))
    return place[raw], problems


def _stranger(margin: Margin, level: str, count: int) -> list[Problem]:
    if not count:
        return []
    return [
        Problem(
            f"{count:,} rows have the level {level!r}, which has no target.",
            where=margin.name,
            remedies=(
                "Give the level's population count.",
                "Recode it to a level that has one.",
                "List it in the margin's `outside` levels to let those rows keep their share.",
            ),
            code="level-without-target",
        )
    ]


def _unknown(margin: Margin, count: int, n: int) -> list[Problem]:
    if not count:
        return []
    return [
        Problem(
            f"The level of {count:,} of {n:,} rows is unknown.",
            where=margin.name,
            remedies=(
                "Say unknown='keep share' to let those rows keep the share they have.",
                "Say unknown='impute' with a seeded generator.",
                "Leave this margin out.",
            ),
            code="unknown-level",
        )
    ]


def imputation_cells(group: Ints | None, impute_within: Column | None, n: int) -> Ints:
    """(n,) cells within which unknown levels are drawn: group x impute_within."""
    outer = np.zeros(n, dtype=np.int64) if group is None else group
    if impute_within is None:
        return outer
    values = as_array(impute_within)
    check_length(values, "impute_within", n, WeightingError)
    inner = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return outer * (int(inner.max(initial=0)) + 1) + inner


def imputed(
    margin: Margin,
    column: LevelColumn,
    weight: Floats,
    cells: Ints,
    generator: np.random.Generator | None,
) -> tuple[LevelColumn, int]:
    """The column with unknown levels drawn, and how many were.

    Each is drawn from the weighted levels of the same cell, or of everybody where the cell has no
    donor. Levels listed as outside stay as they are.

    Raises
    ------
    WeightingError without a generator, or when nobody's level is known.
    """
    known = np.array([name is not None for name in column.labels], dtype=np.bool_)
    levels = set(margin.levels())
    donor = np.array([name in levels for name in column.labels], dtype=np.bool_)
    lost = np.flatnonzero(~known[column.codes])
    if not len(lost):
        return column, 0
    gives = donor[column.codes] & (weight > 0)
    if generator is None or not gives.any():
        raise WeightingError(_cannot_impute(margin, generator is None))
    size = len(column.labels)
    codes = column.codes.astype(np.int64)
    everybody = summed(codes[gives], weight[gives], size)
    for cell in np.unique(cells[lost]):
        rows = lost[cells[lost] == cell]
        near = gives & (cells == cell)
        share = summed(codes[near], weight[near], size) if near.any() else everybody
        codes[rows] = generator.choice(size, size=len(rows), p=share / share.sum())
    return LevelColumn(codes, column.labels), len(lost)


def _cannot_impute(margin: Margin, no_generator: bool) -> Problem:
    if no_generator:
        return Problem(
            "Imputing unknown levels needs a seeded generator.",
            where=margin.name,
            remedies=("Pass generator=numpy.random.default_rng(seed).",),
            code="no-generator",
        )
    return Problem(
        "Nobody's level is known, so there is nothing to draw from.",
        where=margin.name,
        remedies=("Leave this margin out.",),
        code="no-donors",
    )
