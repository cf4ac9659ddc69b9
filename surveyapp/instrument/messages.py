"""What a resident reads when an answer cannot be taken, in their language.

The words are data, in messages.toml beside this module.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from surveyapp.instrument.model import Text

Hole = int | float | str | datetime.date | Text


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot be taken: the key of a message, and what fills its holes."""

    key: str
    holes: Mapping[str, Hole] = field(default_factory=dict)


def say(fault: Fault, language: str) -> str:
    """The message of a fault in a language; in English where we do not have the language."""
    words = messages()
    tag = next((t for t in (language, language.split("-")[0]) if t in words), "en")
    holes = {name: _written(value, language, tag) for name, value in fault.holes.items()}
    return words[tag][fault.key].format_map(holes)


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message: language -> key -> words."""
    file = resources.files("surveyapp.instrument").joinpath("messages.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _written(value: Hole, language: str, tag: str) -> str:
    match value:
        case str():
            return value
        case int() | float():
            return format_decimal(value, locale=_locale(tag))
        case datetime.date():
            return format_date(value, "long", locale=_locale(tag))
        case _:
            return value.get(language) or next(iter(value.values()), "")


@cache
def _locale(tag: str) -> Locale:
    """The locale of a language as written in the United States."""
    name = tag.replace("-", "_")
    try:
        return Locale.parse(f"{name}_US")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(name)
