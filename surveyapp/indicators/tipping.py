"""How few invented answers would change a verdict.

Nothing in a survey by open link, and little in any other, proves that an answer is a person's.
A tipping count says how much rests on that: the fewest answers, all at one end of the scale, that
would have turned what the report says (Westwood, 2025, counts 10 to 52 for national polls).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.indicators.results import Cell, Comparison

MOST = 10


@dataclass(frozen=True, slots=True)
class Tipping:
    """The fewest one-sided answers that change a verdict.

    Attributes
    ----------
    answers : how many. toward : the end of the scale they all stand at.
    share : of the genuine answers, 0 to 1.
    """

    answers: int
    toward: Literal["highest", "lowest"]
    share: float


def tipping(cell: Cell, made: Comparison, *, lowest: float, highest: float) -> Tipping | None:
    """The tipping count of one comparison over time; None where no verdict was reached.

    m answers at an end x of the scale, each of average weight, move the newer figure from t to
    ``(n t + m x) / (n + m)`` and the variance of single answers from s^2 to
    ``(n s^2 + n m (x - t)^2 / (n + m)) / (n + m)``; the design effect stays. The verdict turns
    when the difference crosses the critical distance of its family, or zero.

    Parameters
    ----------
    cell : the newer figure. made : the comparison it stands in.
    lowest, highest : ends of the scale, in the figure's units.

    Returns None as well where MOST times as many answers as there are change nothing.

    Raises
    ------
    EstimationError for a cell that is not the comparison's.
    """
    _refuse_other(cell, made)
    if made.verdict is None or made.withheld or not (cell.n and cell.standard_error):
        return None
    found = [
        Tipping(m, "highest" if end == highest else "lowest", m / cell.n)
        for end in (lowest, highest)
        if (m := _fewest(cell, made, end)) is not None
    ]
    return min(found, key=lambda one: one.answers, default=None)


def _fewest(cell: Cell, made: Comparison, end: float) -> int | None:
    n = float(cell.n or 0)
    value, error = float(cell.value or 0.0), float(cell.standard_error or 0.0)
    difference, whole = float(made.difference or 0.0), float(made.standard_error or 0.0)
    many: Floats = np.arange(1.0, MOST * n + 1.0)
    single = error**2 * n / max(cell.design_effect or 1.0, 1e-12)
    spread = (n * single + n * many * (end - value) ** 2 / (n + many)) / (n + many)
    moved = (n * value + many * end) / (n + many) - value
    variance = whole**2 - error**2 + error**2 * (spread / (n + many)) / (single / n)
    sign = _signs(difference + moved, np.sqrt(np.maximum(variance, 1e-300)), _critical(made))
    now = _signs(np.array([difference]), np.array([whole]), _critical(made))[0]
    turned = np.flatnonzero(sign != now)
    return int(turned[0]) + 1 if len(turned) else None


def _signs(difference: Floats, error: Floats, critical: float) -> Floats:
    """-1, 0 or 1: found lower, not found, found higher."""
    found = np.abs(difference) >= critical * error
    return np.where(found, np.sign(difference), 0.0)


def _critical(made: Comparison) -> float:
    """How many standard errors a difference must be from zero within its family."""
    upper = made.adjusted_upper if made.adjusted_upper is not None else made.upper
    if upper is None or made.difference is None or not made.standard_error:
        return 1.96
    return (upper - made.difference) / made.standard_error


def _refuse_other(cell: Cell, made: Comparison) -> None:
    same = (cell.indicator, cell.wave, cell.place, cell.group)
    if same != (made.indicator, made.wave, made.place, made.group):
        raise EstimationError(
            Problem(
                f"Cell {cell.id} is not the newer figure of comparison {made.id}.",
                remedies=("Give the cell of the comparison's own wave, place and group.",),
                code="other-cell",
            )
        )
