"""Upkeep of open waves: what arrived is laid anew in key order, so that no copy tells its order.

Between two mixes a copy of the store still shows, in the write-ahead log or in the transactions
of rows, in which order codes were spent and sealed responses came. Nobody can read the responses,
so the order says nothing until the wave's private key is used on such a copy; mixing daily leaves
even that attacker no more than one day's order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from surveyapp.errors import InputError, Problem
from surveyapp.storage.backup import (
    FIELDWORK,
    backup_lines,
    digest_of,
    fieldwork_lines,
    restore_lines,
)
from surveyapp.storage.codes import rewrite_codes
from surveyapp.storage.drafts import rewrite_drafts
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import RESPONDENT_TABLES, require_current, revision
from surveyapp.storage.sealed import rewrite_sealed
from surveyapp.storage.server_traces import settings_that_keep_traces
from surveyapp.workflow.codes import held_open_waves
from surveyapp.workflow.whole_file import unfinished


@dataclass(frozen=True, slots=True)
class Mixed:
    """How many codes and sealed responses were laid anew."""

    codes: int
    sealed: int


def mix(store: Store) -> Mixed:
    """Rewrite codes, drafts and sealed responses of every open wave, in one transaction.

    Nobody redeems or sends meanwhile: who comes at that moment waits for it. Then free pages and
    the write-ahead log are destroyed. Run it daily; running it again, or killing it, loses nothing.

    Raises
    ------
    StorageError : somebody reads the store just now (code "busy"): mixed, but not cleaned yet.
    """
    mixed = store.write(_rewrite)
    store.compact(RESPONDENT_TABLES)
    return mixed


@dataclass(frozen=True, slots=True)
class BackedUp:
    """Where a backup was written, and how many lines each of its parts has."""

    lines: int
    fieldwork: Path
    fieldwork_lines: int


def back_up(store: Store, file: Path, fieldwork: Path | None = None) -> BackedUp:
    """Write a logical export of the store, in two files that their owner alone may read.

    One consistent state, every table in key order, without drafts. The codes and sealed responses
    of open waves go to a file of their own, over the one before: two states of them would tell
    which codes and which responses came between.

    Parameters
    ----------
    file : a new file. fieldwork : "fieldwork.jsonl" beside it by default; use one place always.

    Raises
    ------
    InputError : `file` is there already, or something that is no earlier fieldwork file stands
        where that is to be written.
    """
    require_current(store)
    named = revision(store) or ""
    beside = fieldwork or beside_backup(file)
    _require_ours(beside)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        remedy = ("Name a file that does not exist yet.",)
        raise InputError(Problem("This file is there already.", str(file), remedy)) from error
    part = unfinished(beside)
    part.unlink(missing_ok=True)
    with store.reading() as session:
        lines, closing = _written(handle, backup_lines(session, named))
        new = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        more, _ = _written(new, fieldwork_lines(session, named, digest_of(closing)))
    part.replace(beside)
    return BackedUp(lines, beside, more)


def beside_backup(file: Path) -> Path:
    """Where the codes and responses of open waves are written, if nowhere else."""
    return file.with_name("fieldwork.jsonl")


def restore(
    store: Store, file: Path, fieldwork: Path | None = None, *, without_fieldwork: bool = False
) -> int:
    """Put a backup into an empty, upgraded store: all of it or nothing; returns how many rows.

    Parameters
    ----------
    fieldwork : the file written with it; "fieldwork.jsonl" beside it by default.
    without_fieldwork : leave out codes and responses of waves that were open.

    Raises
    ------
    InputError : a file cannot be read.
    StorageError : it is no whole backup of this revision, its fieldwork file is missing or of
        another backup (code "fieldwork"), or the store is not empty.
    """
    require_current(store)
    named = revision(store) or ""
    beside = fieldwork or beside_backup(file)
    lines = _lines_of(file)
    more = _lines_of(beside) if not without_fieldwork and (fieldwork or beside.is_file()) else None
    rows = store.write(
        lambda session: restore_lines(
            session, lines, named, more, without_fieldwork=without_fieldwork
        )
    )
    store.compact(RESPONDENT_TABLES)
    return rows


def _written(handle: int, lines: Iterable[str]) -> tuple[int, str]:
    """Write lines durably; returns how many, and the last."""
    count, last = 0, ""
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        for last in lines:
            out.write(f"{last}\n")
            count += 1
        out.flush()
        os.fsync(out.fileno())
    return count, last


def _lines_of(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Problem(f"It cannot be read: {error}.", str(file))) from error


def _require_ours(beside: Path) -> None:
    """Refuse to write over anything but an earlier fieldwork file."""
    try:
        with beside.open(encoding="utf-8", errors="replace") as file:
            ours = FIELDWORK in file.readline(200)
    except FileNotFoundError:
        return
    if not ours:
        remedy = ("Name another file: --fieldwork.", "Move it away.")
        raise InputError(Problem("This is no fieldwork file of a backup.", str(beside), remedy))


def kept_traces(store: Store) -> tuple[str, ...]:
    """What the settings of a database server keep of times and orders, in words; none on SQLite."""
    if store.is_sqlite:
        return ()
    with store.reading() as session:
        return settings_that_keep_traces(session.connection())


def _rewrite(session: Session) -> Mixed:
    waves = held_open_waves(session)
    codes = sum(rewrite_codes(session, slug) for slug in waves)
    for slug in waves:
        rewrite_drafts(session, slug)
    return Mixed(codes, sum(rewrite_sealed(session, slug) for slug in waves))
