"""What became of areas whose boundaries changed, and what may still be compared across it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import separator

COLUMNS = ("before", "after", "share")
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Passage:
    """`share` of the people of the area `before` live in the area `after` now."""

    before: str
    after: str
    share: float


@dataclass(frozen=True, slots=True)
class JoinedArea:
    """A place that both boundaries can make of whole areas: the smallest that bears comparison."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How old areas pass into new ones; the shares of each old area add up to 1."""

    passages: tuple[Passage, ...]

    def new_area(self, before: str) -> str:
        """The area that an old one passed into as a whole; empty where it was divided or unknown.

        Answers may be carried over there, and nowhere else: of somebody from a divided area nobody
        knows on which side they live.
        """
        after = [p.after for p in self.passages if p.before == before]
        return after[0] if len(after) == 1 else ""

    def carried(self, totals: Mapping[str, float]) -> dict[str, float]:
        """Totals of old areas (people, targets) laid on the new ones: sum of share x total.

        Their sum does not change. For population counts only: answers are never divided.

        Raises
        ------
        InputError : a total of an area that the crosswalk does not have.
        """
        known = {p.before for p in self.passages}
        strange = sorted(set(totals) - known)
        if strange:
            what = f"The crosswalk does not say what became of {', '.join(strange)}."
            raise InputError(Problem(what, "crosswalk", ("Add rows for it.",), "unknown area"))
        laid: dict[str, list[float]] = {}
        for p in self.passages:
            if p.before in totals:
                laid.setdefault(p.after, []).append(p.share * totals[p.before])
        return {area: math.fsum(parts) for area, parts in laid.items()}

    def joined(self) -> tuple[JoinedArea, ...]:
        """The smallest places that are made of whole areas before and after.

        A series over the change is honest for these alone. An area that kept its boundary, or was
        joined to others whole, stands by itself; areas that exchanged a part stand together.
        """
        group: dict[tuple[str, str], tuple[str, str]] = {}

        def root(node: tuple[str, str]) -> tuple[str, str]:
            while group.setdefault(node, node) != node:
                node = group[node]
            return node

        for p in self.passages:
            group[root(("after", p.after))] = root(("before", p.before))
        places: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
        for p in self.passages:
            before, after = places.setdefault(root(("before", p.before)), ({}, {}))
            before[p.before] = None
            after[p.after] = None
        return tuple(JoinedArea(tuple(b), tuple(a)) for b, a in places.values())


def read_crosswalk(path: Path, before: Iterable[str], after: Iterable[str]) -> Crosswalk:
    """The crosswalk in a CSV file with the columns before, after and share (of people).

    Raises
    ------
    InputError
        With every row at fault, every area left out and every old area whose shares do not add
        up to 1.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"The crosswalk cannot be read: {error.strerror}."
        raise InputError(Problem(what, path.name, ("Check the path.",))) from error
    return crosswalk(decoded(data), before, after, source=path.name)


def crosswalk(
    text: str, before: Iterable[str], after: Iterable[str], *, source: str = "crosswalk"
) -> Crosswalk:
    """The crosswalk in a text; see `read_crosswalk`."""
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, strict=True, delimiter=separator(text)))
    except csv.Error as error:
        raise InputError(Problem(f"The file is no CSV: {error}.", source)) from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        remedy = (f"Give it the columns {', '.join(COLUMNS)}.",)
        raise InputError(Problem(f"Columns are missing: {', '.join(lacking)}.", source, remedy))
    places = [header.index(name) for name in COLUMNS]
    old, new = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    passages: list[Passage] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = [row[k].strip() if k < len(row) else "" for k in places]
            faults = list(_row_faults(cells, old, new, f"{source}, row {number}"))
            problems += faults
            if not faults:
                passages.append(Passage(cells[0], cells[1], float(cells[2])))
    problems += _whole_faults(passages, old, new, source) if not problems else []
    if problems:
        raise InputError(problems)
    return Crosswalk(tuple(passages))


def _row_faults(
    cells: Sequence[str], old: Sequence[str], new: Sequence[str], where: str
) -> Iterator[Problem]:
    for name, area, known in (("before", cells[0], old), ("after", cells[1], new)):
        if area not in known:
            what = f'"{area}" is no area {name} the change.'
            yield Problem(what, where, (f"Write one of {', '.join(known[:20])}.",), "unknown area")
    if not _is_share(cells[2]):
        what = f'"{cells[2]}" is no share of people.'
        yield Problem(what, where, ("Write a number above 0 and at most 1, such as 0.35.",))


def _is_share(text: str) -> bool:
    try:
        return 0 < float(text) <= 1
    except ValueError:
        return False


def _whole_faults(
    passages: Sequence[Passage], old: Sequence[str], new: Sequence[str], source: str
) -> Iterator[Problem]:
    for area in old:
        total = math.fsum(p.share for p in passages if p.before == area)
        if abs(total - 1) > SLACK:
            yield Problem(
                f"The shares of {area} add up to {total:g}, not to 1.",
                source,
                ("Say where all of its people live now.",),
                "shares",
            )
    reached = {p.after for p in passages}
    for area in (area for area in new if area not in reached):
        yield Problem(
            f"Nobody comes to {area}.", source, ("Add the areas that it was made of.",), "shares"
        )
    pairs = [(p.before, p.after) for p in passages]
    for pair in dict.fromkeys(pair for pair in pairs if pairs.count(pair) > 1):
        yield Problem(
            f"{pair[0]} to {pair[1]} stands twice.", source, ("Write it once.",), "duplicate"
        )
