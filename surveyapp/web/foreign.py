"""Words in another language than their page, told to the browser, so that they are read out well.

Where a translation is missing its source stands in a page of another language. Such words are
marked where they are made; marks become `<span lang>` where a page may have one, and vanish in
titles and attributes. They hold a secret of the process, so that nobody can type one.
"""

from __future__ import annotations

import re
import secrets
from typing import overload

from flask import Flask, Response
from markupsafe import Markup, escape

from surveyapp.instrument.model import Text
from surveyapp.web.languages import direction

_MARK = f"\x02{secrets.token_hex(8)}"
_END = f"{_MARK}\x03"
_ANY = re.compile(f"{_MARK}([A-Za-z0-9-]*)\x03")
_TAG = re.compile(r"(<[^<>]*>)")
_WHOLE = re.compile(f"\\s*{_MARK}([A-Za-z0-9-]+)\x03[^\x02]*{_END}\\s*", re.DOTALL)
_BARE = re.compile(r"<(title|option)\b")
"""Elements that hold text alone; they can say the language of all of it."""


def said(text: Text, language: str) -> str:
    """A text in a language, or in the first language it has."""
    return text.get(language) or next(iter(text.values()), "")


@overload
def heard(words: Markup, text: Text, language: str) -> Markup: ...
@overload
def heard(words: str, text: Text, language: str) -> str: ...
def heard(words: str, text: Text, language: str) -> str:
    """Words of a text, marked where they are in another language than that of the page."""
    spoken = language if text.get(language) else next(iter(text), language)
    return words if spoken == language or not words else marked(words, spoken)


@overload
def marked(words: Markup, language: str) -> Markup: ...
@overload
def marked(words: str, language: str) -> str: ...
def marked(words: str, language: str) -> str:
    """Words marked as being in a language; Markup where they are."""
    if isinstance(words, Markup):
        return escape(f"{_MARK}{language}\x03") + words + escape(_END)
    return f"{_MARK}{language}\x03{words}{_END}"


def unmarked(words: str) -> str:
    """Words without their marks."""
    return _ANY.sub("", words)


def told(page: str) -> str:
    """A page in which every mark became an element that tells the language, or vanished."""
    parts: list[str] = []
    bare = False
    for at, piece in enumerate(_TAG.split(page)):
        if at % 2:
            bare = _BARE.match(piece) is not None
            parts.append(unmarked(piece))
        elif _MARK not in piece:
            parts.append(piece)
        elif bare:
            if whole := _WHOLE.fullmatch(piece):
                parts[-1] = f'{parts[-1][:-1]} lang="{whole[1]}">'
            parts.append(unmarked(piece))
        else:
            parts.append(_ANY.sub(_element, piece))
    return "".join(parts)


def add_foreign(app: Flask) -> None:
    """Let every page of the application tell its browser which words are in another language."""

    @app.after_request
    def tell(response: Response) -> Response:
        if response.mimetype != "text/html" or response.is_streamed:
            return response
        if _MARK.encode() in response.get_data():
            response.set_data(told(response.get_data(as_text=True)))
        return response


def _element(mark: re.Match[str]) -> str:
    if not mark[1]:
        return "</span>"
    return f'<span lang="{escape(mark[1])}" dir="{direction(mark[1])}">'
