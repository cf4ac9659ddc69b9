"""Paper booklets typed in twice, compared, and stored once.

Each keying is a draft of its own under a secret made from the booklet's number, so that either can
be interrupted; the two secrets of a booklet differ in their last bit. Staff do this, so it is
served to the machine itself alone until staff sign in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from surveyapp.collection.sealing import booklet_secret, read_secret, secret_text
from surveyapp.collection.ticket import Ticket, ticket_text
from surveyapp.errors import InputError
from surveyapp.instrument.answers import complete
from surveyapp.web.failures import message
from surveyapp.web.front import Front
from surveyapp.web.local import is_local
from surveyapp.web.resident.envelope import Posted
from surveyapp.web.resident.frame import frame
from surveyapp.web.resident.review import Line, parts
from surveyapp.web.resident.ways import KEYING
from surveyapp.workflow import respond
from surveyapp.workflow.desk import Desk, Fielded
from surveyapp.workflow.respond import Standing

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that was typed in differently: its page, and what stands in each keying."""

    page: str
    question: str
    first: str
    second: str


def door(fielded: Fielded, language: str, *, wrong: bool = False, coded: bool = False) -> Response:
    """The page on which a booklet is named, or the refusal for whoever is elsewhere."""
    if not is_local(request):
        home = url_for("public.home", lang=language)
        return message(403, "keying_local", language, home, "footer_home")
    cells = [cell.id for cell in fielded.wave.plan.design.cells]
    html = render_template(
        "resident/keying.html",
        **frame(fielded, language, KEYING),
        cells=cells,
        wrong=wrong,
        coded=coded,
    )
    return make_response(html, 422 if wrong else 200)


def ticket_of(front: Front, fielded: Fielded, posted: Posted) -> str:
    """What begins, or goes on with, one keying of the booklet named; empty where none is."""
    number = _field(posted, "booklet").strip()
    cells = {cell.id for cell in fielded.wave.plan.design.cells}
    cell = _field(posted, "cell")
    if not is_local(request) or not _NUMBER.fullmatch(number) or (cells and cell not in cells):
        return ""
    desk = front.desk()
    secret = booklet_secret(desk.key_of(posted.wave), posted.wave, number.upper())
    first, second = _pair(secret)
    chosen = second if _field(posted, "round") == "second" else first
    return ticket_text(desk.key_of(posted.wave), Ticket(posted.wave, chosen, cell if cells else ""))


def compare(front: Front, posted: Posted) -> Response:
    """Store the booklet where both keyings agree; show where they do not, or ask for the other."""
    desk, home = (
        front.desk(),
        url_for("resident.show", door=KEYING.name, wave=posted.wave, language=posted.language),
    )
    first, second = (secret_text(secret) for secret in _pair(read_secret(posted.secret)))
    try:
        one, two = _finished(desk, posted.wave, first), _finished(desk, posted.wave, second)
    except InputError as refused:
        if refused.problems[0].code != "submitted":
            raise
        respond.leave(desk, posted.wave, second)
        return message(200, "keying_stored", posted.language, home, "keying_next")
    if one is None or two is None:
        return message(200, "keying_wait", posted.language, home, "keying_next")
    found = differences(one, two, posted.language)
    if found:
        html = render_template(
            "resident/compare.html",
            **frame(one.fielded, posted.language, KEYING),
            differences=found,
            secrets=(first, second),
        )
        return make_response(html)
    respond.submit(desk, posted.wave, first)
    respond.leave(desk, posted.wave, second)
    return message(200, "keying_stored", posted.language, home, "keying_next")


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


def _finished(desk: Desk, wave: str, secret: str) -> Standing | None:
    """A keying with every page seen; None where it was not begun or not finished."""
    try:
        standing = respond.resume(desk, wave, secret)
    except InputError as refused:
        if refused.problems[0].code != "no draft":
            raise
        return None
    return standing if standing.here is None else None


def _words(line: Line | None) -> str:
    if line is None:
        return ""
    return "; ".join(f"{one.about} {one.words}".strip() for one in line.given)


def _pair(secret: bytes) -> tuple[bytes, bytes]:
    """The secrets of the first and the second keying, from either."""
    head, last = secret[:-1], secret[-1]
    return head + bytes([last & 0xFE]), head + bytes([last | 1])


def _field(posted: Posted, name: str) -> str:
    return next(iter(posted.fields.get(name, ())), "")
