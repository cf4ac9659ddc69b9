"""Stacked bars of how people answered, strongest agreement first."""

from __future__ import annotations

from surveyapp.reporting.charts import ShareChart
from surveyapp.reporting.figure_style import (
    INK,
    SIZE,
    Spec,
    base_layout,
    columns_of,
    safe,
    shortened,
    wrapped,
)

WRAP = 44
DARK = ("#12436D", "#2073BC", "#801650")


def shares(chart: ShareChart, for_print: bool) -> Spec:
    """Traces and layout of stacked bars."""
    traces = []
    for position, option in enumerate(chart.options):
        color = chart.colors[position]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": [row.shares[position] or 0.0 for row in chart.rows],
                "y": list(range(len(chart.rows))),
                "marker": {"color": color, "line": {"color": "#FFFFFF", "width": 1}},
                "text": [
                    _share_text(row.shares[position], row.shown[position]) for row in chart.rows
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"color": "#FFFFFF" if color in DARK else INK, "size": SIZE},
                "hovertext": [
                    f"{safe(row.label)}<br>{safe(option)}: {safe(row.shown[position])}"
                    for row in chart.rows
                ],
                "hoverinfo": "skip" if for_print else "text",
            }
        )
    side = 12 + 6.2 * max(columns_of(line) for row in chart.rows for line in _wrapped(row.label))
    left, right = (2.0, side) if chart.mirrored else (side, 2.0)
    layout = base_layout(
        for_print,
        height=36 * len(chart.rows) + 8,
        margin={"l": left, "r": right, "t": 2, "b": 4, "pad": 0},
        barmode="stack",
        bargap=0.28,
        xaxis={
            "range": [100, 0] if chart.mirrored else [0, 100],
            "visible": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(chart.rows) - 0.5, -0.5],
            "side": "right" if chart.mirrored else "left",
            "tickvals": list(range(len(chart.rows))),
            "ticktext": ["<br>".join(map(safe, _wrapped(row.label))) for row in chart.rows],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "ticklabeloverflow": "allow",
            "ticklabelstandoff": 8,
            "fixedrange": True,
        },
    )
    return traces, layout


def _wrapped(label: str) -> list[str]:
    """A question in at most two lines; a longer one ends in an ellipsis, the tables have it all."""
    lines = wrapped(label, WRAP)
    if len(lines) <= 2:
        return lines
    return [lines[0], shortened(label[len(lines[0]) :].strip(), WRAP)]


def _share_text(share: float | None, shown: str) -> str:
    return safe(shown) if share is not None and share >= 5 else ""
