"""Columns of any table: a pandas or polars frame, or a mapping of names to columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveyapp.design.arrays import Column, as_array
from surveyapp.errors import DesignError, Problem

Where = str | Column  # a column's name, or the column itself


def column_of(data: Any, where: Where) -> Column:
    """The column of that name, or the column itself when it was given.

    Raises
    ------
    DesignError when there is no such column.
    """
    if not isinstance(where, str):
        return where
    if where not in (data.columns if hasattr(data, "columns") else data):
        raise DesignError(
            Problem(
                f"There is no column {where!r}.",
                where=where,
                remedies=("Check the name.", "Pass the column itself."),
                code="no-column",
            )
        )
    return data[where]


def columns_of(data: Any, given: Where | Sequence[Where] | None) -> list[Column] | None:
    """One column or several, by name or as they are."""
    if given is None:
        return None
    several = list(given) if isinstance(given, list | tuple) else [given]
    return [column_of(data, where) for where in several]


def listed(names: str | Sequence[str]) -> list[str]:
    """One name or several, as a list."""
    return [names] if isinstance(names, str) else list(names)


def row_count(data: Any) -> int:
    """Number of rows of a table."""
    if hasattr(data, "shape"):
        return int(data.shape[0])
    return len(as_array(next(iter(data.values()))))
