"""Templates filled from a document: what print and the page have in common."""

from __future__ import annotations

import base64
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from surveyapp.reporting.blocks import Block, Column, Document, TableCell
from surveyapp.reporting.charts import Chart, ShareChart
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.language import Language
from surveyapp.reporting.marks import Mark, Shape

_KEPT = ("\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
_PATHS: Mapping[Shape, str] = {
    "circle": '<circle cx="8" cy="8" r="7" {fill}/>',
    "circle-open": '<circle cx="8" cy="8" r="5.6" {line}/>',
    "square-open": '<rect x="2.6" y="2.6" width="10.8" height="10.8" {line}/>',
    "diamond": '<path d="M8 0.4 15.6 8 8 15.6 0.4 8Z" {fill}/>',
    "triangle-up": '<path d="M8 1.2 15.4 14.4 0.6 14.4Z" {fill}/>',
    "triangle-down": '<path d="M8 14.8 15.4 1.6 0.6 1.6Z" {fill}/>',
}


def mark_svg(shape: Shape, color: str) -> str:
    """A mark as a tiny drawing, 16 units square."""
    drawn = _PATHS[shape].format(
        fill=f'fill="{color}"', line=f'fill="none" stroke="{color}" stroke-width="2.4"'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{drawn}</svg>'


def swatch_svg(color: str) -> str:
    """The color of one answer of a stacked chart, as a small square."""
    square = f'<rect width="16" height="16" fill="{color}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{square}</svg>'


def data_uri(svg: str) -> str:
    """An SVG drawing as a data address."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


@dataclass
class View(ABC):
    """What templates may call; the two editions differ in figures and marks."""

    language: Language
    paged: bool = field(init=False, default=False)

    @abstractmethod
    def figure(self, chart: Chart, title: str) -> Markup:
        """A chart, drawn for this edition."""

    @abstractmethod
    def mark(self, mark: Mark, words: str) -> Markup:
        """A mark, with words for those who cannot see it."""

    def say(self, key: str, **values: object) -> str:
        """A pattern of the report's language."""
        return self.language.say(key, None, **values)

    def read_out(self, title: str, chart: Chart) -> str:
        """A chart for those who cannot see it: its finding, then its rows."""
        return self.language.joined((title + self.language.say("stop"), chart.alt))

    def own(self, text: str) -> str:
        """A text without right-to-left letters, kept whole inside a right-to-left page."""
        if self.language.direction == "ltr" or not any(one.isalpha() for one in text):
            return text
        if any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
            return text
        return f"{_KEPT[0]}{text}{_KEPT[1]}"

    def shape(self, mark: Mark) -> str:
        """The name of a mark's shape, for keys."""
        return self.language.say(f"mark {mark.shape}")

    def kind(self, block: Block) -> str:
        """Name of a block's class, by which the template chooses."""
        return type(block).__name__

    def aligned(self, column: Column, cell: TableCell) -> bool:
        """Whether a number keeps a place for its mark, so that the digits stay in line."""
        return bool(column.numeric and (cell.mark or cell.second))

    def legend(self, chart: Chart) -> Markup:
        """The key of a stacked chart: a swatch and the answer's own words."""
        if not isinstance(chart, ShareChart):
            return Markup()
        entries = [
            Markup('<span class="key-entry">{}&nbsp;{}</span>').format(
                self.swatch(place, color), option
            )
            for place, (option, color) in enumerate(zip(chart.options, chart.colors, strict=True))
        ]
        return Markup('<p class="key">{}</p>').format(Markup("\n").join(entries))

    def swatch(self, place: int, color: str) -> Markup:
        """The color of one answer of a stacked chart."""
        words = self.language.say("color of answer", count=place + 1)
        source = data_uri(swatch_svg(color))
        return Markup('<img class="mark" alt="{}" src="{}">').format(words, source)


def image_mark(mark: Mark, words: str) -> Markup:
    """A mark as an image with its words as alternative text."""
    source = data_uri(mark_svg(mark.shape, mark.color))
    return Markup('<img class="mark" alt="{}" src="{}">').format(escape(words), source)


def fill(template: str, document: Document, definition: Definition, view: View) -> str:
    """A template filled from a document; everything that came from data is escaped."""
    environment = Environment(
        loader=FileSystemLoader(definition.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(document=document, view=view)
