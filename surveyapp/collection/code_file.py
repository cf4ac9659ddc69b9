"""What passes between issuer and server: the wave's code key, and files of marks.

A file of marks is CSV: a line that names the wave, a heading, then one mark a line with its design
cell, sorted, so that its order tells nothing. No name, address or code is in it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.collection.access_code import MARK_BYTES
from surveyapp.collection.sealing import KEY_BYTES
from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import defused, restored, separator

_KEY_HEADING = "surveyapp access code key"
_MARKS_HEADING = "surveyapp code marks"
_COLUMNS = ["cell", "mark"]
_SHOWN = 20


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """One issued code as the server may know it: its mark and its design cell."""

    mark: bytes
    cell: str


def code_key_text(wave: str, key: bytes) -> str:
    """A wave's code key as the text of its file."""
    return f"{_KEY_HEADING}\n{wave}\n{key.hex()}\n"


def read_code_key(text: str, wave: str) -> bytes:
    """The code key of a wave from the text of its file; InputError where it is not its key."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 3 or lines[0] != _KEY_HEADING:
        raise InputError(Problem("The file is not a code key.", remedies=_KEY_REMEDY, code="key"))
    if lines[1] != wave:
        what = f"The code key belongs to wave {lines[1]!r}, not to {wave!r}."
        raise InputError(Problem(what, remedies=_KEY_REMEDY, code="key"))
    try:
        key = bytes.fromhex(lines[2])
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError(Problem("The code key is damaged.", remedies=_KEY_REMEDY, code="key"))
    return key


_KEY_REMEDY = ("Give the file that `surveyapp wave codes key` made on the server.",)


def marks_text(wave: str, marks: Iterable[Marked]) -> str:
    """A file of marks, sorted by mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_MARKS_HEADING, defused(wave)])
    writer.writerow(_COLUMNS)
    writer.writerows([defused(one.cell), one.mark.hex()] for one in sorted(marks))
    return out.getvalue()


def read_marks(data: bytes, wave: str, cells: Sequence[str] | None = None) -> tuple[Marked, ...]:
    """The marks in a file, for the wave they must belong to.

    Parameters
    ----------
    cells : design cells of the wave's plan; None takes any.

    Raises
    ------
    InputError : another kind of file, another wave's, or every line that cannot be read.
    """
    text = decoded(data)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))
    if len(rows) < 2 or rows[0][:1] != [_MARKS_HEADING] or rows[1] != _COLUMNS:
        remedy = ("Give the file that `surveyapp issuer codes` wrote.",)
        raise InputError(Problem("The file is not a file of code marks.", "line 1", remedy))
    if [restored(held) for held in rows[0][1:]] != [wave]:
        named = ", ".join(rows[0][1:])
        raise InputError(Problem(f"The marks are of wave {named!r}, not {wave!r}.", "line 1"))
    found: list[Marked] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[2:], 3):
        if not row:
            continue
        one = _marked(row)
        if one is None:
            problems.append(Problem("This is not a cell and its mark.", f"line {number}"))
        elif cells is not None and one.cell not in cells:
            remedy = (f"Use one of: {', '.join(cells) or 'none: the plan has no cells'}.",)
            what = f"The plan has no design cell {one.cell!r}."
            problems.append(Problem(what, f"line {number}", remedy))
        else:
            found.append(one)
    problems += _repeated(found)
    if problems:
        raise InputError(shortened(problems))
    return tuple(sorted(found))


def shortened(problems: Sequence[Problem], most: int = _SHOWN) -> list[Problem]:
    """The first problems, and how many more there are."""
    if len(problems) <= most:
        return list(problems)
    more = Problem(f"There are {len(problems) - most:,} more problems of the kind.")
    return [*problems[:most], more]


def _marked(row: list[str]) -> Marked | None:
    try:
        cell, mark = restored(row[0]), bytes.fromhex(row[1])
    except (IndexError, ValueError):
        return None
    return Marked(mark, cell) if len(row) == 2 and len(mark) == MARK_BYTES else None


def _repeated(found: Sequence[Marked]) -> list[Problem]:
    times = Counter(one.mark for one in found)
    count = sum(n > 1 for n in times.values())
    if not count:
        return []
    remedy = ("Write the file again with `surveyapp issuer codes`.",)
    return [Problem(f"{count} marks stand in the file more than once.", remedies=remedy)]
