"""Admitting: a code becomes a secret, and nothing joins the two afterwards.

Redeeming is one transaction that marks the code spent; it makes no draft. The secret and the
design cell travel in an encrypted ticket in the resident's own page until the first page of the
questionnaire is asked for, in another transaction, after whatever others did meanwhile.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlmodel import Session

from surveyapp.collection.access_code import code_mark, kept_mark, read_access_code
from surveyapp.collection.sealing import SECRET_BYTES, secret_text
from surveyapp.collection.ticket import Ticket, read_ticket, ticket_text
from surveyapp.errors import InputError, Problem
from surveyapp.storage.codes import has_codes, spend_code
from surveyapp.workflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Admission:
    """What a redeemed code is exchanged for.

    Attributes
    ----------
    secret : the resume code.
    design_cell : what the code carried; empty where the wave has no cells.
    ticket : both, encrypted, for a hidden field of the page; `respond.start` takes it.
    """

    secret: str
    design_cell: str
    ticket: str


def redeem(desk: Desk, slug: str, code: str) -> Admission:
    """Mark a code spent and hand out a secret with the code's design cell, in one transaction.

    Of any number of attempts with one code at once, exactly one succeeds. A code that is unknown
    and one that was spent get the same answer from the same statement.

    Raises
    ------
    InputError : code "mistyped" (not a code at all: length, characters or check character) or
        "not accepted" (unknown or spent).
    WaveError : the wave is unknown, planned or closed.
    """
    number = kept_mark(desk.key_of(slug), slug, code_mark(desk.code_key(slug), slug, _read(code)))
    secret = secrets.token_bytes(SECRET_BYTES)

    def unit(session: Session) -> str | None:
        desk.open_wave(session, slug, hold=True)
        return spend_code(session, slug, number)

    cell = desk.store.write(unit)
    if cell is None:
        raise _not_accepted()
    ticket = ticket_text(desk.key_of(slug), Ticket(slug, secret, cell))
    return Admission(secret_text(secret), cell, ticket)


def reopen(desk: Desk, slug: str, ticket: str) -> Admission:
    """What a ticket holds, to show its page again; InputError (code "ticket") for a damaged one."""
    held = read_ticket(desk.key_of(slug), slug, ticket)
    return Admission(secret_text(held.secret), held.design_cell, ticket)


def needs_code(desk: Desk, slug: str) -> bool:
    """Whether a wave admits only holders of access codes; WaveError where it takes no answers."""
    with desk.store.reading() as session:
        desk.open_wave(session, slug)
        return has_codes(session, slug)


def _read(code: str) -> str:
    return read_access_code(code[:100])


def _not_accepted() -> InputError:
    return InputError(
        Problem(
            "This code cannot be used: it is not one of this survey's, or it was used before.",
            "code",
            (
                "Compare it with your letter, character by character.",
                "If you began before and kept your resume code, enter that instead.",
                "Ask for a new code at the number on your letter.",
            ),
            "not accepted",
        )
    )
