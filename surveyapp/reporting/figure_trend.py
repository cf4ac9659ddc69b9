"""Trend figures: lines with bands, named at their ends, broken where the question changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from surveyapp.reporting.charts import TrendChart, TrendLine, TrendPoint
from surveyapp.reporting.figure_dots import label_width
from surveyapp.reporting.figure_style import (
    BAND,
    HAIRLINE,
    PRINT_WIDTH,
    SIZE,
    SMALL_WIDTH,
    Spec,
    base_layout,
    columns_of,
    safe,
)
from surveyapp.reporting.marks import CHARCOAL, GRAY, NAVY, ORANGE, PALE, TEAL

LINES = ((NAVY, "circle"), (ORANGE, "square"), (TEAL, "diamond"), (CHARCOAL, "triangle-up"))
LINE_BANDS = (BAND, "rgba(244,106,37,0.16)", "rgba(40,161,151,0.16)", "rgba(61,61,61,0.12)")


def trend(chart: TrendChart, for_print: bool) -> Spec:
    """Traces and layout of a trend chart."""
    traces: list[dict[str, Any]] = []
    for position, line in enumerate(chart.lines):
        for run in _runs(line):
            traces.extend(_run_traces(line, run, position, for_print))
    small = chart.small
    width = SMALL_WIDTH if small else PRINT_WIDTH
    longest = max(columns_of(f"{line.label} {_last(line)}") for line in chart.lines)
    right = 44 if small else int(16 + 6.9 * longest)
    layout = base_layout(
        for_print,
        height=_height(small, for_print),
        width=width,
        margin={"l": 44, "r": right, "t": 8, "b": 22 if for_print else 30, "pad": 0},
        xaxis=_quarter_axis(chart.lines[0].points, small),
        yaxis=_level_axis(chart),
        shapes=_break_lines(chart),
        annotations=[*_end_labels(chart), *_break_labels(chart), *_event_labels(chart)],
    )
    return traces, layout


def _height(small: bool, for_print: bool) -> int:
    if for_print:
        return 84 if small else 106
    return 130 if small else 240


def _last(line: TrendLine) -> str:
    return next((p.shown for p in reversed(line.points) if p.value is not None), "")


def _runs(line: TrendLine) -> list[list[TrendPoint]]:
    """Stretches of waves that may be joined: no gap and no changed question inside."""
    runs: list[list[TrendPoint]] = [[]]
    for point in line.points:
        if point.value is None:
            runs.append([])
            continue
        if point.breaks:
            runs.append([])
        runs[-1].append(point)
    return [run for run in runs if run]


def _run_traces(
    line: TrendLine, points: list[TrendPoint], position: int, for_print: bool
) -> list[dict[str, Any]]:
    color, symbol = LINES[position]
    traces: list[dict[str, Any]] = []
    if not line.dashed and all(p.lower is not None and p.upper is not None for p in points):
        traces.append(_band(points, LINE_BANDS[position]))
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [p.at for p in points],
            "y": [p.value for p in points],
            "line": {"color": color, "width": 2.2, **({"dash": "6px,4px"} if line.dashed else {})},
            "marker": {"color": color, "symbol": symbol, "size": 6.5},
            "cliponaxis": False,
            "hovertext": [
                f"<b>{safe(line.label)}</b><br>{safe(f'{p.label}: {p.shown} ({p.interval})')}"
                for p in points
            ],
            "hoverinfo": "skip" if for_print else "text",
        }
    )
    return traces


def _band(points: list[TrendPoint], fill: str) -> dict[str, Any]:
    places = [point.at for point in points]
    if len(places) == 1:
        places = [places[0] - 0.08, places[0] + 0.08]
        points = [points[0], points[0]]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*places, *reversed(places)],
        "y": [*(p.upper for p in points), *(p.lower for p in reversed(points))],
        "fill": "toself",
        "fillcolor": fill,
        "line": {"width": 0, "color": fill},
        "hoverinfo": "skip",
    }


def _quarter_axis(points: tuple[TrendPoint, ...], small: bool) -> dict[str, Any]:
    widest = max(label_width(point.label) for point in points) + 16
    room = int((SMALL_WIDTH - 88 if small else PRINT_WIDTH - 130) / widest)
    every = max(1, -(-len(points) // max(2, min(room, 3 if small else 8))))
    shown = points[::-1][::every]
    return {
        "range": [-0.25, points[-1].at + 0.08],
        "tickvals": [point.at for point in shown],
        "ticktext": [safe(point.label) for point in shown],
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": PALE,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": PALE,
        "fixedrange": True,
    }


def _level_axis(chart: TrendChart) -> dict[str, Any]:
    return {
        "range": [chart.low, chart.high],
        "tickvals": [value for value, _ in chart.ticks],
        "ticktext": [safe(text) for _, text in chart.ticks],
        "gridcolor": HAIRLINE,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
    }


def _end_labels(chart: TrendChart) -> list[dict[str, Any]]:
    labels = []
    for position, line in enumerate(chart.lines):
        last = next((p for p in reversed(line.points) if p.value is not None), None)
        if last is None:
            continue
        text = last.shown if chart.small else f"{line.label} {last.shown}"
        labels.append(
            {
                "xref": "paper",
                "yref": "y",
                "x": 1.0,
                "y": last.value,
                "xshift": 10,
                "yshift": _apart(chart, position, last.value),
                "text": f"<b>{safe(text)}</b>",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "middle",
                "font": {"size": SIZE, "color": "#B5430B" if position == 1 else LINES[position][0]},
            }
        )
    return labels


def _apart(chart: TrendChart, position: int, value: float | None) -> float:
    """How far an adjusted line's label moves away from that of the plain line beside it."""
    first = next((p.value for p in reversed(chart.lines[0].points) if p.value is not None), None)
    if not chart.lines[position].dashed or first is None or value is None:
        return 0.0
    if abs(value - first) > 0.2 * (chart.high - chart.low):
        return 0.0
    return -13.0 if value <= first else 13.0


def _breaks(chart: TrendChart) -> list[float]:
    """Where the dotted lines stand: halfway to the wave before the changed question."""
    found = set()
    for line in chart.lines:
        for before, point in pairwise(line.points):
            if point.breaks:
                found.add((before.at + point.at) / 2)
    return sorted(found)


def _break_lines(chart: TrendChart) -> list[dict[str, Any]]:
    line = {"color": GRAY, "width": 1, "dash": "2px,3px"}
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": place,
            "x1": place,
            "y0": 0,
            "y1": 1,
            "line": line,
        }
        for place in _breaks(chart)
    ]


def _break_labels(chart: TrendChart) -> list[dict[str, Any]]:
    if chart.small:
        return []
    return [
        {
            "xref": "x",
            "yref": "paper",
            "x": place,
            "y": 1.0,
            "xshift": 5,
            "text": safe(chart.break_label),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "top",
            "font": {"size": SIZE, "color": GRAY},
        }
        for place in _breaks(chart)
    ]


def _event_labels(chart: TrendChart) -> list[dict[str, Any]]:
    """The numbers of outside events, on the time axis at the point of their wave."""
    return [
        {
            "xref": "x",
            "yref": "paper",
            "x": place,
            "y": 0.0,
            "text": f"<b>[{safe(numbers)}]</b>",
            "showarrow": False,
            "xanchor": "center",
            "yanchor": "bottom",
            "font": {"size": SIZE, "color": CHARCOAL},
        }
        for place, numbers in chart.events
    ]
