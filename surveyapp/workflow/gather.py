"""Gathering: answers and population margins that come in files."""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from surveyapp.collection.gathered import Gathered, gather
from surveyapp.collection.gathered_file import RecordFile, read_records
from surveyapp.collection.mapping import Mapping as Rules
from surveyapp.collection.mapping import read_mapping
from surveyapp.collection.response import Response
from surveyapp.collection.sealing import import_row_id
from surveyapp.collection.targets import TargetSet, read_targets
from surveyapp.errors import InputError, Problem, WaveError
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.imports import (
    ImportedFile,
    add_import,
    delete_import,
    find_import,
    update_import_rows,
)
from surveyapp.storage.responses import add_responses, delete_imported, load_by_ids
from surveyapp.storage.targets import save_targets
from surveyapp.storage.waves import load_waves, wave_state
from surveyapp.workflow.desk import load_fielded
from surveyapp.workflow.key_store import ServerKeys

_TAKES_FILES = ("planned", "open")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes
    ----------
    id : of the import; the same file and mapping always have the same.
    added : wave slug -> responses added now.
    present : wave slug -> responses of the file that were there already, equal in every answer.
    ignored : columns of the file that the mapping does not use.
    repeated : the same file was imported with the same mapping before; nothing was done.
    """

    id: str
    added: Mapping[str, int]
    present: Mapping[str, int]
    ignored: tuple[str, ...]
    repeated: bool


def import_responses(
    store: Store,
    key: bytes,
    file: Path,
    mapping: Path,
    *,
    on: datetime.date,
    wave: str = "",
    dry_run: bool = False,
    wave_keys: Mapping[str, bytes] | None = None,
) -> ImportResult:
    """Import answers gathered elsewhere: all rows of the file, or none.

    Every row is read by the reader that the web pages use. Its id is an HMAC of the row under
    the server key, so importing again adds nothing.

    Parameters
    ----------
    key, wave_keys : the server key, and the earlier keys of waves that began under them.
    wave : slug for files without a wave column.
    dry_run : read and check everything, keep nothing.

    Raises
    ------
    InputError : every bad cell by row and column; or rows that an earlier import of other
        content brought in.
    WaveError : a wave that rows belong to takes no more answers.
    """
    text = _bytes_of(mapping)
    rules = read_mapping(text.decode("utf-8-sig", "replace"), mapping.name)
    rule = rules.file
    import_id = _import_id(key, _bytes_of(file), text, wave)
    records = read_records(
        file, encoding=rule.encoding, delimiter=rule.delimiter, header_rows=rule.header_rows
    )

    def unit(session: Session) -> ImportResult:
        earlier = find_import(session, import_id)
        if earlier is not None:
            return ImportResult(import_id, {}, earlier.rows, (), repeated=True)
        gathered = _gathered(session, records, rules, wave)
        imported = ImportedFile(import_id, file.name, text.decode("utf-8-sig", "replace"), {})
        if dry_run:
            added = {slug: len(rows) for slug, rows in gathered.rows.items()}
            return ImportResult(import_id, added, {}, gathered.ignored, repeated=False)
        return _kept(session, ServerKeys(key, wave_keys or {}).of, gathered, imported, on)

    if dry_run:
        with store.reading() as session:
            return unit(session)
    return store.write(unit)


def withdraw_import(store: Store, import_id: str, *, on: datetime.date) -> int:
    """Take back everything one import added, while its waves are not closed; returns how many.

    Raises
    ------
    InputError : there is no such import.
    WaveError : one of its waves is closed.
    """

    def unit(session: Session) -> int:
        imported = find_import(session, import_id)
        if imported is None:
            remedy = ("See: surveyapp responses list",)
            raise InputError(Problem("There is no import of this id.", import_id, remedy))
        _require_taking(session, imported.rows)
        gone = delete_imported(session, import_id)
        delete_import(session, import_id)
        for slug, rows in imported.rows.items():
            log_event(session, slug, "import withdrawn", on, {"import": import_id, "rows": rows})
        return gone

    return store.write(unit)


def import_targets(
    store: Store, file: Path, name: str, *, scale_to: str | None = None
) -> TargetSet:
    """Keep the population margins of a CSV file under a name, in place of earlier ones.

    Raises
    ------
    InputError : as `collection.targets.read_targets`.
    """
    targets = read_targets(name, _bytes_of(file), scale_to=scale_to)
    store.write(lambda session: save_targets(session, targets))
    return targets


def _gathered(session: Session, records: RecordFile, rules: Rules, wave: str) -> Gathered:
    known = [load_fielded(session, known.slug) for known in load_waves(session)]
    pairs = [(fielded.wave, fielded.instrument) for fielded in known]
    gathered = gather(records, rules, pairs, default_wave=wave)
    _require_taking(session, gathered.rows)
    return gathered


def _kept(
    session: Session,
    key_of: Callable[[str], bytes],
    gathered: Gathered,
    imported: ImportedFile,
    on: datetime.date,
) -> ImportResult:
    add_import(session, imported)
    added: dict[str, int] = {}
    present: dict[str, int] = {}
    problems: list[Problem] = []
    for slug, identified in gathered.rows.items():
        rows = [(import_row_id(key_of(slug), slug, row), response) for row, response in identified]
        there = load_by_ids(session, slug, [row_id for row_id, _ in rows])
        problems += _conflicts(slug, rows, there)
        added[slug] = add_responses(session, slug, rows, import_id=imported.id)
        present[slug] = len(there)
        named: dict[str, str | int] = {"import": imported.id, "file": imported.file_name}
        log_event(session, slug, "imported", on, named | {"rows": added[slug]})
    if problems:
        raise InputError(problems)
    update_import_rows(session, imported.id, added)
    return ImportResult(imported.id, added, present, gathered.ignored, repeated=False)


def _conflicts(
    slug: str,
    rows: list[tuple[bytes, Response]],
    there: Mapping[bytes, tuple[Response, str | None]],
) -> list[Problem]:
    other: dict[str, int] = {}
    for row_id, response in rows:
        if row_id in there and there[row_id][0] != response:
            earlier = there[row_id][1] or ""
            other[earlier] = other.get(earlier, 0) + 1
    return [
        Problem(
            f"{count} rows were imported before with other answers or another mapping.",
            slug,
            (f"Take that import back first: surveyapp responses withdraw {earlier}",),
            "conflict",
        )
        for earlier, count in other.items()
    ]


def _require_taking(session: Session, slugs: Iterable[str]) -> None:
    states = {slug: wave_state(session, slug, hold=True) for slug in slugs}
    problems = [
        Problem(
            f"The wave is {state} and takes no more answers.",
            slug,
            ("Import before closing.", "Plan another wave."),
            state,
        )
        for slug, state in states.items()
        if state not in _TAKES_FILES
    ]
    if problems:
        raise WaveError(problems)


def _import_id(key: bytes, content: bytes, mapping: bytes, wave: str) -> str:
    parts = [len(content).to_bytes(8), content, len(mapping).to_bytes(8), mapping, wave.encode()]
    return hmac.digest(key, b"surveyapp import\0" + b"".join(parts), "sha256").hex()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(Problem(f"It cannot be read: {reason}.", str(path))) from error
