"""Access codes: ten characters that admit one response, and the two keys that hide them.

A code is nine random characters (45 bits) and a check character. The issuer, who knows names,
gives the server only *marks*: HMACs of codes under the wave's code key. The server keeps the
mark once more under its own key, so a copy of its database and the issuer's files together still
do not tell whose code was spent.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from surveyapp.collection.code_text import ALPHABET, VALUE, cleaned
from surveyapp.errors import InputError, Problem

CODE_LENGTH = 10
CODE_BITS = 5 * (CODE_LENGTH - 1)
MARK_BYTES = 32
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive: its root generates the field of 32 elements


def access_code(number: int) -> str:
    """The code of a random number below 2**45: nine characters and their check character."""
    if not 0 <= number < 1 << CODE_BITS:
        raise InputError(Problem(f"A code is made of {CODE_BITS} random bits."))
    free = "".join(ALPHABET[number >> 5 * k & 31] for k in reversed(range(CODE_LENGTH - 1)))
    return free + _check_character(free)


def shown(code: str) -> str:
    """A code as it is printed: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read_access_code(text: str) -> str:
    """The code somebody typed, forgiving case, spaces, hyphens and look-alikes (O 0, I L 1, U V).

    The check character finds every single wrong character and every two that changed places
    (a weighted sum over the field of 32 elements; Reed & Solomon, 1960).

    Raises
    ------
    InputError : code "mistyped"; says whether characters are missing, foreign or wrong, and
        repeats nothing of the code.
    """
    clean = cleaned(text)
    if len(clean) != CODE_LENGTH:
        raise _mistyped(f"An access code has {CODE_LENGTH} characters; this has {len(clean)}.")
    if not set(clean) <= VALUE.keys():
        raise _mistyped("An access code has only letters and digits.")
    if _check_character(clean[:-1]) != clean[-1]:
        raise _mistyped("One of the characters is not as printed.")
    return clean


def neighbors(text: str) -> Iterator[tuple[int, str]]:
    """Codes that differ from a mistyped one in one character, or by a swap of two side by side.

    Yields the place of the (first) character at fault, from 1, with the code. Each of the ten
    characters has exactly one other that fits the check character, so there are at most 19.
    Nothing for a text that is not ten characters of codes.
    """
    clean = cleaned(text)
    if len(clean) != CODE_LENGTH or not set(clean) <= VALUE.keys():
        return
    for at in range(CODE_LENGTH):
        for other in ALPHABET:
            near = f"{clean[:at]}{other}{clean[at + 1 :]}"
            if near != clean and _check_character(near[:-1]) == near[-1]:
                yield at + 1, near
    for at in range(CODE_LENGTH - 1):
        near = f"{clean[:at]}{clean[at + 1]}{clean[at]}{clean[at + 2 :]}"
        if near != clean and _check_character(near[:-1]) == near[-1]:
            yield at + 1, near


def code_mark(code_key: bytes, wave: str, code: str) -> bytes:
    """What the issuer gives the server for a code: HMAC-SHA256 under the wave's code key."""
    return hmac.digest(code_key, b"surveyapp access code\0" + f"{wave}\0{code}".encode(), "sha256")


def kept_mark(server_key: bytes, wave: str, mark: bytes) -> bytes:
    """What the server's database keeps for a mark: its HMAC-SHA256 under the server key."""
    named = b"surveyapp access code mark\0" + wave.encode() + b"\0"
    return hmac.digest(server_key, named + mark, "sha256")


def _check_character(free: str) -> str:
    """The sum of value(k) * a^(k+1) over the field of 32 elements, a its generator."""
    total, factor = 0, 1
    for character in free:
        factor = _times(factor, 2)
        total ^= _times(factor, VALUE[character])
    return ALPHABET[total]


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD
        right >>= 1
    return product


def _mistyped(what: str) -> InputError:
    remedies = ("Check it character by character.", "There is no letter O, I, L or U in a code.")
    return InputError(Problem(what, "code", remedies, "mistyped"))
