"""The compiled catalogs of translations, read once and judged before anything of them is shown."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from surveyapp.instrument.translation import STATES, State
from surveyapp.web.catalog_rules import problems_of
from surveyapp.web.english.every_text import SOURCES
from surveyapp.web.english.marking import Source
from surveyapp.web.languages import SOURCE

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "messages"
_NUMBERS = range(201)
_HEADER = 4000
_STATE = re.compile(r'^"X-State: ([a-z]+)\\n"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Forms:
    """A text in one language: one form, or one for each kind of number.

    Attributes
    ----------
    words : the forms.
    by : the name that is counted; empty where nothing is.
    plural : the index of the form for a number.
    source : whether the words are those of the source, for want of a translation.
    """

    words: tuple[str, ...]
    by: str
    plural: Callable[[int], int]
    source: bool = False

    def for_number(self, number: int) -> str:
        """The form that a number takes."""
        index = self.plural(number)
        return self.words[index] if 0 <= index < len(self.words) else self.words[-1]


def folder_of(language: str, below: Path = TRANSLATIONS) -> Path:
    """Where the catalog of a language lies: "zh-Hans" in zh_Hans/LC_MESSAGES."""
    return below / language.replace("-", "_") / "LC_MESSAGES"


@cache
def interface_languages() -> tuple[str, ...]:
    """Languages that have a compiled catalog, the source language first."""
    found = {path.parts[-3].replace("_", "-") for path in TRANSLATIONS.glob("*/*/messages.mo")}
    return (SOURCE, *sorted(found - {SOURCE}))


def texts_in(language: str, below: Path = TRANSLATIONS) -> Mapping[str, Forms]:
    """Every text by its key: in the language where it has a sound translation, else in English."""
    catalog = _catalog(language, below)
    served = _served(catalog) if catalog is not None else {}
    if catalog is None or not served:
        return {key: _english(source) for key, source in SOURCES.items()}
    return {key: _forms(catalog, source, served) for key, source in SOURCES.items()}


def interface_state(language: str, below: Path = TRANSLATIONS) -> State | None:
    """How good the texts of the pages are in a language, as its catalog says; None without one."""
    if language == SOURCE:
        return "original"
    try:
        with (folder_of(language, below) / "messages.po").open(encoding="utf-8") as file:
            found = _STATE.search(file.read(_HEADER))
    except (OSError, UnicodeDecodeError):
        return None
    return next((state for state in STATES if found and state == found[1]), "machine")


def _catalog(language: str, below: Path) -> NullTranslations | None:
    """The catalog of a language; None where there is none that can be read."""
    if language == SOURCE:
        return None
    try:
        return Translations.load(str(below), [language.replace("-", "_")], DOMAIN)
    except (OSError, ValueError, struct.error):
        return None


def _served(catalog: NullTranslations) -> Mapping[int, list[int]]:
    """The index of each plural form, with the numbers that take it; empty if it cannot be told."""
    served: dict[int, list[int]] = {}
    try:
        for number in _NUMBERS:
            served.setdefault(catalog.plural(number), []).append(number)
    except (ArithmeticError, ValueError):
        return {}
    return dict(sorted(served.items()))


def _forms(catalog: NullTranslations, source: Source, served: Mapping[int, list[int]]) -> Forms:
    """A text as the catalog has it; its source where that is missing or not sound."""
    if not source.many:
        words = str(catalog.pgettext(source.key, source.words))
        missing = words == source.words or problems_of(source, words)
        return _english(source) if missing else Forms((words,), "", _only)
    forms = tuple(
        str(catalog.npgettext(source.key, source.words, source.many, numbers[0]))
        for numbers in served.values()
    )
    sound = (
        source.words not in forms
        and list(served) == list(range(len(forms)))
        and not any(
            problems_of(source, words, one_number=len(numbers) == 1)
            for words, numbers in zip(forms, served.values(), strict=True)
        )
    )
    return Forms(forms, source.by, catalog.plural) if sound else _english(source)


def _english(source: Source) -> Forms:
    if not source.many:
        return Forms((source.words,), "", _only, source=True)
    return Forms((source.words, source.many), source.by, _english_plural, source=True)


def _english_plural(number: int) -> int:
    return int(number != 1)


def _only(_number: int) -> int:
    return 0
