"""The pages a resident walks through. One address a wave: which question is open shows nowhere.

Every page is the answer to a POST that carries the secret as a form field: in an address it would
stay in histories and logs, and a redirect could carry it only there or in a cookie. Posting any
page twice is harmless, so that reload, back and double click are, too.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import InputError, StorageError, WaveError
from surveyapp.instrument.drawing import variant
from surveyapp.instrument.pipes import pipe_words
from surveyapp.instrument.routing import Page, find_page
from surveyapp.instrument.values import Answers
from surveyapp.web.failures import RETRY_AFTER, message, note_failure, spoken_language
from surveyapp.web.front import front
from surveyapp.web.local import is_local
from surveyapp.web.resident import pages, steps
from surveyapp.web.resident.cookies import end_session, in_session, is_in_session, on_device
from surveyapp.web.resident.doorkeeper import WATCHED, asked_to_wait
from surveyapp.web.resident.entry import opening
from surveyapp.web.resident.envelope import Posted, opened
from surveyapp.web.resident.frame import other_languages
from surveyapp.web.resident.keying_envelopes import envelopes
from surveyapp.web.resident.ways import HOME, KEYING, KIOSK, WAYS, Way
from surveyapp.web.resident.withdrawal import asked_again, drop, taken_back
from surveyapp.web.wording import best_language, wording
from surveyapp.workflow.admit import needs_code
from surveyapp.workflow.desk import Fielded
from surveyapp.workflow.respond import resume

resident = Blueprint("resident", __name__)

DOOR = "any(kiosk, interview, keying):door"
HOME_DOOR = {"door": HOME.name}


@resident.get("/s/<wave>", defaults=HOME_DOOR)
@resident.get(f"/<{DOOR}>/<wave>")
def begin(door: str, wave: str) -> Response:
    """Lead to the first page in the language the browser asks for."""
    offered = front().fielded(wave).wave.languages
    language = best_language(offered, request.accept_languages.values())
    return redirect(url_for("resident.show", door=door, wave=wave, language=language), 303)


@resident.get("/s/<wave>/<language>", defaults=HOME_DOOR)
@resident.get(f"/<{DOOR}>/<wave>/<language>")
def show(door: str, wave: str, language: str) -> Response:
    """The first page: who asks, why, how long, what is kept and what is not."""
    response = opening(front(), WAYS[door], wave, language)
    if WAYS[door].session and in_session(wave):
        end_session(response, WAYS[door], wave)
    return response


@resident.post("/s/<wave>/<language>", defaults=HOME_DOOR)
@resident.post(f"/<{DOOR}>/<wave>/<language>")
def step(door: str, wave: str, language: str) -> Response:
    """Take what a page posted and answer with the page that comes next."""
    way = WAYS[door]
    posted = opened(request.form, way, wave, language)
    if posted is None or posted.do not in (*steps.STEPS, "enter"):
        return _told(400, "invalid", way, wave, language)
    if not posted.secret and posted.do in ("resume", "forget"):
        posted = replace(posted, secret=on_device(wave))
    if posted.do == "enter":
        posted = replace(posted, do=steps.entered(posted))
    if way.session and posted.do not in steps.OPENING and not is_in_session(wave, posted.secret):
        return _told(410, "ended", way, wave, language)
    if way is KEYING and not is_local(request):
        return message(403, "keying_local", language, url_for("public.home"), "footer_home")
    try:
        # Pages are kept by language, so that no address may invent one.
        if language not in front().at_hand(wave).wave.languages:
            return _told(400, "invalid", way, wave, spoken_language())
        action = WATCHED.get(posted.do)
        slowed = asked_to_wait(front(), wave, language, action, posted.waited) if action else None
        if slowed is not None:
            return slowed
        return steps.STEPS[posted.do](front(), posted)
    except StorageError:
        return _busy(posted)
    except InputError as refused:
        return _refused(refused.problems[0].code, posted)


@resident.get("/kiosk/<wave>/<language>/idle")
def idle(wave: str, language: str) -> Response:
    """Ask the person in front of a public screen whether they need more time."""
    secret = in_session(wave)
    if not secret or not _speaks(wave, language):
        return redirect(url_for("resident.over", wave=wave, language=language), 303)
    return make_response(pages.idle(front().fielded(wave), language, KIOSK, secret))


@resident.get("/kiosk/<wave>/<language>/over")
def over(wave: str, language: str) -> Response:
    """Nobody answered: drop what was entered, and show the first page to the next person."""
    first = front().fielded(wave).wave.languages[0]
    response = redirect(url_for("resident.show", door=KIOSK.name, wave=wave, language=first), 303)
    secret = in_session(wave)
    end_session(response, KIOSK, wave)
    if secret:
        drop(front().desk(), wave, secret)
    return response


@resident.get("/s/<wave>/<language>/poster")
def poster(wave: str, language: str) -> Response:
    """A sheet to print and hang up, with a QR code of the survey's address."""
    if not _speaks(wave, language):
        return redirect(url_for("resident.begin", wave=wave), 303)
    coded = needs_code(front().desk(), wave)
    return make_response(pages.poster(front().fielded(wave), language, needs_code=coded))


