"""Paper booklets typed in twice, compared, and stored once; the workflow does each of these.

Staff do this, so it is served to the machine itself alone until staff sign in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import complete
from surveyapp.instrument.on_paper import splits
from surveyapp.web.failures import message
from surveyapp.web.front import Front
from surveyapp.web.local import is_local
from surveyapp.web.resident.envelope import Posted
from surveyapp.web.resident.frame import frame
from surveyapp.web.resident.review import Line, parts
from surveyapp.web.resident.ways import KEYING
from surveyapp.web.wording import wording
from surveyapp.workflow.desk import Fielded
from surveyapp.workflow.paper import (
    Keyed,
    Keying,
    Printed,
    Turn,
    begin_booklet,
    compare_booklet,
)
from surveyapp.workflow.respond import Standing

ARM = "arm."
"""Begins the names of the fields that ask for a printed arm."""
_TOLD = {"booklet": "keying_wrong", "cell": "keying_wrong_cell", "arm": "keying_wrong_arm"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that was typed in differently: its page, and what stands in each keying."""

    page: str
    question: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Something the booklet says of itself: how it is asked for, and what was said each time."""

    field: str
    label: str
    choices: Mapping[str, str]
    first: str = ""
    second: str = ""


def door(
    fielded: Fielded,
    language: str,
    *,
    posted: Posted | None = None,
    refused: InputError | None = None,
    coded: bool = False,
) -> Response:
    """The page on which a booklet is named, with what is wrong with that, if anything is."""
    if not is_local(request):
        return away(language)
    asked = [one for one in _stated(fielded, language) if one.field != "language"]
    problems = _told(asked, refused) if refused else {}
    html = render_template(
        "resident/keying.html",
        **frame(fielded, language, KEYING),
        asked=asked,
        typed={name: _field(posted, name) for name in ("booklet", "round", *_names(asked))}
        if posted
        else {},
        problems=problems,
        wrong=bool(problems),
        coded=coded,
    )
    return make_response(html, 422 if problems else 200)


def away(language: str) -> Response:
    """The refusal for whoever is elsewhere."""
    home = url_for("public.home", lang=language)
    return message(403, "keying_local", language, home, "footer_home")


def begin(front: Front, posted: Posted) -> str | Response:
    """The secret of the keying asked for, or the page that says why it cannot begin."""
    if posted.way is not KEYING or not is_local(request):
        return away(posted.language)
    turn: Turn = "second" if _field(posted, "round") == "second" else "first"
    booklet = _field(posted, "booklet")
    try:
        printed = _printed(posted)
        return begin_booklet(front.desk(), posted.wave, booklet, printed, turn)
    except InputError as refused:
        if refused.problems[0].code == "keyed":
            return _message(posted, "keying_stored")
        fielded, coded = front.greeted(posted.wave)
        return door(fielded, posted.language, posted=posted, refused=refused, coded=coded)


def compare(front: Front, posted: Posted) -> Response | Keying:
    """Store the booklet where both keyings agree; show where they do not, or ask for the other.

    A keying comes back where a correction opened pages in it that are to be typed in first.
    """
    corrected = _printed(posted) if _field(posted, "language") else None
    found = compare_booklet(front.desk(), posted.wave, posted.secret, corrected)
    if found.state == "sealed":
        return _message(posted, "keying_stored")
    if found.state == "waiting":
        unfinished = [one for one in found.keyings.values() if not one.finished]
        if corrected and unfinished:
            return unfinished[0]
        return _message(posted, "keying_wait")
    return _shown(posted, found)


def differences(one: Standing, two: Standing, language: str) -> list[Difference]:
    """Questions whose answers differ between the two keyings, in order, each in words."""
    instrument = one.instrument
    answers = [complete(instrument, standing.draft.answers) for standing in (one, two)]
    unequal = {
        variable.item.id
        for name, variable in instrument.variables.items()
        if answers[0].get(name) != answers[1].get(name)
    }
    lines: list[dict[str, Line]] = [
        {line.page: line for part in parts(instrument, given, language) for line in part.lines}
        for given in answers
    ]
    named = {**lines[1], **lines[0]}
    return [
        Difference(
            page, named[page].question, *(_words(part.get(page)) for part in (lines[0], lines[1]))
        )
        for page in (step.items[0] for step in instrument.pages)
        if page in unequal and page in named
    ]


def _shown(posted: Posted, found: Keyed) -> Response:
    """What differs, of the booklet itself and of its answers."""
    one, two = found.keyings["first"], found.keyings["second"]
    said = [_said(keying.standing) for keying in (one, two)]
    stated = [
        Stated(asked.field, asked.label, asked.choices, *(by[asked.field] for by in said))
        for asked in _stated(one.standing.fielded, posted.language)
    ]
    html = render_template(
        "resident/compare.html",
        **frame(one.standing.fielded, posted.language, KEYING),
        stated=stated,
        unequal=[asked for asked in stated if asked.first != asked.second],
        differences=differences(one.standing, two.standing, posted.language),
        secrets=(one.secret, two.secret),
    )
    return make_response(html)


def _stated(fielded: Fielded, language: str) -> list[Stated]:
    """What every booklet of a wave says of itself."""
    t = wording(language)
    tongues = {tag: str(wording(tag)("language_name")) for tag in fielded.wave.languages}
    asked = [Stated("language", t("keying_language"), tongues)]
    cells = {cell.id: cell.id for cell in fielded.wave.plan.design.cells}
    if cells:
        asked.append(Stated("cell", t("keying_cell"), cells))
    for lot in splits(fielded.instrument):
        label = t("keying_arm", split=lot.of)
        asked.append(Stated(ARM + lot.of, label, {str(code): str(code) for code in lot.codes}))
    return asked


def _said(standing: Standing) -> dict[str, str]:
    draft = standing.draft
    said = {"language": draft.language, "cell": draft.design_cell}
    for lot in splits(standing.instrument):
        said[ARM + lot.of] = str(draft.answers.get(lot.name, ""))
    return said


def _printed(posted: Posted) -> Printed:
    """What is said of a booklet; an arm that is no number is none that any split has."""
    arms = {
        name.removeprefix(ARM): _number(_field(posted, name))
        for name in posted.fields
        if name.startswith(ARM) and _field(posted, name)
    }
    language = _field(posted, "language") or posted.language
    return Printed(language, _field(posted, "cell"), arms)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _told(asked: list[Stated], refused: InputError) -> dict[str, str]:
    """Field -> key of the text that says what is wrong with it, in the order of the page."""
    found = {
        _place(problem): _TOLD[problem.code] for problem in refused.problems if _known(problem)
    }
    if len(found) < len({problem.code for problem in refused.problems}):
        raise refused
    return {name: found[name] for name in ("booklet", *_names(asked)) if name in found}


def _known(problem: Problem) -> bool:
    return problem.code in _TOLD


def _place(problem: Problem) -> str:
    if problem.code == "arm":
        return ARM + problem.where.removeprefix("split ")
    return problem.code


def _names(asked: list[Stated]) -> tuple[str, ...]:
    return tuple(one.field for one in asked)


def _message(posted: Posted, key: str) -> Response:
    home = url_for("resident.show", door=KEYING.name, wave=posted.wave, language=posted.language)
    return message(200, key, posted.language, home, "keying_next")


def _words(line: Line | None) -> str:
    if line is None:
        return ""
    return "; ".join(f"{one.about} {one.words}".strip() for one in line.given)


def _field(posted: Posted, name: str) -> str:
    return next(iter(posted.fields.get(name, ())), "").strip()
