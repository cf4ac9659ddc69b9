"""The area item takes its options from the wave: the same questionnaire serves any city.

An instrument is written and hashed without areas. `with_areas` binds it to the areas of one wave,
and pages and readers use the bound one. The stored answer is the area's id, not its place in a
list, so that a wave with one area more changes nothing about earlier answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from surveyapp.errors import InstrumentError, Problem
from surveyapp.instrument.model import Instrument, Item, Option


class Area(Protocol):
    """What an area must tell: its id, and its name as residents know it (in every language)."""

    @property
    def id(self) -> str:
        """What is stored."""

    @property
    def name(self) -> str:
        """What residents read."""


def with_areas(instrument: Instrument, areas: Iterable[Area]) -> Instrument:
    """The instrument with the areas, in the order given, as first options of its area item.

    Options written in the document ("Somewhere else") follow them. Binding again replaces the
    areas. The content hash does not change. An instrument without an area item is returned as is.

    Raises
    ------
    InstrumentError
        When two areas share an id, or an id or a name is empty.
    """
    chosen = tuple(areas)
    problems = _problems(chosen, instrument.area_item)
    if problems:
        raise InstrumentError(problems)
    return replace(
        instrument,
        items=tuple(
            _bound(item, chosen, instrument.languages) if item.options_from == "areas" else item
            for item in instrument.items
        ),
    )


def is_bound(instrument: Instrument) -> bool:
    """Whether pages of this instrument can be shown: it asks for no area, or knows the areas."""
    return all(
        any(option.place for option in item.options)
        for item in instrument.items
        if item.options_from == "areas"
    )


def _bound(item: Item, areas: tuple[Area, ...], languages: tuple[str, ...]) -> Item:
    written = tuple(option for option in item.options if not option.place)
    first = 1 + max((option.code for option in written), default=0)
    places = tuple(
        Option(first + k, dict.fromkeys(languages, area.name), place=area.id)
        for k, area in enumerate(areas)
    )
    return replace(item, options=places + written)


def _problems(areas: tuple[Area, ...], item: Item | None) -> list[Problem]:
    ids = [area.id for area in areas]
    written = {option.value for option in item.options if not option.place} if item else set()
    problems = [
        Problem(
            f'The area id "{area}" is used {ids.count(area)} times.',
            "areas",
            ("give each area an id of its own.",),
            "area-duplicate",
        )
        for area in dict.fromkeys(ids)
        if ids.count(area) > 1
    ]
    problems += [
        Problem(
            f'The area id "{area}" is also the code of an option of the area item.',
            "areas",
            ("give the area another id.", "change the option's code in a new version."),
            "area-code",
        )
        for area in dict.fromkeys(ids)
        if area in written
    ]
    nameless = sum(not (area.id.strip() and area.name.strip()) for area in areas)
    if nameless:
        problems.append(
            Problem(
                f"{nameless} of {len(areas)} areas have no id or no name.",
                "areas",
                ("give each area an id and the name residents know it by.",),
                "area-nameless",
            )
        )
    return problems
