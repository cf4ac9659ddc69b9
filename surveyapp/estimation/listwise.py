"""Which rows take part: those of the domain that answered everything asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, Ints, Mask, as_array, check_length
from surveyapp.design.arrays import mask as read_mask
from surveyapp.errors import EstimationError, Problem

Missing = Literal["refuse", "drop"]


def taking_part(
    columns: Mapping[str, Any],
    final: Floats,
    *,
    domain: Column | None,
    missing: Missing,
) -> tuple[Mask, Mask]:
    """The domain as a mask, and the rows of it without a missing value.

    Parameters
    ----------
    columns : name to (n,) or (n, k) values; NaN and None are missing.
    final : (n,) weights; rows of weight zero belong to nobody.
    missing : "refuse" raises when a row of the domain has a missing value; "drop" leaves it out,
        which makes the complete rows a domain of their own.

    Raises
    ------
    EstimationError
        For missing values under "refuse", infinite ones and columns of another length, naming
        each column and how many, and when nobody is left.
    """
    inside = read_mask(domain, len(final))
    weighted = inside & (final != 0)
    complete = weighted.copy()
    problems = []
    for name, values in columns.items():
        read = np.asarray(values)
        if len(read) != len(final):
            problems.append(_other_length(name, len(read), len(final)))
            continue
        lost = np.asarray(pd.isna(read)).reshape(len(final), -1).any(axis=1)
        count = int((lost & weighted).sum())
        if count and missing == "refuse":
            problems.append(_missing(name, count, int(weighted.sum())))
        if read.dtype.kind == "f":
            endless = np.isinf(read).reshape(len(final), -1).any(axis=1)
            problems += _infinite(name, int((endless & weighted).sum()))
        complete &= ~lost
    if problems:
        raise EstimationError(problems)
    if not complete.any():
        raise EstimationError(
            Problem(
                "Nobody in the domain with a weight above zero answered.",
                where=", ".join(columns),
                remedies=("Widen the domain.", "Report the cell as having no answers."),
                code="empty-domain",
            )
        )
    return inside, complete


def level_codes(column: Column, used: Mask, name: str) -> tuple[Ints, tuple[Any, ...]]:
    """Codes of a categorical column among the rows used (-1 elsewhere), and its sorted levels."""
    values = as_array(column)
    check_length(values, name, len(used), EstimationError)
    found, levels = pd.factorize(values[used], sort=True)
    codes = np.full(len(used), -1, dtype=np.int64)
    codes[used] = found
    return codes, tuple(level.item() if hasattr(level, "item") else level for level in levels)


def kish_effective_n(final: Floats, used: Mask) -> float:
    """(sum w)^2 / sum w^2 over the rows used (Kish, 1965)."""
    inside = final[used]
    return float(inside.sum() ** 2 / np.sum(inside**2))


def refuse_many_levels(name: str, count: int, limit: int = 2_500) -> None:
    """Refuse more cells than a covariance of all of them can hold.

    Raises
    ------
    EstimationError saying how many there are.
    """
    if count > limit:
        raise EstimationError(
            Problem(
                f"There are {count:,} cells; a test of more than {limit:,} is not made.",
                where=name,
                remedies=("Join categories.", "Look whether an identifier was passed by mistake."),
                code="too-many-levels",
            )
        )


def _other_length(name: str, length: int, n: int) -> Problem:
    return Problem(
        f"The column has {length:,} rows where the sample has {n:,}.",
        where=name,
        remedies=("Pass the whole sample's column; a domain is given as a mask.",),
        code="length",
    )


def _infinite(name: str, count: int) -> list[Problem]:
    if not count:
        return []
    return [
        Problem(
            f"{count:,} rows of the domain have an infinite value.",
            where=name,
            remedies=("Mark them as missing.", "Correct them at their source."),
            code="infinite",
        )
    ]


def _missing(name: str, count: int, rows: int) -> Problem:
    return Problem(
        f"{count:,} of {rows:,} rows of the domain have no value.",
        where=name,
        remedies=(
            "Pass missing='drop' to estimate from those who answered.",
            "Give a domain of those who were asked.",
        ),
        code="missing-answers",
    )
