"""The address file a city imports: which area an address lies in. Nothing typed is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from surveyapp.collection.street_names import StreetName, split_address, street_name
from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import separator

COLUMNS = ("street", "from", "to", "side", "area")
Side = Literal["odd", "even", "both"]
SIDES: tuple[Side, ...] = ("odd", "even", "both")
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class NumberRange:
    """House numbers of one street that lie in one area; both ends belong to it."""

    street: StreetName
    first: int
    last: int
    side: Side
    area: str

    def holds(self, number: int) -> bool:
        """Whether a house number is in the range and on its side."""
        parity = "odd" if number % 2 else "even"
        return self.first <= number <= self.last and self.side in ("both", parity)

    def meets(self, other: NumberRange) -> bool:
        """Whether some house number is in both."""
        sides = {self.side, other.side} != {"odd", "even"}
        low, high = max(self.first, other.first), min(self.last, other.last)
        if not sides or low > high:
            return False
        return low < high or (self.holds(low) and other.holds(low))


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The streets of a city: name -> its ranges of house numbers, in the order of the file."""

    streets: Mapping[str, tuple[NumberRange, ...]]

    def by_street(self, typed: str) -> tuple[str, ...]:
        """Ids of the areas in which an address as typed can lie.

        One where the address is clear; several where it is not ("Main Street" runs through two
        areas, and no number was given); none where the street or the number is not known.
        """
        number, street = split_address(typed)
        ranges = [r for r in self.streets.get(street.name, ()) if street.may_be(r.street)]
        if number is not None:
            ranges = [r for r in ranges if r.holds(number)]
        return tuple(dict.fromkeys(r.area for r in ranges))


def read_address_book(path: Path, areas: Iterable[str]) -> AddressBook:
    """The address file: CSV with the columns street, from, to, side and area.

    `side` is odd, even or both; empty means both. `areas` are the ids that `area` may hold.

    Raises
    ------
    InputError
        With every row at fault: numbers that cannot be read, an unknown side or area, and ranges
        of one street that give the same house to two areas.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"The address file cannot be read: {error.strerror}."
        raise InputError(Problem(what, path.name, ("Check the path.",))) from error
    return address_book(decoded(data), areas, source=path.name)


def address_book(text: str, areas: Iterable[str], *, source: str = "addresses") -> AddressBook:
    """The address file in a text; see `read_address_book`."""
    known = set(areas)
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, strict=True, delimiter=separator(text)))
    except csv.Error as error:
        raise InputError(Problem(f"The file is no CSV: {error}.", source)) from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        what = f"Columns are missing: {', '.join(lacking)}."
        remedy = (f"Give it the columns {', '.join(COLUMNS)}.",)
        raise InputError(Problem(what, source, remedy, "no column"))
    places = [header.index(name) for name in COLUMNS]
    found: list[tuple[int, NumberRange]] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = [row[k].strip() if k < len(row) else "" for k in places]
            faults = list(_row_faults(cells, known, f"{source}, row {number}"))
            problems += faults
            if not faults:
                found.append((number, _range(cells)))
    problems += _claims(found, source)
    if not found and not problems:
        problems.append(Problem("The file holds no address.", source, ("Add rows.",)))
    if problems:
        raise InputError(problems[:MOST_SHOWN] + _rest(problems, source))
    streets: dict[str, list[NumberRange]] = {}
    for _, one in found:
        streets.setdefault(one.street.name, []).append(one)
    return AddressBook({name: tuple(ranges) for name, ranges in streets.items()})


def _range(cells: Sequence[str]) -> NumberRange:
    street, first, last, side, area = cells
    written = cast(Side, side.casefold() or "both")
    return NumberRange(street_name(street), int(first), int(last), written, area)


def _row_faults(cells: Sequence[str], known: set[str], where: str) -> Iterator[Problem]:
    street, first, last, side, area = cells
    if not street_name(street).name:
        yield Problem("The street has no name.", where, ("Write its name.",))
    if not all(n.isascii() and n.isdecimal() and len(n) <= 6 for n in (first, last)):
        yield Problem(
            f'"{first}" to "{last}" are no house numbers.',
            where,
            ("Write whole numbers of at most 6 digits.", "Write 0 to 999999 for the whole street."),
        )
    elif int(first) > int(last):
        yield Problem(f"{first} is above {last}.", where, ("Exchange them.",))
    if (side.casefold() or "both") not in SIDES:
        yield Problem(f'"{side}" is no side.', where, (f"Write {', '.join(SIDES)}.",))
    if area not in known:
        yield Problem(
            f'"{area}" is no area of the city.',
            where,
            (f"Write one of {', '.join(sorted(known)[:20])}.",),
            "unknown area",
        )


def _claims(found: Sequence[tuple[int, NumberRange]], source: str) -> Iterator[Problem]:
    """A problem for each pair of ranges that give one house to two areas."""
    by_street: dict[StreetName, list[tuple[int, NumberRange]]] = {}
    for entry in found:
        by_street.setdefault(entry[1].street, []).append(entry)
    for entries in by_street.values():
        entries.sort(key=lambda entry: (entry[1].first, entry[1].last))
        for at, (row, one) in enumerate(entries):
            for later_row, later in entries[at + 1 :]:
                if later.first > one.last:
                    break
                if one.area != later.area and one.meets(later):
                    yield Problem(
                        f"Rows {row} and {later_row} give {one.street.name} "
                        f"{max(one.first, later.first)} to two areas: {one.area}, {later.area}.",
                        source,
                        ("Split the ranges so that each house is in one area.",),
                        "two areas",
                    )


def _rest(problems: Sequence[Problem], source: str) -> list[Problem]:
    more = len(problems) - MOST_SHOWN
    return [Problem(f"{more:,} more rows are at fault.", source)] if more > 0 else []
