"""What the glyphs of a right-to-left text stand for, so that it can be read aloud and copied.

WeasyPrint takes the text of a glyph from its first place in the document. Where a letter carries a
mark, the mark's glyph gets both and the letter none. The font knows better: its glyphs are named
for their characters ("uni0628.init" is an initial beh).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf

from surveyapp.reporting.fonts import FACES

ARABIC = "IBM Plex Sans Arabic"
_STYLES = {400: "", 600: "-Semi-Bold", 700: "-Bold"}
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>")
_NAMED = re.compile(r"uni((?:[0-9A-F]{4})+)")


def name_glyphs(pdf: Pdf, fonts: Path) -> None:
    """Give each glyph of the Arabic faces the characters that it draws."""
    known = {
        f"{ARABIC.replace(' ', '-')}{_STYLES[face.weight]}": fonts / face.file
        for face in FACES
        if face.family == ARABIC
    }
    for font in list(pdf.objects):
        if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font:
            continue
        path = known.get(str(font.get("/BaseFont", "")).rpartition("+")[2])
        if path is None or "/ToUnicode" not in font or isinstance(font.ToUnicode, Array):
            continue
        said = named(font.ToUnicode.read_bytes(), glyph_texts(path))
        font.ToUnicode.write(said)


def named(written: bytes, texts: Mapping[int, str]) -> bytes:
    """A character map with the texts of its glyphs as the font names them."""

    def pair(found: re.Match[bytes]) -> bytes:
        text = texts.get(int(found[1], 16), "")
        if not text:
            return found[0] if found[2] else b"<" + found[1] + b"> <FFFD>"
        return b"<" + found[1] + b"> <" + text.encode("utf-16-be").hex().encode() + b">"

    return _BLOCK.sub(
        lambda block: b"beginbfchar" + _PAIR.sub(pair, block[1]) + b"endbfchar", written
    )


@cache
def glyph_texts(path: Path) -> Mapping[int, str]:
    """Glyph number -> the characters it draws, in the order they are read."""
    with TTFont(path, lazy=True) as font:
        names = font.getGlyphOrder()
        drawn: dict[str, str] = {}
        for point, name in sorted(font.getBestCmap().items(), reverse=True):
            drawn[name] = unicodedata.normalize("NFKC", chr(point))
    found = ((number, _text(name, drawn)) for number, name in enumerate(names))
    return {number: text for number, text in found if text}


def _text(name: str, drawn: Mapping[str, str]) -> str:
    plain = name.partition(".")[0]
    if name in drawn or plain in drawn:
        return drawn.get(name) or drawn[plain]
    digits = _NAMED.fullmatch(plain)
    if digits is None:
        return ""
    points = (int(digits[1][at : at + 4], 16) for at in range(0, len(digits[1]), 4))
    return unicodedata.normalize("NFKC", "".join(map(chr, points)))
