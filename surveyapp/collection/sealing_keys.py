"""Key files: the private half of a wave's key and the server's own key, as text on disk."""

from __future__ import annotations

import json
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
    document = {
        "kind": _WAVE_KEY,
        "wave": wave,
        "public": public_half(private).hex(),
        "protection": "argon2id",
        "operations": operations,
        "memory": memory,
        "salt": salt.hex(),
        "box": bytes(box.encrypt(private)).hex(),
    }
    return WaveKeyFile(wave, protected=True, text=json.dumps(document, indent=2) + "\n")


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
    return WaveKeyFile(wave, protected=False, text=json.dumps(document, indent=2) + "\n")


def read_wave_key(text: str, wave: str, passphrase: str | None = None) -> bytes:
    """The private key in a key file, for the wave it must belong to.

    Raises
    ------
    InputError : not a key file, another wave's, or a passphrase that is missing or wrong.
    """
    document = _document(text)
    if document["wave"] != wave:
        raise _refused(f"The key file belongs to wave {document['wave']!r}, not to {wave!r}.")
    if document["protection"] == "none":
        return bytes.fromhex(document["key"])
    if passphrase is None:
        raise _refused("The key file is protected and no passphrase was given.", "passphrase")
    stretched = _stretched(
        passphrase, bytes.fromhex(document["salt"]), document["operations"], document["memory"]
    )
    try:
        return SecretBox(stretched).decrypt(bytes.fromhex(document["box"]))
    except CryptoError as error:
        raise _refused("The passphrase does not open the key file.", "passphrase") from error


def is_protected(text: str) -> bool:
    """Whether a wave's key file needs a passphrase."""
    return bool(_document(text)["protection"] != "none")


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
        raise _refused("The file is not a server key.")
    return key


def _stretched(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    password = passphrase.encode()
    return argon2id.kdf(KEY_BYTES, password, salt, opslimit=operations, memlimit=memory)


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _refused("The file is not a wave's private key.") from error
    if not isinstance(document, dict) or document.get("kind") != _WAVE_KEY:
        raise _refused("The file is not a wave's private key.")
    return document


def _refused(what: str, code: str = "key") -> InputError:
    return InputError(
        Problem(what, remedies=("Give the file made when the wave opened.",), code=code)
    )
