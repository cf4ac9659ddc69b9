"""Earlier answers in later texts: `{item}` stands for the answer, in the resident's language.

A pipe says the label of what was chosen, a number, a date, or a short line of words; never a long
text. What comes out is plain text: whoever prints it escapes it, as everything else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from surveyapp.instrument.deciding import is_stated
from surveyapp.instrument.model import Instrument, Item, Text, Variable
from surveyapp.instrument.routing import settle
from surveyapp.instrument.values import Answers, AnswerValue, Missing

LONGEST_PIPED = 60
"""Characters of a line of words that may still be piped."""

REPETITION = "repetition"
"""`{repetition}` is which time a group is asked: 1, 2, ..."""

_PIPE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)\}")
_ISOLATE, _END = "\u2068", "\u2069"


def pipes_in(text: str) -> tuple[str, ...]:
    """The names between braces in a text, in order, each once."""
    return tuple(dict.fromkeys(_PIPE.findall(text)))


def split_at_pipes(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, each with whether it is the name of a pipe."""
    for number, piece in enumerate(_PIPE.split(text)):
        if piece:
            yield piece, number % 2 == 1


def pipe_texts(item: Item) -> Iterator[tuple[str, Text]]:
    """The texts of an item in which pipes are filled, each with its place."""
    yield "text", item.text
    yield "hint", item.hint
    yield "interviewer_note", item.interviewer_note
    for arm in item.arms:
        yield f"arm {arm.code}", arm.text
        yield f"arm {arm.code}, hint", arm.hint
    for row in item.rows:
        yield f"row {row.id}", row.text


def piped_variable(instrument: Instrument, item: Item, name: str) -> Variable | None:
    """The variable that a pipe in an item's text names; in a group, that of the same repetition."""
    if item.repetition:
        near = instrument.variables.get(f"{item.id.rsplit('.', 1)[0]}.{name}")
        if near is not None:
            return near
    return instrument.variables.get(name)


def can_be_piped(variable: Variable) -> bool:
    """Whether its answers can stand in a later text: never a long text."""
    item = variable.item
    if variable.kind == "text":
        return item.kind == "short_text" and item.longest <= LONGEST_PIPED
    return item.kind != "drawn"


def pipe_words(
    instrument: Instrument, item: Item, answers: Answers, language: str
) -> dict[str, str]:
    """What each pipe in an item's texts says, for these answers, in a language: name -> words.

    An answer that is missing or off the route is replaced by the stand-in of its item.
    """
    names = {n for _, text in pipe_texts(item) for n in pipes_in(text.get(language, ""))}
    if not names:
        return {}
    known = settle(instrument, answers).known
    return {name: _one(instrument, item, name, known, language) for name in sorted(names)}


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its pipes filled; a name that has no words stays as it stands."""
    return _PIPE.sub(lambda match: words.get(match[1], match[0]), text)


def without_pipes(text: str) -> str:
    """A text for lists and reports, where nobody's answers belong: each pipe is an ellipsis."""
    return _PIPE.sub("…", text)


def _one(instrument: Instrument, item: Item, name: str, known: Answers, language: str) -> str:
    if name == REPETITION and item.repetition:
        return format_decimal(item.repetition, locale=_locale(language))
    variable = piped_variable(instrument, item, name)
    if variable is None or not can_be_piped(variable):
        return "…"
    value = known.get(variable.name, Missing.NOT_REACHED)
    if isinstance(value, Missing) or not is_stated(value, variable):
        return variable.item.stand_in.get(language) or "…"
    return said_answer(variable, value, language)


def said_answer(variable: Variable, value: AnswerValue, language: str) -> str:
    """An answer as words in the middle of a sentence."""
    labels = {option.place or option.code: option.label for option in variable.options}
    match value:
        case tuple() if variable.kind == "ranked":
            return _label(labels, value[0], language)
        case tuple():
            chosen = [_label(labels, code, language) for code in value]
            return format_list(chosen, locale=_locale(language))
        case str() if variable.kind == "date":
            return format_date(datetime.date.fromisoformat(value), "long", locale=_locale(language))
        case str() if variable.kind == "text":
            return f"{_ISOLATE}{value}{_END}"
        case int() | float() if variable.kind == "number":
            unit = variable.item.unit.get(language, "")
            return f"{format_decimal(value, locale=_locale(language))} {unit}".rstrip()
        case int() | str():
            return _label(labels, value, language)
    return "…"


def _label(labels: Mapping[int | str, Text], code: int | str, language: str) -> str:
    return labels.get(code, {}).get(language) or str(code)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
