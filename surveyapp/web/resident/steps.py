"""Each thing a person can ask for on a page: one call of the workflow, then the page to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import AnswersRejected, InputError, Problem
from surveyapp.instrument.answers import Answers, broken_sums, read_page
from surveyapp.instrument.drawing import presented
from surveyapp.instrument.routing import Page, find_page, next_page, previous_page, progress
from surveyapp.web.front import Front
from surveyapp.web.front import front as serving
from surveyapp.web.headers import LEAVE_TO
from surveyapp.web.resident import cookies, keying, pages, render
from surveyapp.web.resident.doorkeeper import form_made, form_seconds, observe
from surveyapp.web.resident.entry import (
    begun,
    opening,
    redeem,
    show_ready,
    start,
    told_again,
    typed,
)
from surveyapp.web.resident.envelope import Posted
from surveyapp.web.resident.keys import KEYED_KINDS, keyed
from surveyapp.web.resident.ways import HOME, KEYING
from surveyapp.web.resident.withdrawal import drop
from surveyapp.web.wording import wording
from surveyapp.workflow import respond
from surveyapp.workflow.coming_back import come_back, go_on_here
from surveyapp.workflow.desk import Fielded
from surveyapp.workflow.respond import Standing, Step

THANKS = "thanks"


def begin(front: Front, posted: Posted) -> Response:
    """Begin, and show the first question, or the one to go on with after a second start."""
    if posted.way is KEYING:
        return opening(front, KEYING, posted.wave, posted.language)
    secret = start(front, posted)
    if isinstance(secret, Response):
        return secret
    posted = replace(posted, secret=secret, age=form_made(front, posted.wave))
    fielded = front.at_hand(posted.wave)
    answers: Answers = {}
    if posted.ticket or fielded.instrument.draws:
        try:
            standing = respond.resume(front.desk(), posted.wave, secret)
        except InputError:
            return submit(front, posted)  # begun with this ticket before, and sent
        if standing.draft.page:
            return begun(front, shown(front, standing, standing.here, posted), posted, secret)
        answers = standing.draft.answers
    first = next_page(fielded.instrument, answers, None)
    return begun(front, question(fielded, first, posted, answers), posted, secret)


def begin_keying(front: Front, posted: Posted) -> Response:
    """Begin, or go on with, typing in a paper booklet."""
    secret = keying.begin(front, posted)
    if isinstance(secret, Response):
        return secret
    standing = respond.resume(front.desk(), posted.wave, secret)
    return shown(front, standing, standing.here, replace(posted, secret=secret))


def compare_keyings(front: Front, posted: Posted) -> Response:
    """Compare the two times that a booklet was typed in."""
    if posted.way is not KEYING:
        return opening(front, posted.way, posted.wave, posted.language)
    found = keying.compare(front, posted)
    if isinstance(found, Response):
        return found
    return shown(front, found.standing, found.standing.here, replace(posted, secret=found.secret))


def resume(front: Front, posted: Posted) -> Response:
    """Go on where the holder of a code, or of the only device, stopped.

    Whoever comes back holds a new code from then on: the old one, and every page that was left
    open somewhere with it, opens nothing any more. At a public screen nobody went away.
    """
    if posted.way.session:
        paused = go_on_here(front.desk(), posted.wave, posted.secret)
        standing = Standing(paused.fielded, paused.draft)
        return shown(front, standing, standing.here, posted)
    try:
        back = come_back(front.desk(), posted.wave, posted.secret)
    except InputError:
        wrong = replace(typed(posted), resume_problem=True)
        response = opening(front, posted.way, posted.wave, posted.language, wrong)
        cookies.forget_on_device(response, posted.wave)
        return response
    standing = Standing(back.fielded, back.draft)
    notice = pages.new_code(posted.language, back.secret)
    now = replace(posted, secret=back.secret, notice=notice)
    response = shown(front, standing, standing.here, now)
    if cookies.on_device(posted.wave):
        cookies.keep_on_device(front, response, posted.wave, back.secret)
    return response


def go_on(front: Front, posted: Posted) -> Response:
    """Keep the page and show the next one, or the same one with everything wrong in it."""
    desk = front.desk()
    fields: render.Typed | None = {} if posted.do == "skip" else posted.fields
    if posted.key and posted.do != "skip":
        standing = respond.resume(desk, posted.wave, posted.secret)
        fields = _fields_of_keys(standing, posted)
        if fields is None:
            return same_page(front, standing, posted, _wrong_keys(posted))
    try:
        step = respond.take_page(
            desk, posted.wave, posted.secret, posted.page, fields or {}, to_review=posted.to_review
        )
    except AnswersRejected as rejected:
        standing = respond.resume(desk, posted.wave, posted.secret)
        return same_page(front, standing, posted, rejected)
    if step.ended:
        return ended(front, step, posted)
    return shown(front, step.standing, step.page, posted, to_review=posted.to_review)


def ended(front: Front, step: Step, posted: Posted) -> Response:
    """Thank somebody who is asked nothing more; of what they answered nothing is left."""
    fielded = front.remember(step.standing.fielded)
    assert step.page is not None, "the page that ends it"
    item = fielded.instrument.index[step.page.items[0]]
    response = make_response(pages.ended(fielded, posted.language, posted.way, item))
    cookies.forget_on_device(response, posted.wave)
    if posted.way.session:
        cookies.end_session(response, posted.way, posted.wave)
    return response


def go_back(front: Front, posted: Posted) -> Response:
    """Show the page before; what is typed is kept if it can be taken."""
    kept = _keep_typed(front, posted)
    if kept.ended:
        return ended(front, kept, posted)
    standing = kept.standing
    if posted.to_review:
        return shown(front, standing, None, posted)
    here = find_page(standing.instrument, posted.page)
    before = previous_page(standing.instrument, standing.draft.answers, here)
    return shown(front, standing, before or here, posted)


def open_again(front: Front, posted: Posted) -> Response:
    """Show the first page in another language, with what is typed on it and what it told of."""
    return opening(front, posted.way, posted.wave, posted.language, told_again(posted))


def change_language(front: Front, posted: Posted) -> Response:
    """Show the same page in another language, with what is typed on it and what it told of."""
    if posted.page == THANKS:
        return submit(front, posted)
    standing = respond.change_language(front.desk(), posted.wave, posted.secret, posted.language)
    if "new" in posted.told:
        posted = replace(posted, notice=pages.new_code(posted.language, posted.secret))
    rejected = _wrong_still(front, standing, posted) if "wrong" in posted.told else None
    return same_page(front, standing, posted, rejected)


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
    """Send the answers; sending them again shows the same receipt. A booklet is compared."""
    if posted.way is KEYING:
        return compare_keyings(front, posted)
    try:
        receipt = respond.submit(
            front.desk(),
            posted.wave,
            posted.secret,
            observed={"trap_filled": posted.trapped, **observe(front, posted.wave)},
            seconds=form_seconds(front, posted.wave, posted.age),
        )
    except AnswersRejected:
        standing = respond.resume(front.desk(), posted.wave, posted.secret)
        return shown(front, standing, standing.here, posted, to_review=True)
    fielded = front.at_hand(posted.wave)
    html = pages.thanks(fielded, posted.language, posted.way, posted.secret, receipt.text)
    response = make_response(html)
    cookies.forget_on_device(response, posted.wave)
    return response


def pause(front: Front, posted: Posted) -> Response:
    """Keep what is typed, and say how to come back; on a device of one's own, without a code."""
    kept = _keep_typed(front, posted)
    if kept.ended:
        return ended(front, kept, posted)
    fielded = front.remember(kept.standing.fielded)
    html = pages.paused(fielded, posted.language, posted.secret, on_device=posted.only_mine)
    response = make_response(html)
    if posted.only_mine:
        cookies.keep_on_device(front, response, posted.wave, posted.secret)
    return response


