"""The choices of an XLSForm as options with integer codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveyapp.errors import Problem
from surveyapp.instrument.xlsform_sheets import Line, Sheet, unread

FLAGS = ("dont_know", "not_stated", "exclusive", "fixed")
COLUMNS = ("list_name", "list name", "name", "value", "label", *FLAGS)
YES = ("yes", "true", "true()", "1", "y")
LARGEST_CODE = 32000
MOST_CHOICES = 1000


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One list: options as a document has them, and the code of each choice's name."""

    options: tuple[Mapping[str, Any], ...]
    codes: Mapping[str, int]
    notes: tuple[str, ...] = field(default=())


def read_choices(
    sheet: Sheet, languages: Sequence[str], problems: list[Problem]
) -> dict[str, ChoiceList]:
    """Every list by name.

    Names that are whole numbers become the codes; a list with other names is numbered from 1 in
    its order, and a note says so.
    """
    lines: dict[str, list[Line]] = {}
    for line in sheet.lines:
        problems.extend(unread(line, COLUMNS))
        name = line.get("list_name") or line.get("list name")
        if not name or not _name(line):
            problems.append(line.problem("A choice needs list_name and name.", "", "fill both."))
            continue
        lines.setdefault(name, []).append(line)
    return {name: _list(name, own, languages, problems) for name, own in _short(lines, problems)}


def _short(
    lines: Mapping[str, list[Line]], problems: list[Problem]
) -> Iterator[tuple[str, list[Line]]]:
    """The lists that a person could read; of a longer one only so much is looked at."""
    for name, own in lines.items():
        if len(own) > MOST_CHOICES:
            what = f"The list {name} has {len(own):,} choices; at most {MOST_CHOICES:,} pass."
            remedy = "ask for a number or a text, or find places by address."
            problems.append(own[0].problem(what, "", remedy))
        yield name, own[:MOST_CHOICES]


def _list(
    name: str, lines: Sequence[Line], languages: Sequence[str], problems: list[Problem]
) -> ChoiceList:
    numbered = all(_is_code(_name(line)) for line in lines)
    codes: dict[str, int] = {}
    options = []
    for place, line in enumerate(lines, 1):
        choice = _name(line)
        if choice in codes:
            problems.append(
                line.problem(f"The choice {choice} stands twice in {name}.", "name", "rename one.")
            )
        codes[choice] = int(choice) if numbered else place
        label = line.texts.get("label", {})
        missing = [tag for tag in languages if tag not in label]
        if missing:
            problems.append(
                line.problem(f"The label is missing in {', '.join(missing)}.", "label", "write it.")
            )
        flags = {flag: True for flag in FLAGS if line.get(flag).casefold() in YES}
        options.append({"code": codes[choice], "label": dict(label), **flags})
    notes: tuple[str, ...] = ()
    if not numbered:
        named = ", ".join(f"{choice} = {code}" for choice, code in codes.items())
        notes = (f"choices of {name} were numbered: {named}",)
    return ChoiceList(tuple(options), codes, notes)


def _is_code(name: str) -> bool:
    return name.isdecimal() and len(name) <= 9 and int(name) <= LARGEST_CODE


def _name(line: Line) -> str:
    """The choice's name; a spreadsheet's 1.0 is 1."""
    name = line.get("name") or line.get("value")
    return name[:-2] if name.endswith(".0") and name[:-2].isdecimal() else name
