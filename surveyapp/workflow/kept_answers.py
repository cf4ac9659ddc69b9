"""What is kept of somebody who answers: an encrypted draft, then a sealed response."""

from __future__ import annotations

from sqlmodel import Session

from surveyapp.collection.draft import Draft, draft_from_bytes, draft_to_bytes
from surveyapp.collection.response import Response, to_bytes
from surveyapp.collection.sealing import (
    decrypt_draft,
    draft_id,
    draft_key,
    encrypt_draft,
    nonce,
    receipt_hash,
    response_id,
    seal,
)
from surveyapp.errors import AnswersRejected, InputError, Problem
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.routing import ending, first_unseen
from surveyapp.storage.codes import has_codes
from surveyapp.storage.drafts import load_draft, load_draft_and_state, save_draft
from surveyapp.storage.sealed import add_sealed, has_sealed
from surveyapp.workflow.desk import Desk, Fielded


def kept_draft(
    session: Session, desk: Desk, slug: str, token: bytes, *, hold: bool
) -> Draft | None:
    """The draft of a secret, or None; with `hold` nobody else changes it before the commit."""
    body = load_draft(session, slug, draft_id(desk.key_of(slug), token), hold=hold)
    if body is None:
        return None
    return draft_from_bytes(decrypt_draft(draft_key(desk.key_of(slug), token), body))


def kept_standing(
    session: Session, desk: Desk, slug: str, token: bytes, *, hold: bool
) -> tuple[Fielded, Draft] | None:
    """An open wave and the draft of a secret in it, asked for at once; None without a draft.

    Raises
    ------
    WaveError : the wave takes no answers.
    """
    found = load_draft_and_state(session, slug, draft_id(desk.key_of(slug), token), hold=hold)
    if found is None:
        return None
    state, body = found
    fielded = desk.if_open(session, slug, state)
    return fielded, draft_from_bytes(decrypt_draft(draft_key(desk.key_of(slug), token), body))


def has_begun(session: Session, desk: Desk, slug: str, token: bytes) -> bool:
    """Whether a secret has a draft or a response."""
    key = desk.key_of(slug)
    if load_draft(session, slug, draft_id(key, token)) is not None:
        return True
    return has_sealed(session, slug, response_id(key, nonce(key, token)))


def require_open_link(session: Session, slug: str) -> None:
    """Refuse to begin without a code where codes were issued."""
    if has_codes(session, slug):
        remedy = ("Enter the code from your letter or message.",)
        raise InputError(Problem("This survey needs an access code.", slug, remedy, "code needed"))


def require_sent(session: Session, desk: Desk, slug: str, token: bytes) -> None:
    """Refuse a secret that has neither a draft nor a response."""
    key = desk.key_of(slug)
    if not has_sealed(session, slug, response_id(key, nonce(key, token))):
        raise InputError(
            Problem(
                "There are no unfinished answers for this code.",
                slug,
                ("Check the code.", "Start again."),
                code="no draft",
            )
        )


def keep_draft(session: Session, desk: Desk, slug: str, token: bytes, draft: Draft) -> None:
    """Keep a draft, encrypted under what only its holder can make."""
    body = encrypt_draft(draft_key(desk.key_of(slug), token), draft_to_bytes(draft))
    save_draft(session, slug, draft_id(desk.key_of(slug), token), body)


def keep_sealed(
    session: Session, desk: Desk, fielded: Fielded, number: bytes, response: Response
) -> bool:
    """Keep a response, sealed to the wave; False where it is there already."""
    public = fielded.wave.public_key
    assert public is not None, "an open wave has a public key"
    blob = seal(public, to_bytes(response, fielded.block))
    slug = fielded.wave.slug
    numbered = response_id(desk.key_of(slug), number)
    return add_sealed(session, slug, numbered, receipt_hash(number), blob)


def require_language(fielded: Fielded, language: str) -> None:
    """Refuse a language that the wave is not offered in."""
    offered = fielded.wave.languages
    if language not in offered:
        raise InputError(
            Problem(
                f"The survey is not offered in {language!r}.",
                "language",
                (f"Choose one of: {', '.join(offered)}.",),
                code="language",
            )
        )


def require_complete(instrument: Instrument, answers: Answers) -> None:
    """Refuse answers while a page of their route was never posted, or where they end early.

    Raises
    ------
    AnswersRejected : the first page that was never posted.
    InputError : code "ended": the answers lead to a page after which nothing may be stored.
    """
    if ending(instrument, answers) is not None:
        raise InputError(
            Problem(
                "These answers end before the questions: somebody may not answer or does not want "
                "to, so nothing of them may be kept.",
                "consent",
                (
                    "Destroy the booklet or the row.",
                    "Read it again, if consent or age was mistyped.",
                ),
                "ended",
            )
        )
    unseen = first_unseen(instrument, answers)
    if unseen is not None:
        raise AnswersRejected(
            Problem("This question has not been shown yet.", unseen.id, code="unseen")
        )
