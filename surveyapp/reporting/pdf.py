"""The print edition: a tagged PDF/A-3a that is also PDF/UA-1, the same bytes every time."""

from __future__ import annotations

import gc
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from surveyapp.reporting.blocks import Document
from surveyapp.reporting.charts import Chart, TrendChart
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.document import compose
from surveyapp.reporting.fonts import STACK, face_rules, font_files, require_glyphs
from surveyapp.reporting.language import Language
from surveyapp.reporting.marks import Mark
from surveyapp.reporting.pdf_structure import finish
from surveyapp.reporting.pdf_text import whole_texts
from surveyapp.reporting.print_svg import draw_all
from surveyapp.reporting.render import View, data_uri, fill, image_mark
from surveyapp.reporting.report import Report

_PAPERS = {"letter": ("letter", "19.95mm"), "A4": ("A4", "17mm")}
_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" '
    b'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    b'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A data file carried inside the PDF."""

    name: str
    description: str
    content: bytes


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives out the bundled fonts and drawings inside the document, and nothing else."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._fonts = {
            path.resolve().as_uri() for path in font_files(fonts) if not path.is_symlink()
        }

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The resource, or a refusal that stops the report."""
        if url in self._fonts or url.startswith(("data:image/svg+xml;", "data:image/svg+xml,")):
            return super().fetch(url, headers)
        raise FatalURLFetchingError(f"A report may not fetch {url[:80]}.")


class _PrintView(View):
    def __init__(self, language: Language, drawings: Mapping[str, str]) -> None:
        super().__init__(language)
        self.paged = True
        self._drawings = drawings

    def figure(self, chart: Chart, title: str) -> Markup:
        svg = self._drawings[chart.id]
        small = isinstance(chart, TrendChart) and chart.small
        name = "chart small" if small else "chart"
        alt = self.read_out(title, chart)
        return Markup('<img class="{}" alt="{}" src="{}">').format(name, alt, data_uri(svg))

    def mark(self, mark: Mark, words: str) -> Markup:
        return image_mark(mark, words)


def html_for_print(document: Document, definition: Definition, drawings: Mapping[str, str]) -> str:
    """The filled print template; `drawings` are the charts as SVG by chart id."""
    view = _PrintView(Language.of(document.language), drawings)
    return fill("print.html", document, definition, view)


def write_pdf(
    report: Report, definition: Definition, path: Path, attachments: Sequence[Attached] = ()
) -> int:
    """Write the PDF of a report and return its number of pages."""
    document = compose(report, definition)
    drawings = draw_all(document, definition.fonts)
    made, pages = make_pdf(document, definition, drawings, attachments)
    path.write_bytes(made)
    return pages


def make_pdf(
    document: Document,
    definition: Definition,
    drawings: Mapping[str, str],
    attachments: Sequence[Attached] = (),
) -> tuple[bytes, int]:
    """The PDF as bytes, and its number of pages.

    It carries the attachments, is tagged, names its language and title, embeds its fonts, and is
    the same to the byte whenever it is made from the same document.
    """
    with _seldom_collected(), whole_texts():
        return _make(document, definition, drawings, attachments)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for unreachable objects less often: layout makes millions that all stay in use."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _make(
    document: Document,
    definition: Definition,
    drawings: Mapping[str, str],
    attachments: Sequence[Attached],
) -> tuple[bytes, int]:
    fetcher = _Fetcher(definition.fonts)
    fonts = FontConfiguration()
    text = html_for_print(document, definition, drawings)
    printed = _printed(text, *drawings.values(), document.published)
    require_glyphs(printed, definition.fonts, "the report")
    rules = face_rules(printed, definition.fonts, chinese=document.language.startswith("zh"))
    sheets = [
        CSS(string=style, font_config=fonts, url_fetcher=fetcher)
        for style in (rules, *_styles(document, definition))
    ]
    base = definition.folder.resolve().as_uri() + "/"
    page = HTML(string=text, url_fetcher=fetcher, base_url=base)
    laid = page.render(stylesheets=sheets, font_config=fonts, pdf_tags=True)
    day = datetime.combine(date.fromisoformat(document.date), datetime.min.time(), UTC)
    laid.metadata.attachments = [
        Attachment(
            file_obj=io.BytesIO(attached.content),
            name=attached.name,
            description=attached.description,
            created=day,
            modified=day,
            relationship="Data",
        )
        for attached in attachments
    ]
    _declare_accessible(laid)
    with warnings.catch_warnings():
        # WeasyPrint reads its color profile without closing the file.
        warnings.simplefilter("ignore", ResourceWarning)
        written = laid.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=True)
    return finish(written, definition.fonts), len(laid.pages)


