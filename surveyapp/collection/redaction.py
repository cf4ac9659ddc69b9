"""Redaction: identifiers leave an open answer before it is sealed.

Telephone numbers, e-mail and street addresses, plates, badge and case numbers, dates of birth and
names with a title are replaced by their kind in brackets. The patterns are data
(`redaction_patterns`); what they cannot know, such as a name without a title, is left to the
people who review open answers after the wave has closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from surveyapp.collection.redaction_patterns import PATTERNS, Kind, Pattern
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.model import Instrument

_TOO_LONG = "***"


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in a text: its kind and where it stands."""

    kind: Kind
    start: int
    end: int


def identifiers(text: str) -> tuple[Found, ...]:
    """Every patterned identifier of a text, in order and without overlap.

    Where two overlap they are taken together, under the kind of the longer.
    """
    plain = _plain(text)
    spans = [
        Found(pattern.kind, *match.span("it" if "it" in match.groupdict() else 0))
        for pattern, expression in _compiled()
        for match in expression.finditer(plain)
    ]
    return _joined(spans)


def redact(text: str) -> str:
    """The text with every identifier replaced by its kind in brackets; never longer than before.

    Redacting twice changes nothing more than redacting once finds in what is left.
    """
    pieces: list[str] = []
    at = 0
    for found in identifiers(text):
        token = f"[{found.kind}]"
        room = found.end - found.start
        pieces += [text[at : found.start], token if len(token) <= room else _TOO_LONG[:room]]
        at = found.end
    return "".join([*pieces, text[at:]])


def redacted(instrument: Instrument, answers: Answers) -> Answers:
    """The answers with every open answer redacted; areas, dates, codes and numbers as they are."""
    return {
        name: redact(value) if isinstance(value, str) and _is_open(instrument, name) else value
        for name, value in answers.items()
    }


def _is_open(instrument: Instrument, name: str) -> bool:
    variable = instrument.variables.get(name)
    return variable is not None and variable.kind == "text" and not variable.item.area


def _plain(text: str) -> str:
    """The text with every digit and full-width character as in ASCII, in the same places."""
    return "".join(_plain_character(character) for character in text)


@cache
def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    usual = unicodedata.normalize("NFKC", character)
    return usual if len(usual) == 1 and usual.isascii() else character


@cache
def _compiled() -> tuple[tuple[Pattern, re.Pattern[str]], ...]:
    return tuple(
        (one, re.compile(one.expression, re.NOFLAG if one.exact else re.IGNORECASE))
        for one in PATTERNS
    )


def _joined(spans: Sequence[Found]) -> tuple[Found, ...]:
    joined: list[Found] = []
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        if joined and one.start < joined[-1].end:
            before = joined[-1]
            longer = before if before.end - before.start >= one.end - one.start else one
            joined[-1] = Found(longer.kind, before.start, max(before.end, one.end))
        elif one.end > one.start:
            joined.append(one)
    return tuple(joined)
