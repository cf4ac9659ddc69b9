"""Random bytes as characters that people can read aloud, type and forgive each other for.

Crockford's base 32: no I, L, O or U; what looks alike is read alike.
"""

from __future__ import annotations

import unicodedata

from surveyapp.errors import InputError, Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ = str.maketrans("ILOU", "110V", " -‐‑–—−_\t\r\n.,/'\u00a0")


def cleaned(text: str) -> str:
    """What somebody typed, as the characters meant: capitals, no spaces, hyphens or look-alikes.

    Full-width letters and the digits of other scripts (٣, ৩) are read as their plain forms; what
    has no width (marks of direction, joiners) is left out.
    """
    plain = unicodedata.normalize("NFKC", text)
    latin = "".join(_digit(one) for one in plain if unicodedata.category(one) != "Cf")
    return latin.upper().translate(_READ)


def encode(data: bytes) -> str:
    """`data` (a multiple of 5 bytes) in groups of four characters, five bits each."""
    number = int.from_bytes(data)
    length = len(data) * 8 // 5
    characters = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(length))]
    return "-".join("".join(characters[at : at + 4]) for at in range(0, length, 4))


def decode(text: str, size: int, what: str) -> bytes:
    """The `size` bytes of a text that `encode` wrote, however it was typed.

    Raises
    ------
    InputError : where a character or the length is wrong; the message repeats nothing secret.
    """
    clean = cleaned(text)
    length = size * 8 // 5
    if len(clean) != length or not set(clean) <= VALUE.keys():
        raise InputError(
            Problem(
                f"This is not a {what}: it has {length} letters and digits in groups of four.",
                remedies=("Check it character by character.",),
                code="mistyped",
            )
        )
    number = 0
    for character in clean:
        number = number << 5 | VALUE[character]
    return number.to_bytes(size)


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)
