"""The bundled fonts: which face holds which characters, and what no face can print.

A report, letter or booklet uses the faces its text needs and no others; a character that none of
them holds is refused before anything is drawn, so that no empty box is ever printed.

Arabic is set in IBM Plex Sans Arabic, not in a Noto font: Noto draws most letters as a shape and
its dots, which the letters of one shape share, so that a PDF could not be read back or aloud.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from surveyapp.errors import Problem, ReportError

FAMILIES = ("Public Sans", "IBM Plex Sans Arabic", "Noto Sans SC", "Noto Sans Symbols")
STACK = ", ".join(f'"{family}"' for family in FAMILIES)
_SCRIPTS = "Latin letters, Arabic, Simplified Chinese"
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs", "Cn"})
_SELECTORS = range(0xFE00, 0xFE10)


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: its family, its weight, and the characters it is used for.

    Attributes
    ----------
    ranges : as CSS writes them; empty: all that the file holds.
    """

    family: str
    weight: int
    file: str
    ranges: str = ""


_LATIN = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+2074, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD"
)
_PUNCTUATION, _WITHOUT_QUOTES = "U+2000-206F", "U+2000-2017, U+201E-206F"
_LATIN_EXT = (
    "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, "
    "U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF"
)
FACES: tuple[Face, ...] = (
    *(
        Face("Public Sans", weight, f"public-sans-latin-ext-{weight}-normal.woff2", _LATIN_EXT)
        for weight in (400, 600, 700)
    ),
    *(
        Face("Public Sans", weight, f"public-sans-latin-{weight}-normal.woff2", _LATIN)
        for weight in (400, 600, 700)
    ),
    *(
        Face("IBM Plex Sans Arabic", weight, f"ibm-plex-sans-arabic-{weight}.ttf")
        for weight in (400, 600, 700)
    ),
    *(Face("Noto Sans SC", weight, f"noto-sans-sc-{weight}.ttf") for weight in (400, 700)),
    Face("Noto Sans Symbols", 400, "noto-sans-symbols-400.woff2"),
)
"""In the order in which a character looks for its face; the Latin face is always there."""


LATIN = tuple(face for face in FACES if face.family == "Public Sans")


@cache
def held_by(path: Path) -> frozenset[int]:
    """The code points that a font file has a glyph for."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def faces_for(text: str, folder: Path) -> tuple[Face, ...]:
    """The faces that a text needs: Latin always, the others where a character asks for them."""
    wanted = _seen(text)
    needed = {"public-sans-latin-"}
    for stem in ("public-sans-latin-", "public-sans-latin-ext-", *_OTHERS):
        held = held_by(folder / _first(stem).file)
        if wanted & held:
            needed.add(stem)
            wanted -= held
    return tuple(face for face in FACES if _stem(face) in needed)


_OTHERS = ("ibm-plex-sans-arabic-", "noto-sans-sc-", "noto-sans-symbols-")


def _stem(face: Face) -> str:
    return face.file[: face.file.index(str(face.weight))]


def _first(stem: str) -> Face:
    return next(face for face in FACES if _stem(face) == stem)


def _seen(text: str) -> set[int]:
    """Code points of a text that leave ink; spaces, controls and direction marks need no glyph."""
    points = {ord(one) for one in set(text) if unicodedata.category(one) not in _UNSEEN}
    return points.difference(_SELECTORS)


def face_rules(text: str, folder: Path, *, chinese: bool = False) -> str:
    """`@font-face` rules of the faces that a text needs, with the files' own addresses.

    A Chinese text takes its quotation marks from the Chinese face, as wide as its characters.
    """
    home = folder.resolve()
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        + (f"unicode-range: {_ranges(face, chinese)}; " if face.ranges else "")
        + f'src: url("{(home / face.file).as_uri()}"); }}'
        for face in faces_for(text, folder)
    )


def _ranges(face: Face, chinese: bool) -> str:
    return face.ranges.replace(_PUNCTUATION, _WITHOUT_QUOTES) if chinese else face.ranges


def require_glyphs(text: str, folder: Path, where: str = "text") -> None:
    """Refuse a text with characters that no bundled font holds.

    Raises
    ------
    ReportError
        With every such character, its name, how often it stands there and in which words.
    """
    missing = missing_characters(text, folder)
    if missing:
        raise ReportError(_problem(one, text, where) for one in missing)


def missing_characters(text: str, folder: Path) -> tuple[str, ...]:
    """The characters of a text that no bundled font holds, in the order of their code points."""
    left = _seen(text)
    for stem in ("public-sans-latin-", "public-sans-latin-ext-", *_OTHERS):
        left -= held_by(folder / _first(stem).file)
    return tuple(chr(point) for point in sorted(left))


def _problem(one: str, text: str, where: str) -> Problem:
    at = text.index(one)
    words = " ".join(text[max(0, at - 20) : at + 20].split())
    name = unicodedata.name(one, "a character without a name")
    return Problem(
        f"no bundled font can print U+{ord(one):04X} ({name}), which stands there "
        f"{text.count(one)} times, first in “{words}”",
        where,
        (
            f"write it in letters that the fonts hold ({_SCRIPTS})",
            "add a font of its script to reports/fonts and to surveyapp/reporting/fonts.py",
        ),
        "no glyph",
    )


def font_files(folder: Path) -> Iterable[Path]:
    """The files a document may read."""
    return (folder / face.file for face in FACES)
