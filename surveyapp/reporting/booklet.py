"""The paper booklet: the same questionnaire to be filled in with a pen, in one language.

It holds no access code: that travels on the envelope, and is crossed off in a step of its own.
Whoever types a booklet in sees the design cell and the booklet's number, written in the office.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from surveyapp.errors import Problem, ReportError
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.drawing import presented
from surveyapp.instrument.model import PAGELESS, Instrument, Item, Text
from surveyapp.instrument.on_paper import Arms, asked_on_paper, printed_arms, summed
from surveyapp.instrument.pipes import filled, pipes_in

TYPE_SIZES = {"usual": "11.5pt", "large": "18pt"}
"""Large print is 18 point (American Printing House for the Blind; RNIB calls 16 to 18 large).

Nothing in it is smaller, and a grid is asked line by line: its columns would be too narrow.
"""
LINES_OF_TEXT = {"short_text": 1, "long_text": 6}
_COMPARED = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}

NO_ARMS: Mapping[str, int] = {}
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says of who asks."""

    city: str
    department: str
    contact: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is printed.

    Attributes
    ----------
    kind : which boxes it has: information, choice, grid, points, rank, number, date or text.
    only : in which case it is to be answered; empty: always.
    how : how to answer. labels : beside the boxes. rows : of a grid, or of several numbers.
    written : an area that no list names is written by hand.
    long : may run over a page end.
    """

    number: int
    kind: str
    text: str
    hint: str = ""
    only: str = ""
    how: str = ""
    labels: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    points: tuple[int, ...] = ()
    ends: tuple[str, str] = ("", "")
    unit: str = ""
    lines: int = 1
    written: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one section."""

    title: str
    questions: tuple[Question, ...]


def booklet_html(
    instrument: Instrument,
    language: str,
    cover: Cover,
    templates: Path,
    *,
    large: bool = False,
    arms: Mapping[str, int] = NO_ARMS,
) -> tuple[str, str]:
    """The booklet as HTML and its style sheet; every text is escaped.

    Parameters
    ----------
    arms : split -> code of the arm that this booklet has; printed in its office box.

    Raises
    ------
    ReportError : the questionnaire is not in this language, or the booklet has no words for it.
    InputError : code "arm": a split has no arm, or one it does not have; or code "paper": a
        question is asked by something that cannot be seen on paper.
    """
    if language not in instrument.languages:
        remedy = (f"Choose one of: {', '.join(instrument.languages)}.",)
        what = f"The questionnaire is not in {language!r}."
        raise ReportError(Problem(what, instrument.id, remedy))
    words = load_words(templates, language)
    lots = printed_arms(instrument, arms)
    splits = {lot.name: lot.of for lot in instrument.draws}
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("booklet.html").render(
        language=language,
        large=large,
        words=words,
        title=_said(instrument.title, language),
        welcome=_said(instrument.welcome, language),
        thanks=_said(instrument.thanks, language) or words["thanks"],
        city=cover.city,
        department=cover.department,
        contact=cover.contact,
        parts=booklet_parts(instrument, language, words, lots),
        arms=[f"{splits[name]} {code}" for name, code in lots.items()],
    )
    style = (templates / "booklet.css").read_text(encoding="utf-8")
    return page, style.replace("var-size", TYPE_SIZES["large" if large else "usual"])


def load_words(templates: Path, language: str) -> Words:
    """The booklet's own words; ReportError naming the languages there are."""
    path = templates / f"{language}.toml"
    if not path.is_file():
        have = ", ".join(sorted(one.stem for one in templates.glob("*.toml")))
        remedies = (f"Write {path.name} beside them.", f"Use one of: {have}.")
        what = f"There are no words of a booklet in {language!r}."
        raise ReportError(Problem(what, str(templates), remedies))
    words: Words = tomllib.loads(path.read_text(encoding="utf-8"))
    return words


