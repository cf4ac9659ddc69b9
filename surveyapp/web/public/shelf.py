"""The shelf of published reports: one folder each, holding the page, the PDF and the numbers.

A folder is on the shelf only if its files are, byte for byte, those of an edition that the ledger
released. Whatever else lies there, a report that was built and not published above all, is as if
it were not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveyapp.storage.edition_files import DOCUMENT, NUMBERS, PAGE, digest_of
from surveyapp.storage.engine import Store
from surveyapp.storage.snapshots import Fingerprint, load_fingerprints

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_ASSET = re.compile(r"assets/[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
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
    """One report in a folder, with what its own numbers file says of it.

    Attributes
    ----------
    wave, waves : the wave it speaks of, and every wave it shows.
    corrected : it corrects an edition before it.
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
    corrected: bool = False


@dataclass(slots=True)
class Shelf:
    """The published reports of a service.

    Attributes
    ----------
    folder : where they lie. built : where reports wait to be published.

    What is published stays published, so its fingerprint is asked of the store once, and a known
    report is read while the store is gone.
    """

    store: Store
    folder: Path
    built: Path
    _known: dict[str, Fingerprint] = field(default_factory=dict)
    _digests: frozenset[tuple[str, str, str]] = frozenset()

    def reports(self) -> tuple[Published, ...]:
        """Every published report, the newest first."""
        found = [_read(*_stamped(one)) for one in _folders(self.folder) if self._is_out(one)]
        return tuple(sorted(found, key=_newest, reverse=True))

    def waiting(self) -> tuple[Published, ...]:
        """Reports that were built and are not published, for staff alone."""
        places = (*_folders(self.built), *_folders(self.folder))
        out = {digest_of(one / NUMBERS) for one in _folders(self.folder) if self._is_out(one)}
        found = [one for one in places if digest_of(one / NUMBERS) not in out]
        return tuple(sorted((_read(*_stamped(one)) for one in found), key=_newest, reverse=True))

    def file_of(self, slug: str, name: str) -> Path | None:
        """A file of a published report, or None where there is none."""
        path = file_in(self.folder, slug, name)
        return path if path is not None and self._is_out(self.folder / slug) else None

    def waiting_file(self, slug: str, name: str) -> Path | None:
        """A file of a report that is not published; nothing but its page and what that shows."""
        if name != PAGE and not _ASSET.fullmatch(name):
            return None
        if slug not in {report.slug for report in self.waiting()}:
            return None
        return file_in(self.built, slug, name) or file_in(self.folder, slug, name)

    def _is_out(self, folder: Path) -> bool:
        """Whether the files of a folder are those of a published edition."""
        found = _digests_of(folder, *(_stamp(folder / name) for name in (NUMBERS, PAGE, DOCUMENT)))
        if found not in self._digests:
            with self.store.reading() as session:
                fresh = load_fingerprints(session, self._known)
            self._known |= {one.edition: one for one in fresh}
            self._digests = frozenset((f.numbers, f.page, f.pdf) for f in self._known.values())
        return found in self._digests


def file_in(folder: Path, slug: str, name: str) -> Path | None:
    """A file of a report's folder; no name leads out of that folder."""
    if not _SLUG.fullmatch(slug) or not (name in FILES or _ASSET.fullmatch(name)):
        return None
    path = folder / slug / name
    return path if path.suffix in KINDS and path.is_file() else None


def _folders(folder: Path) -> Iterator[Path]:
    """The folders that hold a numbers file."""
    if folder.is_dir():
        held = (path.parent for path in folder.glob(f"*/{NUMBERS}"))
        yield from (one for one in held if _SLUG.fullmatch(one.name))


def _newest(report: Published) -> tuple[str, str, bool, str]:
    return report.published, report.period, report.corrected, report.slug


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file does."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def _stamped(folder: Path) -> tuple[Path, tuple[int, int, int]]:
    return folder / NUMBERS, _stamp(folder / NUMBERS)


@lru_cache(maxsize=256)
def _digests_of(folder: Path, *_stamps: tuple[int, int, int]) -> tuple[str, str, str]:
    return digest_of(folder / NUMBERS), digest_of(folder / PAGE), digest_of(folder / DOCUMENT)


@lru_cache(maxsize=256)
def _read(numbers: Path, _changed: tuple[int, int, int]) -> Published:
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
        corrected=meta.get("status") == "corrected",
    )


def _period(document: Mapping[str, Any], wave: str) -> str:
    """The period of the wave that a report speaks of."""
    periods = {str(one.get("id")): str(one.get("period")) for one in document.get("waves", ())}
    return periods.get(wave, wave)