def leave(front: Front, posted: Posted) -> Response:
    """Drop the draft and lead to a harmless page; nothing may hold a person up here."""
    first = url_for(
        "resident.show", door=posted.way.name, wave=posted.wave, language=posted.language
    )
    response = redirect(LEAVE_TO if posted.way is HOME else first, 303)
    cookies.forget_on_device(response, posted.wave)
    if posted.way.session:
        cookies.end_session(response, posted.way, posted.wave)
    drop(front.desk(), posted.wave, posted.secret)
    return response


def forget(front: Front, posted: Posted) -> Response:
    """Drop the draft that is kept on this device, and show the first page."""
    leave(front, posted)
    first = url_for("resident.show", wave=posted.wave, language=posted.language)
    response = redirect(first, 303)
    cookies.forget_on_device(response, posted.wave)
    return response


STEPS: Mapping[str, Callable[[Front, Posted], Response]] = {
    "start": begin,
    "keying": begin_keying,
    "compare": compare_keyings,
    "redeem": redeem,
    "ready": show_ready,
    "open": open_again,
    "resume": resume,
    "continue": go_on,
    "skip": go_on,
    "back": go_back,
    "language": change_language,
    "change": change,
    "review": review,
    "submit": submit,
    "pause": pause,
    "forget": forget,
    "leave": leave,
}
OPENING = frozenset({"start", "open", "redeem", "ready", "keying"})
"""Steps of somebody who has not begun."""


