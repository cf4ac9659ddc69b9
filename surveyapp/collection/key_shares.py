"""A wave's private key in shares, held by different people: any two open it, one says nothing.

Share number i holds key + i*r, byte by byte in GF(256), where r is 32 random bytes drawn once: a
line whose height at 0 is the key (Shamir, 1979). One point leaves every height at 0 as likely as
any other; two points give the line. Shares are made in memory before anything is written, so the
whole key need never lie on a disk.

Each file names the hashes of all shares made with it. So one person can check their own file
without the others, and everybody can see that the files were made together.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.collection.sealing import KEY_BYTES, public_half
from surveyapp.collection.sealing_keys import (
    Effort,
    WaveKeyFile,
    damaged,
    hex_in,
    locked,
    name_in,
    read_fields,
    refused,
    unlocked,
    written,
)
from surveyapp.errors import InputError, Problem

NEEDED, MOST_SHARES = 2, 9
_KIND = "surveyapp wave key share"
_HASH_BYTES, _POLYNOMIAL = 32, 0x11B


@dataclass(frozen=True, slots=True)
class Share:
    """One share of a wave's private key, opened.

    Attributes
    ----------
    number, of : which share it is, of how many.
    public : the public key of the wave.
    set_name : names the shares that were made together; the same for all of them.
    """

    wave: str
    number: int
    of: int
    public: bytes
    set_name: str
    held: bytes


def split_key(private: bytes, random: bytes, shares: int = NEEDED) -> tuple[bytes, ...]:
    """The shares 1, 2, ... of a key; any two give it back, whatever `random` (32 bytes) is."""
    if len(private) != KEY_BYTES or len(random) != KEY_BYTES:
        raise InputError(Problem(f"A key and its shares have {KEY_BYTES} bytes."))
    if not NEEDED <= shares <= MOST_SHARES:
        raise InputError(Problem(f"A key is split into {NEEDED} to {MOST_SHARES} shares."))
    return tuple(
        bytes(k ^ _times(number, r) for k, r in zip(private, random, strict=True))
        for number in range(1, shares + 1)
    )


def united(first: tuple[int, bytes], second: tuple[int, bytes]) -> bytes:
    """The key of two shares, each as (number, bytes): the height of their line at 0."""
    (at, left), (to, right) = first, second
    over = _inverse(at ^ to)
    return bytes(
        _times(over, _times(to, a) ^ _times(at, b)) for a, b in zip(left, right, strict=True)
    )


def share_files(
    wave: str,
    private: bytes,
    random: bytes,
    passphrases: Sequence[str],
    salts: Sequence[bytes],
    *,
    effort: Effort = "moderate",
) -> tuple[WaveKeyFile, ...]:
    """The files of a key's shares, one for each passphrase.

    Raises
    ------
    InputError : a passphrase is too short, two are the same, or there are too few or too many.
    """
    if len(set(passphrases)) < len(passphrases):
        remedy = ("Let each person choose their own, unseen by the others.",)
        raise InputError(Problem("Two shares have the same passphrase.", wave, remedy))
    shares = split_key(private, random, len(passphrases))
    public = public_half(private)
    hashes = [_hash(public, number, held) for number, held in enumerate(shares, 1)]
    made = []
    for number, (held, word, salt) in enumerate(zip(shares, passphrases, salts, strict=True), 1):
        document = {
            "kind": _KIND,
            "wave": wave,
            "public": public.hex(),
            "share": number,
            "needed": NEEDED,
            "hashes": [one.hex() for one in hashes],
            **locked(held, word, salt, effort=effort),
        }
        made.append(WaveKeyFile(wave, protected=True, text=written(document)))
    return tuple(made)


def is_share(text: str) -> bool:
    """Whether the text of a file is a share of a key."""
    return read_fields(text, _KIND) is not None


def share_wave(text: str) -> str:
    """The wave that a share names; no passphrase is needed."""
    return name_in(_document(text))


def set_name(text: str) -> str:
    """What the shares made together are called, without a passphrase: four groups of four."""
    document = _document(text)
    return _named(hex_in(document, "public", KEY_BYTES), _hashes(document))


def open_share(text: str, wave: str, passphrase: str) -> Share:
    """One share, checked by itself.

    Raises
    ------
    InputError : not a share, cut off or altered, another wave's, or a wrong passphrase.
    """
    document = _document(text)
    named = name_in(document)
    if named != wave:
        raise refused(f"The share belongs to wave {named!r}, not to {wave!r}.")
    hashes, number = _hashes(document), document.get("share")
    if not isinstance(number, int) or not 1 <= number <= len(hashes):
        raise damaged("share")
    public = hex_in(document, "public", KEY_BYTES)
    held = unlocked(document, passphrase)
    if not hmac.compare_digest(_hash(public, number, held), hashes[number - 1]):
        raise refused(
            f"Share {number} was altered: it is not the one that was made.",
            "altered",
            "Try another copy of the file.",
        )
    return Share(named, number, len(hashes), public, _named(public, hashes), held)


def joined_key(texts: Sequence[str], wave: str, passphrases: Sequence[str]) -> bytes:
    """The private key of two or more shares.

    Raises
    ------
    InputError : fewer than two different shares, shares that were not made together, or what
        `open_share` refuses.
    """
    shares = [open_share(t, wave, word) for t, word in zip(texts, passphrases, strict=True)]
    of_number = {share.number: share for share in shares}
    if len(of_number) < NEEDED:
        given = ", ".join(str(share.number) for share in shares) or "none"
        what = f"Two different shares are needed; given: {given}."
        raise InputError(Problem(what, wave, ("Give the files of two people.",), "key"))
    names = list(dict.fromkeys(share.set_name for share in shares))
    if len(names) > 1:
        what = f"These shares were not made together: {' and '.join(names)}."
        raise InputError(Problem(what, wave, ("Give two files of one splitting.",), "key"))
    first, second, *_ = of_number.values()
    private = united((first.number, first.held), (second.number, second.held))
    if public_half(private) != first.public:
        what = "The shares do not give the key of this wave."
        raise InputError(Problem(what, wave, ("Try other copies of the files.",), "key"))
    return private


def rewritten_share(
    text: str, old: str, new: str, salt: bytes, *, effort: Effort = "moderate"
) -> WaveKeyFile:
    """The same share under another passphrase; errors as `open_share`."""
    share = open_share(text, share_wave(text), old)
    document = {**_document(text), **locked(share.held, new, salt, effort=effort)}
    return WaveKeyFile(share.wave, protected=True, text=written(document))


def _document(text: str) -> Mapping[str, Any]:
    document = read_fields(text, _KIND)
    if document is None:
        raise refused(
            "The file is not a share of a wave's key, or it was cut off.",
            remedy="Give a file that was written when the wave opened or its key was split.",
        )
    return document


def _hashes(document: Mapping[str, Any]) -> list[bytes]:
    listed = document.get("hashes")
    if not isinstance(listed, list) or not NEEDED <= len(listed) <= MOST_SHARES:
        raise damaged("hashes")
    return [hex_in({"hashes": one}, "hashes", _HASH_BYTES) for one in listed]


def _hash(public: bytes, number: int, held: bytes) -> bytes:
    return hashlib.sha256(b"surveyapp key share\0" + public + bytes([number]) + held).digest()


def _named(public: bytes, hashes: Sequence[bytes]) -> str:
    digest = hashlib.sha256(b"surveyapp share set\0" + public + b"".join(hashes)).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, 16, 4))


def _times(left: int, right: int) -> int:
    """Product in GF(256) with the polynomial of AES."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= _POLYNOMIAL
        right >>= 1
    return product


def _inverse(value: int) -> int:
    """The inverse in GF(256): value^254."""
    power = 1
    for _ in range(254):
        power = _times(power, value)
    return power
