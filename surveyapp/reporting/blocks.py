"""The parts a report page is set from; the PDF and the web page render the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveyapp.reporting.charts import Chart
from surveyapp.reporting.marks import Mark


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `lead` opens a page, `note` is small, `warning` stands out."""

    text: str
    kind: Literal["body", "lead", "note", "warning"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences, each with an optional bold opening."""

    items: tuple[str, ...]
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; sections themselves have level 2."""

    text: str
    level: Literal[3, 4] = 3


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the large figures under a page's opening; `word` in place of a figure is smaller."""

    label: str
    value: str
    notes: tuple[str, ...]
    mark: Mark | None = None
    word: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large figures side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One mark of a key with its meaning."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Key:
    """What the marks of a chart or table mean, after an opening such as "Compared with ...:"."""

    opening: str
    entries: tuple[KeyEntry, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: its text, a mark beside it, and a second smaller line with a mark of its own."""

    text: str = ""
    mark: Mark | None = None
    mark_words: str = ""
    second: str = ""
    second_mark: Mark | None = None
    second_words: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column; numbers stand at the end of the line, words at its start."""

    title: str
    numeric: bool = True
    width: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a `band` row names the rows below it, a `total` row stands for them all.

    `language` is that of its heading, where it is not the report's.
    """

    heading: str
    cells: tuple[TableCell, ...] = ()
    band: bool = False
    total: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with row headings in the first column."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dense: bool = False


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A chart with its finding, what it measures, its keys, its source and its data table."""

    chart: Chart
    title: str
    about: str = ""
    keys: tuple[Key, ...] = ()
    source: tuple[str, ...] = ()
    data: Table | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A numbered table with the same furniture as a figure."""

    table: Table
    title: str
    about: str = ""
    keys: tuple[Key, ...] = ()
    source: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A small chart under its title, with a line of words and a mark."""

    title: str
    chart: Chart
    words: str
    mark: Mark | None = None
    mark_words: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Small charts in two columns."""

    cards: tuple[Card, ...]


Block = Paragraph | Bullets | Heading | KeyFigures | Key | FigureBlock | TableBlock | Cards


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the report; `wide` ones are set across the page."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    label: str = ""
    wide: bool = False
    listed: bool = True
    flows: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    title: str
    subtitle: str
    city: str
    department: str
    about: str
    facts: tuple[tuple[str, str], ...]
    ribbon: str = ""
    ribbon_note: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready to be set."""

    language: str
    title: str
    description: str
    running: str
    published: str
    date: str
    cover: Cover
    sections: tuple[Section, ...]
    ribbon: str = ""
