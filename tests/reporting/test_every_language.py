"""Reports, letters and booklets in each language: as accessible, as complete, joined and turned."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pikepdf
import pytest
from babel import Locale

from surveyapp.reporting import figures
from surveyapp.reporting.build import Built, build
from surveyapp.reporting.chart_values import answers_chart, areas_chart
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.figure_style import columns_of, safe, shortened, wrapped
from surveyapp.reporting.language import MINUS, PATTERNS, TO_RIGHT, Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.pdf import print_pages
from surveyapp.reporting.print_svg import figure_to_svg
from surveyapp.reporting.render import data_uri
from surveyapp.reporting.report import Report

NAMES = {
    "ar": ("ميناء الشمال", "الثقة بالشرطة", "يثقون بالشرطة في حيّهم"),
    "zh-Hans": ("北港", "对警察的信任", "信任所在社区的警察"),
}
FONTS = {"ar": "IBM-Plex-Sans-Arabic", "zh-Hans": "Noto-Sans-SC"}
CODES = tuple(NAMES)


def spoken(small: Report, code: str) -> Report:
    """The small report with a place and a measure named in a language."""
    place, title, statement = NAMES[code]
    first = replace(small.indicators[0], title=title, statement=statement)
    return replace(
        small,
        meta=replace(small.meta, language=code),
        places=(replace(small.places[0], name=place), *small.places[1:]),
        indicators=(first, *small.indicators[1:]),
    )


@pytest.fixture(scope="module")
def reports(
    small: Report, definition: Definition, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Built]:
    chapters = ("main points", "at a glance", "indicators", "places table", "answers", "method")
    brief = definition.model_copy(update={"chapters": chapters})
    return {
        code: build(spoken(small, code), brief, tmp_path_factory.mktemp(code)) for code in CODES
    }


@pytest.mark.parametrize("code", CODES)
def test_the_pdf_passes_every_machine_check_of_pdf_ua_1(code: str, reports: dict[str, Built]):
    result = page.validate_pdf(reports[code].pdf, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in result.failures] == []


@pytest.mark.parametrize("code", CODES)
def test_it_names_its_language_and_declares_pdf_a(code: str, reports: dict[str, Built]):
    with pikepdf.Pdf.open(reports[code].pdf) as pdf:
        assert str(pdf.Root.Lang) == code
        metadata = pdf.Root.Metadata.read_bytes().decode("utf-8")
    assert re.search(r'part="3"', metadata)
    assert re.search(r'conformance="A"', metadata)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


@pytest.mark.parametrize("code", CODES)
def test_bundled_fonts_and_no_others_are_embedded(code: str, reports: dict[str, Built]):
    names = set()
    with pikepdf.Pdf.open(reports[code].pdf) as pdf:
        for sheet in pdf.pages:
            for font in sheet.Resources.get("/Font", {}).values():
                names.add(str(font.BaseFont).partition("+")[2])
                for descendant in font.DescendantFonts:
                    assert "/FontFile2" in descendant.FontDescriptor
    assert any(name.startswith(FONTS[code]) for name in names)
    assert all(name.startswith(("Public-Sans", FONTS[code])) for name in names)


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_its_language_and_direction_and_brings_its_font(
    code: str, reports: dict[str, Built]
):
    text = reports[code].page.read_text(encoding="utf-8")
    turned = Language.of(code).direction
    assert f'<html lang="{code}" dir="{turned}">' in text
    assert any(FONTS[code].lower() in name for name in reports[code].files)
    assert Language.of(code).say("translation note") in text


def test_the_same_arabic_report_has_the_same_bytes(
    small: Report, definition: Definition, tmp_path: Path
):
    brief = definition.model_copy(update={"chapters": ("main points", "indicators")})
    arabic = spoken(small, "ar")
    assert build(arabic, brief, tmp_path / "1").files == build(arabic, brief, tmp_path / "2").files


def test_the_arabic_of_a_pdf_reads_back_letter_by_letter(reports: dict[str, Built]):
    """Every glyph of the Arabic faces stands for the characters it draws, none for nothing."""
    fonts = 0
    with pikepdf.Pdf.open(reports["ar"].pdf) as pdf:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and FONTS["ar"] in str(font.get("/BaseFont")):
                if "/ToUnicode" not in font:
                    continue
                fonts += 1
                pairs = re.findall(
                    rb"<([0-9a-f]{4})> <([0-9a-fA-F]*)>", font.ToUnicode.read_bytes()
                )
                said = "".join(
                    bytes.fromhex(text.decode()).decode("utf-16-be") for _, text in pairs
                )
                assert all(text for _, text in pairs)
                assert "\N{REPLACEMENT CHARACTER}" not in said
                assert len(set(said) & set("ابتجحدرسشعفقكلمنهوي")) > 15
    assert fonts >= 2


def test_the_words_of_an_arabic_pdf_can_be_found(reports: dict[str, Built]):
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run([program, str(reports["ar"].pdf), "-"], capture_output=True, check=True)
    text = run.stdout.decode("utf-8")
    for words in ("النقاط الرئيسية", "بقية المدينة", "هامش الخطأ", "الملخص", "السكان"):
        assert words in text


def test_letters_of_an_arabic_chart_are_set_as_words(small: Report, definition: Definition):
    """One text of a drawing becomes one run of joined glyphs, not one operation a letter."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 20">'
        '<text x="199" y="15" text-anchor="end" font-family="IBM Plex Sans Arabic" '
        'font-size="12">محمد</text></svg>'
    )
    markup = (
        '<html lang="ar" dir="rtl"><head><title>t</title></head><body><h1>محمد</h1>'
        f'<p><img alt="a" src="{data_uri(drawing)}"></p></body></html>'
    )
    style = 'h1 { font-family: "IBM Plex Sans Arabic"; font-weight: 400; font-size: 9pt } '
    style += "img { display: block; width: 200px; height: 20px }"
    made, _ = print_pages(markup, style, definition.fonts, day=date(2026, 7, 1))
    with pikepdf.Pdf.open(io.BytesIO(made)) as pdf:
        runs = _runs(pdf)
    assert len(runs) == 2
    assert runs[0] == runs[1], "the drawing has the very glyphs of the heading"
    assert len(set(runs[0])) == 4, "initial, medial and final forms, and one more"


