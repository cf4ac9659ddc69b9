"""The marks of verdicts: a shape and a color for each, the same in charts, tables and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveyapp.indicators.results import Comparison
from surveyapp.inference.verdict import Verdict

Shape = Literal["circle", "diamond", "circle-open", "square-open", "triangle-up", "triangle-down"]

NAVY = "#12436D"
TEAL = "#28A197"
BURGUNDY = "#801650"
ORANGE = "#F46A25"
CHARCOAL = "#3D3D3D"
LILAC = "#A285D1"
GRAY = "#6B6B6B"
PALE = "#8C8C8C"


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn shape in one color; its words are the verdict it stands for."""

    shape: Shape
    color: str
    verdict: Verdict | None
    better: bool | None = None


_OPEN: dict[Verdict, tuple[Shape, str]] = {
    Verdict.NO_CHANGE: ("circle-open", GRAY),
    Verdict.NO_DIFFERENCE: ("circle-open", GRAY),
    Verdict.TOO_FEW: ("square-open", PALE),
}
_TONE = {True: NAVY, False: BURGUNDY, None: CHARCOAL}


def level_mark(verdict: Verdict, better: bool | None) -> Mark:
    """Mark of a place or group against the rest; position shows higher or lower, shape the worth.

    Better is a circle, worse a diamond; without a declared direction a triangle points the way.
    """
    if verdict in _OPEN:
        return Mark(*_OPEN[verdict], verdict)
    if better is None:
        return change_mark(verdict, None)
    return Mark("circle" if better else "diamond", _TONE[better], verdict, better)


def change_mark(verdict: Verdict, better: bool | None) -> Mark:
    """Mark of a change over time: triangles point the way, their color says the worth."""
    if verdict in _OPEN:
        return Mark(*_OPEN[verdict], verdict)
    shape: Shape = "triangle-up" if verdict is Verdict.HIGHER else "triangle-down"
    return Mark(shape, _TONE[better], verdict, better)


def mark_of(comparison: Comparison | None) -> Mark | None:
    """The mark of a comparison; None when it was not made or carries no verdict."""
    if comparison is None or comparison.verdict is None:
        return None
    if comparison.kind in ("rest of city", "other groups"):
        return level_mark(comparison.verdict, comparison.better)
    return change_mark(comparison.verdict, comparison.better)
