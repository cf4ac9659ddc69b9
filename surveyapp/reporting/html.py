"""The report as a web page: the same blocks, with interactive figures and their data tables.

Nothing is fetched from elsewhere: plotly.js, fonts and styles stand beside the page, scripts are
files of their own (no inline script), and without JavaScript the print drawings are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from surveyapp.reporting import figures
from surveyapp.reporting.blocks import Document
from surveyapp.reporting.charts import Chart, TrendChart
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.document import compose
from surveyapp.reporting.fonts import LATIN, faces_for
from surveyapp.reporting.language import Language
from surveyapp.reporting.marks import Mark
from surveyapp.reporting.render import View, fill, mark_svg, swatch_svg
from surveyapp.reporting.report import Report

ASSETS = "assets"


class _PageView(View):
    def figure(self, chart: Chart, title: str) -> Markup:
        """A place for the interactive figure, its values, and its drawing for want of scripts."""
        name = f"{ASSETS}/{chart.id}.svg"
        small = isinstance(chart, TrendChart) and chart.small
        json = figures.to_json(figures.build(chart, for_print=False))
        values = Markup(json)  # nosec B704  # JSON with "<" escaped
        alt = self.read_out(title, chart)
        return Markup(
            '<div class="chart{small}" data-figure="{id}" role="img" aria-label="{alt}"></div>\n'
            '<script type="application/json" id="values-{id}">{values}</script>\n'
            '<noscript><div class="scroll"><img class="chart{small}" src="{name}" alt="{alt}">'
            "</div></noscript>"
        ).format(
            small=" small" if small else "",
            id=chart.id,
            alt=alt,
            values=values,
            name=name,
        )

    def mark(self, mark: Mark, words: str) -> Markup:
        return _inline(mark_svg(mark.shape, mark.color), words)

    def swatch(self, place: int, color: str) -> Markup:
        return _inline(swatch_svg(color), "")


def _inline(svg: str, words: str) -> Markup:
    """A drawing inside the page: named when it carries words, hidden from readers otherwise."""
    if not words:
        hidden = '<svg class="mark" aria-hidden="true" '
        drawn = svg.replace("<svg ", hidden, 1)
        return Markup(drawn)  # nosec B704  # our own drawing
    named = f'<svg class="mark" role="img" aria-label="{escape(words)}" '
    drawn = svg.replace("<svg ", named, 1)
    return Markup(drawn)  # nosec B704  # our own drawing, words escaped


def render(report: Report, definition: Definition) -> str:
    """The page of a report as text; `page_files` gives it with everything it refers to."""
    return _text(compose(report, definition), definition)


def _text(document: Document, definition: Definition) -> str:
    view = _PageView(Language.of(document.language))
    return fill("page.html", document, definition, view)


def page_files(
    document: Document, definition: Definition, drawings: Mapping[str, str]
) -> dict[str, bytes]:
    """The page and all it needs: path within the report's folder -> content."""
    text = _text(document, definition)
    styles = b"\n".join(
        (definition.templates / name).read_bytes() for name in ("report.css", "page.css")
    )
    files = {
        "index.html": text.encode("utf-8"),
        f"{ASSETS}/report.css": styles,
        f"{ASSETS}/report.js": (definition.templates / "report.js").read_bytes(),
        f"{ASSETS}/plotly.min.js": figures.plotly_script().encode("utf-8"),
        **{f"{ASSETS}/{name}.svg": svg.encode("utf-8") for name, svg in drawings.items()},
    }
    for face in {*LATIN, *faces_for(text, definition.fonts)}:
        files[f"{ASSETS}/{face.file}"] = (definition.fonts / face.file).read_bytes()
    return files
