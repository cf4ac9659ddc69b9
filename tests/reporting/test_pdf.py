import io
import itertools
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pytest

from surveyapp.reporting.build import Built, build
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.pdf_structure import elements


@pytest.fixture(scope="module")
def pdf(built: Built):
    with pikepdf.Pdf.open(built.pdf) as opened:
        yield opened


def _kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element, _ in elements(pdf)]


def test_the_pdf_passes_every_machine_check_of_pdf_ua_1(built: Built):
    result = page.validate_pdf(built.pdf, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in result.failures] == []
    assert result.is_compliant


def test_it_names_its_language_and_title(pdf, report):
    assert str(pdf.Root.Lang) == "en"
    assert str(pdf.docinfo["/Title"]) == "Community policing in Riverbend: Q3 2026"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_it_declares_both_pdf_a_3a_and_pdf_ua_1_in_one_block(pdf):
    metadata = pdf.Root.Metadata.read_bytes().decode("utf-8")
    assert metadata.count("<rdf:RDF") == 1
    assert re.search(r'part="3"', metadata)
    assert re.search(r'conformance="A"', metadata)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_there_is_one_first_heading_and_no_level_is_skipped(pdf):
    levels = [int(kind[2]) for kind in _kinds(pdf) if re.fullmatch(r"/H[1-6]", kind)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_figure_has_words(pdf):
    alternatives = [
        str(element.get("/Alt", "")) for element, _ in elements(pdf) if element.S == "/Figure"
    ]
    assert alternatives
    assert all(text.strip() for text in alternatives)


def test_every_header_cell_has_a_scope(pdf):
    scopes = Counter()
    for element, parents in elements(pdf):
        if element.S == "/TH":
            held = element.A
            attributes = list(held) if isinstance(held, pikepdf.Array) else [held]
            scope = next(str(a.Scope) for a in attributes if "/Scope" in a)
            assert scope == ("/Column" if "/THead" in parents else "/Row")
            scopes[scope] += 1
    assert scopes["/Column"] > 20
    assert scopes["/Row"] > 100


def test_running_heads_and_page_numbers_are_no_content(pdf):
    for number, sheet in enumerate(pdf.pages):
        kinds = Counter(
            str(i.operands[0])
            for i in pikepdf.parse_content_stream(sheet)
            if str(i.operator) == "BDC"
        )
        assert kinds["/Artifact"] >= (0 if number == 0 else 3), number


def test_only_bundled_fonts_are_in_it_and_all_are_embedded(pdf):
    names = set()
    for sheet in pdf.pages:
        for font in sheet.Resources.get("/Font", {}).values():
            names.add(str(font.BaseFont).partition("+")[2])
            for descendant in font.DescendantFonts:
                assert "/FontFile2" in descendant.FontDescriptor or (
                    "/FontFile3" in descendant.FontDescriptor
                )
    assert names
    assert all(name.startswith("Public-Sans") for name in names)


def test_the_data_ride_along(pdf, built: Built):
    assert set(pdf.attachments) == {
        "report.csv",
        "comparisons.csv",
        "report.json",
        "receipts.txt",
    }
    for name, attached in pdf.attachments.items():
        assert attached.get_file().read_bytes() == (built.folder / name).read_bytes()


def test_a_letter_page_is_a_letter_page(pdf):
    box = pdf.pages[1].mediabox
    assert [float(end) for end in box] == [0, 0, 612, 792]


def test_the_same_report_gives_the_same_bytes(small, definition, tmp_path: Path):
    chapters = ("main points", "at a glance", "indicators", "places table", "method", "versions")
    brief = definition.model_copy(update={"chapters": chapters})
    first = build(small, brief, tmp_path / "one")
    second = build(small, brief, tmp_path / "two")
    assert first.files == second.files


def _brief(definition: Definition) -> Definition:
    return definition.model_copy(update={"chapters": ("main points", "indicators")})


def test_it_is_written_in_spanish_too(small, definition, tmp_path: Path):
    spanish = replace(small, meta=replace(small.meta, language="es"))
    made = build(spanish, _brief(definition), tmp_path)
    with pikepdf.Pdf.open(made.pdf) as pdf:
        assert str(pdf.Root.Lang) == "es"
    assert page.is_pdf_compliant(made.pdf, profile="ua1")
    text = made.page.read_text(encoding="utf-8")
    assert '<html lang="es" dir="ltr">' in text
    assert "Puntos principales" in text


def test_a_hostile_place_name_reaches_the_page_as_text(small, definition, tmp_path: Path):
    evil = '<img src=x onerror="alert(1)"> & "Harbor"'
    places = (replace(small.places[0], name=evil), *small.places[1:])
    made = build(replace(small, places=places), _brief(definition), tmp_path)
    text = made.page.read_text(encoding="utf-8")
    assert "<img src=x" not in text
    assert json.loads((tmp_path / "report.json").read_bytes())["places"][0]["name"] == evil


def test_a_refused_report_leaves_the_folder_as_it_was(small, definition, tmp_path: Path):
    from surveyapp.errors import ReportError

    with pytest.raises(ReportError):
        build(replace(small, places=()), definition, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_pdf_reads_back(built: Built):
    with pikepdf.Pdf.open(io.BytesIO(built.pdf.read_bytes())) as pdf:
        assert len(pdf.pages) == built.pages
