"""Marks a text for translation; the marks are what `make catalogs` looks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One text in American English.

    Attributes
    ----------
    key : its name in templates and the context of its translations.
    words : the text; names in {braces} are filled by the program.
    many : the same for any other number than one; empty where nothing is counted.
    by : the name in braces that is counted.
    """

    key: str
    words: str
    many: str = ""
    by: str = ""


def text(key: str, words: str) -> Source:
    """A text that counts nothing."""
    return Source(key, words)


def counted(key: str, one: str, many: str, *, by: str) -> Source:
    """A text that counts something: for one, and for any other number."""
    return Source(key, one, many, by)