def booklet_parts(
    instrument: Instrument, language: str, words: Words, arms: Arms = NO_ARMS
) -> tuple[Part, ...]:
    """Every question as it is printed for some arms, numbered through, by section.

    Orders stand as written. A question that these arms never ask is left out.

    Parameters
    ----------
    arms : name of the draw -> code, as `printed_arms` gives them.
    """
    asked = asked_on_paper(instrument, arms)
    shown = [presented(instrument, item, arms) for item in asked if item.kind not in PAGELESS]
    questions = [item for item in shown if item.kind != "information"]
    numbers = {item.id: number for number, item in enumerate(questions, 1)}
    titles = {section.id: _said(section.title, language) for section in instrument.sections}
    return tuple(
        Part(
            titles.get(section, ""),
            tuple(_question(instrument, item, language, words, numbers) for item in group),
        )
        for section, group in groupby(shown, key=lambda item: item.section)
    )


def _question(
    instrument: Instrument, item: Item, language: str, words: Words, numbers: Mapping[str, int]
) -> Question:
    def say(text: Text) -> str:
        said = _said(text, language)
        pipes = dict.fromkeys(pipes_in(said), f"({words['piped']})")
        if item.repetition:
            pipes["repetition"] = str(item.repetition)
        return filled(said, pipes)

    kind, how = _kind(item, words)
    points = item.points.codes if item.points else range(0)
    only = _when(instrument, item.show_if, language, words, numbers) if item.show_if else ""
    return Question(
        number=numbers.get(item.id, 0),
        kind=kind,
        text=say(item.text),
        hint=say(item.hint),
        only=only,
        how=how,
        labels=tuple(say(option.label) for option in item.options if option.code not in points),
        rows=tuple(say(row.text) for row in item.rows),
        points=tuple(points),
        ends=(say(item.points.low), say(item.points.high)) if item.points else ("", ""),
        unit=say(item.unit),
        lines=LINES_OF_TEXT.get(item.kind, 1),
        written=bool(item.options_from) and not any(option.place for option in item.options),
        long=len(item.options) > 14 or len(item.rows) > 8,
    )


def _kind(item: Item, words: Words) -> tuple[str, str]:
    """Which boxes a question has, and how it is answered."""
    match item.kind:
        case "information":
            return "information", ""
        case "grid":
            return "grid", words["row"]
        case "multiple":
            return "choice", words["many"]
        case "ranking":
            few = item.most and item.most < len(item.options)
            return "rank", words["rank_most"].format(most=item.most) if few else words["rank"]
        case "number" | "whole_number":
            return "number", words["number"]
        case "date":
            return "date", words["date"]
        case "short_text" | "long_text":
            return "text", words["write"]
        case _ if item.points:
            return "points", words["one"]
    return "choice", words["one"]


def _when(
    instrument: Instrument,
    condition: Condition,
    language: str,
    words: Words,
    numbers: Mapping[str, int],
) -> str:
    """A condition in words, by the numbers of the questions it looks at."""

    def again(part: Condition) -> str:
        return _when(instrument, part, language, words, numbers)

    def number(variable: str) -> int:
        return numbers[instrument.variables[variable].item.id]

    match condition:
        case All(parts):
            return words["and_"].join(again(part) for part in parts)
        case AnyOf(parts):
            return words["or_"].join(again(part) for part in parts)
        case Not(part):
            return words["not_"].format(words=again(part))
        case In(variable, values):
            labels = _labels(instrument, variable, values, language)
            listed = words["or_"].join(f"“{label}”" for label in labels)
            return words["answer"].format(n=number(variable), words=listed)
        case Compare(variable, operator, value) if added := summed(instrument, variable):
            listed = words["and_"].join(str(number(name)) for name in added)
            how = words[_COMPARED[operator]]
            return words["sum"].format(n=listed, how=how, value=f"{value:g}")
        case Compare(variable, operator, value):
            labels = _labels(instrument, variable, (value,), language)
            how = words[_COMPARED[operator]]
            return words["compare"].format(n=number(variable), how=how, value=labels[0])
        case Answered(variable, answered):
            return words["asked" if answered else "unasked"].format(n=number(variable))


def _labels(
    instrument: Instrument, variable: str, values: Sequence[object], language: str
) -> tuple[str, ...]:
    options = {option.code: option.label for option in instrument.variables[variable].options}
    return tuple(
        _said(options[value], language)
        if isinstance(value, int) and value in options
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
        for value in values
    )


def _said(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
