"""Answering: start, one page at a time, review, submit. One commit a page.

The web pages, the practice city's residents and interviewers all come through here. What a
resident holds is one secret, shown as a resume code; everything else follows from it and the
server key, and the server keeps neither the secret nor anything made in the open from it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from surveyapp.collection.area import area_named
from surveyapp.collection.draft import Draft
from surveyapp.collection.quality import faster_than_reading, quality_flags
from surveyapp.collection.redaction import redacted
from surveyapp.collection.response import Mode, Response
from surveyapp.collection.sealing import (
    SECRET_BYTES,
    draft_id,
    nonce,
    read_receipt,
    read_secret,
    receipt_hash,
    receipt_text,
    response_id,
    secret_text,
)
from surveyapp.collection.ticket import read_ticket
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import Answers, complete, read_page
from surveyapp.instrument.drawing import draw
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.routing import Page, ending, find_page, first_unseen, next_page, path
from surveyapp.storage.drafts import delete_draft
from surveyapp.storage.sealed import withdraw_sealed
from surveyapp.workflow.coming_back import require_not_gone_on
from surveyapp.workflow.desk import Desk, Fielded
from surveyapp.workflow.kept_answers import (
    has_begun,
    keep_draft,
    keep_sealed,
    kept_draft,
    kept_standing,
    require_complete,
    require_language,
    require_open_link,
    require_sent,
)
from surveyapp.workflow.progress import note_page, note_start, note_submit

FOLLOWED: frozenset[Mode] = frozenset({"web", "kiosk", "phone", "face to face"})
"""Modes in which one draft is one person, so that who breaks off can be counted by page."""
Form = Mapping[str, Sequence[str]]
Giver = Callable[[Page, Answers], Form]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a resident stands: the wave and what they answered so far."""

    fielded: Fielded
    draft: Draft

    @property
    def instrument(self) -> Instrument:
        """The instrument, bound to the wave's areas."""
        return self.fielded.instrument

    @property
    def here(self) -> Page | None:
        """The page to go on with: the first one on the route not posted yet; None: review."""
        return first_unseen(self.instrument, self.draft.answers)


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go after a page: `page`, or the review where it is None.

    With `ended`, `page` was the last: the draft is gone and nothing will be stored.
    """

    page: Page | None
    standing: Standing
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident keeps.

    Attributes
    ----------
    text : shown once; with it the response can be withdrawn until the wave closes.
    hash : printed in the report if the response was counted.
    repeated : True where the response had been stored before and nothing was done.
    """

    text: str
    hash: str
    repeated: bool


def start(
    desk: Desk,
    slug: str,
    *,
    language: str,
    mode: Mode = "web",
    design_cell: str = "",
    ticket: str = "",
) -> str:
    """Begin a response and return its secret, a resume code of four groups of four characters.

    Parameters
    ----------
    ticket : what a redeemed access code was exchanged for; it brings the secret and the design
        cell. A second start with one ticket leads to the answers begun with the first.

    Raises
    ------
    WaveError : the wave is unknown, planned or closed.
    InputError : the wave is not offered in this language; code "code needed": it admits only
        holders of access codes; "ticket": the ticket is damaged or another wave's; "no draft":
        what was begun with it goes on under another code.
    """
    held = read_ticket(desk.key_of(slug), slug, ticket) if ticket else None
    secret = held.secret if held else secrets.token_bytes(SECRET_BYTES)
    draft = Draft(language, mode, design_cell=held.design_cell if held else design_cell)

    def unit(session: Session) -> Fielded | None:
        fielded = desk.open_wave(session, slug)
        require_language(fielded, language)
        if held is None:
            require_open_link(session, slug)
        elif has_begun(session, desk, slug, secret):
            return None
        else:
            require_not_gone_on(session, desk, slug, secret)
        # A booklet was printed before anybody typed it in: nothing is left to the lot.
        drawn = {} if mode == "paper" else draw(fielded.instrument, secrets.randbelow)
        keep_draft(session, desk, slug, secret, replace(draft, answers=drawn))
        return fielded

    begun = desk.store.write(unit)
    if begun is not None and mode in FOLLOWED:
        note_start(desk, begun)
    return secret_text(secret)


