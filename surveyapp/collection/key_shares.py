"""A wave's private key in two halves, held by two people: either alone is random bytes.

One half is drawn at random, the other is the key XOR that half (one-time pad; Shannon, 1949), so
one half says nothing of the key, whoever holds it. Each half is a file of its own under a
passphrase of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from surveyapp.collection.sealing import KEY_BYTES, public_half
from surveyapp.collection.sealing_keys import (
    Effort,
    WaveKeyFile,
    protected_key,
    read_wave_key,
)
from surveyapp.errors import InputError, Problem

SHARES = 2
_KIND = "surveyapp wave key half"


def split_key(private: bytes, random: bytes) -> tuple[bytes, bytes]:
    """The two halves of a key: `random` (32 bytes), and the key XOR it."""
    if len(private) != KEY_BYTES or len(random) != KEY_BYTES:
        raise InputError(Problem(f"A key and its half have {KEY_BYTES} bytes."))
    return random, _xor(private, random)


def share_files(
    wave: str,
    private: bytes,
    random: bytes,
    passphrases: Sequence[str],
    salts: Sequence[bytes],
    *,
    effort: Effort = "moderate",
) -> tuple[WaveKeyFile, WaveKeyFile]:
    """The two files of a key's halves, each under its own passphrase.

    Raises
    ------
    InputError : a passphrase is too short, or both are the same.
    """
    if len(set(passphrases)) < SHARES:
        remedy = ("Let each person choose their own, unseen by the other.",)
        raise InputError(Problem("Both halves have the same passphrase.", wave, remedy))
    first, second = (
        _share_file(wave, private, half, number, passphrase, salt, effort)
        for number, (half, passphrase, salt) in enumerate(
            zip(split_key(private, random), passphrases, salts, strict=True), 1
        )
    )
    return first, second


def is_share(text: str) -> bool:
    """Whether the text of a file is half of a key."""
    try:
        document = json.loads(text)
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("kind") == _KIND


def joined_key(texts: Sequence[str], wave: str, passphrases: Sequence[str]) -> bytes:
    """The private key of two halves.

    Raises
    ------
    InputError : not two different halves of one wave's key, or a passphrase is wrong.
    """
    documents = [_document(text) for text in texts]
    numbers = sorted(document["half"] for document in documents)
    if numbers != list(range(1, SHARES + 1)):
        given = ", ".join(map(str, numbers)) or "none"
        remedy = ("Give the files of both people.",)
        raise InputError(
            Problem(f"Halves 1 and 2 are needed; given: {given}.", wave, remedy, "key")
        )
    halves = [
        read_wave_key(json.dumps(document["key"]), wave, passphrase)
        for document, passphrase in zip(documents, passphrases, strict=True)
    ]
    private = _xor(*halves)
    if any(public_half(private).hex() != document["public"] for document in documents):
        remedy = ("Give the two files made together.",)
        raise InputError(Problem("The halves do not belong together.", wave, remedy, "key"))
    return private


def _share_file(
    wave: str,
    private: bytes,
    half: bytes,
    number: int,
    passphrase: str,
    salt: bytes,
    effort: Effort,
) -> WaveKeyFile:
    inner = protected_key(wave, half, passphrase, salt, effort=effort)
    document = {
        "kind": _KIND,
        "wave": wave,
        "half": number,
        "public": public_half(private).hex(),
        "key": json.loads(inner.text),
    }
    return WaveKeyFile(wave, protected=True, text=json.dumps(document, indent=2) + "\n")


def _document(text: str) -> dict[str, Any]:
    if not is_share(text):
        remedy = ("Give the files that `surveyapp keys split` wrote.",)
        raise InputError(Problem("The file is not half of a wave's key.", "", remedy, "key"))
    document: dict[str, Any] = json.loads(text)
    return document


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
