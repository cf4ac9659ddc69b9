"""The sheets of an XLSForm as rows with their numbers, headers told apart by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from surveyapp.errors import Problem

TRANSLATED = (
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "survey_title",
    "unit",
    "stand_in",
    "point_low",
    "point_high",
    "add_another",
    "add_yes",
    "add_no",
)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
_NAMED = re.compile(r"^(?P<key>[a-z_]+)\s*::?\s*(?P<language>.+)$")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

RawSheet = Sequence[tuple[int, Sequence[str]]]
"""Rows that are not blank: (number in the sheet, cells as text)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: plain cells by column, and texts by column and language."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    columns: Mapping[str, int] = field(default_factory=dict)

    def get(self, column: str) -> str:
        """What stands in a column; empty where nothing does."""
        return self.cells.get(column, "")

    def where(self, column: str = "") -> str:
        """The place of a cell as a spreadsheet shows it, or of the row."""
        letter = _letter(self.columns[column]) if column in self.columns else ""
        named = f", column {column} (cell {letter}{self.number})" if letter else ""
        return f"sheet {self.sheet}, row {self.number}{named}"

    def problem(self, what: str, column: str = "", remedy: str = "") -> Problem:
        """A refusal of this row or cell."""
        return Problem(what, self.where(column), (remedy,) if remedy else (), "xlsform")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows below the header, and the languages of its texts."""

    name: str
    lines: tuple[Line, ...]
    languages: tuple[str, ...]


def read_sheet(name: str, raw: RawSheet, default: str, problems: list[Problem]) -> Sheet:
    """A sheet whose first row is the header; `default` is the language of texts without one."""
    if not raw:
        return Sheet(name, (), ())
    number, head = raw[0]
    keys = [_key(name, number, n, cell, default, problems) for n, cell in enumerate(head)]
    lines = tuple(_line(name, n, cells, keys) for n, cells in raw[1:] if any(map(str.strip, cells)))
    used = dict.fromkeys(tag for _, tag in keys if tag)
    written = {t for line in lines for text in line.texts.values() for t in text}
    return Sheet(name, lines, tuple(tag for tag in used if tag in written))


def _key(
    sheet: str, row: int, column: int, cell: str, default: str, problems: list[Problem]
) -> tuple[str, str]:
    """A header as (column, language); the language is empty for what is no text."""
    header = cell.strip()
    lowered = header.casefold()
    if lowered in TRANSLATED:
        return lowered, default
    found = _NAMED.match(header)
    if found is None or found["key"].casefold() not in TRANSLATED:
        return lowered, ""
    tag = _tag(found["language"], default)
    if tag is None:
        where = f"sheet {sheet}, row {row}, column {header} (cell {_letter(column)}{row})"
        remedy = f"name it with its tag, as {found['key']}::Español (es)."
        problems.append(
            Problem("The language of this column has no tag.", where, (remedy,), "xlsform")
        )
        return found["key"].casefold(), default
    return found["key"].casefold(), tag


def _tag(words: str, default: str) -> str | None:
    """The tag at the end of "Español (es)", or the words themselves where they are one."""
    bracketed = re.search(r"\(([^()]+)\)\s*$", words)
    tag = bracketed[1].strip() if bracketed else words.strip()
    if tag.casefold() == "default":
        return default
    return tag if _LANGUAGE.fullmatch(tag) else None


def _line(sheet: str, number: int, cells: Sequence[str], keys: Sequence[tuple[str, str]]) -> Line:
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    columns: dict[str, int] = {}
    for column, ((key, tag), cell) in enumerate(zip(keys, cells, strict=False)):
        value = cell.strip()
        if not value:
            continue
        columns.setdefault(key or f"number {column + 1}", column)
        if tag:
            texts.setdefault(key, {})[tag] = value
        else:
            plain[key or f"number {column + 1}"] = value
    return Line(sheet, number, plain, texts, columns)


def _letter(column: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = _LETTERS[rest] + name
    return name


def unread(line: Line, known: Sequence[str]) -> Iterator[Problem]:
    """A refusal for each cell in a column that is not read."""
    for column in (*line.cells, *line.texts):
        if column not in known:
            yield line.problem(f"The column {column} is not read here.", column, "clear the cell.")
