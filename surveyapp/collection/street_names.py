"""Street addresses as people type them, brought to one form: "N. Main St" is north main street."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIRECTIONS = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
}  # fmt: skip
_DIRECTION_NAMES = {name: name for name in _DIRECTIONS.values()}

# The common suffixes of Publication 28 of the US Postal Service, with their short forms.
_SUFFIXES = {
    "alley": "aly", "avenue": "ave av", "boulevard": "blvd boul", "bridge": "brg",
    "circle": "cir circ", "court": "ct crt", "cove": "cv", "creek": "crk", "crossing": "xing",
    "drive": "dr drv", "expressway": "expy", "freeway": "fwy", "gardens": "gdns", "green": "grn",
    "grove": "grv", "heights": "hts", "highway": "hwy", "hill": "hl", "hills": "hls",
    "island": "is", "lake": "lk", "landing": "lndg", "lane": "ln", "loop": "", "manor": "mnr",
    "meadows": "mdws", "mount": "mt", "park": "", "parkway": "pkwy pky", "path": "", "pike": "",
    "place": "pl", "plaza": "plz", "point": "pt", "ridge": "rdg", "road": "rd", "row": "",
    "run": "", "square": "sq", "street": "st str", "terrace": "ter terr", "trace": "trce",
    "trail": "trl", "valley": "vly", "view": "vw", "village": "vlg", "walk": "", "way": "wy",
}  # fmt: skip
_SUFFIX_OF = {
    form: suffix for suffix, forms in _SUFFIXES.items() for form in (suffix, *forms.split())
}
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_UNITS = frozenset({"apt", "apartment", "unit", "ste", "suite", "floor", "fl", "room", "rm", "lot"})
_NUMBER = re.compile(r"(\d{1,6})(?:[a-z]|-[a-z0-9]{1,4})?")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_TAIL = re.compile(r"[,;#\n].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name in parts; suffix and direction may be left out by who types it."""

    name: str
    suffix: str = ""
    direction: str = ""

    def may_be(self, other: StreetName) -> bool:
        """Whether this, as typed, can mean the other: what is given must not differ."""
        return (
            self.name == other.name
            and self.suffix in ("", other.suffix)
            and self.direction in ("", other.direction)
        )


def split_address(typed: str) -> tuple[int | None, StreetName]:
    """House number and street of an address: "1420 N. Main St Apt 3" is 1420, north main street.

    What follows a comma, a number sign or a word such as "Apt" is not looked at. The number is
    None where there is none.
    """
    words = _words(_TAIL.sub("", typed.strip()))
    unit = next((k for k, word in enumerate(words) if k > 1 and word in _UNITS), len(words))
    words = words[:unit]
    match = _NUMBER.fullmatch(words[0]) if len(words) > 1 else None
    if match is None:
        return None, _street(words)
    return int(match[1]), _street(words[1:])


def street_name(written: str) -> StreetName:
    """A street as a file writes it."""
    return _street(_words(written))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _WORD.findall(letters.replace(".", " ").replace("'", "").replace("’", ""))


def _street(words: list[str]) -> StreetName:
    """Direction first or last, suffix at the end; the rest, at least one word, is the name."""
    left = list(words)
    direction = ""
    for at in (0, -1):
        if len(left) > 1 and not direction and (found := _direction(left[at])):
            # "North Street" is named north: a direction needs another word besides the suffix.
            if at == 0 and len(left) == 2 and left[1] in _SUFFIX_OF:
                break
            direction = found
            del left[at]
    suffix = _SUFFIX_OF.get(left[-1], "") if len(left) > 1 else ""
    if suffix:
        del left[-1]
    return StreetName(" ".join(_ORDINALS.get(word, word) for word in left), suffix, direction)


def _direction(word: str) -> str:
    return _DIRECTIONS.get(word) or _DIRECTION_NAMES.get(word, "")
