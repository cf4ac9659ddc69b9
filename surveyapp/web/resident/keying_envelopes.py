"""Envelopes of paper booklets: their codes are checked, looked over and logged, a batch at a time.

Nothing here knows of booklets. Codes travel in the body of a POST and are kept nowhere but on the
page; what was refused stays in its box for correction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from surveyapp.errors import InputError
from surveyapp.web.failures import message
from surveyapp.web.front import Front
from surveyapp.web.local import is_local
from surveyapp.web.resident.frame import frame
from surveyapp.web.resident.ways import KEYING
from surveyapp.web.wording import Wording, wording
from surveyapp.workflow.envelopes import (
    MOST,
    Envelopes,
    Logged,
    State,
    check_envelopes,
    log_envelopes,
)

_NONE = Envelopes(())
_TOLD: Mapping[State, str] = {
    "ready": "envelope_ready",
    "logged": "envelope_logged",
    "spent": "envelope_spent",
    "unknown": "envelope_unknown",
    "repeated": "envelope_repeated",
    "length": "envelope_length",
    "foreign": "envelope_foreign",
    "wrong": "envelope_wrong",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """What the page shows.

    Attributes
    ----------
    ready : codes that wait for the button that logs them. logged : those logged just now.
    lines : what stands in the box. problem : what is wrong, empty where nothing is.
    """

    ready: Envelopes = _NONE
    logged: Envelopes = _NONE
    refused: tuple[Logged, ...] = ()
    lines: Sequence[str] = ()
    problem: str = ""


def envelopes(front: Front, wave: str, language: str) -> Response:
    """The page on which codes are scanned or typed, and what became of those that were."""
    if not is_local(request):
        home = url_for("public.home", lang=language)
        return message(403, "keying_local", language, home, "footer_home")
    fielded, coded = front.greeted(wave)
    door = url_for("resident.show", door=KEYING.name, wave=wave, language=language)
    if language not in fielded.wave.languages or not coded:
        return redirect(door, 303)
    t = wording(language)
    batch = _taken(front, wave, t) if request.method == "POST" else Batch()
    shown = frame(fielded, language, KEYING) | {
        "address": lambda tag: url_for("resident.paper_codes", wave=wave, language=tag)
    }
    html = render_template(
        "resident/envelopes.html", **shown, batch=batch, door=door, told=lambda one: _told(t, one)
    )
    return make_response(html, 422 if batch.problem else 200)


def _taken(front: Front, wave: str, t: Wording) -> Batch:
    """Check what was typed with what waited; log what waited, where that was asked for."""
    typed, waiting, logged = _lines("codes"), _lines("ready"), _NONE
    try:
        if request.form.get("_do") == "log":
            logged, waiting = log_envelopes(front.desk(), wave, waiting), []
        checked = check_envelopes(front.desk(), wave, [*waiting, *typed])
    except InputError as refused:
        if refused.problems[0].code != "too many":
            raise
        return Batch(lines=[*waiting, *typed], problem=t("envelopes_many", limit=MOST))
    wrong = (*logged.refused, *checked.refused)
    problem: str = "" if checked.codes or logged.codes else t("envelopes_none")
    if wrong:
        problem = t("envelopes_refused", count=len(wrong))
    ready = Envelopes(checked.accepted)
    return Batch(ready, logged, wrong, [one.text for one in wrong], problem)


def _told(t: Wording, one: Logged) -> Markup:
    """What became of one code, in words."""
    if one.state == "wrong" and one.place:
        return t("envelope_wrong_at", place=one.place)
    return t(_TOLD[one.state], place=one.place, count=one.count)


def _lines(name: str) -> list[str]:
    """The codes in a box, one a line; a scanner ends each with Enter."""
    return [line.strip()[:100] for line in request.form.get(name, "").split("\n") if line.strip()]
