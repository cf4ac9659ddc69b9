"""Coming back: whoever gives a resume code gets the answers under a new one.

The old code, and every page that was left open somewhere with it, opens nothing any more, once
the new one was used. Until then giving the old one again leads to the same new one: what got lost
on the way must cost nobody their answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session

from surveyapp.collection.draft import Draft
from surveyapp.collection.sealing import (
    draft_id,
    next_secret,
    nonce,
    read_secret,
    response_id,
    secret_text,
)
from surveyapp.errors import InputError, Problem
from surveyapp.storage.drafts import delete_draft, has_any_draft
from surveyapp.storage.sealed import has_any_sealed
from surveyapp.workflow.desk import Desk, Fielded
from surveyapp.workflow.kept_answers import keep_draft, kept_draft, require_sent

MOST_RETURNS = 24
"""How often one response is taken up again under a new code; afterwards the code stays."""


@dataclass(frozen=True, slots=True)
class Back:
    """What somebody who came back goes on with.

    Attributes
    ----------
    secret : the code that takes the place of the one they gave.
    """

    fielded: Fielded
    draft: Draft
    secret: str


def come_back(desk: Desk, slug: str, code: str) -> Back:
    """The answers that a resume code opens, under the code that takes its place.

    Raises
    ------
    WaveError : the wave takes no answers.
    InputError : code "mistyped", "submitted" (the response is in: a code shows nothing of it) or
        "no draft" (there is none, or its holder came back before and goes on under another code).
    """
    token = read_secret(code)
    following = next_secret(desk.key_of(slug), token)

    def unit(session: Session) -> Back:
        fielded = desk.open_wave(session, slug, hold=True)
        draft = kept_draft(session, desk, slug, token, hold=True)
        if draft is None:
            again = kept_draft(session, desk, slug, following, hold=True)
            if again is not None and again.returned:
                return Back(fielded, again, secret_text(following))
            require_sent(session, desk, slug, token)
            raise InputError(Problem("These answers have been sent already.", code="submitted"))
        if draft.returns >= MOST_RETURNS:
            return Back(fielded, draft, secret_text(token))
        renewed = replace(draft, returned=True, returns=draft.returns + 1)
        keep_draft(session, desk, slug, following, renewed)
        delete_draft(session, draft_id(desk.key_of(slug), token))
        return Back(fielded, renewed, secret_text(following))

    return desk.store.write(unit)


def go_on_here(desk: Desk, slug: str, code: str) -> Back:
    """The answers of somebody who paused in front of a public screen, under the same code.

    That they paused is kept in the draft, as yes or no.

    Raises
    ------
    WaveError, InputError : as `come_back`.
    """
    token = read_secret(code)

    def unit(session: Session) -> Back:
        fielded = desk.open_wave(session, slug, hold=True)
        draft = kept_draft(session, desk, slug, token, hold=True)
        if draft is None:
            require_sent(session, desk, slug, token)
            raise InputError(Problem("These answers have been sent already.", code="submitted"))
        paused = replace(draft, returns=max(draft.returns, 1))
        keep_draft(session, desk, slug, token, paused)
        return Back(fielded, paused, code)

    return desk.store.write(unit)


def require_not_gone_on(session: Session, desk: Desk, slug: str, token: bytes) -> None:
    """Refuse to begin with a secret whose response goes on, or was sent, under a later one.

    Raises
    ------
    InputError : code "no draft".
    """
    later = []
    for _ in range(MOST_RETURNS):
        token = next_secret(desk.key_of(slug), token)
        later.append(token)
    drafts = [draft_id(desk.key_of(slug), one) for one in later]
    sent = [response_id(desk.key_of(slug), nonce(desk.key_of(slug), one)) for one in later]
    if has_any_draft(session, slug, drafts) or has_any_sealed(session, slug, sent):
        what = "These answers went on under another code."
        raise InputError(Problem(what, slug, code="no draft"))
