"""Dot-and-whisker figures: one row a place or group, numbers in columns beside it in print."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from surveyapp.reporting.charts import DotChart, DotRow
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
)
from surveyapp.reporting.marks import CHARCOAL, GRAY, NAVY, Mark

ROW = 17.5
DENSE_ROW = 16
MANY = 14
PLAIN = Mark("circle", NAVY, None)
_TEXT: dict[str, Any] = {
    "type": "scatter",
    "mode": "text",
    "yaxis": "y",
    "textfont": {"family": FONT, "size": SIZE, "color": INK},
    "cliponaxis": False,
    "hoverinfo": "skip",
}


_COLUMN_WIDTHS = (38, 74, 52, 58)
_MARK_WIDTH = 18


def dots(chart: DotChart, for_print: bool) -> Spec:
    """Traces and layout of a dot-and-whisker chart."""
    return _printed(chart) if for_print else _on_page(chart)


def _on_page(chart: DotChart) -> Spec:
    """On the page bands become rows of their own, because a narrow screen has no second column."""
    chart = replace(chart, rows=_with_band_rows(chart.rows))
    rows = chart.rows
    left = min(150.0, 14 + max((_label_width(row.label) for row in rows), default=40))
    layout = base_layout(
        False,
        height=22 * (len(rows) + 1) + 40,
        margin={"l": left, "r": 14, "t": 2, "b": 30, "pad": 0},
        xaxis=_value_axis(chart, [0.0, 1.0]),
        yaxis=_row_axis(rows),
        shapes=_reference_shapes(chart),
        annotations=_reference_label(chart),
    )
    return [_rules(chart), *_dot_traces(chart, False), *_note_traces(chart)], layout


def _with_band_rows(rows: tuple[DotRow, ...]) -> tuple[DotRow, ...]:
    spread: list[DotRow] = []
    for row in rows:
        if row.band:
            spread.append(DotRow(row.band, band=row.band))
        spread.append(replace(row, band=""))
    return tuple(spread)


def _printed(chart: DotChart) -> Spec:
    """Every text is a trace here: tick labels of axes cost the print engine far more."""
    rows = chart.rows
    columns = _columns(chart)
    banded = max((_label_width(row.band) for row in rows if row.band), default=-12.0) + 12
    left = banded + min(190.0, 12 + max((_label_width(row.label) for row in rows), default=40))
    right = columns[-1][1] + _MARK_WIDTH + 2
    from_, to = left / PRINT_WIDTH, (PRINT_WIDTH - right - 14) / PRINT_WIDTH
    traces = [_row_rules(chart), _rules(chart), *_dot_traces(chart, True)]
    traces += _note_traces(chart, columns[min(2, len(columns) - 1)][1])
    traces += [_row_labels(rows, at=left - 8), _tick_labels(chart), *_bands(rows)]
    traces += [_column(chart, position, edge) for position, edge in columns]
    if chart.columns[3]:
        traces.extend(_change_marks(chart, columns[-1][1] + 11))
    layout = base_layout(
        True,
        height=round(row_height(len(rows)) * (len(rows) + 2)),
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        xaxis={**_value_axis(chart, [from_, to]), "tickvals": []},
        xaxis2={"domain": [to, 1.0], "range": [-14, right], **_HIDDEN},
        xaxis3={"domain": [0.0, from_], "range": [0, left], **_HIDDEN},
        xaxis4={"domain": [0.0, 1.0], "range": [0, 1], **_HIDDEN},
        yaxis={"range": [len(rows) + 0.5, -1.5], **_HIDDEN},
        shapes=_reference_shapes(chart),
        annotations=_reference_label(chart),
    )
    return traces, layout


_HIDDEN = {"visible": False, "fixedrange": True}


def _row_labels(rows: tuple[DotRow, ...], *, at: float) -> dict[str, Any]:
    return {
        **_TEXT,
        "xaxis": "x3",
        "x": [at] * len(rows),
        "y": [float(place) for place in range(len(rows))],
        "text": [safe(row.label) for row in rows],
        "textposition": "middle left",
    }


def _bands(rows: tuple[DotRow, ...]) -> list[dict[str, Any]]:
    """Names of bands in a column of their own, left of the labels."""
    banded = [(float(place), row.band) for place, row in enumerate(rows) if row.band]
    if not banded:
        return []
    return [
        {
            **_TEXT,
            "xaxis": "x3",
            "x": [0.0] * len(banded),
            "y": [place for place, _ in banded],
            "text": [_strong(band) for _, band in banded],
            "textposition": "middle right",
        }
    ]


def _row_rules(chart: DotChart) -> dict[str, Any]:
    """Hairlines between rows, or between bands where there are any, across the whole width."""
    count = len(chart.rows)
    banded = any(row.band for row in chart.rows)
    places = [p for p in range(1, count) if chart.rows[p].band or not banded]
    x: list[float | None] = []
    y: list[float | None] = []
    for place in places or [0]:
        x += [0.0, 1.0, None]
        y += [place - 0.5, place - 0.5, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "xaxis": "x4",
        "yaxis": "y",
        "x": x,
        "y": y,
        "line": {"color": GRID if banded else HAIRLINE, "width": 1},
        "hoverinfo": "skip",
    }


def _strong(text: str) -> str:
    return f"<b>{safe(text)}</b>"


def _tick_labels(chart: DotChart) -> dict[str, Any]:
    count = len(chart.rows)
    return {
        **_TEXT,
        "x": [value for value, _ in chart.ticks],
        "y": [float(count) - 0.05] * len(chart.ticks),
        "text": [safe(text) for _, text in chart.ticks],
        "textposition": "middle center",
    }


def row_height(rows: int) -> float:
    """Pixels a row: many rows stand closer, so that a long chart stays on its page."""
    return ROW if rows <= MANY else DENSE_ROW


def _label_width(text: str) -> float:
    return 6.2 * len(text)


def _columns(chart: DotChart) -> list[tuple[int, float]]:
    edges, at = [], 0.0
    for position, (title, width) in enumerate(zip(chart.columns, _COLUMN_WIDTHS, strict=True)):
        if title:
            at += width
            edges.append((position, at))
    return edges


def _column_text(row: DotRow, position: int) -> str:
    return (row.shown, row.interval, row.n, row.change)[position]


def _column(chart: DotChart, position: int, edge: float) -> dict[str, Any]:
    texts = [safe(chart.columns[position])]
    texts += [safe(_column_text(row, position)) for row in chart.rows]
    count = len(chart.rows)
    return {
        **_TEXT,
        "xaxis": "x2",
        "x": [edge] * (count + 1),
        "y": [-1.0, *[float(place) for place in range(count)]],
        "text": texts,
        "textposition": "middle left",
        "textfont": {"family": FONT, "size": SIZE, "color": [GRAY] + [INK] * count},
    }


def _change_marks(chart: DotChart, at: float) -> list[dict[str, Any]]:
    found = [(y, row.change_mark) for y, row in enumerate(chart.rows) if row.change_mark]
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "xaxis": "x2",
            "yaxis": "y",
            "x": [at] * len(found),
            "y": [float(y) for y, _ in found],
            "marker": _markers([mark for _, mark in found], 9, 7),
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]


def _markers(marks: list[Mark], solid: float, hollow: float) -> dict[str, Any]:
    return {
        "symbol": [mark.shape for mark in marks],
        "color": [mark.color for mark in marks],
        "size": [hollow if mark.shape.endswith("open") else solid for mark in marks],
        "line": {"width": 1.6, "color": [mark.color for mark in marks]},
        "opacity": 1,
    }


def _dot_traces(chart: DotChart, for_print: bool) -> list[dict[str, Any]]:
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
        "marker": _markers([mark] * len(placed), 11, 9),
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


def _note_traces(chart: DotChart, edge: float | None = None) -> list[dict[str, Any]]:
    """Words in place of withheld figures: among the columns in print, in the plot on the page."""
    noted = [(place, row.note) for place, row in enumerate(chart.rows) if row.note]
    if not noted:
        return []
    return [
        {
            **_TEXT,
            "xaxis": "x" if edge is None else "x2",
            "x": [chart.low if edge is None else edge] * len(noted),
            "y": [float(place) for place, _ in noted],
            "text": [f"  {safe(note)}" if edge is None else safe(note) for _, note in noted],
            "textposition": "middle right" if edge is None else "middle left",
            "textfont": {"family": FONT, "size": SIZE, "color": GRAY},
        }
    ]


def _value_axis(chart: DotChart, domain: list[float]) -> dict[str, Any]:
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


def _row_axis(rows: tuple[DotRow, ...]) -> dict[str, Any]:
    labels = [_strong(row.label) if row.band else safe(row.label) for row in rows]
    return {
        "range": [len(rows) - 0.5, -1.5],
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 8,
        "fixedrange": True,
    }


def _rules(chart: DotChart) -> dict[str, Any]:
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


def _reference_shapes(chart: DotChart) -> list[dict[str, Any]]:
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


def _reference_label(chart: DotChart) -> list[dict[str, Any]]:
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
