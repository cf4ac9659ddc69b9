"""The pages a resident walks through. One address a wave: which question is open shows nowhere.

Every page is the answer to a POST that carries the secret as a form field: in an address it would
stay in histories and logs, and a redirect could carry it only there or in a cookie. Posting any
page twice is harmless, so that reload, back and double click are, too.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import InputError, StorageError, WaveError
from surveyapp.instrument.routing import find_page
from surveyapp.web.failures import RETRY_AFTER, message, spoken_language
from surveyapp.web.front import front
from surveyapp.web.resident import render, steps
from surveyapp.web.resident.envelope import MARK, Posted, opened
from surveyapp.web.resident.withdrawal import taken_back
from surveyapp.web.wording import best_language, wording

resident = Blueprint("resident", __name__, url_prefix="/s")


@resident.get("/<wave>")
def begin(wave: str) -> Response:
    """Lead to the first page in the language the browser asks for."""
    offered = front().fielded(wave).wave.languages
    language = best_language(offered, request.accept_languages.values())
    return redirect(url_for("resident.show", wave=wave, language=language), 303)


@resident.get("/<wave>/<language>")
def show(wave: str, language: str) -> Response:
    """The first page: who asks, why, how long, what is kept and what is not."""
    fielded = front().fielded(wave)
    if language not in fielded.wave.languages:
        return redirect(url_for("resident.begin", wave=wave), 303)
    return make_response(render.welcome(fielded, language))


@resident.post("/<wave>/<language>")
def step(wave: str, language: str) -> Response:
    """Take what a page posted and answer with the page that comes next."""
    posted = opened(request.form, wave, language)
    if posted is None or posted.do not in steps.STEPS:
        return _told(400, "invalid", wave, language)
    try:
        return steps.STEPS[posted.do](front(), posted)
    except StorageError:
        return _busy(posted)
    except InputError as refused:
        return _refused(refused.problems[0].code, posted)


@resident.route("/<wave>/<language>/receipt", methods=["GET", "POST"])
def receipt(wave: str, language: str) -> Response:
    """Take answers back with their receipt, while the wave is open."""
    fielded = front().fielded(wave)
    if language not in fielded.wave.languages:
        return redirect(url_for("resident.begin", wave=wave), 303)
    if request.method == "GET":
        return make_response(render.withdrawal(fielded, language))
    return taken_back(front(), fielded, language, request.form.get("receipt", ""))


@resident.errorhandler(WaveError)
def not_open(error: WaveError) -> Response:
    """Say that there is no such survey, or that it takes no answers."""
    language = (request.view_args or {}).get("language") or spoken_language()
    unknown = error.problems[0].code == "unknown"
    home = url_for("public.home", lang=language)
    key = "not_found" if unknown else "gone"
    return message(404 if unknown else 410, key, language, home, "footer_home")


def _told(status: int, key: str, wave: str, language: str) -> Response:
    first = url_for("resident.show", wave=wave, language=language)
    return message(status, key, language, first, "try_again")


def _refused(code: str, posted: Posted) -> Response:
    """Show again what was sent before, or say what became of the answers."""
    if code == "submitted":
        return steps.submit(front(), posted)
    if code == "no draft":
        return _told(410, "ended", posted.wave, posted.language)
    return _told(400, "invalid", posted.wave, posted.language)


def _busy(posted: Posted) -> Response:
    """The same page with everything typed still on it, while the store does not answer."""
    fielded = front().known.get(posted.wave)
    page = find_page(fielded.instrument, posted.page) if fielded else None
    if fielded is not None and page is not None:
        response = steps.question(
            fielded,
            page,
            posted,
            {},
            typed=posted.fields,
            to_review=posted.to_review,
            busy=True,
        )
    else:
        again = [(n, v) for n in request.form for v in request.form.getlist(n) if n[:1] == MARK]
        html = render_template(
            "resident/again.html",
            t=wording(posted.language),
            address=request.path,
            again=again,
            simulated=front().simulated,
        )
        response = make_response(html, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
