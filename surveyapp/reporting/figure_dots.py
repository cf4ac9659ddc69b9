"""Dot-and-whisker figures: one row a place or group; what page and print share stands here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from surveyapp.reporting.charts import DotChart, DotRow
from surveyapp.reporting.figure_style import (
    FONT,
    GRID,
    SIZE,
    Spec,
    base_layout,
    columns_of,
    safe,
)
from surveyapp.reporting.marks import CHARCOAL, GRAY, Mark

PLAIN = Mark("circle", CHARCOAL, None)


def page_dots(chart: DotChart) -> Spec:
    """Traces and layout of a dot-and-whisker chart for the page.

    Bands become rows of their own, because a narrow screen has no second column.
    """
    chart = replace(chart, rows=_with_band_rows(chart.rows))
    rows = chart.rows
    left = min(150.0, 14 + max((label_width(row.label) for row in rows), default=40))
    layout = base_layout(
        False,
        height=22 * (len(rows) + 1) + 40,
        margin={"l": 14, "r": left, "t": 2, "b": 30, "pad": 0}
        if chart.mirrored
        else {"l": left, "r": 14, "t": 2, "b": 30, "pad": 0},
        xaxis=value_axis(chart, [0.0, 1.0]),
        yaxis=_row_axis(rows, chart.mirrored),
        shapes=reference_shapes(chart),
        annotations=reference_label(chart),
    )
    return [tick_rules(chart), *dot_traces(chart, False), *_note_traces(chart)], layout


def _with_band_rows(rows: tuple[DotRow, ...]) -> tuple[DotRow, ...]:
    spread: list[DotRow] = []
    for row in rows:
        if row.band:
            spread.append(DotRow(row.band, band=row.band))
        spread.append(replace(row, band=""))
    return tuple(spread)


def strong(text: str) -> str:
    """Escaped text, bold."""
    return f"<b>{safe(text)}</b>"


def label_width(text: str) -> float:
    """Room for a label, in pixels: the average letter of the bundled font."""
    return 6.0 * columns_of(text)


def markers(marks: list[Mark], solid: float, hollow: float) -> dict[str, Any]:
    """Marker settings of some marks; sizes in pixels."""
    return {
        "symbol": [mark.shape for mark in marks],
        "color": [mark.color for mark in marks],
        "size": [hollow if mark.shape.endswith("open") else solid for mark in marks],
        "line": {"width": 1.6, "color": [mark.color for mark in marks]},
        "opacity": 1,
    }


def dot_traces(chart: DotChart, for_print: bool) -> list[dict[str, Any]]:
    """One trace a mark, so that its whiskers take its color."""
    kinds: dict[Mark, list[tuple[int, DotRow]]] = {}
    for place, row in enumerate(chart.rows):
        if row.value is not None:
            kinds.setdefault(row.mark or PLAIN, []).append((place, row))
    return [_dot_trace(mark, placed, for_print) for mark, placed in kinds.items()]


def _dot_trace(mark: Mark, placed: list[tuple[int, DotRow]], for_print: bool) -> dict[str, Any]:
    values = [row.value or 0.0 for _, row in placed]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": [float(place) for place, _ in placed],
        "marker": markers([mark] * len(placed), 11, 9),
        "cliponaxis": False,
        "hovertext": [_hover(row) for _, row in placed],
        "hoverinfo": "skip" if for_print else "text",
    }
    if all(row.lower is not None and row.upper is not None for _, row in placed):
        pairs = list(zip(values, (row for _, row in placed), strict=True))
        trace["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, (row.upper or v) - v) for v, row in pairs],
            "arrayminus": [max(0.0, v - (row.lower or 0.0)) for v, row in pairs],
            "color": mark.color,
            "thickness": 1.2 if mark.shape == "square-open" else 2,
            "width": 0,
        }
    return trace


def _hover(row: DotRow) -> str:
    parts = [f"<b>{safe(row.label)}</b>", safe(f"{row.shown} ({row.interval})")]
    parts += [safe(text) for text in (row.verdict, row.change, row.change_verdict) if text]
    return "<br>".join(parts)


def _note_traces(chart: DotChart) -> list[dict[str, Any]]:
    """Words in place of withheld figures, inside the plot."""
    noted = [(place, row.note) for place, row in enumerate(chart.rows) if row.note]
    if not noted:
        return []
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [chart.low] * len(noted),
            "y": [float(place) for place, _ in noted],
            "text": [f"  {safe(note)}" for _, note in noted],
            "textposition": "middle right",
            "textfont": {"family": FONT, "size": SIZE, "color": GRAY},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]


def value_axis(chart: DotChart, domain: list[float]) -> dict[str, Any]:
    """The axis of the values over a part of the width."""
    return {
        "domain": domain,
        "range": [chart.low, chart.high],
        "tickvals": [value for value, _ in chart.ticks],
        "ticktext": [safe(text) for _, text in chart.ticks],
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
    }


def _row_axis(rows: tuple[DotRow, ...], mirrored: bool) -> dict[str, Any]:
    labels = [strong(row.label) if row.band else safe(row.label) for row in rows]
    return {
        "range": [len(rows) - 0.5, -1.5],
        "side": "right" if mirrored else "left",
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 8,
        "fixedrange": True,
    }


def tick_rules(chart: DotChart) -> dict[str, Any]:
    """Vertical lines at the ticks, within the rows only."""
    count = len(chart.rows)
    x: list[float | None] = []
    y: list[float | None] = []
    for value, _ in chart.ticks:
        x += [value, value, None]
        y += [-0.5, count - 0.5, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": GRID, "width": 1},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def reference_shapes(chart: DotChart) -> list[dict[str, Any]]:
    """The city: a dashed line, and its interval as a shade."""
    across = {"xref": "x", "yref": "y", "y0": len(chart.rows) - 0.5, "y1": -0.5, "layer": "below"}
    shapes: list[dict[str, Any]] = []
    if chart.reference_lower is not None and chart.reference_upper is not None:
        shapes.append(
            {
                **across,
                "type": "rect",
                "x0": chart.reference_lower,
                "x1": chart.reference_upper,
                "fillcolor": "rgba(61,61,61,0.10)",
                "line": {"width": 0},
            }
        )
    if chart.reference is not None:
        line = {"color": CHARCOAL, "width": 1.2, "dash": "4px,3px"}
        at = chart.reference
        shapes.append({**across, "type": "line", "x0": at, "x1": at, "line": line})
    return shapes


def reference_label(chart: DotChart) -> list[dict[str, Any]]:
    """Name and figure of the city above its line."""
    if chart.reference is None:
        return []
    extent = chart.high - chart.low
    at = (chart.reference - chart.low) / extent if extent else 0.5
    anchor = "center" if 0.12 < at < 0.88 else ("left" if at <= 0.12 else "right")
    return [
        {
            "xref": "x",
            "yref": "y",
            "x": chart.reference,
            "y": -1.0,
            "text": f"<b>{safe(chart.reference_label)}</b>",
            "showarrow": False,
            "xanchor": anchor,
            "yanchor": "middle",
            "font": {"size": SIZE, "color": CHARCOAL},
        }
    ]
