"""Sealing: answers that nobody can read before their wave closes, and drafts that nobody can read.

Everything a respondent holds comes from one random secret, shown as a resume code; the server
key, kept in a file outside the database, turns it into the id and the key of the draft and into
the nonce of the response. Neither the secret nor the nonce is ever stored.
"""

from __future__ import annotations

import hashlib
import hmac

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from surveyapp.collection.code_text import decode, encode
from surveyapp.errors import InputError, Problem

SECRET_BYTES = 10
NONCE_BYTES = 15
KEY_BYTES = 32


def key_pair(seed: bytes) -> tuple[bytes, bytes]:
    """Public and private half (X25519, 32 bytes each) from 32 random bytes."""
    private = PrivateKey.from_seed(seed)
    return bytes(private.public_key), bytes(private)


def public_half(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    return bytes(PrivateKey(private).public_key)


def seal(public: bytes, data: bytes) -> bytes:
    """Encrypt to a public key with a fresh ephemeral key (libsodium sealed box): 48 bytes longer.

    The same data sealed twice gives unrelated bytes; only the private half opens either.
    """
    return SealedBox(PublicKey(public)).encrypt(data)


def open_sealed(private: bytes, blob: bytes) -> bytes:
    """What was sealed; InputError where the key does not fit or the bytes were altered."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(blob)
    except CryptoError as error:
        raise InputError(
            Problem(
                "A sealed response cannot be opened: another key, or altered bytes.",
                remedies=("Use the private key made when this wave was opened.",),
                code="sealed",
            )
        ) from error


def secret_text(random: bytes) -> str:
    """Ten random bytes as four groups of four characters: the resume code."""
    return encode(random)


def read_secret(text: str) -> bytes:
    """The bytes of a resume code, forgiving case, spaces, hyphens and look-alikes (O 0, I L 1)."""
    return decode(text, SECRET_BYTES, "resume code")


def receipt_text(nonce: bytes) -> str:
    """A nonce as six groups of four characters: the receipt."""
    return encode(nonce)


def read_receipt(text: str) -> bytes:
    """The nonce of a receipt, as forgiving as `read_secret`."""
    return decode(text, NONCE_BYTES, "receipt")


def draft_id(key: bytes, secret: bytes) -> bytes:
    """Where the draft lies: HMAC-SHA256 of the secret under the server key."""
    return _derived(key, b"draft id", secret)


def draft_key(key: bytes, secret: bytes) -> bytes:
    """What the draft is encrypted with; without the secret the server cannot make it again."""
    return _derived(key, b"draft key", secret)


def nonce(key: bytes, secret: bytes) -> bytes:
    """The submit nonce, which is also the receipt; the secret cannot be had back from it."""
    return _derived(key, b"nonce", secret)[:NONCE_BYTES]


def response_id(key: bytes, nonce: bytes) -> bytes:
    """Id of the sealed row, HMAC-SHA256(key, nonce): submitting twice stores one row."""
    return _derived(key, b"response", nonce)


def receipt_hash(nonce: bytes) -> str:
    """SHA-256 of a receipt, 64 hex digits: printed in reports, so that anybody can check theirs."""
    return hashlib.sha256(b"surveyapp receipt\0" + nonce).hexdigest()


def encrypt_draft(key: bytes, data: bytes) -> bytes:
    """Authenticated encryption (XSalsa20-Poly1305) under a fresh nonce: 40 bytes longer."""
    return bytes(SecretBox(key).encrypt(data))


def decrypt_draft(key: bytes, blob: bytes) -> bytes:
    """The draft; InputError where key and bytes do not belong together."""
    try:
        return SecretBox(key).decrypt(blob)
    except CryptoError as error:
        raise InputError(Problem("The draft cannot be read.", code="draft")) from error


def next_secret(key: bytes, secret: bytes) -> bytes:
    """The secret that takes a secret's place when its holder comes back; only the server can tell.

    The same secret always gives the same next one, so that an answer lost on the way is made good
    by asking again.
    """
    return _derived(key, b"next secret", secret)[:SECRET_BYTES]


def ticket_key(key: bytes) -> bytes:
    """What tickets of redeemed codes are encrypted with."""
    return _derived(key, b"ticket key", b"")


def form_key(key: bytes) -> bytes:
    """What the ages of forms are signed with."""
    return _derived(key, b"form age", b"")


def booklet_secret(key: bytes, wave: str, booklet: str) -> bytes:
    """The secret under which a paper booklet is keyed: its number in its wave always gives it."""
    return _derived(key, b"booklet", f"{wave}\0{booklet}".encode())[:SECRET_BYTES]


def import_row_id(key: bytes, wave: str, row: str) -> bytes:
    """Id of a row imported from a file: the same row in the same wave has the same id."""
    return _derived(key, b"import row", f"{wave}\0{row}".encode())


def _derived(key: bytes, purpose: bytes, data: bytes) -> bytes:
    return hmac.digest(key, b"surveyapp " + purpose + b"\0" + data, "sha256")
