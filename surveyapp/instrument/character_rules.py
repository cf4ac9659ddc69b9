"""Characters that no text for people may hold: those that do not show, yet change what shows.

A control character breaks letters, XML and terminals; an override of direction shows letters in
another order than they are stored, so that a reviewer reads another question than residents do
(Boucher and Anderson 2023, Trojan Source, USENIX Security 32; Unicode Technical Report 36, 3).
Joiners, marks and balanced isolates stay: Arabic, Persian and mixed texts need them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from surveyapp.errors import Problem

_OVERRIDES = "\u202d\u202e"
_CLOSES = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSERS = frozenset(_CLOSES.values())
_ALLOWED = "\n\t"


def unfit_characters(text: str) -> tuple[str, ...]:
    """The characters at fault in a text, each once, in order: "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    found = dict.fromkeys((*_controls(text), *_unbalanced(text)))
    return tuple(map(_named, found))


def character_problems(where: str, language: str, text: str) -> Iterator[Problem]:
    """One problem for a text that holds such characters, naming each."""
    unfit = unfit_characters(text)
    if unfit:
        yield Problem(
            f"The {language} text holds characters that do not show: {', '.join(unfit)}.",
            where,
            ("delete them.", "type the text again instead of pasting it."),
            "characters",
        )


def _controls(text: str) -> Iterator[str]:
    for character in text:
        code = ord(character)
        control = unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED
        if control or character in _OVERRIDES or code & 0xFFFE == 0xFFFE or code == 0xFEFF:
            yield character


def _unbalanced(text: str) -> Iterator[str]:
    """Openings of a direction never closed within their line, and closings of nothing."""
    for line in text.split("\n"):
        open_: list[str] = []
        for character in line:
            if character in _CLOSES:
                open_.append(character)
            elif character in _CLOSERS:
                if open_ and _CLOSES[open_[-1]] == character:
                    open_.pop()
                else:
                    yield character
        yield from open_


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()
