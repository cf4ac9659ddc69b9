"""Plotly figures of the charts, for the page or for print, from one source.

A print figure has a fixed width and its number columns inside; a figure for the page fits its
container and tells its numbers on hover and in the table beside it.
"""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from surveyapp.reporting.charts import Chart, DotChart, TrendChart
from surveyapp.reporting.figure_dots import page_dots
from surveyapp.reporting.figure_dots_print import print_dots
from surveyapp.reporting.figure_shares import shares
from surveyapp.reporting.figure_style import Spec
from surveyapp.reporting.figure_trend import trend


def build(chart: Chart, *, for_print: bool) -> go.Figure:
    """The figure of a chart.

    Parameters
    ----------
    for_print : fixed width and number columns; otherwise it fits its container and hovers.
    """
    data, layout = spec(chart, for_print=for_print)
    return go.Figure(data=data, layout=layout)


def spec(chart: Chart, *, for_print: bool) -> Spec:
    """The figure of a chart as plain values, before plotly has checked each of them.

    The print edition draws from these: checking takes as long as a fifth of the drawing, and the
    tests check every kind of figure.
    """
    if isinstance(chart, DotChart):
        return print_dots(chart) if for_print else page_dots(chart)
    if isinstance(chart, TrendChart):
        return trend(chart, for_print)
    return shares(chart, for_print)


def to_json(figure: go.Figure) -> str:
    """The figure as compact JSON for the page, safe inside a script element."""
    written: str = figure.to_json(pretty=False, engine="json")
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def plotly_script() -> str:
    """The source of plotly.js that the plotly package carries, to serve beside the page."""
    source: str = get_plotlyjs()
    return source
