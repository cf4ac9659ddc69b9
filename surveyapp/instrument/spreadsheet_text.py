"""Texts in files that people open in a spreadsheet: none of them may run there as a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

FORMULA = frozenset("=+-@|%\t\r\n\0")
"""First characters that some spreadsheet takes for the beginning of a formula or a command."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GUARD = "'"
_CUT = re.compile(r"[;\t\r\n]")
_QUOTED = re.compile(r'"[^"]*"')


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: its text, behind an apostrophe where needed.

    Needed is it where the first character that shows begins a formula, also as a full-width form
    (U+FF1D and the like, which some spreadsheets fold) or behind spaces and characters that do
    not show. Plain numbers stay numbers. A text that already begins with an apostrophe before
    such a character gets a second one, so that `restored` gives back every text exactly.

    The same holds after each semicolon, tab and line break inside the text: where a comma writes
    decimals, a spreadsheet cuts our files at semicolons, and quotation marks hold nothing together
    that does not begin a cell as it sees it.

    Source: OWASP Application Security Verification Standard 5.0 (2025), 1.2.10.
    """
    guarded = _within(text, lambda piece: _GUARD + piece if _is_risky_within(piece) else piece)
    return _GUARD + guarded if _is_risky(text.lstrip(_GUARD)) else guarded


def restored(cell: str) -> str:
    """The text that `defused` was given: the inverse, for files of ours that come back."""
    text = _within(
        cell, lambda piece: piece[1:] if piece[:1] == _GUARD and _is_risky_within(piece) else piece
    )
    return text[1:] if text[:1] == _GUARD and _is_risky(text.lstrip(_GUARD)) else text


def separator(text: str) -> str:
    """What separates the cells of CSV text: comma, semicolon or tab, by its first line.

    Where a comma writes decimals, spreadsheets save "CSV" with semicolons. The first line holds
    names, in which none of the three stands outside quotation marks: the most frequent it is.
    """
    first = _QUOTED.sub("", text.lstrip("\ufeff\r\n").partition("\n")[0])
    return max(",;\t", key=first.count)


def _within(text: str, change: Callable[[str], str]) -> str:
    """A text with what follows each separator in it changed."""
    first, *pieces = _CUT.split(text)
    ends = _CUT.findall(text)
    return first + "".join(end + change(piece) for end, piece in zip(ends, pieces, strict=True))


def _is_risky_within(piece: str) -> bool:
    return _is_risky(piece.lstrip(_GUARD).strip(" "))


def _is_risky(text: str) -> bool:
    if _NUMBER.fullmatch(text):
        return False
    if text[:1] in FORMULA:
        return True
    for character in text:
        if not _is_unseen(character):
            return any(part in FORMULA for part in unicodedata.normalize("NFKC", character)[:1])
    return False


def _is_unseen(character: str) -> bool:
    """Spaces of every kind, control and format characters: a spreadsheet may drop them."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
