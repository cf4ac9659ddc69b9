"""Upkeep of open waves: what arrived is laid anew in key order, so that no copy tells its order.

Between two mixes a copy of the store still shows, in the write-ahead log or in the transactions
of rows, in which order codes were spent and sealed responses came. Nobody can read the responses,
so the order says nothing until the wave's private key is used on such a copy; mixing daily leaves
even that attacker no more than one day's order.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from surveyapp.errors import InputError, Problem
from surveyapp.storage.backup import backup_lines, restore_lines
from surveyapp.storage.codes import rewrite_codes
from surveyapp.storage.drafts import rewrite_drafts
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import RESPONDENT_TABLES, require_current, revision
from surveyapp.storage.sealed import rewrite_sealed
from surveyapp.storage.server_traces import settings_that_keep_traces
from surveyapp.workflow.codes import held_open_waves


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


def back_up(store: Store, file: Path) -> int:
    """Write a logical export of the store to a new file that its owner alone may read.

    One consistent state, every table in key order, without drafts; returns how many lines.

    Raises
    ------
    InputError : the file is there already.
    """
    require_current(store)
    named = revision(store) or ""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        remedy = ("Name a file that does not exist yet.",)
        raise InputError(Problem("This file is there already.", str(file), remedy)) from error
    lines = 0
    with os.fdopen(handle, "w", encoding="utf-8") as out, store.reading() as session:
        for line in backup_lines(session, named):
            out.write(f"{line}\n")
            lines += 1
        out.flush()
        os.fsync(out.fileno())
    return lines


def restore(store: Store, file: Path) -> int:
    """Put a backup into an empty, upgraded store: all of it or nothing; returns how many rows.

    Raises
    ------
    InputError : the file cannot be read.
    StorageError : it is no whole backup of this revision, or the store is not empty.
    """
    require_current(store)
    named = revision(store) or ""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Problem(f"It cannot be read: {error}.", str(file))) from error
    rows = store.write(lambda session: restore_lines(session, lines, named))
    store.compact(RESPONDENT_TABLES)
    return rows


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
