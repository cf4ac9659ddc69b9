"""Dot-and-whisker figures for print: the numbers stand in columns beside the dots.

All texts and rules share one axis in pixels and one trace each, because the print engine pays for
every axis, tick label and trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surveyapp.reporting.charts import DotChart
from surveyapp.reporting.figure_dots import (
    dot_traces,
    label_width,
    markers,
    reference_label,
    reference_shapes,
    strong,
    tick_rules,
    value_axis,
)
from surveyapp.reporting.figure_style import (
    FONT,
    GRID,
    HAIRLINE,
    INK,
    PRINT_WIDTH,
    SIZE,
    Spec,
    base_layout,
    safe,
    shortened,
)
from surveyapp.reporting.marks import GRAY

ROW = 16.2
CLOSE_ROW, CLOSEST_ROW = 16.0, 13.4
MANY, VERY_MANY = 14, 18
COLUMN_WIDTHS = (38, 74, 52, 58)
MARK_WIDTH = 18
GAP = 14
LABEL = 28
_HIDDEN = {"visible": False, "fixedrange": True}


@dataclass
class _Texts:
    """Texts gathered into one trace: where, what, on which side of the point, in which color."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    side: list[str] = field(default_factory=list)
    color: list[str] = field(default_factory=list)

    def add(self, x: float, y: float, text: str, side: str, color: str = INK) -> None:
        """One text; `side` is where it stands from its point."""
        if not text:
            return
        self.x.append(x)
        self.y.append(y)
        self.text.append(text)
        self.side.append(f"middle {side}")
        self.color.append(color)

    def trace(self) -> dict[str, Any]:
        """The gathered texts as one trace."""
        return {
            "type": "scatter",
            "mode": "text",
            "xaxis": "x2",
            "yaxis": "y",
            "x": self.x,
            "y": self.y,
            "text": self.text,
            "textposition": self.side,
            "textfont": {"family": FONT, "size": SIZE, "color": self.color},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }


@dataclass(frozen=True)
class _Plan:
    """Where things stand across the width, in pixels from the side where a row begins."""

    left: float
    right: float
    edges: tuple[tuple[int, float], ...]
    mirrored: bool = False

    def across(self, place: float) -> float:
        """Pixel from the left of a place counted from where rows begin."""
        return PRINT_WIDTH - place if self.mirrored else place

    def domain(self) -> list[float]:
        """The part of the width that the values take; they run from left to right always."""
        return sorted(self.across(end) / PRINT_WIDTH for end in (self.left, self.right))

    def at(self, chart: DotChart, value: float) -> float:
        """Pixel of a value of the axis."""
        share = (value - chart.low) / ((chart.high - chart.low) or 1.0)
        start, end = (PRINT_WIDTH * part for part in self.domain())
        return start + share * (end - start)


def print_dots(chart: DotChart) -> Spec:
    """Traces and layout of a dot-and-whisker chart with its number columns."""
    rows = chart.rows
    plan = _plan(chart)
    traces = [_row_rules(chart), tick_rules(chart), *dot_traces(chart, for_print=True)]
    traces += [_texts(chart, plan).trace(), *_change_marks(chart, plan)]
    layout = base_layout(
        True,
        height=round(row_height(len(rows)) * (len(rows) + 2)),
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        xaxis={
            **value_axis(chart, plan.domain()),
            "tickvals": [],
        },
        xaxis2={"domain": [0.0, 1.0], "range": [0, PRINT_WIDTH], **_HIDDEN},
        yaxis={"range": [len(rows) + 0.5, -1.5], **_HIDDEN},
        shapes=reference_shapes(chart),
        annotations=reference_label(chart),
    )
    return traces, layout


def row_height(rows: int) -> float:
    """Pixels a row: many rows stand closer, so that a long chart stays on its page."""
    if rows > VERY_MANY:
        return CLOSEST_ROW
    return ROW if rows <= MANY else CLOSE_ROW


def _plan(chart: DotChart) -> _Plan:
    rows = chart.rows
    bands = max((label_width(row.band) + 12 for row in rows if row.band), default=0.0)
    left = bands + 12 + max((label_width(_short(row.label)) for row in rows), default=40)
    shown = [(place, width) for place, width in enumerate(COLUMN_WIDTHS) if chart.columns[place]]
    start = PRINT_WIDTH - MARK_WIDTH - 2 - sum(width for _, width in shown)
    edges, at = [], float(start)
    for place, width in shown:
        at += width
        edges.append((place, at))
    return _Plan(left, start - GAP, tuple(edges), chart.mirrored)


def _short(label: str) -> str:
    """A label that leaves room for the plot; the tables print it whole."""
    return shortened(label, LABEL)


def _texts(chart: DotChart, plan: _Plan) -> _Texts:
    texts = _Texts()
    inward, outward = ("right", "left") if chart.mirrored else ("left", "right")
    for value, label in chart.ticks:
        texts.add(plan.at(chart, value), len(chart.rows) - 0.05, safe(label), "center")
    for place, edge in plan.edges:
        texts.add(plan.across(edge), -1.0, safe(chart.columns[place]), inward, GRAY)
    for y, row in enumerate(chart.rows):
        if row.band:
            texts.add(plan.across(0.0), y, strong(row.band), outward)
        texts.add(plan.across(plan.left - 8), y, safe(_short(row.label)), inward)
        numbers = (row.shown, row.interval, row.n, row.change)
        for place, edge in plan.edges:
            texts.add(plan.across(edge), y, safe(numbers[place]), inward)
        if row.note:
            edge = plan.edges[min(2, len(plan.edges) - 1)][1]
            texts.add(plan.across(edge), y, safe(row.note), inward, GRAY)
    return texts


def _row_rules(chart: DotChart) -> dict[str, Any]:
    """Hairlines between rows, or between bands where there are any, across the whole width."""
    count = len(chart.rows)
    banded = any(row.band for row in chart.rows)
    places = [p for p in range(1, count) if chart.rows[p].band or not banded]
    x: list[float | None] = []
    y: list[float | None] = []
    for place in places or [0]:
        x += [0.0, float(PRINT_WIDTH), None]
        y += [place - 0.5, place - 0.5, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "xaxis": "x2",
        "yaxis": "y",
        "x": x,
        "y": y,
        "line": {"color": GRID if banded else HAIRLINE, "width": 1},
        "hoverinfo": "skip",
    }


def _change_marks(chart: DotChart, plan: _Plan) -> list[dict[str, Any]]:
    found = [(y, row.change_mark) for y, row in enumerate(chart.rows) if row.change_mark]
    if not found or not chart.columns[3]:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "xaxis": "x2",
            "yaxis": "y",
            "x": [plan.across(plan.edges[-1][1] + 11)] * len(found),
            "y": [float(y) for y, _ in found],
            "marker": markers([mark for _, mark in found], 9, 7),
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]
