"""Resident pages as HTML. Questions come from cached skeletons, the rest from templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import render_template
from markupsafe import Markup, escape

from surveyapp.errors import Problem
from surveyapp.instrument.drawing import presented, variant
from surveyapp.instrument.model import FindBy, Item, Option, Text
from surveyapp.instrument.pipes import pipe_words, split_at_pipes
from surveyapp.instrument.reader import DATE_PARTS
from surveyapp.instrument.reading_ranks import ranks
from surveyapp.instrument.values import Answers, Missing
from surveyapp.web.foreign import heard, said
from surveyapp.web.resident.frame import frame
from surveyapp.web.resident.keys import KEYED_KINDS, numbered
from surveyapp.web.resident.review import Part, parts
from surveyapp.web.resident.skeleton import Skeleton, cut, hole
from surveyapp.web.resident.ways import HOME, INTERVIEW, Way
from surveyapp.web.wording import Wording, wording
from surveyapp.workflow.desk import Fielded

_SENTENCE = re.compile(r"(.{1,90}?[.!?。])\s+(.+)", re.DOTALL)
RETURN = Markup('<input form="page" type="hidden" name="_return_to" value="review">')

Typed = Mapping[str, Sequence[str]]
"""Field name -> what stands in it, as a page posts it."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one resident's copy of a question page holds."""

    secret: str
    k: int
    of: int
    typed: Typed = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    busy: bool = False
    notice: str = ""
    told: Sequence[str] = ()
    """What the page says above its question, to be said again in another language."""
    only_mine: bool = False
    """It is ticked that nobody else uses the device."""
    to_review: bool = False
    answers: Answers = field(default_factory=dict)
    """Those of the pages before: they decide the wording, the order and what pipes say."""
    way: Way = HOME
    age: str = ""
    """The token that tells how long the questions have been with the person."""
    keys: str = ""
    """Numbers of answers as an interviewer typed them, to be shown again."""
    ways: frozenset[FindBy] = frozenset()
    """How the service can find a place that is typed."""


_skeletons: dict[tuple[object, ...], Skeleton] = {}


def question(fielded: Fielded, item: Item, language: str, filling: Filling) -> str:
    """The page of one question, filled for one resident."""
    wave, instrument = fielded.wave, fielded.instrument
    drawn = variant(instrument, item, filling.answers)
    ways = filling.ways & set(item.find_by)
    key = (wave.instrument_hash, wave.slug, language, item.id, drawn, filling.way.name, ways)
    skeleton = _skeletons.get(key)
    if skeleton is None:
        shown = presented(instrument, item, filling.answers)
        skeleton = _question_skeleton(fielded, shown, language, filling.way, ways)
        _skeletons[key] = skeleton
    holes = _holes(filling, wording(language))
    words = pipe_words(instrument, item, filling.answers, language)
    holes.update((f"pipe {name}", str(escape(said))) for name, said in words.items())
    if filling.way is INTERVIEW:
        holes["so-far"] = _so_far(parts(instrument, filling.answers, language), wording(language))
    return skeleton.fill(holes)


def typed_from(item: Item, answers: Answers) -> dict[str, list[str]]:
    """What stands in the fields of a question answered before, as the page would post it."""
    names = [f"{item.id}.{row.id}" for row in item.rows] or [item.id]
    typed: dict[str, list[str]] = {}
    for name in names:
        value = answers.get(name, Missing.NOT_REACHED)
        if isinstance(value, Missing):
            continue
        if item.kind == "date":
            parts = zip(DATE_PARTS, str(value).split("-"), strict=True)
            typed |= {f"{name}-{part}": [text.lstrip("0")] for part, text in parts}
        elif item.kind == "ranking" and isinstance(value, tuple):
            typed |= {f"{name}-{code}": [str(place)] for place, code in enumerate(value, 1)}
        else:
            typed[name] = [str(v) for v in value] if isinstance(value, tuple) else [str(value)]
    return typed


def first_sentence(text: str) -> tuple[str, str]:
    """A text as its first sentence, for a heading, and the rest; all of it where it is one."""
    found = _SENTENCE.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text, "")


def piped(words: str) -> Markup:
    """A text, escaped, with a hole for each pipe in it."""
    pieces = split_at_pipes(words)
    return Markup().join(hole("pipe", text) if pipe else escape(text) for text, pipe in pieces)


def told_field(told: Sequence[str]) -> str:
    """The field with which a page remembers what it said above its question."""
    if not told:
        return ""
    field = Markup('<input form="page" type="hidden" name="_told" value="{}">')
    return field.format(" ".join(told))


