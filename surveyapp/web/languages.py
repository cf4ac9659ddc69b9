"""Languages by their tags: what they call themselves, how they run, which one somebody can read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

SOURCE = "en"
_SCRIPTS = {"cn": "hans", "sg": "hans", "tw": "hant", "hk": "hant", "mo": "hant"}
_PARTS = {"y": "year", "M": "month", "d": "day"}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """What CLDR knows of a language as it is written in the United States; else of English.

    Residents write "2.5" and "1,000" whatever language they read, so the country decides.
    """
    name = language.replace("-", "_")
    for tag in (f"{name}_US", name):
        try:
            return Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(f"{SOURCE}_US")


def direction(language: str) -> str:
    """Which way a language is written: "rtl" or "ltr"."""
    return locale_of(language).text_direction


def name_of(language: str) -> str:
    """What CLDR says a language calls itself ("Tiếng Việt"); its tag where it does not say."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    name = locale.get_display_name() or language
    return name[:1].upper() + name[1:]


def date_order(language: str) -> tuple[str, ...]:
    """The parts of a date in the order in which a language writes them in figures."""
    pattern = locale_of(language).date_formats["short"].pattern
    return tuple(_PARTS[sign] for sign in dict.fromkeys(pattern) if sign in _PARTS)


def best_language(offered: Iterable[str], wanted: Iterable[str]) -> str:
    """The first wanted language on offer ("es-MX" is met by "es"), else the first on offer.

    A script that is named or implied must be met: "zh-TW" is written in another than "zh-Hans".
    """
    choices = tuple(offered)
    return met_by(choices, wanted) or choices[0]


def met_by(offered: Iterable[str], wanted: Iterable[str]) -> str:
    """The first language on offer that somebody can read who asks for these; empty where none."""
    choices = tuple(offered)
    for tag in wanted:
        for choice in choices:
            if _meets(choice.lower(), tag.lower()):
                return choice
    return ""


def _meets(choice: str, tag: str) -> bool:
    """Whether somebody who asks for a tag can read the language on offer."""
    if choice == tag:
        return True
    if choice.partition("-")[0] != tag.partition("-")[0]:
        return False
    script, asked = _script(choice), _script(tag)
    return not script or not asked or script == asked


def _script(tag: str) -> str:
    """The script that a tag names or its region implies; empty where neither does."""
    parts = tag.split("-")[1:]
    named = next((part for part in parts if len(part) == 4 and part.isalpha()), "")
    return named or next((_SCRIPTS[part] for part in parts if part in _SCRIPTS), "")
