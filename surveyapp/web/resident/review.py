"""What stands on the page where a resident looks over the answers before sending them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from babel.core import UnknownLocaleError
from babel.dates import format_date

from surveyapp.instrument.drawing import presented
from surveyapp.instrument.model import Instrument, Item, Text, Variable, item_variables
from surveyapp.instrument.pipes import filled, pipe_words, said_answer
from surveyapp.instrument.routing import path
from surveyapp.instrument.values import Answers, AnswerValue, Missing
from surveyapp.web.foreign import heard, said


@dataclass(frozen=True, slots=True)
class Given:
    """One answer in words, empty where none was given; `about` is the row of a grid it is for."""

    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One question with what was answered; `given` is empty where nothing was."""

    page: str
    question: str
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one section."""

    title: str
    lines: tuple[Line, ...]


def _said(text: Text, language: str) -> str:
    """A text in a language, or in the first one it has, which is then marked."""
    return heard(said(text, language), text, language)


def date_in_words(iso: str, language: str) -> str:
    """A date as people write it ("March 2, 2026"); as it stands where it cannot be read."""
    try:
        day = datetime.date.fromisoformat(iso)
        return format_date(day, "long", locale=language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return iso


def parts(instrument: Instrument, answers: Answers, language: str) -> tuple[Part, ...]:
    """Every question on the route with what was answered, by section."""
    titles = {section.id: _said(section.title, language) for section in instrument.sections}
    items = [instrument.index[i] for page in path(instrument, answers) for i in page.items]
    asked = [item for item in items if item.kind != "information"]

    def line(item: Item) -> Line:
        return _line(instrument, item, answers, language)

    return tuple(
        Part(titles.get(section, ""), tuple(map(line, group)))
        for section, group in groupby(asked, key=lambda item: item.section)
    )


def _line(instrument: Instrument, item: Item, answers: Answers, language: str) -> Line:
    shown = presented(instrument, item, answers)
    values = [(v, answers.get(v.name, Missing.NOT_REACHED)) for v in item_variables(item)]
    known = not all(isinstance(value, Missing) for _, value in values)
    given = tuple(_given(values, language)) if known else ()
    question = filled(said(shown.text, language), pipe_words(instrument, shown, answers, language))
    return Line(item.id, heard(question, shown.text, language), given)


def _given(values: list[tuple[Variable, AnswerValue]], language: str) -> Iterator[Given]:
    for variable, value in values:
        if variable.row:
            words = ", ".join(_words(variable, value, language))
            yield Given(words, _said(variable.row.text, language))
        else:
            yield from (Given(words) for words in _words(variable, value, language))


def _words(variable: Variable, value: AnswerValue, language: str) -> Iterator[str]:
    if isinstance(value, Missing):
        return
    labels: dict[object, Text] = {
        option.place or option.code: option.label for option in variable.options
    }
    for place, one in enumerate(value if isinstance(value, tuple) else (value,), 1):
        if variable.kind == "ranked":
            yield f"{place}. {_said(labels[one], language)}"
        elif one in labels:
            yield _said(labels[one], language)
        elif variable.kind == "number":
            yield said_answer(variable, one, language)
        else:
            yield date_in_words(str(one), language) if variable.kind == "date" else str(one)