def _question_skeleton(
    fielded: Fielded, item: Item, language: str, way: Way, ways: frozenset[FindBy]
) -> Skeleton:
    t = wording(language)

    def asks(text: Text) -> Markup:
        return heard(piped(said(text, language)), text, language)

    def in_two(text: Text) -> tuple[Markup, Markup]:
        heading, rest = (piped(words) for words in first_sentence(said(text, language)))
        return heard(heading, text, language), heard(rest, text, language)

    page = render_template(
        "resident/question.html",
        **frame(fielded, language, way),
        item=item,
        hint=_hint(item, t),
        page_id=item.id,
        default_step="continue",
        is_aside=_is_aside,
        asks=asks,
        piped=piped,
        positions=ranks(item),
        in_two=in_two,
        interviewer=way is INTERVIEW,
        keyed=way.by_number and item.kind in KEYED_KINDS,
        numbers={option.value: number for number, option in numbered(item).items()},
        ways=ways,
    )
    return cut(page, lambda name: _default(name, t))


def _hint(item: Item, t: Wording) -> Markup:
    """What the page adds about how to answer."""
    match item.kind:
        case "multiple":
            return t("pick_many")
        case "grid":
            return t("pick_row")
        case "date":
            return t("date_hint", example=t.date_example)
        case "whole_number" if not item.hint:
            return t("whole_number_hint")
        case "number" if not item.hint:
            return t("number_hint")
        case "ranking" if item.most and ranks(item) < len(item.options):
            return t("rank_some_hint", most=ranks(item))
        case "ranking":
            return t("rank_hint")
        case "short_text" | "long_text" if item.longest:
            limit = t("text_hint", longest=item.longest)
            return limit if item.hint else Markup(" ").join((t("no_names"), limit))
    return Markup()


def _is_aside(option: Option) -> bool:
    return option.dont_know or option.not_stated or option.exclusive


def _default(name: str, t: Wording) -> str:
    if name == "go":
        return str(t("continue"))
    if name.startswith("described ") and name.endswith(" hint"):
        return ' aria-describedby="hint"'
    return ""


def _notice(t: Wording) -> str:
    return Markup(
        '<div class="notice" role="alert" tabindex="-1" autofocus><h2>{}</h2><p>{}</p></div>'
    ).format(t("busy_title"), t("busy_text"))


def _holes(filling: Filling, t: Wording) -> dict[str, str]:
    """The holes of a question page with what goes into them, escaped."""
    holes = {
        "secret": filling.secret,
        "age": str(escape(filling.age)),
        "k": str(filling.k),
        "of": str(filling.of),
    }
    for name, texts in filling.typed.items():
        holes.update((f"on {name} {text}", " checked") for text in texts)
        holes.update((f"picked {name} {text}", " selected") for text in texts)
        holes[f"value {name}"] = str(escape(texts[0])) if texts else ""
    if filling.way.by_number:
        holes["keys"] = str(escape(filling.keys))
    if filling.to_review:
        holes["return"] = RETURN
        holes["go"] = str(t("to_review"))
    if filling.told:
        holes["told"] = told_field(filling.told)
    if filling.only_mine:
        holes |= {"device": " checked", "later": " open"}
    if filling.notice:
        holes["notice"] = filling.notice
    if filling.busy:
        holes["notice"] = _notice(t)
    if filling.problems:
        holes |= _problem_holes(filling.problems, t)
    return holes


def _so_far(sections: Sequence[Part], t: Wording) -> str:
    """What an interviewer has entered, below the question; empty at the start."""
    lines = [line for section in sections for line in section.lines if line.given]
    return render_template("resident/so_far.html", t=t, lines=lines) if lines else ""


def _problem_holes(problems: Sequence[Problem], t: Wording) -> dict[str, str]:
    prefix = t("error_prefix")
    holes = {
        "error-prefix": f"{prefix} ",
        "summary": render_template("resident/summary.html", t=t, problems=problems),
    }
    inline = Markup('<p class="problem" id="{}-problem"><span class="hidden">{}</span> {}</p>')
    for problem in problems:
        name = problem.where
        holes[f"problem {name}"] = inline.format(name, prefix, problem.what)
        holes[f"invalid {name}"] = ' aria-invalid="true"'
        own = escape(f"{name}-problem")
        holes[f"described {name} hint"] = f' aria-describedby="hint {own}"'
        holes[f"described {name} "] = f' aria-describedby="{own}"'
    return holes
