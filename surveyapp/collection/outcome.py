"""What the issuer can say of cases that did not answer, and the file in which it says so."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from surveyapp.collection.code_file import shortened
from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import defused, restored, separator

Outcome = Literal[
    "issued", "refused", "undeliverable", "not reached", "unable", "not eligible", "replaced"
]
"""`issued` counts every case of a cell; each other one a part of them. In AAPOR's terms:
refused 2.11 (R), not reached 2.2 (NC), unable by illness or language 2.3 (O), undeliverable 3.3
(UO), not eligible 4.0 (NE). `replaced` counts cases that got a second code because the first was
lost; it is no outcome, and printed beside the rates."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
MARKS: tuple[Outcome, ...] = ("refused", "undeliverable", "not reached", "unable", "not eligible")

Outcomes = Mapping[str, Mapping[Outcome, int]]
"""Design cell -> outcome -> cases."""

_HEADING = "surveyapp case outcomes"
_COLUMNS = ["cell", "outcome", "cases"]


def outcomes_text(wave: str, outcomes: Outcomes) -> str:
    """The file that the issuer hands to the server: counts by design cell, nobody's name."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_HEADING, defused(wave)])
    writer.writerow(_COLUMNS)
    for cell, counts in sorted(outcomes.items()):
        writer.writerows([defused(cell), outcome, counts.get(outcome, 0)] for outcome in OUTCOMES)
    return out.getvalue()


def read_outcomes(data: bytes, wave: str, cells: Sequence[str] | None = None) -> Outcomes:
    """The counts in an issuer's file, for the wave they must belong to.

    Raises
    ------
    InputError : another kind of file, another wave's, every line that cannot be read, and every
        cell whose parts are more than its cases.
    """
    text = decoded(data)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))
    if len(rows) < 2 or rows[0][:1] != [_HEADING] or rows[1] != _COLUMNS:
        remedy = ("Give the file that `surveyapp issuer dispositions export` wrote.",)
        raise InputError(Problem("The file is not a file of case outcomes.", "line 1", remedy))
    if [restored(held) for held in rows[0][1:]] != [wave]:
        named = ", ".join(rows[0][1:])
        raise InputError(Problem(f"The outcomes are of wave {named!r}, not {wave!r}.", "line 1"))
    found: dict[str, dict[Outcome, int]] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[2:], 3):
        if row:
            problems += _take(row, f"line {number}", found, cells)
    problems += _too_many(found)
    if problems:
        raise InputError(shortened(problems))
    return found


def _take(
    row: list[str], where: str, found: dict[str, dict[Outcome, int]], cells: Sequence[str] | None
) -> list[Problem]:
    if len(row) != 3 or row[1] not in OUTCOMES or not _is_count(row[2]):
        return [Problem("This is not a cell, an outcome and a count.", where)]
    cell, outcome = restored(row[0]), row[1]
    if cells is not None and cell not in cells:
        remedy = (f"Use one of: {', '.join(cells) or 'none: the plan has no cells'}.",)
        return [Problem(f"The plan has no design cell {cell!r}.", where, remedy)]
    counts = found.setdefault(cell, {})
    if outcome in counts:
        return [Problem(f"The cell {cell!r} counts {outcome!r} twice.", where)]
    counts[outcome] = int(row[2])
    return []


def _too_many(found: Outcomes) -> list[Problem]:
    return [
        Problem(
            f"{marked} cases have an outcome, and only {counts.get('issued', 0)} were issued.",
            f"cell {cell}",
            ("Export the outcomes again.",),
        )
        for cell, counts in found.items()
        if (marked := sum(counts.get(mark, 0) for mark in MARKS)) > counts.get("issued", 0)
    ]


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