def _runs(pdf: pikepdf.Pdf) -> list[list[bytes]]:
    """The glyphs of each text object, in pages and the forms that they draw."""
    runs: list[list[bytes]] = []
    places = [sheet.obj for sheet in pdf.pages]
    places += [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
    ]
    for place in places:
        source = pikepdf.Page(place) if place.get("/Type") == "/Page" else place
        for instruction in pikepdf.parse_content_stream(source):
            if str(instruction.operator) == "BT":
                runs.append([])
            elif str(instruction.operator) == "TJ" and runs:
                for operand in instruction.operands[0]:
                    if isinstance(operand, pikepdf.String):
                        raw = bytes(operand)
                        runs[-1] += [raw[at : at + 2] for at in range(0, len(raw), 2)]
    return [run for run in runs if run]


# --- charts -----------------------------------------------------------------------------------


def test_an_arabic_dot_chart_begins_at_the_right_and_keeps_its_axis(
    small: Report, definition: Definition
):
    look = Lookup.of(spoken(small, "ar"))
    chart = areas_chart(look, Language.of("ar"), look.report.indicators[0])
    assert chart is not None
    assert chart.mirrored
    spec = figures.build(chart, for_print=True).to_dict()
    left, right = spec["layout"]["xaxis"]["domain"]
    assert right < 0.85
    assert left > 0.25, "the columns of numbers stand at the left"
    assert spec["layout"]["xaxis"]["range"] == [chart.low, chart.high]
    drawn = figure_to_svg(figures.build(chart, for_print=True), definition.fonts)
    assert "ميناء الشمال" in drawn


def test_an_english_dot_chart_begins_at_the_left(small: Report):
    look = Lookup.of(small)
    chart = areas_chart(look, Language.of("en"), small.indicators[0])
    assert chart is not None
    assert not chart.mirrored
    left, _ = figures.build(chart, for_print=True).to_dict()["layout"]["xaxis"]["domain"]
    assert left < 0.4


def test_arabic_bars_run_from_right_to_left(small: Report):
    look = Lookup.of(spoken(small, "ar"))
    chart = answers_chart(look, Language.of("ar"), small.topline[:1], "a")
    assert chart is not None
    layout = figures.build(chart, for_print=True).to_dict()["layout"]
    assert layout["xaxis"]["range"] == [100, 0]
    assert layout["yaxis"]["side"] == "right"


def test_right_to_left_labels_are_isolated_and_others_are_not():
    assert safe("الحيّ A") == "\u2067الحيّ A\u2069"
    assert safe("Harbor & 61%") == "Harbor &amp; 61%"


def test_chinese_labels_are_cut_and_broken_between_characters():
    assert columns_of("北港 A") == 6
    assert shortened("北港北港北港北港", 8) == "北港北…"
    assert wrapped("北港北港北港", 8) == ["北港北港", "北港"]
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert shortened("Harbor North", 20) == "Harbor North"


# --- words ------------------------------------------------------------------------------------


def test_arabic_signs_and_percents_stay_beside_their_number():
    arabic = Language.of("ar")
    assert arabic.signed(4.2) == f"{TO_RIGHT}+4.2"
    assert arabic.number(-1234.5, 1) == f"{TO_RIGHT}{MINUS}1,234.5"
    assert arabic.value(61.4, "percent") == f"61{TO_RIGHT}%{TO_RIGHT}"
    assert arabic.signed(0.01) == "0.0"


@pytest.mark.parametrize("code", CODES)
def test_digits_are_western_in_every_language(code: str):
    said = Language.of(code).number(1234567890)
    assert re.sub(r"\D", "", said) == "1234567890"
    assert said.isascii()


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "حيّ واحد"), (2, "حيّين"), (3, "3 أحياء"), (11, "11 حيًّا"), (100, "100 حيّ")],
)
def test_arabic_counts_take_the_plural_of_cldr(count: int, said: str):
    arabic = Language.of("ar")
    noun = arabic.say("neighborhood", count=count)
    assert arabic.say("counted", count, word=str(count), noun=noun) == said


def test_every_arabic_plural_has_words_for_every_form():
    tags = Locale.parse("ar").plural_form.tags | {"other"}
    for key, pattern in PATTERNS["ar"].items():
        if not isinstance(pattern, str):
            assert set(pattern) <= tags, key
            assert {"one", "two", "other"} <= set(pattern), key


def test_chinese_sentences_follow_without_a_space():
    assert Language.of("zh-Hans").joined(("好。", "", "坏。")) == "好。坏。"
    assert Language.of("ar").joined(("أ.", "ب.")) == "أ. ب."


@pytest.mark.parametrize("code", ["es", "ar", "zh-Hans"])
def test_a_translated_report_says_that_a_machine_translated_it(code: str):
    assert PATTERNS[code]["translation note"]


def test_an_english_report_says_nothing_of_translation():
    assert PATTERNS["en"]["translation note"] == ""
