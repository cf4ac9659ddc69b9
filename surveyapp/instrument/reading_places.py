"""Reads a place: chosen from the list, or named by its street or a point and resolved at once.

What is typed is used for the one look-up and returned to nobody: the answer is the atomic area.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from surveyapp.instrument.messages import Fault
from surveyapp.instrument.model import FindBy, Item, Option
from surveyapp.instrument.values import AnswerValue, Missing

LONGEST_ADDRESS = 200
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{0,12})?")

Posted = Callable[[Mapping[str, Sequence[str]], str], list[str]]


class Locator(Protocol):
    """What finds the area of a place: the address file and the map that a city imported."""

    @property
    def ways(self) -> frozenset[FindBy]:
        """How it can find a place that is typed: by street, by point, or both."""

    def by_street(self, typed: str) -> tuple[str, ...]:
        """Ids of the areas in which an address as typed can lie; none when it is not known."""

    def by_point(self, latitude: float, longitude: float) -> str:
        """Id of the area that holds a point, in degrees; empty outside all of them."""


def place_fields(item: Item) -> tuple[str, ...]:
    """The fields a page has for a place, by the ways in which it can be named."""
    parts: Mapping[FindBy, Sequence[str]] = {
        "list": (item.id,),
        "street": (f"{item.id}-street",),
        "point": (f"{item.id}-latitude", f"{item.id}-longitude"),
    }
    return tuple(name for way in item.find_by for name in parts[way])


def read_place(
    item: Item, posted: Posted, given: Mapping[str, Sequence[str]], places: Locator | None
) -> AnswerValue | Fault:
    """The area of the place.

    What is typed goes before what is chosen from the list, which may be an earlier answer; the list
    decides where the typed address is not known, or between the areas in which it can lie.
    """
    options = {option.value: option for option in item.options}
    chosen = posted(given, item.id)
    if len(chosen) > 1:
        return Fault("one_only")
    if chosen and chosen[0] not in options:
        return Fault("unknown_option")
    choice = options[chosen[0]] if chosen else None
    typed = _typed(item, posted, given, places, options, choice)
    if choice is None or typed not in (Missing.NOT_STATED, Fault("street_unknown")):
        return typed
    return choice.place or choice.code


def _typed(
    item: Item,
    posted: Posted,
    given: Mapping[str, Sequence[str]],
    places: Locator | None,
    options: Mapping[str, Option],
    choice: Option | None,
) -> AnswerValue | Fault:
    """The area of the address or the point that was typed, if any."""
    street = posted(given, f"{item.id}-street") if "street" in item.find_by else []
    if street:
        return _by_street(street[0], places, options, choice)
    if "point" not in item.find_by:
        return Missing.NOT_STATED
    latitude, longitude = (posted(given, f"{item.id}-{part}") for part in ("latitude", "longitude"))
    return _by_point(latitude, longitude, places, options)


def _by_street(
    typed: str, places: Locator | None, options: Mapping[str, Option], choice: Option | None
) -> AnswerValue | Fault:
    if places is None or len(typed) > LONGEST_ADDRESS:
        return Fault("street_unknown")
    found = [area for area in places.by_street(typed) if area in options]
    if not found:
        return Fault("street_unknown")
    if choice is not None and choice.place in found:
        return choice.place
    if len(found) > 1:
        labels = [options[area].label for area in found]
        return Fault("street_ambiguous", {"areas": _each_language(labels)})
    return found[0]


def _by_point(
    latitude: Sequence[str],
    longitude: Sequence[str],
    places: Locator | None,
    options: Mapping[str, Option],
) -> AnswerValue | Fault:
    if not latitude and not longitude:
        return Missing.NOT_STATED
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    if north is None or east is None:
        return Fault("point_unclear")
    area = places.by_point(north, east) if places is not None else ""
    return area if area in options else Fault("point_outside")


def _degrees(posted: Sequence[str], most: int) -> float | None:
    typed = posted[0].replace("\u2212", "-") if len(posted) == 1 else ""
    if not _DEGREES.fullmatch(typed):
        return None
    value = float(typed.replace(",", "."))
    return value if -most <= value <= most else None


def _each_language(labels: Sequence[Mapping[str, str]]) -> dict[str, str]:
    tags = dict.fromkeys(tag for label in labels for tag in label)
    return {tag: ", ".join(label.get(tag, "") for label in labels) for tag in tags}
