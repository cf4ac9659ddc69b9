"""Tickets: what a redeemed code becomes, carried by the browser until the first draft is kept.

A ticket is encrypted and signed under the server key, so a resident can neither read nor change
the design cell in it, and the server need keep nothing between redeeming and the first page.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from surveyapp.collection.response import padded
from surveyapp.collection.sealing import decrypt_draft, encrypt_draft, ticket_key
from surveyapp.errors import InputError, Problem

_BLOCK = 128


@dataclass(frozen=True, slots=True)
class Ticket:
    """A secret that was handed out for a code, and the design cell the code carried."""

    wave: str
    secret: bytes
    design_cell: str


def ticket_text(key: bytes, ticket: Ticket) -> str:
    """The ticket as text for a form field; its length does not tell its cell."""
    held = [ticket.wave, ticket.secret.hex(), ticket.design_cell]
    data = padded(json.dumps(held).encode(), _BLOCK)
    return base64.urlsafe_b64encode(encrypt_draft(ticket_key(key), data)).decode()


def read_ticket(key: bytes, wave: str, text: str) -> Ticket:
    """The ticket; InputError (code "ticket") for one that is forged, damaged or another wave's."""
    try:
        blob = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
        named, secret, cell = json.loads(decrypt_draft(ticket_key(key), blob))
    except (InputError, binascii.Error, ValueError) as error:
        raise _refused() from error
    if named != wave:
        raise _refused()
    return Ticket(named, bytes.fromhex(secret), cell)


def _refused() -> InputError:
    remedy = ("Enter your access code again.", "Ask for a new code.")
    return InputError(Problem("This page no longer fits the survey.", "", remedy, "ticket"))
