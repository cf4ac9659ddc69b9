"""Make the bundled Arabic, Chinese and symbol fonts from their published sources, the same bytes
every time.

    python tools/fonts.py FOLDER

FOLDER holds the unpacked sources (nothing is fetched here):

    ibm-plex-sans-arabic/ npm @expo-google-fonts/ibm-plex-sans-arabic 0.4.2
    noto-sans-sc/         npm @expo-google-fonts/noto-sans-sc 0.4.3
    noto-sans-symbols-2/  npm @expo-google-fonts/noto-sans-symbols-2 0.4.1
    unicode/              Unihan_OtherMappings.txt.bz2 of Debian's unicode-data 15.0.0-1

Arabic stays whole, because its license reserves the name for the whole font. Chinese keeps the
8,105 characters of the Table of General Standard Chinese Characters (2013) and all of GB 2312:
enough for names of people and places, a fifth of the whole font. Chinese stays as TrueType,
because WOFF2 of that many outlines takes a second and a half to unpack for each face.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "reports" / "fonts"
CHINESE_SIGNS = (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x3000, 0x3020), 0xFF5E, 0x2212)
SYMBOLS = (0x2610, 0x2611, 0x2612, 0x2713, 0x2714, 0x2717)
FACES = {400: "400Regular", 600: "600SemiBold", 700: "700Bold"}


def standard_chinese(folder: Path) -> frozenset[int]:
    """The general standard characters (Unihan kTGH) and those of GB 2312."""
    lines = bz2.decompress((folder / "Unihan_OtherMappings.txt.bz2").read_bytes()).decode()
    fields = (line.split("\t") for line in lines.splitlines() if "\tkTGH\t" in line)
    listed = {int(point.removeprefix("U+"), 16) for point, _, _ in fields}
    return frozenset(listed | set(_gb2312()) | set(CHINESE_SIGNS))


def _gb2312() -> list[int]:
    found = []
    for row in range(0xA1, 0xF8):
        for place in range(0xA1, 0xFF):
            try:
                found.append(ord(bytes((row, place)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def cut(source: Path, target: Path, points: frozenset[int], features: list[str]) -> None:
    """Write the part of a font that holds some characters."""
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "vhea", "vmtx", "STAT", "MVAR", "HVAR"]
    font: TTFont = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    if target.suffix == ".woff2":
        font.flavor = "woff2"
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def main(folder: Path) -> None:
    """Write every font and its license."""
    for weight, face in FACES.items():
        arabic = folder / "ibm-plex-sans-arabic" / face / f"IBMPlexSansArabic_{face}.ttf"
        (OUT / f"ibm-plex-sans-arabic-{weight}.ttf").write_bytes(arabic.read_bytes())
    points = standard_chinese(folder / "unicode")
    for weight in (400, 700):
        chinese = folder / "noto-sans-sc" / FACES[weight] / f"NotoSansSC_{FACES[weight]}.ttf"
        cut(chinese, OUT / f"noto-sans-sc-{weight}.ttf", points, ["ccmp", "locl", "kern", "mark"])
    symbols = folder / "noto-sans-symbols-2" / "400Regular" / "NotoSansSymbols2_400Regular.ttf"
    cut(symbols, OUT / "noto-sans-symbols-400.woff2", frozenset(SYMBOLS), [])
    for name in ("ibm-plex-sans-arabic", "noto-sans-sc", "noto-sans-symbols-2"):
        text = (folder / name / "LICENSE_FONT").read_text(encoding="utf-8")
        (OUT / f"LICENSE-{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
