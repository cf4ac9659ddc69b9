"""Margins: known population counts of one variable, and where they come from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, as_array
from surveyapp.errors import Problem, WeightingError

Targets = Mapping[Any, float]


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One variable's population counts, and the sample's level of it row by row.

    Attributes
    ----------
    name : of the variable, as in messages and method notes.
    codes : (n,) level of each row; None, "" and NaN mean unknown.
    targets : count per level; or, when raking within groups, counts per level for each group.
    source, vintage : where the counts come from, and of which date.
    margin_of_error : of each count, as its source prints it.
    outside : levels that the source does not count (another gender, say): they keep their share.
    """

    name: str
    codes: Column
    targets: Targets | Mapping[Any, Targets]
    source: str = ""
    vintage: str = ""
    margin_of_error: Mapping[Any, float] | None = None
    outside: tuple[Any, ...] = ()

    @property
    def grouped(self) -> bool:
        """True when the targets are given group by group."""
        return any(isinstance(value, Mapping) for value in self.targets.values())

    def levels(self) -> tuple[str, ...]:
        """Labels of the levels that have a target, in the order given."""
        inner: list[Any] = []
        for value in self.targets.values() if self.grouped else (self.targets,):
            inner.extend(value)  # type: ignore[arg-type]
        return tuple(dict.fromkeys(label(level) for level in inner))

    def targets_of(self, group: Any) -> dict[str, float]:
        """Count per level label, of one group when targets are grouped.

        Raises
        ------
        WeightingError when the group has none.
        """
        found: Any = self.targets
        if self.grouped:
            by_label = {label(key): value for key, value in self.targets.items()}
            if label(group) not in by_label:
                raise WeightingError(
                    Problem(
                        f"There are no targets for the group {group!r}.",
                        where=self.name,
                        remedies=("Give that group's counts.", "Leave its rows out."),
                        code="group-without-targets",
                    )
                )
            found = by_label[label(group)]
        return {label(level): float(count) for level, count in found.items()}

    def record(self) -> dict[str, Any]:
        """The margin as plain data, without the sample's column."""
        targets: dict[str, Any] = {}
        for key, value in self.targets.items():
            nested = isinstance(value, Mapping)
            inner: Any = value
            targets[label(key)] = (
                {label(k): float(v) for k, v in inner.items()} if nested else float(inner)
            )
        error = self.margin_of_error
        return {
            "name": self.name,
            "targets": targets,
            "source": self.source,
            "vintage": self.vintage,
            "margin_of_error": None if error is None else {label(k): v for k, v in error.items()},
            "outside": [label(level) for level in self.outside],
        }


def label(level: Any) -> str:
    """A level's name as text: 1, 1.0 and "1" are the same level."""
    if isinstance(level, (float, np.floating)) and math.isfinite(level) and level == int(level):
        return str(int(level))
    return str(level)


def level_order(level: str) -> list[tuple[int, float, str]]:
    """Sort key of a level's name, crossed ones included: 2 before 10, numbers before words."""
    parts: list[tuple[int, float, str]] = []
    for part in level.split(" | "):
        try:
            parts.append((0, float(part), part))
        except ValueError:
            parts.append((1, 0.0, part))
    return parts


def crossed(*columns: Column) -> Column:
    """One column whose levels are the combinations of several, "a | b"; unknown if any is."""
    parts = [pd.Series(as_array(column)) for column in columns]
    lost = np.zeros(len(parts[0]), dtype=np.bool_)
    joined: list[list[str]] = []
    for part in parts:
        lost |= (part.isna() | (part == "")).to_numpy(dtype=np.bool_)
        joined.append([label(level) for level in part])
    text = np.array([" | ".join(levels) for levels in zip(*joined, strict=True)], dtype=object)
    text[lost] = None
    return text
