"""Second lines of trend charts as values: dashed, named, with the note of what they assume."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdjustedFigure:
    """One wave of an adjusted line, on n people; `breaks` where the line starts anew."""

    wave: str
    value: float
    lower: float
    upper: float
    breaks: bool = False
    n: int = 0


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A second, dashed line of an indicator's trend chart.

    Attributes
    ----------
    label : its name at its end ("at one mix of modes").
    note : what it assumes, and to which mix or wording it is adjusted.
    crowd : whose answers it stands on: "mix MODES" or "wording INDICATOR CODE".
    """

    indicator: str
    label: str
    note: str
    figures: tuple[AdjustedFigure, ...]
    crowd: str = ""
