"""Closing a wave: its answers are opened once, together, and lose everything that orders them."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from surveyapp.collection.duplicates import with_duplicates
from surveyapp.collection.response import Response, from_bytes
from surveyapp.collection.sealing import open_sealed, public_half
from surveyapp.collection.wave import Wave, closed, published
from surveyapp.errors import InputError, Problem
from surveyapp.storage.codes import retire_codes
from surveyapp.storage.drafts import delete_drafts
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.responses import add_responses, count_responses
from surveyapp.storage.schema import RESPONDENT_TABLES
from surveyapp.storage.sealed import add_receipts, delete_sealed, load_sealed
from surveyapp.storage.waves import take_wave, update_wave

Unreadable = Literal["refuse", "set aside"]
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing did.

    Attributes
    ----------
    opened : sealed responses opened now; 0 where the wave had been closed before.
    set_aside : sealed responses that nothing can open, counted and destroyed.
    drafts : unfinished responses destroyed.
    """

    wave: Wave
    opened: int
    set_aside: int
    drafts: int


def close(
    store: Store,
    slug: str,
    private: bytes | None,
    *,
    on: datetime.date,
    unreadable: Unreadable = "refuse",
) -> Closing:
    """Open all sealed responses of a wave and destroy what they were sealed in.

    In one transaction every sealed response is opened, gets a new random id and is written in
    key order; receipts keep only their hashes, sorted; sealed rows and drafts are deleted. Then
    free pages and the write-ahead log are destroyed. A close that was killed is simply repeated:
    before the commit nothing happened, after it only the cleaning is left.

    Parameters
    ----------
    private : the wave's private key; None for a wave whose answers were gathered elsewhere.
    unreadable : whether one response that cannot be opened stops the closing, or is counted,
        logged and destroyed.

    Raises
    ------
    WaveError : the wave has not been opened, has no response, or is published.
    InputError : the key is missing, is another wave's, or does not open every response.
    """

    def unit(session: Session) -> Closing:
        wave = take_wave(session, slug)
        if wave.state == "closed":
            return Closing(wave, 0, 0, 0)
        return _close(session, wave, private, on, unreadable)

    closing = store.write(unit)
    store.compact(RESPONDENT_TABLES)
    return closing


def publish_wave(store: Store, slug: str, *, on: datetime.date) -> Wave:
    """Mark a closed wave as published: from now on nothing about it changes."""

    def unit(session: Session) -> Wave:
        now = published(take_wave(session, slug))
        update_wave(session, now)
        log_event(session, slug, "published", on, {})
        return now

    return store.write(unit)


def _close(
    session: Session,
    wave: Wave,
    private: bytes | None,
    on: datetime.date,
    unreadable: Unreadable,
) -> Closing:
    sealed = load_sealed(session, wave.slug)
    _require_key(wave, private, len(sealed))
    counted: list[str] = []
    opened: list[Response] = []
    for receipt, blob in sealed:
        response = _opened(private, blob)
        if response is not None:
            counted.append(receipt)
            opened.append(response)
    responses = [(secrets.token_bytes(_ID_BYTES), one) for one in with_duplicates(opened)]
    lost = len(sealed) - len(responses)
    if lost and unreadable == "refuse":
        raise _unreadable(wave, lost, len(sealed))
    add_responses(session, wave.slug, responses)
    add_receipts(session, wave.slug, counted)
    delete_sealed(session, wave.slug)
    drafts = delete_drafts(session, wave.slug)
    retire_codes(session, wave.slug)
    now = closed(wave, answered=count_responses(session, wave.slug), on=on)
    update_wave(session, now)
    detail = {"opened": len(responses), "set_aside": lost, "answered": now.answered or 0}
    log_event(session, wave.slug, "closed", on, detail)
    return Closing(now, len(responses), lost, drafts)


def _opened(private: bytes | None, blob: bytes) -> Response | None:
    try:
        return from_bytes(open_sealed(private or b"", blob))
    except InputError:
        return None


def _require_key(wave: Wave, private: bytes | None, sealed: int) -> None:
    if wave.public_key is None or (private is None and not sealed):
        return
    if private is None or public_half(private) != wave.public_key:
        what = "No private key was given." if private is None else "The key is another wave's."
        remedy = ("Give the file made when the wave was opened: --key FILE",)
        raise InputError(Problem(what, wave.slug, remedy, code="key"))


def _unreadable(wave: Wave, lost: int, sealed: int) -> InputError:
    return InputError(
        Problem(
            f"{lost} of {sealed} sealed responses cannot be opened: they were altered or damaged.",
            wave.slug,
            ("Restore the store from a backup.", "Count and destroy them: --set-aside"),
            code="unreadable",
        )
    )