def resume(desk: Desk, slug: str, secret: str) -> Standing:
    """Where the holder of a secret stands; nothing is written.

    Raises
    ------
    WaveError : the wave takes no answers.
    InputError : code "mistyped" (not a resume code), "submitted" (their response is in) or
        "no draft" (there is none, or it was dropped after a long pause).
    """
    with desk.store.reading() as session:
        return _standing(session, desk, slug, read_secret(secret))


def take_page(
    desk: Desk, slug: str, secret: str, page_id: str, form: Form, *, to_review: bool = False
) -> Step:
    """Read one posted page, keep its answers and say where to go next.

    A page that is not on the route is not kept; the step then leads to where the resident is.
    Where the answers lead to a page that ends the questionnaire, the draft is deleted at once.

    Parameters
    ----------
    form : field name -> posted values.
    to_review : the page was opened from the review: go back there, unless the change opened
        pages that were not answered yet.

    Raises
    ------
    AnswersRejected : everything wrong on the page, in the resident's language.
    WaveError, InputError : as `resume`.
    """
    token = read_secret(secret)

    def unit(session: Session) -> tuple[Step, Page | None, Answers]:
        standing = _standing(session, desk, slug, token, hold=True)
        instrument, draft = standing.instrument, standing.draft
        page = find_page(instrument, page_id)
        if page is None or page not in path(instrument, draft.answers):
            return Step(standing.here, standing), None, {}
        answers = read_page(
            instrument, page, form, draft.language, before=draft.answers, places=desk.places
        )
        after = draft.with_page(page.id, answers)
        now = replace(standing, draft=after)
        last = ending(instrument, after.answers)
        if last is not None:
            delete_draft(session, draft_id(desk.key_of(slug), token))
            return Step(last, now, ended=True), None, {}
        keep_draft(session, desk, slug, token, after)
        following = now.here if to_review else next_page(instrument, after.answers, page)
        return Step(following, now), page, draft.answers

    step, page, before = desk.store.write(unit)
    standing = step.standing
    if page is not None and standing.draft.mode in FOLLOWED:
        note_page(desk, standing.fielded, before, standing.draft.answers, page, step.page)
    return step


def change_language(desk: Desk, slug: str, secret: str, language: str) -> Standing:
    """Go on in another language; no answer is lost."""
    token = read_secret(secret)

    def unit(session: Session) -> Standing:
        standing = _standing(session, desk, slug, token, hold=True)
        require_language(standing.fielded, language)
        draft = replace(standing.draft, language=language)
        keep_draft(session, desk, slug, token, draft)
        return replace(standing, draft=draft)

    return desk.store.write(unit)


def submit(
    desk: Desk,
    slug: str,
    secret: str,
    *,
    observed: Mapping[str, bool] | None = None,
    seconds: int | None = None,
) -> Receipt:
    """Seal the response and drop its draft, in one commit. Doing so again changes nothing.

    Parameters
    ----------
    observed : yes-or-no observations on the way, kept as quality flags.
    seconds : since the form was first shown (`form_age`); kept as yes or no, with `observed`.
        Where it is None, a response is taken as faster than reading unless its holder came back.

    Raises
    ------
    AnswersRejected : pages of the route were never posted; `where` names each.
    WaveError, InputError : as `resume`, but never "submitted": that gives the receipt again; or
        code "booklet": a keying of a paper booklet is stored by comparing it with the other.
    """
    token = read_secret(secret)

    def unit(session: Session) -> tuple[Receipt, Fielded, bool]:
        fielded = desk.open_wave(session, slug, hold=True)
        number = nonce(desk.key_of(slug), token)
        draft = kept_draft(session, desk, slug, token, hold=True)
        if draft is None:
            require_sent(session, desk, slug, token)
            return _receipt(number, repeated=True), fielded, False
        _require_no_booklet(draft)
        require_complete(fielded.instrument, draft.answers)
        response = finished(fielded, draft, _seen_on_the_way(fielded, draft, observed, seconds))
        added = keep_sealed(session, desk, fielded, number, response)
        delete_draft(session, draft_id(desk.key_of(slug), token))
        return _receipt(number, repeated=not added), fielded, added and draft.mode in FOLLOWED

    receipt, fielded, noted = desk.store.write(unit)
    if noted:
        note_submit(desk, fielded)
    return receipt