@resident.route("/keying/<wave>/<language>/envelopes", methods=["GET", "POST"])
def paper_codes(wave: str, language: str) -> Response:
    """Log the codes on the envelopes of paper booklets, apart from the booklets."""
    return envelopes(front(), wave, language)


@resident.route("/s/<wave>/<language>/receipt", methods=["GET", "POST"])
def receipt(wave: str, language: str) -> Response:
    """Take answers back with their receipt, while the wave is open."""
    if not _speaks(wave, language):
        return redirect(url_for("resident.begin", wave=wave), 303)
    fielded = front().fielded(wave)
    if request.method == "GET":
        return make_response(pages.withdrawal(fielded, language))
    typed = request.form.get("receipt", "")
    if request.form.get("_do") == "open":
        unknown = "unknown" in request.form.get("_told", "")
        return asked_again(fielded, language, typed, unknown=unknown)
    waited = request.form.get("_waited", "")
    slowed = asked_to_wait(front(), wave, language, "receipt", waited)
    if slowed is not None:
        return slowed
    return taken_back(front(), fielded, language, typed)


@resident.errorhandler(WaveError)
def not_open(error: WaveError) -> Response:
    """Say that there is no such survey, or that it takes no answers."""
    language = (request.view_args or {}).get("language") or spoken_language()
    unknown = error.problems[0].code == "unknown"
    home = url_for("public.home", lang=language)
    key = "not_found" if unknown else "gone"
    return message(404 if unknown else 410, key, language, home, "footer_home")


def _speaks(wave: str, language: str) -> bool:
    return language in front().fielded(wave).wave.languages


def _told(status: int, key: str, way: Way, wave: str, language: str) -> Response:
    first = url_for("resident.show", door=way.name, wave=wave, language=language)
    response = message(status, key, language, first, "try_again")
    if way.session:
        # Nobody may find another person's message on a public screen either.
        response.headers["Refresh"] = f"{front().settings.kiosk_idle}; url={first}"
    return response


def _refused(code: str, posted: Posted) -> Response:
    """Show again what was sent before, or say what became of the answers."""
    if code == "submitted":
        return steps.submit(front(), posted)
    key, status = ("ended", 410) if code == "no draft" else ("invalid", 400)
    return _told(status, key, posted.way, posted.wave, posted.language)


def _busy(posted: Posted) -> Response:
    """The same page with everything typed still on it, while the store does not answer.

    Where that page cannot be drawn, what was typed on it waits behind one button.
    """
    try:
        response = _typed_page(posted) or _behind_a_button(posted)
    except Exception as error:  # noqa: BLE001  # whatever it is, a page must come
        note_failure(error)
        response = _behind_a_button(posted)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed_page(posted: Posted) -> Response | None:
    """The question as it was posted; None where its words hang on answers that cannot be read."""
    fielded = front().known.get(posted.wave)
    page = find_page(fielded.instrument, posted.page) if fielded else None
    if fielded is None or page is None:
        return None
    answers = _answers_so_far(posted)
    if answers is None and _worded_by_answers(fielded, page, posted.language):
        return None
    return steps.question(
        fielded,
        page,
        posted,
        answers or {},
        typed=posted.fields,
        to_review=posted.to_review,
        busy=True,
    )


def _behind_a_button(posted: Posted) -> Response:
    """Everything that was posted, to be sent again with one press."""
    html = render_template(
        "resident/again.html",
        t=wording(posted.language),
        here=request.path,
        **other_languages(front(), posted.wave),
        again=[(n, v) for n in request.form for v in request.form.getlist(n)],
        simulated=front().simulated,
    )
    return make_response(html, 503)


def _answers_so_far(posted: Posted) -> Answers | None:
    """The answers of the pages before, where the store can still be read."""
    try:
        return resume(front().desk(), posted.wave, posted.secret).draft.answers
    except (StorageError, InputError):
        return None


def _worded_by_answers(fielded: Fielded, page: Page, language: str) -> bool:
    """Whether earlier answers, or the lot, decide what a page says."""
    item = fielded.instrument.index[page.items[0]]
    words = pipe_words(fielded.instrument, item, {}, language)
    return bool(words or variant(fielded.instrument, item, {}))