def entered(posted: Posted) -> str:
    """The step that the Enter key asks for on the first page: by what is typed there."""
    if posted.secret:
        return "resume"
    return "redeem" if posted.code or posted.about == "code" else "open"


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
    """A question with its answer so far, or the review where `page` is None.

    A sum that a change on another page broke is told as it was when it was typed.
    """
    fielded, answers = front.remember(standing.fielded), standing.draft.answers
    broken = page and broken_sums(fielded.instrument, page, answers, posted.language)
    rejected = AnswersRejected(broken) if broken else None
    return question(fielded, page, posted, answers, rejected=rejected, to_review=to_review)


def question(
    fielded: Fielded,
    page: Page | None,
    posted: Posted,
    answers: Answers,
    *,
    typed: render.Typed | None = None,
    rejected: AnswersRejected | None = None,
    to_review: bool = False,
    busy: bool = False,
) -> Response:
    """One question as a response: 422 with problems on it, 503 while the store is busy."""
    holder = posted.secret
    told = ["wrong"] if rejected else []
    told += ["new"] if posted.notice else []
    if page is None:
        html = pages.review(
            fielded,
            posted.language,
            posted.way,
            holder,
            posted.age,
            answers,
            posted.notice,
            render.told_field(told),
        )
        return make_response(html)
    item = fielded.instrument.index[page.items[0]]
    k, of = progress(fielded.instrument, answers, page)
    filling = render.Filling(
        secret=holder,
        k=k,
        of=of,
        typed=render.typed_from(item, answers) if typed is None else typed,
        problems=rejected.problems if rejected else (),
        busy=busy,
        notice=posted.notice,
        told=told,
        only_mine=posted.only_mine and typed is not None,
        to_review=to_review,
        answers=answers,
        way=posted.way,
        age=posted.age,
        keys=posted.key if typed is not None else "",
        ways=serving().ways(),
    )
    html = render.question(fielded, item, posted.language, filling)
    return make_response(html, 503 if busy else 422 if rejected else 200)


def _keep_typed(front: Front, posted: Posted) -> Step:
    """Where the person stands, with what is typed on the page kept if it can be taken."""
    desk = front.desk()
    if any(value.strip() for values in posted.fields.values() for value in values):
        try:
            return respond.take_page(desk, posted.wave, posted.secret, posted.page, posted.fields)
        except AnswersRejected:
            pass  # Going back must always work; the page will be asked again on the way forward.
    return Step(None, respond.resume(desk, posted.wave, posted.secret))


def _fields_of_keys(standing: Standing, posted: Posted) -> render.Typed | None:
    """The answers that an interviewer's numbers stand for; None where they fit none."""
    page = find_page(standing.instrument, posted.page)
    if not posted.way.by_number or page is None:
        return posted.fields
    item = standing.instrument.index[page.items[0]]
    if item.kind not in KEYED_KINDS:
        return posted.fields
    return keyed(presented(standing.instrument, item, standing.draft.answers), posted.key)


def _wrong_keys(posted: Posted) -> AnswersRejected:
    what = str(wording(posted.language)("key_unknown"))
    return AnswersRejected(Problem(what, "key", code="key"))


def _wrong_still(front: Front, standing: Standing, posted: Posted) -> AnswersRejected | None:
    """What is wrong with what is typed, in the language of the page; nothing of it is kept."""
    page = find_page(standing.instrument, posted.page)
    fields = _fields_of_keys(standing, posted) if posted.key else posted.fields
    if page is None:
        return None
    if fields is None:
        return _wrong_keys(posted)
    before, places = standing.draft.answers, front.desk().places
    try:
        read_page(standing.instrument, page, fields, posted.language, before=before, places=places)
    except AnswersRejected as rejected:
        return rejected
    return None
