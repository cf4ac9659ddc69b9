"""The engine: one store per process, SQLite by default, PostgreSQL by its address.

SQLite alone would let two writers meet in mid-transaction and make one of them wait in steps of
its own; every write transaction here holds an operating-system file lock first and begins
IMMEDIATE. Engine and lock are opened after a fork, in the process that uses them: a lock
inherited from a parent locks nobody out.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from surveyapp.errors import Problem, StorageError
from surveyapp.storage.server_traces import empty_server_log, rewritten_in_key_order

T = TypeVar("T")
# The log is folded into the file every few dozen pages: a short log tells a thief little about the
# order in which answers came, and no page has to wait while a long one is folded in.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=100",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)
_RETRIED = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_ATTEMPTS = 4


class Store:
    """Everything that rests, behind reading and writing transactions.

    Parameters
    ----------
    url : "sqlite:///FILE" or "postgresql://user@host/name".
    """

    def __init__(self, url: str) -> None:
        self.url = _understood(url)
        self._process = -1
        self._engine: Engine | None = None
        self._writing_engine: Engine | None = None
        self._lock_file: int | None = None
        self._turn = threading.RLock()

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for a server database."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def engine(self) -> Engine:
        """The engine of this process, made on first use in it."""
        if self._engine is None or self._process != os.getpid():
            self._open_here()
        assert self._engine is not None
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and writes nothing."""
        with _understandable(self.url), Session(self.engine()) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that alone may write; committed at the end, rolled back on any error."""
        with self._alone(), _understandable(self.url), Session(self._writer()) as session:
            yield session
            session.commit()

    def write(self, unit: Callable[[Session], T]) -> T:
        """Run one unit of work in a writing transaction, again where the server asks for it.

        `unit` may run more than once, so it must not change anything but the session.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self.writing() as session:
                    return unit(session)
            except StorageError as error:
                if error.problems[0].code != "retry" or attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One writing transaction as a bare connection, for migrations."""
        with self._alone(), _understandable(self.url), self._writer().begin() as connection:
            yield connection

    def compact(self, tables: Sequence[str] = ()) -> None:
        """Leave no trace of deleted rows: empty the log, rebuild the file, empty the log again.

        A SQLite file is rebuilt whole; PostgreSQL rewrites the `tables` named in key order and,
        where its role may ask for it, drops its write-ahead log.

        Raises
        ------
        StorageError : somebody is reading the log or old rows just now (code "busy"); nothing is
            lost, and compacting again cleans it.
        """
        with self._alone(), _understandable(self.url), self._bare().connect() as connection:
            if not self.is_sqlite:
                if not rewritten_in_key_order(connection, tables):
                    raise _busy(self.url)
                empty_server_log(connection)
                return
            self._empty_log(connection)
            connection.exec_driver_sql("VACUUM").close()
            self._empty_log(connection)

    def close(self) -> None:
        """Give back connections and the lock file of this process."""
        if self._process == os.getpid():
            if self._engine is not None:
                self._engine.dispose()
            if self._lock_file is not None:
                os.close(self._lock_file)
        self._engine, self._lock_file, self._process = None, None, -1

    def _open_here(self) -> None:
        if self._engine is not None:
            # The parent's connections belong to the parent: forget them without closing.
            self._engine.dispose(close=False)
            self._turn = threading.RLock()
        if self.is_sqlite:
            self._open_lock_file()
            engine = create_engine(self.url)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(self.url, pool_pre_ping=True)
        self._engine, self._process = engine, os.getpid()
        self._writing_engine = engine.execution_options(surveyapp_writing=True)

    def _open_lock_file(self) -> None:
        file = self.file
        assert file is not None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock_file = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unavailable(str(file), error) from error

    def _empty_log(self, connection: Connection) -> None:
        if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
            raise _busy(self.url)

    def _writer(self) -> Engine:
        self.engine()
        assert self._writing_engine is not None
        return self._writing_engine

    def _bare(self) -> Engine:
        return self.engine().execution_options(
            isolation_level="AUTOCOMMIT", surveyapp_outside_transaction=True
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time, over threads and processes (SQLite only)."""
        self.engine()
        if self._lock_file is None:
            yield
            return
        with self._turn:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock_file, fcntl.LOCK_UN)


def _understood(text: str) -> URL:
    url = make_url(text)
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise StorageError(
        Problem(
            f"{url.render_as_string(hide_password=True)} is no store.",
            "DATABASE_URL",
            ("Write sqlite:///FILE.", "Write postgresql://user@host/name."),
            code="address",
        )
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, nowhere else
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("surveyapp_outside_transaction"):
        return
    begin = "BEGIN IMMEDIATE" if options.get("surveyapp_writing") else "BEGIN"
    # Straight to the driver: every page begins a transaction.
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(begin).close()


@contextmanager
def _understandable(url: URL) -> Iterator[None]:
    """Turn what a database says into a refusal; a broken constraint stays what it is."""
    try:
        yield
    except IntegrityError:
        raise
    except NoConnectionLeft as error:
        raise _unavailable(url.render_as_string(hide_password=True), "all are in use") from error
    except ProgrammingError as error:
        raise _not_upgraded(error) from error
    except sqlite3.Error as error:
        # From the beginning of a transaction, which speaks to the driver itself.
        raise _unavailable(url.render_as_string(hide_password=True), error) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _RETRIED:
            raise StorageError(Problem(str(error.orig), code="retry")) from error
        if "no such table" in str(error.orig):
            raise _not_upgraded(error) from error
        raise _unavailable(url.render_as_string(hide_password=True), error.orig) from error


def _unavailable(place: str, reason: object) -> StorageError:
    return StorageError(
        Problem(
            f"The store does not answer: {str(reason).strip()}",
            place,
            ("Check that it is running, reachable and has space, then try again.",),
            code="unavailable",
        )
    )


def _busy(url: URL) -> StorageError:
    return StorageError(
        Problem(
            "Somebody is reading the store, so traces of deleted rows could not be destroyed yet.",
            url.render_as_string(hide_password=True),
            ("Run: surveyapp db clean",),
            code="busy",
        )
    )


def _not_upgraded(error: DBAPIError) -> StorageError:
    return StorageError(
        Problem(
            f"The store lacks something this program needs: {str(error.orig).strip()}",
            remedies=("Run: surveyapp db upgrade",),
            code="not upgraded",
        )
    )
