"""Key files: the private half of a wave's key and the server's own key, as text on disk."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from surveyapp.collection.sealing import KEY_BYTES, public_half
from surveyapp.errors import InputError, Problem

Effort = Literal["interactive", "moderate", "sensitive"]
_EFFORTS: Mapping[Effort, tuple[int, int]] = {
    "interactive": (argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE),
    "moderate": (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE),
    "sensitive": (argon2id.OPSLIMIT_SENSITIVE, argon2id.MEMLIMIT_SENSITIVE),
}
_WAVE_KEY = "surveyapp wave private key"
_PRACTICE = (
    "Practice city only: this key has no passphrase and lies beside its database, so whoever "
    "holds the folder can read every simulated answer."
)
_REMEDY = "Give the file made when the wave opened."
_BOX_EXTRA = SecretBox.NONCE_SIZE + SecretBox.MACBYTES
SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class WaveKeyFile:
    """The text of a private-key file, and the wave it names."""

    wave: str
    protected: bool
    text: str


def protected_key(
    wave: str, private: bytes, passphrase: str, salt: bytes, *, effort: Effort = "moderate"
) -> WaveKeyFile:
    """A private key under a passphrase: Argon2id (16-byte `salt`) makes the key of a secret box.

    Raises
    ------
    InputError : for a passphrase under 12 characters.
    """
    document = {
        "kind": _WAVE_KEY,
        "wave": wave,
        "public": public_half(private).hex(),
        **locked(private, passphrase, salt, effort=effort),
    }
    return WaveKeyFile(wave, protected=True, text=written(document))


def practice_key(wave: str, private: bytes) -> WaveKeyFile:
    """The private key of a practice city's wave, unprotected and saying so."""
    document = {
        "kind": _WAVE_KEY,
        "wave": wave,
        "public": public_half(private).hex(),
        "protection": "none",
        "warning": _PRACTICE,
        "key": private.hex(),
    }
    return WaveKeyFile(wave, protected=False, text=written(document))


def read_wave_key(text: str, wave: str, passphrase: str | None = None) -> bytes:
    """The private key in a key file, for the wave it must belong to.

    Raises
    ------
    InputError : not a key file, cut off or altered, another wave's, or a passphrase that is
        missing or wrong.
    """
    document = _document(text)
    named = name_in(document)
    if named != wave:
        raise refused(f"The key file belongs to wave {named!r}, not to {wave!r}.")
    if document.get("protection") == "none":
        private = hex_in(document, "key", KEY_BYTES)
    else:
        private = unlocked(document, passphrase)
    if public_half(private) != hex_in(document, "public", KEY_BYTES):
        raise refused("The key file was altered: its two halves do not belong together.")
    return private


def rewritten_key(
    text: str, old: str | None, new: str, salt: bytes, *, effort: Effort = "moderate"
) -> WaveKeyFile:
    """The same private key under another passphrase; errors as `read_wave_key`."""
    wave = key_wave(text)
    return protected_key(wave, read_wave_key(text, wave, old), new, salt, effort=effort)


def key_wave(text: str) -> str:
    """The wave that a key file names; no passphrase is needed."""
    return name_in(_document(text))


def is_protected(text: str) -> bool:
    """Whether a wave's key file needs a passphrase."""
    return bool(_document(text).get("protection") != "none")


def locked(
    secret: bytes, passphrase: str, salt: bytes, *, effort: Effort = "moderate"
) -> dict[str, Any]:
    """The fields of a key file that hold 32 secret bytes under a passphrase.

    Raises
    ------
    InputError : for a passphrase under 12 characters.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError(
            Problem(
                f"The passphrase has {len(passphrase)} characters; "
                f"it needs at least {SHORTEST_PASSPHRASE}.",
                remedies=("Use four or more unrelated words.",),
            )
        )
    operations, memory = _EFFORTS[effort]
    box = SecretBox(_stretched(passphrase, salt, operations, memory))
    return {
        "protection": "argon2id",
        "operations": operations,
        "memory": memory,
        "salt": salt.hex(),
        "box": bytes(box.encrypt(secret)).hex(),
    }


def unlocked(document: Mapping[str, Any], passphrase: str | None) -> bytes:
    """The 32 secret bytes of such fields; InputError where they or the passphrase are wrong."""
    if document.get("protection") != "argon2id":
        raise damaged("protection")
    if passphrase is None:
        raise refused("The key file is protected and no passphrase was given.", "passphrase")
    effort = next((e for e in _EFFORTS.values() if e == _effort_in(document)), None)
    if effort is None:  # a forged file could ask for all memory there is
        raise damaged("operations and memory")
    salt = hex_in(document, "salt", argon2id.SALTBYTES)
    box = hex_in(document, "box", KEY_BYTES + _BOX_EXTRA)
    try:
        return SecretBox(_stretched(passphrase, salt, *effort)).decrypt(box)
    except CryptoError as error:
        raise refused(
            "The passphrase does not open the key file.",
            "passphrase",
            "Mind capitals, spaces and the keyboard's language; then try another copy of the file.",
        ) from error


def hex_in(document: Mapping[str, Any], name: str, size: int) -> bytes:
    """`size` bytes written as hexadecimal digits in a field; InputError where they are not."""
    try:
        held = bytes.fromhex(document[name])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(name) from error
    if len(held) != size:
        raise damaged(name)
    return held


def name_in(document: Mapping[str, Any]) -> str:
    """The wave that the fields of a key file name."""
    if not isinstance(document.get("wave"), str):
        raise damaged("wave")
    return str(document["wave"])


def written(document: Mapping[str, Any]) -> str:
    """Fields as the text of a key file."""
    return json.dumps(document, indent=2) + "\n"


def read_fields(text: str, kind: str) -> Mapping[str, Any] | None:
    """The fields of a key file of a kind, or None for any other text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("kind") != kind:
        return None
    return document


def server_key_text(key: bytes) -> str:
    """The server key as the text of its file."""
    return f"surveyapp server key\n{key.hex()}\n"


def read_server_key(text: str) -> bytes:
    """The server key from the text of its file; InputError where it is not one."""
    heading, _, rest = text.partition("\n")
    try:
        key = bytes.fromhex(rest.strip())
    except ValueError:
        key = b""
    if heading != "surveyapp server key" or len(key) != KEY_BYTES:
        raise refused(
            "The file is not a server key.", remedy="Give the file made by: surveyapp keys init"
        )
    return key


def damaged(field: str) -> InputError:
    """The refusal of a key file in which a field is missing or is no such thing."""
    return refused(
        f"The key file is damaged: {field} is missing or not what it should be.",
        "damaged",
        "Try another copy of the file.",
    )


def refused(what: str, code: str = "key", remedy: str = _REMEDY) -> InputError:
    """The refusal of a key file."""
    return InputError(Problem(what, remedies=(remedy,), code=code))


def _effort_in(document: Mapping[str, Any]) -> tuple[Any, Any]:
    return document.get("operations"), document.get("memory")


def _stretched(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    # The same words typed on two systems may arrive composed or not: read them as one.
    password = unicodedata.normalize("NFC", passphrase).encode()
    return argon2id.kdf(KEY_BYTES, password, salt, opslimit=operations, memlimit=memory)


def _document(text: str) -> Mapping[str, Any]:
    document = read_fields(text, _WAVE_KEY)
    if document is None:
        raise refused("The file is not a wave's private key, or it was cut off.")
    return document