def answer_pages(
    fielded: Fielded,
    give: Giver,
    *,
    language: str,
    mode: Mode = "web",
    design_cell: str = "",
    drawn: Answers | None = None,
) -> Draft:
    """Walk the whole route at once: each page is read as if it had been posted.

    Parameters
    ----------
    give : page and answers so far -> the form posted for the page.
    drawn : what was decided by lot (`drawing.draw`); without it everything stands as written.

    Raises
    ------
    AnswersRejected : a form that a page would not take.
    """
    draft = Draft(language, mode, drawn or {}, design_cell=design_cell)
    page = next_page(fielded.instrument, draft.answers, None)
    while page is not None:
        form = give(page, draft.answers)
        answers = read_page(fielded.instrument, page, form, language, before=draft.answers)
        draft = draft.with_page(page.id, answers)
        page = next_page(fielded.instrument, draft.answers, page)
    return draft


def answer_at_once(desk: Desk, slug: str, drafts: Sequence[Draft]) -> tuple[Receipt, ...]:
    """Seal responses whose pages were all read already, in one commit and without draft rows.

    For interviews, double-keyed paper and the practice city, where nobody comes back to a draft.

    Raises
    ------
    AnswersRejected : pages of a route were never read; nothing is stored then.
    """
    numbers = [nonce(desk.key_of(slug), secrets.token_bytes(SECRET_BYTES)) for _ in drafts]

    def unit(session: Session) -> tuple[Receipt, ...]:
        fielded = desk.open_wave(session, slug, hold=True)
        for number, draft in zip(numbers, drafts, strict=True):
            require_language(fielded, draft.language)
            require_complete(fielded.instrument, draft.answers)
            keep_sealed(session, desk, fielded, number, finished(fielded, draft, {}))
        return tuple(_receipt(number, repeated=False) for number in numbers)

    return desk.store.write(unit)


def leave(desk: Desk, slug: str, secret: str) -> None:
    """Drop the draft at once and for good ("Leave this page now" without coming back)."""
    token = read_secret(secret)
    desk.store.write(lambda session: delete_draft(session, draft_id(desk.key_of(slug), token)))


def withdraw(desk: Desk, slug: str, receipt: str) -> bool:
    """Delete the response of a receipt while its wave is open; False where there is none.

    Raises
    ------
    WaveError : the wave has closed: opened answers have new ids, so nobody can find one again.
    InputError : this is not a receipt.
    """
    number = read_receipt(receipt)

    def unit(session: Session) -> bool:
        desk.open_wave(session, slug, hold=True)
        return withdraw_sealed(session, slug, response_id(desk.key_of(slug), number))

    return desk.store.write(unit)


def finished(fielded: Fielded, draft: Draft, observed: Mapping[str, bool]) -> Response:
    """The one canonical response of a draft: redacted, with its area and its quality flags."""
    answers = redacted(fielded.instrument, complete(fielded.instrument, draft.answers))
    return Response(
        answers=answers,
        language=draft.language,
        mode=draft.mode,
        department=fielded.wave.department,
        design_cell=draft.design_cell,
        area=area_named(fielded.wave.areas, fielded.instrument, answers),
        quality=quality_flags(
            fielded.instrument,
            answers,
            {**draft.flags, **observed},
            fielded.wave.plan.quality.inconsistent,
        ),
    )


def _require_no_booklet(draft: Draft) -> None:
    if draft.mode == "paper":
        what = "A booklet is stored when both times it was typed in agree."
        remedy = ("Type it in a second time and compare.",)
        raise InputError(Problem(what, "booklet", remedy, "booklet"))


def _seen_on_the_way(
    fielded: Fielded, draft: Draft, observed: Mapping[str, bool] | None, seconds: int | None
) -> Mapping[str, bool]:
    if observed is None:
        return {}
    if seconds is None:  # every page carries the token: whoever never went away has dropped it
        return {**observed, "faster_than_reading": draft.returns == 0}
    fast = faster_than_reading(fielded.instrument, draft.answers, draft.language, seconds)
    return {**observed, "faster_than_reading": fast}


def _standing(
    session: Session, desk: Desk, slug: str, token: bytes, *, hold: bool = False
) -> Standing:
    kept = kept_standing(session, desk, slug, token, hold=hold)
    if kept is not None:
        return Standing(*kept)
    desk.open_wave(session, slug)
    require_sent(session, desk, slug, token)
    raise InputError(Problem("These answers have been sent already.", slug, code="submitted"))


def _receipt(number: bytes, *, repeated: bool) -> Receipt:
    return Receipt(receipt_text(number), receipt_hash(number), repeated)
