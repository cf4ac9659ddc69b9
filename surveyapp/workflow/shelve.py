"""Putting a published edition on the shelf that the service reads; nothing else belongs there.

A report is built somewhere apart. Only when the ledger has released it are its files copied to
the shelf, all at once, and the edition that stood there before moves to an address of its own:
whatever was printed stays readable.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from surveyapp.errors import Problem, ReportError
from surveyapp.storage.edition_files import folder_holds
from surveyapp.storage.engine import Store
from surveyapp.storage.snapshots import Fingerprint, Snapshot, fingerprint, load_fingerprints
from surveyapp.workflow.release import find_edition

_SHOWN = 12


def shelve(store: Store, edition: str, shelf: Path) -> Path | None:
    """Copy the files of a published edition to the shelf; returns where, None without files.

    Doing so again changes nothing. A folder of the shelf that holds another published edition is
    renamed after that edition's id; one that was never published is replaced.

    Parameters
    ----------
    edition : id of the published report, or the beginning of it.
    shelf : folder that published reports are served from.

    Raises
    ------
    ReportError : the edition is not published, its files are gone or were altered since it was
        built, or the shelf cannot be written.
    DisclosureRefused : no such edition.
    """
    with store.reading() as session:
        snapshot = find_edition(session, edition)
        released = load_fingerprints(session)
    if not snapshot.published:
        raise ReportError(_problem("The report is not published.", snapshot, "Publish it first."))
    if not snapshot.pdf_path:
        return None
    print_of, place = fingerprint(snapshot), shelf / _name_of(snapshot)
    if folder_holds(place, print_of):
        return place
    built = Path(snapshot.pdf_path).parent
    if not folder_holds(built, print_of):
        what = "The files of the report are gone, or are not those that were published."
        raise ReportError(_problem(what, snapshot, "Build the same report again, and repeat this."))
    try:
        _replace(built, place, released)
    except OSError as broken:
        what = f"The shelf {shelf} cannot be written: {broken}."
        remedy = "Make it writable, with space left, and publish again."
        raise ReportError(_problem(what, snapshot, remedy)) from broken
    return place


def shelf_name(wave: str, definition: str, language: str) -> str:
    """The folder of a report on the shelf, which is also its address: one for all its editions."""
    return f"{wave}-{definition}-{language}"


def _replace(built: Path, place: Path, released: tuple[Fingerprint, ...]) -> None:
    """Copy beside the place, then rename: nobody ever meets half an edition."""
    coming, going = (place.with_name(f".{place.name}.{word}") for word in ("coming", "going"))
    for left in (coming, going):
        shutil.rmtree(left, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(built, coming, ignore=shutil.ignore_patterns("*.partial"))
    if place.exists():
        before = next((one for one in released if folder_holds(place, one)), None)
        kept = place.with_name(f"{place.name}-{before.edition[:_SHOWN]}") if before else going
        if kept.exists():
            kept = going
        place.rename(kept)
    coming.rename(place)
    shutil.rmtree(going, ignore_errors=True)


def _name_of(snapshot: Snapshot) -> str:
    return shelf_name(snapshot.waves[-1], snapshot.definition, snapshot.language)


def _problem(what: str, snapshot: Snapshot, remedy: str) -> Problem:
    return Problem(what, snapshot.id[:_SHOWN], (remedy,), "shelf")
