"""Files of answers gathered elsewhere as rows of text: CSV, SPSS (.sav) and Stata (.dta)."""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyreadstat

from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class RecordFile:
    """Rows of text under named columns.

    Attributes
    ----------
    rows : (row number, cells); the number is the one a spreadsheet shows.
    labels : column -> value as text -> label, where the file has value labels.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_records(
    path: Path, *, encoding: str = "", delimiter: str = "", header_rows: int | None = None
) -> RecordFile:
    """The rows of a .csv, .sav or .dta file.

    Raises
    ------
    InputError : the file cannot be read as it stands, with every reason.
    """
    readers = {".sav": _read_sav, ".zsav": _read_sav, ".dta": _read_dta}
    reader = readers.get(path.suffix.lower())
    if reader is not None:
        return reader(path)
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise InputError(
            Problem("Only .csv, .tsv, .txt, .sav and .dta files can be read.", path.name)
        )
    return read_csv(decoded(path.read_bytes(), encoding), delimiter, header_rows)


def read_csv(text: str, delimiter: str = "", header_rows: int | None = None) -> RecordFile:
    """Rows of CSV text.

    Parameters
    ----------
    delimiter : the most frequent of , ; tab | in the first line where it is not given.
    header_rows : rows before the first answer; the first holds the names. Where it is not given
        it is 3 if the third row names import ids, as Qualtrics writes them, else 1.
    """
    mark = delimiter or _likely_delimiter(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        table = list(reader)
    except csv.Error as error:
        where = f"line {reader.line_num}"
        remedies = ("Save the file again as CSV.", "Name the delimiter in the mapping.")
        raise InputError(Problem(f"This is no CSV: {error}.", where, remedies)) from error
    header = tuple(cell.strip() for cell in table[0]) if table else ()
    skipped = header_rows if header_rows is not None else (3 if _is_qualtrics(table) else 1)
    rows = tuple(
        (number, tuple(row)) for number, row in enumerate(table, 1) if number > skipped and row
    )
    problems = [*_header_problems(header), *_width_problems(header, rows)]
    if table and not rows:
        problems.append(Problem("The file has a header and no answers."))
    if not table:
        problems.append(Problem("The file is empty."))
    if problems:
        raise InputError(problems)
    return RecordFile(header, rows)


def whole(text: str) -> str:
    """A whole number written as 4.0 or 4.00, as spreadsheets do, as 4; anything else as it is."""
    number, point, zeros = text.partition(".")
    digits = number.removeprefix("-")
    is_whole = bool(point) and digits.isdecimal() and bool(zeros) and not zeros.strip("0")
    return number if is_whole else text


def _likely_delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _is_qualtrics(table: Sequence[Sequence[str]]) -> bool:
    return len(table) > 2 and any("ImportId" in cell for cell in table[2])


def _header_problems(header: Sequence[str]) -> list[Problem]:
    problems = []
    for name, times in Counter(header).items():
        at = ", ".join(_letters(k) for k, other in enumerate(header) if other == name)
        if not name:
            problems.append(
                Problem("The column has no name.", f"column {at}", ("Name it.", "Delete it."))
            )
        elif times > 1:
            what = f"The header names {name!r} {times} times."
            problems.append(Problem(what, f"columns {at}", ("Rename or delete all but one.",)))
    return problems


def _width_problems(
    header: Sequence[str], rows: Sequence[tuple[int, tuple[str, ...]]]
) -> list[Problem]:
    return [
        Problem(
            f"It has {len(cells)} cells; the header has {len(header)}.",
            f"row {number}",
            ("Quote cells that hold the delimiter or a line break.",),
        )
        for number, cells in rows
        if len(cells) != len(header)
    ]


def _letters(position: int) -> str:
    """The name a spreadsheet gives a column: A, B, ..., Z, AA, ..."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


def _read_sav(path: Path) -> RecordFile:
    return _from_frame(path, pyreadstat.read_sav)


def _read_dta(path: Path) -> RecordFile:
    return _from_frame(path, pyreadstat.read_dta)


def _from_frame(path: Path, read: Any) -> RecordFile:
    try:
        columns, meta = read(str(path), user_missing=True, output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        remedies = ("Save it again from SPSS or Stata.", "Export it as CSV.")
        raise InputError(Problem(f"It cannot be read: {error}.", path.name, remedies)) from error
    header = tuple(columns)
    numeric = {name: meta.readstat_variable_types[name] != "string" for name in header}
    cells = ([_cell(value, numeric[name]) for value in columns[name]] for name in header)
    rows = tuple(enumerate(zip(*cells, strict=True), 1))
    if not rows:
        raise InputError(Problem("The file has no answers.", path.name))
    labels = {
        name: {_cell(value, numeric[name]): label for value, label in of_column.items()}
        for name, of_column in meta.variable_value_labels.items()
    }
    return RecordFile(header, rows, labels)


def _cell(value: object, numeric: bool) -> str:
    """One cell as text: 4 for 4.0, .a for Stata's tagged missing, empty for no value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return f".{value}" if numeric else value
    return whole(str(value))
