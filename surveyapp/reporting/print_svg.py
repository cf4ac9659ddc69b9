"""Figures as SVG for print: the real plotly.js in an embedded engine, without a browser.

The engine is made anew for each report, because it grows with every figure; text is measured
with the report's own font; the same figure always gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mirage.engine import MirageEngine
from mirage.fonts import FontManager
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from surveyapp.errors import ReportError
from surveyapp.reporting import figures
from surveyapp.reporting.blocks import Block, Cards, Document, FigureBlock
from surveyapp.reporting.charts import Chart
from surveyapp.reporting.svg_tidy import parse, tidy, traces_drawn

ALLOWED_TRACES = frozenset({"scatter", "bar"})
_SEED = """(function () {
  var state = 20260101;
  Math.random = function () {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
})();"""


class _ReportFonts(FontManager):  # type: ignore[misc]
    """Measures every text with the font the report is set in."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._sized: dict[tuple[int, str], FreeTypeFont] = {}

    def get_font(self, family: str, size: float, weight: str = "") -> FreeTypeFont:
        """The bundled face nearest to a size and weight."""
        face = "700" if str(weight).strip().lower() in {"bold", "600", "700"} else "400"
        key = (max(1, round(size)), face)
        if key not in self._sized:
            path = self._folder / f"public-sans-latin-{face}-normal.woff2"
            self._sized[key] = ImageFont.truetype(str(path), size=key[0])
        return self._sized[key]


class SvgPrinter:
    """One embedded engine for the figures of one report; use it in one thread only."""

    def __init__(self, fonts: Path) -> None:
        self._engine = MirageEngine()
        manager = _ReportFonts(fonts)
        self._engine.font_manager = manager
        self._engine.context.add_callable("_measureTextRaw", manager.measure_raw)

    def svg(self, figure: Any) -> str:
        """The figure as SVG text, scalable, without links, scripts or outside references.

        Raises
        ------
        ReportError
            When a trace is of a kind the engine draws empty, or when fewer traces were drawn
            than the figure holds.
        """
        values = json.loads(figure.to_json(engine="json"))
        return self.draw(values.get("data", []), values.get("layout", {}))

    def draw(self, data: list[dict[str, Any]], layout: dict[str, Any]) -> str:
        """The same from a figure's plain values."""
        _refuse_unknown_traces(data)
        self._engine.context.eval(_SEED)
        drawn = self._engine.render_svg(data, layout)
        root = parse(drawn)
        _check_drawn(traces_drawn(root), len(data))
        return tidy(root, layout)


def draw_all(document: Document, fonts: Path) -> dict[str, str]:
    """Every chart of a document as SVG for print, by chart id, with one engine."""
    printer = SvgPrinter(fonts)
    return {
        chart.id: printer.draw(*figures.spec(chart, for_print=True))
        for section in document.sections
        for block in section.blocks
        for chart in charts_of(block)
    }


def charts_of(block: Block) -> tuple[Chart, ...]:
    """The charts that a block shows."""
    if isinstance(block, FigureBlock):
        return (block.chart,)
    if isinstance(block, Cards):
        return tuple(card.chart for card in block.cards)
    return ()


def figure_to_svg(figure: Any, fonts: Path) -> str:
    """One figure as SVG with an engine of its own; use `SvgPrinter` for many."""
    return SvgPrinter(fonts).svg(figure)


def _refuse_unknown_traces(data: list[dict[str, Any]]) -> None:
    kinds = {trace.get("type", "scatter") for trace in data}
    unknown = sorted(kinds - ALLOWED_TRACES)
    if unknown:
        raise ReportError(
            f"A print figure may not hold traces of kind {', '.join(unknown)}: they would come out "
            f"empty. Remedy: draw it with {' or '.join(sorted(ALLOWED_TRACES))}."
        )


def _check_drawn(drawn: int, wanted: int) -> None:
    if drawn < wanted:
        raise ReportError(
            f"Only {drawn} of {wanted} traces of a figure were drawn. "
            "Remedy: look for values that are missing or outside the axis."
        )
