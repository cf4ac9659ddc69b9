"""What the pages say around the questions: one TOML file a language, all with the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

TEXTS = Path(__file__).parent / "texts"
SOURCE = "en"
_SCRIPTS = {"cn": "hans", "sg": "hans", "tw": "hant", "hk": "hant", "mo": "hant"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})


class Wording:
    """The interface texts of one language; calling it with a key gives the text, escaped."""

    __slots__ = ("_texts", "language")

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> Markup:
        """The text with its `{names}` filled; values are escaped unless they are Markup."""
        text = escape(self._texts[key])
        return text.format(**values) if values else text

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr", for the dir attribute."""
        return direction(self.language)


def direction(language: str) -> str:
    """Which way a language is written: "rtl" or "ltr"."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def interface_languages() -> tuple[str, ...]:
    """Languages that have a file of texts, the source language first."""
    found = sorted(path.stem for path in TEXTS.glob("*.toml"))
    return (SOURCE, *(tag for tag in found if tag != SOURCE))


@cache
def wording(language: str) -> Wording:
    """The texts of a language; the source language's where it has no file."""
    file = TEXTS / f"{language}.toml"
    known = file if language in interface_languages() else TEXTS / f"{SOURCE}.toml"
    return Wording(language, tomllib.loads(known.read_text(encoding="utf-8")))


def own_name(language: str) -> str:
    """What a language calls itself ("Español"); its tag where no file tells."""
    return (
        str(wording(language)("language_name")) if language in interface_languages() else language
    )


def best_language(offered: Iterable[str], wanted: Iterable[str]) -> str:
    """The first wanted language on offer ("es-MX" is met by "es"), else the first on offer.

    A script that is named or implied must be met: "zh-TW" is written in another than "zh-Hans".
    """
    choices = tuple(offered)
    for tag in wanted:
        for choice in choices:
            if _meets(choice.lower(), tag.lower()):
                return choice
    return choices[0]


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
