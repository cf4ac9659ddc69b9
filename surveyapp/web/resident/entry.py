"""Coming in: the first page, an access code exchanged for a ticket, and the start itself."""

from __future__ import annotations

import hmac
from dataclasses import replace

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import InputError, StorageError
from surveyapp.web.failures import message
from surveyapp.web.front import Front
from surveyapp.web.local import is_local
from surveyapp.web.resident import cookies, pages
from surveyapp.web.resident.doorkeeper import note_code
from surveyapp.web.resident.envelope import Posted
from surveyapp.web.resident.keying import door as keying_door
from surveyapp.web.resident.ways import INTERVIEW, KEYING, Way
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem as redeem_code
from surveyapp.workflow.admit import reopen

_TOLD = {
    "mistyped": "access_mistyped",
    "not accepted": "access_refused",
    "ticket": "access_refused",
}


_AS_IT_IS = pages.Greeting()


def opening(
    front: Front,
    way: Way,
    wave: str,
    language: str,
    greeting: pages.Greeting = _AS_IT_IS,
) -> Response:
    """The first page, with what was typed on it and what is wrong with that, if anything is."""
    fielded, coded = front.greeted(wave)
    if language not in fielded.wave.languages:
        return redirect(url_for("resident.begin", door=way.name, wave=wave), 303)
    if way is KEYING:
        return keying_door(fielded, language, coded=coded)
    if way is INTERVIEW and not coded and not is_local(request):
        return message(403, "interview_local", language, f"/s/{wave}", "try_again")
    on_device = way.comes_back and not greeting.resume_problem and bool(cookies.on_device(wave))
    greeting = replace(greeting, needs_code=coded, on_device=on_device)
    minutes = front.settings.kiosk_idle // 60
    html = pages.welcome(fielded, language, way, greeting, idle_minutes=minutes)
    return make_response(html, 422 if greeting.code_problem or greeting.resume_problem else 200)


def typed(posted: Posted) -> pages.Greeting:
    """What is typed and ticked on the first page; what a device holds is not shown on it."""
    held = cookies.on_device(posted.wave)
    same = hmac.compare_digest(posted.secret.encode(), held.encode())
    return pages.Greeting(
        typed_code=posted.code,
        typed_resume="" if same else posted.secret,
        only_mine=posted.only_mine,
        mode=posted.mode if len(posted.way.modes) > 1 else "",
    )


def told_again(posted: Posted) -> pages.Greeting:
    """What is typed on the first page, with the problem that it told of."""
    problem = next((key for key in sorted(set(_TOLD.values()) & posted.told)), "")
    greeting = typed(posted)
    return replace(greeting, code_problem=problem, resume_problem="resume" in posted.told)


def redeem(front: Front, posted: Posted) -> Response:
    """Take an access code; say what is wrong with it, or show the page from which to begin."""
    try:
        admission = redeem_code(front.desk(), posted.wave, posted.code)
    except InputError as refused:
        greeting = replace(typed(posted), code_problem=_told(refused))
        return opening(front, posted.way, posted.wave, posted.language, greeting)
    note_code(front, posted.wave, admission.design_cell)
    fielded = front.at_hand(posted.wave)
    ready = pages.Ready(admission.ticket)
    html = pages.ready(fielded, posted.language, posted.way, admission.secret, ready)
    return make_response(html)


def show_ready(front: Front, posted: Posted) -> Response:
    """The page from which to begin, in another language."""
    try:
        admission = reopen(front.desk(), posted.wave, posted.ticket)
    except InputError as refused:
        greeting = pages.Greeting(code_problem=_told(refused))
        return opening(front, posted.way, posted.wave, posted.language, greeting)
    fielded = front.at_hand(posted.wave)
    ready = pages.Ready(posted.ticket, only_mine=posted.only_mine, mode=posted.mode)
    html = pages.ready(fielded, posted.language, posted.way, admission.secret, ready)
    return make_response(html)


def start(front: Front, posted: Posted) -> str | Response:
    """The secret of a response begun now, or the page that says why it cannot be."""
    if posted.way is INTERVIEW and not posted.ticket and not is_local(request):
        return opening(front, posted.way, posted.wave, posted.language)
    try:
        return respond.start(
            front.desk(),
            posted.wave,
            language=posted.language,
            mode=posted.way.mode(posted.mode),
            ticket=posted.ticket,
        )
    except InputError as refused:
        if refused.problems[0].code not in ("code needed", "ticket"):
            raise
        key = "access_refused" if posted.ticket else "access_mistyped"
        greeting = pages.Greeting(code_problem=key)
        return opening(front, posted.way, posted.wave, posted.language, greeting)


def begun(front: Front, response: Response, posted: Posted, secret: str) -> Response:
    """The first question, with the cookie that its way in or the resident asks for."""
    if posted.way.session:
        cookies.begin_session(front, response, posted.way, posted.wave, secret)
    elif posted.way.comes_back and posted.only_mine:
        cookies.keep_on_device(front, response, posted.wave, secret)
    return response


def _told(refused: InputError) -> str:
    """Key of the text that tells what is wrong with a code; a missing key file is our fault."""
    code = refused.problems[0].code
    if code not in _TOLD:
        raise StorageError(refused.problems) from refused
    return _TOLD[code]
