"""The compiled catalogs of translations, read once and judged before anything of them is shown."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from surveyapp.web.catalog_rules import problems_of
from surveyapp.web.english.every_text import SOURCES
from surveyapp.web.english.marking import Source
from surveyapp.web.languages import SOURCE

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "messages"
_NUMBERS = range(200, -1, -1)


@dataclass(frozen=True, slots=True)
class Forms:
    """A text in one language: one form, or one for each kind of number.

    Attributes
    ----------
    words : the forms.
    by : the name that is counted; empty where nothing is.
    plural : the index of the form for a number.
    """

    words: tuple[str, ...]
    by: str
    plural: Callable[[int], int]


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
    return {key: _forms(catalog, source) for key, source in SOURCES.items()}


def _catalog(language: str, below: Path) -> NullTranslations:
    """The catalog of a language; an empty one where there is none that can be read."""
    if language == SOURCE:
        return NullTranslations()
    try:
        return Translations.load(str(below), [language.replace("-", "_")], DOMAIN)
    except (OSError, ValueError, struct.error):
        return NullTranslations()


def _forms(catalog: NullTranslations, source: Source) -> Forms:
    english = Forms(
        (source.words, source.many) if source.many else (source.words,),
        source.by,
        _english_plural,
    )
    if not source.many:
        words = str(catalog.pgettext(source.key, source.words))
        return Forms((words,), "", _only) if not problems_of(source, words) else english
    plural = catalog.plural
    served = {index: [n for n in _NUMBERS if plural(n) == index] for index in map(plural, _NUMBERS)}
    forms = {
        index: str(catalog.npgettext(source.key, source.words, source.many, numbers[-1]))
        for index, numbers in served.items()
    }
    sound = sorted(forms) == list(range(len(forms))) and not any(
        problems_of(source, words, one_number=len(served[index]) == 1)
        for index, words in forms.items()
    )
    return Forms(tuple(forms[i] for i in sorted(forms)), source.by, plural) if sound else english


def _english_plural(number: int) -> int:
    return int(number != 1)


def _only(_number: int) -> int:
    return 0
