"""What is noticed of how people come and go, as yes or no, and whether they must wait a moment.

The clock is read here. No time, and no address, goes further than the counters in memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from flask import Response, make_response, render_template, request

from surveyapp.collection.form_age import form_age, form_token
from surveyapp.web.front import Front
from surveyapp.web.local import client_address, is_local
from surveyapp.web.resident.frame import other_languages
from surveyapp.web.wording import wording
from surveyapp.workflow.gate import Action

WATCHED: Mapping[str, Action] = {
    "redeem": "code",
    "start": "start",
    "resume": "resume",
    "submit": "submit",
}
"""Steps that can be tried too often, by what the gate calls them."""


def form_made(front: Front, wave: str) -> str:
    """A token to travel in the pages of somebody who begins now."""
    return form_token(front.desk().key_of(wave), _about(wave), int(_now().timestamp()))


def form_seconds(front: Front, wave: str, token: str) -> int | None:
    """Seconds since somebody began; None without a token of ours, as after coming back."""
    return form_age(front.desk().key_of(wave), _about(wave), token, int(_now().timestamp()))


def observe(front: Front, wave: str) -> Mapping[str, bool]:
    """The flags of a response about to be sent; none for one entered on the serving machine."""
    if is_local(request):
        return {}
    return front.gate().observe_submit(
        wave, client_address(request, front.settings.proxies), _now()
    )


def note_code(front: Front, wave: str, cell: str) -> None:
    """Count a code that was spent, for the day and its design cell alone."""
    if cell:
        front.gate().note_code(wave, cell, _now())


def asked_to_wait(
    front: Front, wave: str, language: str, action: Action, waited: str
) -> Response | None:
    """The page that asks for a moment, with everything posted still in it; None: go on."""
    if is_local(request):
        return None
    again = [(n, v) for n in request.form for v in request.form.getlist(n) if n != "_waited"]
    pace = front.gate().attempt(
        wave,
        action,
        client_address(request, front.settings.proxies),
        _now(),
        waited,
        words=repr(sorted(again)),
    )
    if not pace.wait:
        return None
    page = render_template(
        "resident/slow.html",
        t=wording(language),
        here=request.path,
        **other_languages(front, wave),
        again=[*again, ("_waited", pace.ticket)],
        seconds=pace.wait,
        simulated=front.simulated,
    )
    return make_response(page, 429, {"Retry-After": str(pace.wait)})


def _about(wave: str) -> str:
    return f"questions of {wave}"


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
