"""Reading the data of the cases: quoted columns are text, the rest numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.oracle import formulas

FIELD = re.compile(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)')


@lru_cache(maxsize=32)
def table(directory: Path, name: str) -> pd.DataFrame:
    """data/<name>.csv; text columns have their sorted levels in attrs["levels"]."""
    path = directory / "data" / f"{name}.csv"
    with path.open(encoding="utf-8") as lines:
        header = [field.strip('"') for field in FIELD.findall(next(lines).rstrip("\r\n"))]
        quoted: set[str] = set()
        for line in lines:
            fields = FIELD.findall(line.rstrip("\r\n"))
            quoted |= {n for n, f in zip(header, fields, strict=True) if f.startswith('"')}
    frame = pd.read_csv(
        path,
        dtype=dict.fromkeys(quoted, object),
        keep_default_na=False,
        na_values={n: [""] for n in header},
    )
    frame.attrs["levels"] = {name: tuple(sorted(frame[name].dropna().unique())) for name in quoted}
    return frame


def rows_where(frame: pd.DataFrame, conditions: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Rows that meet every condition; a missing value meets none."""
    inside = np.ones(len(frame), dtype=np.bool_)
    for condition in conditions:
        inside &= _met(frame[condition["var"]], condition)
    return inside


def _met(column: pd.Series, condition: Mapping[str, Any]) -> np.ndarray:
    op, value = condition["op"], condition.get("value")
    known = column.notna().to_numpy()
    if op in ("notna", "!is.na", "not_missing"):
        return known
    if op in ("isna", "is.na", "missing"):
        return ~known
    if op in ("in", "%in%"):
        return known & column.isin(value).to_numpy()
    if op in ("not in", "notin"):
        return known & ~column.isin(value).to_numpy()
    compared = {
        "==": column.eq,
        "!=": column.ne,
        "<": column.lt,
        "<=": column.le,
        ">": column.gt,
        ">=": column.ge,
    }[op]
    if op in ("<", "<=", ">", ">=") and column.dtype == object:
        met = np.zeros(len(column), dtype=np.bool_)
        met[known] = [_ordered(op, v, value) for v in column[known]]
        return met
    return known & compared(value).to_numpy(dtype=np.bool_)


def _ordered(op: str, left: Any, right: Any) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def columns_of(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Variables as R's model matrix without intercept: a text column gives one per level."""
    levels = frame.attrs["levels"]
    found: dict[str, np.ndarray] = {}
    for name in names:
        if name not in frame:
            found |= _expression(frame, name)
            continue
        if name not in levels:
            found[name] = frame[name].to_numpy(np.float64)
            continue
        lost = frame[name].isna().to_numpy()
        for level in levels[name]:
            found[f"{name}{level}"] = np.where(lost, np.nan, (frame[name] == level).to_numpy(float))
    return found


def _expression(frame: pd.DataFrame, text: str) -> dict[str, np.ndarray]:
    """An R expression in place of a column, factor(quarter) say."""
    value = formulas.evaluate(formulas.parse(text), frame)
    if not isinstance(value, formulas.Factor):
        return {text: np.asarray(value, dtype=np.float64)}
    codes = value.codes
    return {
        f"{text}{level}": np.where(codes < 0, np.nan, (codes == at).astype(np.float64))
        for at, level in enumerate(value.levels)
    }


def groups_of(
    frame: pd.DataFrame, names: Sequence[str], inside: np.ndarray
) -> list[tuple[dict[str, Any], np.ndarray]]:
    """Combinations of levels that occur, the first variable changing fastest, with their rows."""
    cut = frame.loc[inside, list(names)].dropna()
    found = [tuple(row) for row in cut.drop_duplicates().itertuples(index=False)]
    found.sort(key=lambda row: tuple(reversed(row)))
    made = []
    for row in found:
        rows = inside.copy()
        for name, value in zip(names, row, strict=True):
            rows &= (frame[name] == value).to_numpy()
        plain = {n: v.item() if hasattr(v, "item") else v for n, v in zip(names, row, strict=True)}
        made.append((plain, rows))
    return made
