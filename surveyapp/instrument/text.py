"""Text that people write, made safe to keep without changing what it says."""

from __future__ import annotations

import re
import unicodedata

MARKS = "\u200e\u200f\u061c"
"""Invisible marks of direction, which keyboards add to numbers and dates."""

_REORDERING = "\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + _REORDERING
    + "]"
)
_BLANKS = re.compile(r"\s+")


def cleaned(raw: str, *, lines: bool) -> str:
    """The text in composed form (NFC), trimmed, without what no reader can see.

    Left out are control characters (NUL among them), halves of characters, noncharacters, and
    the embeddings and overrides that would reorder whatever stands around the text. Everything
    else is kept as written, markup included: escaping belongs to whoever prints it. Without
    `lines`, breaks and runs of blanks become one space.
    """
    text = unicodedata.normalize("NFC", _UNSAFE.sub("", raw.replace("\r\n", "\n")))
    text = text.replace("\r", "\n")
    return text.strip() if lines else _BLANKS.sub(" ", text).strip()


def unmarked(raw: str) -> str:
    """A number, code or date as typed, without blanks around it or invisible marks."""
    return _UNSAFE.sub("", raw.translate(dict.fromkeys(map(ord, MARKS)))).strip()
