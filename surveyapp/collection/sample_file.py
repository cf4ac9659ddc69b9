"""Files of people to invite: a sample with design cells, or eligible contacts with the police."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.code_file import shortened
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import separator

ADDRESS = ("address_1", "address_2", "address_3", "address_4")
_REACH = ("name", *ADDRESS, "email", "phone", "language")
_OF_SAMPLE = ("cell",)
_OF_CONTACTS = ("type", "channel", "area")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_APART = re.compile(r"[\s().\-/]+")
_LONGEST = 200
_MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to invite, and how to reach them. It never reaches the survey server.

    Attributes
    ----------
    cell : the design cell their code will carry.
    address : lines for a letter. email, phone : empty where there is none.
    """

    cell: str
    name: str
    address: tuple[str, ...]
    email: str
    phone: str
    language: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two rows the same person: the first of e-mail, phone, name with address."""
        if self.email:
            return ("email", self.email.casefold())
        if self.phone:
            return ("phone", self.phone)
        return ("address", self.name.casefold(), *(line.casefold() for line in self.address))


def read_sample(
    data: bytes, cells: Sequence[DesignCell], languages: Sequence[str]
) -> tuple[Person, ...]:
    """The people of a sample file (CSV with a heading).

    Columns: `cell`; name, address_1 to address_4, email, phone and language where known. A row
    needs a full address, an e-mail address or a phone number.

    Raises
    ------
    InputError : with every row and column at fault.
    """
    known = [cell.id for cell in cells]

    def cell_of(row: Mapping[str, str]) -> str | Problem:
        if row["cell"] in known:
            return row["cell"]
        remedy = (f"Use one of: {', '.join(known)}.",)
        return Problem(f"The plan has no design cell {row['cell']!r}.", "cell", remedy)

    return tuple(_people(data, _OF_SAMPLE, languages, cell_of))


def read_contacts(
    data: bytes, cells: Sequence[DesignCell], languages: Sequence[str]
) -> tuple[Person, ...]:
    """The people of a file of contacts with the police (CSV with a heading).

    Columns: `type` of contact (stops and other contacts that the police began included),
    `channel`, `area`, and the columns of `read_sample`. Each goes to the design cell made for its
    kind; only the cell is kept of what the contact was.
    """

    def cell_of(row: Mapping[str, str]) -> str | Problem:
        cell = contact_cell(cells, row["type"], row["channel"], row["area"])
        if cell is not None:
            return cell.id
        what = f"No design cell is for {row['type']!r} by {row['channel']!r} in {row['area']!r}."
        remedies = (
            "Plan a cell whose `contact` is this type, or `type, channel`.",
            "Give the cell this area as its stratum, or none for every area.",
        )
        return Problem(what, "type", remedies)

    return tuple(_people(data, _OF_CONTACTS, languages, cell_of))


def contact_cell(
    cells: Sequence[DesignCell], type_: str, channel: str, area: str
) -> DesignCell | None:
    """The narrowest design cell for a contact, or None.

    A cell is for a type, or for a `type, channel`; of one area (its stratum) or, without a
    stratum, of all. A channel goes before an area.
    """
    kinds = (f"{type_}, {channel}", type_)
    for kind in kinds:
        for stratum in (area, ""):
            for cell in cells:
                if cell.contact and (cell.contact, cell.stratum) == (kind, stratum):
                    return cell
    return None


def without_repeats(
    people: Sequence[Person], before: frozenset[tuple[str, ...]] = frozenset()
) -> tuple[Person, ...]:
    """Each person once, leaving out who was invited before: nobody is asked twice in a wave."""
    seen = set(before)
    found = []
    for person in people:
        if person.identity not in seen:
            seen.add(person.identity)
            found.append(person)
    return tuple(found)


def _people(
    data: bytes, own: tuple[str, ...], languages: Sequence[str], cell_of: object
) -> list[Person]:
    found: list[Person] = []
    problems: list[Problem] = []
    for line, row in _rows(data, own):
        person = _person(row, languages, cell_of(row))  # type: ignore[operator]
        if isinstance(person, Person):
            found.append(person)
        else:
            problems += [
                Problem(one.what, f"line {line}, {one.where}", one.remedies) for one in person
            ]
    if not found and not problems:
        problems.append(Problem("The file has no row.", remedies=("Give one row a person.",)))
    if problems:
        raise InputError(shortened(problems))
    return found


def _rows(data: bytes, own: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    text = decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        _check_heading(heading, own)
        for number, cells in enumerate(reader, 1):
            if number > _MOST_ROWS:
                raise InputError(Problem(f"The file has over {_MOST_ROWS:,} rows."))
            if any(cell.strip() for cell in cells):
                blank = dict.fromkeys((*own, *_REACH), "")
                texts = (_line(cell) for cell in cells)
                yield reader.line_num, blank | dict(zip(heading, texts, strict=False))
    except csv.Error as error:
        raise InputError(Problem(f"This is no CSV: {error}.", f"line {reader.line_num}")) from error


def _check_heading(heading: Sequence[str], own: tuple[str, ...]) -> None:
    known = (*own, *_REACH)
    problems = [
        Problem(f"The column {name!r} is missing.", "line 1", (f"Columns: {', '.join(known)}.",))
        for name in own
        if name not in heading
    ]
    problems += [
        Problem(
            f"The column {name!r} is not known here.",
            "line 1",
            ("Leave it out: what is not needed to reach somebody should not be copied.",),
        )
        for name in heading
        if name not in known
    ]
    problems += [
        Problem(f"{times} columns are called {name!r}.", "line 1")
        for name, times in Counter(heading).items()
        if times > 1
    ]
    if problems:
        raise InputError(shortened(problems))


def _person(
    row: Mapping[str, str], languages: Sequence[str], cell: str | Problem
) -> Person | list[Problem]:
    problems = [cell] if isinstance(cell, Problem) else []
    phone = _APART.sub("", row["phone"])
    language = row["language"] or languages[0]
    address = tuple(row[name] for name in ADDRESS if row[name])
    if row["email"] and not _EMAIL.fullmatch(row["email"]):
        problems.append(Problem("This is no e-mail address.", "email"))
    if phone and not _PHONE.fullmatch(phone):
        problems.append(Problem("This is no phone number.", "phone", ("Write +15550100123.",)))
    if language not in languages:
        remedy = (f"Use one of: {', '.join(languages)}.",)
        problems.append(Problem(f"The wave is not offered in {language!r}.", "language", remedy))
    if not (row["email"] or phone or address):
        remedies = ("Give an address, an e-mail address or a phone number.",)
        problems.append(Problem("There is no way to reach this person.", "address_1", remedies))
    if any(len(text) > _LONGEST for text in row.values()):
        problems.append(Problem(f"A cell has over {_LONGEST} characters.", "row"))
    if problems or isinstance(cell, Problem):
        return problems
    return Person(cell, row["name"], address, row["email"], phone, language)


def _line(text: str) -> str:
    """One line of plain characters: no control characters, no runs of spaces."""
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())
