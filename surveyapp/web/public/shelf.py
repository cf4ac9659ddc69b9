"""The shelf of published reports: one folder each, holding the page, the PDF and the numbers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
PAGE, DOCUMENT, NUMBERS = "report.html", "report.pdf", "report.json"
SERVED = {
    PAGE: "text/html",
    DOCUMENT: "application/pdf",
    NUMBERS: "application/json",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One report on the shelf, with what its own numbers file says of it."""

    slug: str
    title: str
    period: str
    published: str
    language: str
    simulated: bool
    files: frozenset[str]


def shelf(folder: Path) -> tuple[Published, ...]:
    """Every published report, the newest first; a folder without a numbers file is not one."""
    if not folder.is_dir():
        return ()
    found = [
        _read(path) for path in folder.glob(f"*/{NUMBERS}") if _NAME.fullmatch(path.parent.name)
    ]
    return tuple(sorted(found, key=lambda r: (r.published, r.period, r.slug), reverse=True))


def file_of(folder: Path, slug: str, name: str) -> Path | None:
    """The file of a report, or None where there is none; a name can lead nowhere else."""
    if name not in SERVED or not _NAME.fullmatch(slug):
        return None
    path = folder / slug / name
    return path if path.is_file() else None


def _read(numbers: Path) -> Published:
    return _parsed(numbers, numbers.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _parsed(numbers: Path, _changed: int) -> Published:
    meta = json.loads(numbers.read_bytes()).get("meta", {})
    folder = numbers.parent
    return Published(
        slug=folder.name,
        title=str(meta.get("title") or folder.name),
        period=str(meta.get("period") or meta.get("wave") or ""),
        published=str(meta.get("published") or ""),
        language=str(meta.get("language") or "en"),
        simulated=bool(meta.get("simulated")),
        files=frozenset(name for name in SERVED if (folder / name).is_file()),
    )
