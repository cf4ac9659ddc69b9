"""The files of a built report, known by what is in them and not by where they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path

from surveyapp.storage.snapshots import Fingerprint

PAGE, DOCUMENT, NUMBERS = "index.html", "report.pdf", "report.json"


def folder_holds(folder: Path, edition: Fingerprint) -> bool:
    """Whether the numbers, the page and the PDF in a folder are those of an edition."""
    expected = ((NUMBERS, edition.numbers), (PAGE, edition.page), (DOCUMENT, edition.pdf))
    return all(digest_of(folder / name) == known for name, known in expected)


def digest_of(path: Path) -> str:
    """SHA-256 of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
