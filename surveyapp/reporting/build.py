"""A whole report written to a folder: PDF, page, data files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from surveyapp.errors import ReportError
from surveyapp.reporting.data_files import (
    comparisons_csv,
    figures_csv,
    receipts_txt,
    report_json,
)
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.document import compose
from surveyapp.reporting.html import page_files
from surveyapp.reporting.language import Language
from surveyapp.reporting.pdf import Attached, make_pdf
from surveyapp.reporting.print_svg import draw_all
from surveyapp.reporting.report import Report

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was written.

    Attributes
    ----------
    files : path within the folder -> SHA-256 of its content.
    pages : pages of the PDF.
    """

    folder: Path
    files: dict[str, str]
    pages: int

    @property
    def pdf(self) -> Path:
        """The PDF."""
        return self.folder / "report.pdf"

    @property
    def page(self) -> Path:
        """The web page."""
        return self.folder / "index.html"


def _silent(_: str) -> None:
    """Say nothing."""


def build(
    report: Report, definition: Definition, folder: Path, *, progress: Progress = _silent
) -> Built:
    """Write report.pdf, index.html with its assets, report.json, report.csv and comparisons.csv.

    Everything is made before anything is written, so that a refusal leaves the folder as it was.
    The same report and definition give the same bytes.

    Parameters
    ----------
    folder : made when absent; other files in it stay.
    progress : told each step by name.

    Raises
    ------
    ReportError
        When the values cannot be printed honestly, or the folder cannot be written.
    """
    progress("compose")
    document = compose(report, definition)
    language = Language.of(report.meta.language)
    data = {
        "report.csv": (figures_csv(report), "attached csv"),
        "comparisons.csv": (comparisons_csv(report), "attached comparisons"),
        "report.json": (report_json(report), "attached json"),
        "receipts.txt": (receipts_txt(report), "attached receipts"),
    }
    files = {name: content for name, (content, _) in data.items()}
    attached = tuple(
        Attached(name, language.say(key), content) for name, (content, key) in data.items()
    )
    progress("charts")
    drawings = draw_all(document, definition.fonts)
    progress("pdf")
    files["report.pdf"], pages = make_pdf(document, definition, drawings, attached)
    progress("page")
    files.update(page_files(document, definition, drawings))
    progress("write")
    _write(folder, files)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return Built(folder, digests, pages)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        for name, content in sorted(files.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(path.name + ".partial")
            partial.write_bytes(content)
            partial.replace(path)
    except OSError as broken:
        raise ReportError(
            f"The report could not be written to {folder}: {broken}. "
            "Remedy: make the folder writable, or name another."
        ) from broken