def print_pages(text: str, style: str, fonts: Path, *, day: date) -> tuple[bytes, int]:
    """Letters or a poster as a tagged PDF/UA-1, and the number of pages.

    Like a report it may fetch the bundled fonts and drawings inside the document, nothing else,
    and is the same to the byte whenever it is made from the same text.

    Parameters
    ----------
    text : a whole HTML document. style : its CSS. day : printed nowhere; kept as its date.

    Raises
    ------
    ReportError
        With every character that no bundled font can print.
    """
    printed = _printed(text)
    require_glyphs(printed, fonts, "the pages to print")
    fetcher, faces = _Fetcher(fonts), FontConfiguration()
    sheets = [
        CSS(string=part, font_config=faces, url_fetcher=fetcher)
        for part in (face_rules(printed, fonts, chinese='<html lang="zh' in text), style)
    ]
    with whole_texts():
        laid = HTML(string=text, url_fetcher=fetcher).render(
            stylesheets=sheets, font_config=faces, pdf_tags=True
        )
        laid.metadata.created = laid.metadata.modified = day.isoformat()
        _declare_accessible(laid)
        written = laid.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=True)
    return finish(written, fonts), len(laid.pages)


def _printed(*marked: str) -> str:
    """What pages and drawings say, without their tags."""
    read = []
    for text in marked:
        page = Markup(text)  # nosec B704  # only read
        read.append(page.striptags())
    return " ".join(read)


def _declare_accessible(laid: Any) -> None:
    """Add the PDF/UA-1 identifier to the one RDF block that PDF/A allows."""
    original = laid.metadata.generate_rdf_metadata

    def with_identifier(variant: str, version: int, conformance: str) -> bytes:
        block: bytes = original(variant, version, conformance)
        return block.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")

    laid.metadata.generate_rdf_metadata = with_identifier


def _styles(document: Document, definition: Definition) -> list[str]:
    language = Language.of(document.language)
    paper, margin = _PAPERS[definition.paper]
    style = (definition.templates / "print.css").read_text(encoding="utf-8")
    turned = language.direction == "rtl"
    for name, value in (
        ("var-start", "right" if turned else "left"),
        ("var-end", "left" if turned else "right"),
        ("var-turn", "-35deg" if turned else "35deg"),
        ("var-direction", language.direction),
        ("var-fonts", STACK),
        ("var-close", language.say("page end")),
        ("var-paper", paper),
        ("var-margin", margin),
        ("var-motif", data_uri(MOTIF)),
        ("var-published", document.published.replace('"', "")),
        ("var-page", language.say("page of")),
        ("var-of", language.say("of")),
    ):
        style = style.replace(name, value)
    shared = (definition.templates / "report.css").read_text(encoding="utf-8")
    return [shared, style]


def _motif() -> str:
    """Dots and whiskers in quiet blues: the cover's drawing."""
    rows = (
        (40, 150, 92, "#6bace6"),
        (70, 210, 128, "#2073bc"),
        (120, 238, 176, "#6bace6"),
        (96, 300, 214, "#2073bc"),
        (170, 318, 250, "#6bace6"),
        (210, 372, 296, "#2073bc"),
    )
    drawn = "".join(
        f'<path d="M{left} {y}H{right}" stroke="{color}" stroke-width="2.2"/>'
        f'<circle cx="{dot}" cy="{y}" r="6.5" fill="{color}"/>'
        for y, (left, right, dot, color) in zip(range(30, 220, 32), rows, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 220" opacity="0.55">'
        f"{drawn}</svg>"
    )


MOTIF = _motif()
