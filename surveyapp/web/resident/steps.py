"""Each thing a person can ask for on a page: one call of the workflow, then the page to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import make_response, redirect
from werkzeug.wrappers import Response

from surveyapp.errors import AnswersRejected, InputError, StorageError
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.routing import Page, find_page, next_page, previous_page, progress
from surveyapp.web.front import Front
from surveyapp.web.front import front as serving
from surveyapp.web.headers import LEAVE_TO
from surveyapp.web.resident import render
from surveyapp.web.resident.envelope import Posted
from surveyapp.workflow import respond
from surveyapp.workflow.desk import Fielded
from surveyapp.workflow.respond import Standing

THANKS = "thanks"


def start(front: Front, posted: Posted) -> Response:
    """Begin, and show the first question."""
    secret = respond.start(front.desk(), posted.wave, language=posted.language)
    fielded = front.fielded(posted.wave)
    answers: Answers = {}
    if fielded.instrument.draws:
        answers = respond.resume(front.desk(), posted.wave, secret).draft.answers
    first = next_page(fielded.instrument, answers, None)
    return question(fielded, first, posted, answers, secret=secret)


def resume(front: Front, posted: Posted) -> Response:
    """Go on where the holder of a code stopped."""
    try:
        standing = respond.resume(front.desk(), posted.wave, posted.secret)
    except InputError as refused:
        if refused.problems[0].code == "submitted":
            raise
        fielded = front.fielded(posted.wave)
        return make_response(render.welcome(fielded, posted.language, wrong_code=True), 422)
    return shown(front, standing, standing.here, posted)


def go_on(front: Front, posted: Posted) -> Response:
    """Keep the page and show the next one, or the same one with everything wrong in it."""
    fields = {} if posted.do == "skip" else posted.fields
    desk = front.desk()
    try:
        step = respond.take_page(
            desk, posted.wave, posted.secret, posted.page, fields, to_review=posted.to_review
        )
    except AnswersRejected as rejected:
        standing = respond.resume(desk, posted.wave, posted.secret)
        return same_page(front, standing, posted, rejected)
    return shown(front, step.standing, step.page, posted, to_review=posted.to_review)


def go_back(front: Front, posted: Posted) -> Response:
    """Show the page before; what is typed is kept if it can be taken."""
    standing = _keep_typed(front, posted)
    if posted.to_review:
        return shown(front, standing, None, posted)
    here = find_page(standing.instrument, posted.page)
    before = previous_page(standing.instrument, standing.draft.answers, here)
    return shown(front, standing, before or here, posted)


def change_language(front: Front, posted: Posted) -> Response:
    """Show the same page in another language, with what is typed on it."""
    if posted.page == THANKS:
        return submit(front, posted)
    standing = respond.change_language(front.desk(), posted.wave, posted.secret, posted.language)
    return same_page(front, standing, posted)


def change(front: Front, posted: Posted) -> Response:
    """Open a question from the review."""
    standing = respond.resume(front.desk(), posted.wave, posted.secret)
    page = find_page(standing.instrument, posted.about)
    return shown(front, standing, page, posted, to_review=True)


def review(front: Front, posted: Posted) -> Response:
    """Show all answers."""
    standing = respond.resume(front.desk(), posted.wave, posted.secret)
    return shown(front, standing, None, posted)


def submit(front: Front, posted: Posted) -> Response:
    """Send the answers; sending them again shows the same receipt."""
    try:
        receipt = respond.submit(front.desk(), posted.wave, posted.secret)
    except AnswersRejected:
        standing = respond.resume(front.desk(), posted.wave, posted.secret)
        return shown(front, standing, standing.here, posted, to_review=True)
    fielded = front.fielded(posted.wave)
    return make_response(render.thanks(fielded, posted.language, posted.secret, receipt.text))


def leave(front: Front, posted: Posted) -> Response:
    """Drop the draft and lead to a harmless page; nothing may hold a person up here."""
    response = redirect(LEAVE_TO, 303)
    try:
        respond.leave(front.desk(), posted.wave, posted.secret)
    except (InputError, StorageError):
        return response
    return response


STEPS: Mapping[str, Callable[[Front, Posted], Response]] = {
    "start": start,
    "resume": resume,
    "continue": go_on,
    "skip": go_on,
    "back": go_back,
    "language": change_language,
    "change": change,
    "review": review,
    "submit": submit,
    "leave": leave,
}


def same_page(
    front: Front, standing: Standing, posted: Posted, rejected: AnswersRejected | None = None
) -> Response:
    """The page that was posted, with what was typed on it and what is wrong with that."""
    fielded, answers = front.remember(standing.fielded), standing.draft.answers
    page = find_page(fielded.instrument, posted.page)
    return question(
        fielded,
        page,
        posted,
        answers,
        typed=posted.fields,
        rejected=rejected,
        to_review=posted.to_review,
    )


def shown(
    front: Front,
    standing: Standing,
    page: Page | None,
    posted: Posted,
    *,
    to_review: bool = False,
) -> Response:
    """A question with its answer so far, or the review where `page` is None."""
    fielded, answers = front.remember(standing.fielded), standing.draft.answers
    return question(fielded, page, posted, answers, to_review=to_review)


def question(
    fielded: Fielded,
    page: Page | None,
    posted: Posted,
    answers: Answers,
    *,
    secret: str = "",
    typed: render.Typed | None = None,
    rejected: AnswersRejected | None = None,
    to_review: bool = False,
    busy: bool = False,
) -> Response:
    """One question as a response: 422 with problems on it, 503 while the store is busy."""
    holder = secret or posted.secret
    if page is None:
        return make_response(render.review(fielded, posted.language, holder, answers))
    item = fielded.instrument.index[page.items[0]]
    k, of = progress(fielded.instrument, answers, page)
    filling = render.Filling(
        secret=holder,
        k=k,
        of=of,
        typed=render.typed_from(item, answers) if typed is None else typed,
        problems=rejected.problems if rejected else (),
        busy=busy,
        to_review=to_review,
        answers=answers,
        ways=serving().ways(),
    )
    html = render.question(fielded, item, posted.language, filling)
    return make_response(html, 503 if busy else 422 if rejected else 200)


def _keep_typed(front: Front, posted: Posted) -> Standing:
    """Where the person stands, with what is typed on the page kept if it can be taken."""
    desk = front.desk()
    if any(value.strip() for values in posted.fields.values() for value in values):
        try:
            return respond.take_page(
                desk, posted.wave, posted.secret, posted.page, posted.fields
            ).standing
        except AnswersRejected:
            pass  # Going back must always work; the page will be asked again on the way forward.
    return respond.resume(desk, posted.wave, posted.secret)
