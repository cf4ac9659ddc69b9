"""The shelf of published reports: one folder each, holding the page, the PDF and the numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ASSET = re.compile(r"assets/[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
PAGE, DOCUMENT, NUMBERS = "index.html", "report.pdf", "report.json"
FILES = (PAGE, DOCUMENT, NUMBERS, "report.csv", "comparisons.csv", "receipts.txt")
KINDS: Mapping[str, str] = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One report on the shelf, with what its own numbers file says of it.

    Attributes
    ----------
    wave, waves : the wave it speaks of, and every wave it shows.
    """

    slug: str
    title: str
    period: str
    published: str
    language: str
    simulated: bool
    wave: str
    waves: frozenset[str]
    files: frozenset[str]


def shelf(folder: Path) -> tuple[Published, ...]:
    """Every published report, the newest first; a folder without a numbers file is not one."""
    if not folder.is_dir():
        return ()
    numbers = (path for path in folder.glob(f"*/{NUMBERS}") if _SLUG.fullmatch(path.parent.name))
    found = [_read(path, path.stat().st_mtime_ns) for path in numbers]
    return tuple(sorted(found, key=lambda r: (r.published, r.period, r.slug), reverse=True))


def file_of(folder: Path, slug: str, name: str) -> Path | None:
    """A file of a report, or None where there is none; no name leads out of the report's folder."""
    if not _SLUG.fullmatch(slug) or not (name in FILES or _ASSET.fullmatch(name)):
        return None
    path = folder / slug / name
    return path if path.suffix in KINDS and path.is_file() else None


@lru_cache(maxsize=256)
def _read(numbers: Path, _changed: int) -> Published:
    document = json.loads(numbers.read_bytes())
    meta, folder = document.get("meta", {}), numbers.parent
    return Published(
        slug=folder.name,
        title=str(meta.get("title") or folder.name),
        period=_period(document, str(meta.get("wave", ""))),
        published=str(meta.get("published") or ""),
        language=str(meta.get("language") or "en"),
        simulated=bool(meta.get("simulated")),
        wave=str(meta.get("wave", "")),
        waves=frozenset(str(one.get("id")) for one in document.get("waves", ())),
        files=frozenset(name for name in FILES if (folder / name).is_file()),
    )


def _period(document: Mapping[str, Any], wave: str) -> str:
    """The period of the wave that a report speaks of."""
    periods = {str(one.get("id")): str(one.get("period")) for one in document.get("waves", ())}
    return periods.get(wave, wave)
