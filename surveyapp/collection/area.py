"""Atomic areas: the smallest stored places, with their declared parents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ConfigDict, with_config

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.model import Instrument

SMALLEST_AREA_ADULTS = 2000


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Area:
    """The smallest place that is stored with an answer.

    Attributes
    ----------
    id : short stable name; where an item names the area, the option code as text.
    name : what people call it.
    parents : level -> id of the larger place it lies in, such as {"district": "2"}.
    adults : adult population, where known.
    """

    id: str
    name: str
    parents: Mapping[str, str] = field(default_factory=dict)
    adults: int | None = None


def check_areas(areas: Sequence[Area], *, simulated: bool = False) -> None:
    """Refuse areas that repeat an id, miss a level or are too small to hide anybody in.

    Every area must name the same levels of parents, and hold at least 2,000 adults where its
    population is known (a practice city is exempt: nobody lives there).

    Raises
    ------
    InputError : with every area at fault.
    """
    problems = [
        Problem(f"The area id is used {times} times.", area, ("Give each area its own id.",))
        for area, times in Counter(area.id for area in areas).items()
        if times > 1
    ]
    levels = {level for area in areas for level in area.parents}
    for area in areas:
        problems += [
            Problem(f"Its parent at level {level} is not declared.", area.id, ("Declare it.",))
            for level in sorted(levels - set(area.parents))
        ]
        small = area.adults is not None and area.adults < SMALLEST_AREA_ADULTS
        if small and not simulated:
            problems.append(
                Problem(
                    f"It has {area.adults:,} adults; an atomic area needs at least "
                    f"{SMALLEST_AREA_ADULTS:,}.",
                    area.id,
                    ("Join it with a neighboring area.",),
                )
            )
    if problems:
        raise InputError(problems)


def parent_of(areas: Sequence[Area], level: str) -> dict[str, str]:
    """Area id -> id of its parent at a level; a level that no area declares gives an empty map."""
    return {area.id: area.parents[level] for area in areas if level in area.parents}


def area_named(areas: Sequence[Area], instrument: Instrument, answers: Answers) -> str:
    """Id of the area that the answers name; empty where they name none of the areas."""
    item = instrument.area_item
    value = answers.get(item.id) if item is not None else None
    named = str(value) if isinstance(value, str | int) else ""
    return named if any(area.id == named for area in areas) else ""
