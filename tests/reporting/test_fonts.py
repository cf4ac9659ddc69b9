from datetime import date
from pathlib import Path

import pytest

from surveyapp.errors import ReportError
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.fonts import (
    FACES,
    faces_for,
    held_by,
    missing_characters,
    require_glyphs,
)
from surveyapp.reporting.pdf import print_pages


@pytest.fixture
def fonts(definition: Definition) -> Path:
    return definition.fonts


def test_every_face_is_bundled_with_a_license(fonts: Path):
    assert all((fonts / face.file).is_file() for face in FACES)
    licensed = {path.name for path in fonts.glob("LICENSE-*.txt")}
    for family in ("public-sans", "ibm-plex-sans-arabic", "noto-sans-sc", "noto-sans-symbols-2"):
        assert f"LICENSE-{family}.txt" in licensed
        text = (fonts / f"LICENSE-{family}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in text.upper()


@pytest.mark.parametrize("weight", [400, 700])
def test_chinese_holds_all_of_gb_2312_and_rarer_characters_of_names(fonts: Path, weight: int):
    held = held_by(fonts / f"noto-sans-sc-{weight}.ttf")
    listed = set()
    for row in range(0xB0, 0xF8):
        for place in range(0xA1, 0xFF):
            try:
                listed.add(ord(bytes((row, place)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    assert len(listed) == 6763
    assert listed <= held
    assert {ord(one) for one in "镕堃玥喆翀淼"} <= held
    assert sum(point >= 0x3400 for point in held) >= 8105


@pytest.mark.parametrize("weight", [400, 700])
def test_arabic_holds_letters_marks_and_both_kinds_of_digits(fonts: Path, weight: int):
    held = held_by(fonts / f"ibm-plex-sans-arabic-{weight}.ttf")
    assert {ord(one) for one in "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئةى،؛؟ًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩"} <= held


def test_an_english_text_needs_three_faces_only(fonts: Path):
    assert {face.file for face in faces_for("Trust: 61% – “fair”", fonts)} == {
        f"public-sans-latin-{weight}-normal.woff2" for weight in (400, 600, 700)
    }


def test_each_script_brings_its_own_faces(fonts: Path):
    families = {face.family for face in faces_for("Trust الثقة 信任 ☑", fonts)}
    assert families == {"Public Sans", "IBM Plex Sans Arabic", "Noto Sans SC", "Noto Sans Symbols"}


def test_a_character_without_a_glyph_is_named_with_its_place_and_remedies(fonts: Path):
    with pytest.raises(ReportError) as refused:
        require_glyphs("Welcome to ไทย Town and ไทย again", fonts, "the report")
    said = str(refused.value)
    assert "U+0E44 (THAI CHARACTER SARA AI MAIMALAI), which stands there 2 times" in said
    assert "Welcome to ไทย" in said
    assert "add a font of its script" in said
    assert said.count("no bundled font can print") == 3


def test_marks_of_direction_and_spaces_need_no_glyph(fonts: Path):
    assert missing_characters("a\u200e\u2067\u00a0\u2009\u2069b", fonts) == ()


def test_a_page_with_letters_of_no_bundled_font_is_not_printed(fonts: Path):
    page = '<html lang="en"><head><title>t</title></head><body><p>Olá नमस्ते</p></body></html>'
    with pytest.raises(ReportError, match="U\\+0928 \\(DEVANAGARI LETTER NA\\)"):
        print_pages(page, "", fonts, day=date(2026, 7, 1))
