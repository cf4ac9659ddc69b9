"""PostgreSQL: destroying what deleted rows leave behind, and naming settings that keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

_ATTEMPTS = 10
_PRIMARY = (
    "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid "
    "WHERE indisprimary AND indrelid = '\"{table}\"'::regclass"
)
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped "
    "AND attrelid = '\"{table}\"'::regclass"
)
# Setting -> (values that keep no trace, what another value keeps).
_SETTINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "archive_mode": (("off",), "archived write-ahead logs keep the order of codes and answers"),
    "wal_recycle": (("off",), "used log files are kept and written over later, not deleted"),
    "track_commit_timestamp": (("off",), "the time of every change is kept beside its row"),
    "log_statement": (("none", "ddl"), "statements are written to the server's log, with times"),
    "log_min_duration_statement": (("-1",), "statements are written to the server's log"),
    "log_min_duration_sample": (("-1",), "statements are written to the server's log"),
    "log_duration": (("off",), "the time of every statement is written to the server's log"),
    "log_parameter_max_length_on_error": (("0",), "values of failing statements are logged"),
}


def rewritten_in_key_order(connection: Connection, tables: Sequence[str]) -> bool:
    """Write tables anew in key order, without what was deleted or replaced in them.

    Dead rows that an older session can still see have to stay. The server's own housekeeping reads
    for an instant now and then, so this is tried for about two seconds.

    Returns
    -------
    Whether no dead row is left.
    """
    for _ in range(_ATTEMPTS):
        if not _clustered(connection, tables):
            return True
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")
    return False


def _clustered(connection: Connection, tables: Sequence[str]) -> int:
    """Write tables in key order; returns how many dead rows had to stay."""
    kept = 0
    with _said(connection) as details:
        for table in tables:
            index = connection.exec_driver_sql(_PRIMARY.format(table=table)).scalar_one()
            connection.exec_driver_sql(f'CLUSTER VERBOSE "{table}" USING "{index}"')
    for detail in details:
        number = re.match(r"\D*(\d+)", detail)  # in whatever language the server speaks
        kept += int(number[1]) if number else 0
    return kept


def empty_server_log(connection: Connection) -> bool:
    """Let the server drop its write-ahead log up to here; False where its role may not ask so.

    Files before the newest checkpoint are deleted where `wal_recycle` is off, and else kept to be
    written over.
    """
    try:
        connection.exec_driver_sql("SELECT pg_switch_wal()")
        connection.exec_driver_sql("CHECKPOINT")
    except ProgrammingError:
        return False
    return True


def gather_no_statistics(connection: Connection, tables: Sequence[str]) -> None:
    """Keep the planner from sampling values of tables: samples outlive the rows they come from."""
    for table in tables:
        names = connection.exec_driver_sql(_COLUMNS.format(table=table)).scalars().all()
        parts = ", ".join(f'ALTER COLUMN "{name}" SET STATISTICS 0' for name in names)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {parts}')


def settings_that_keep_traces(connection: Connection) -> tuple[str, ...]:
    """The server's settings that keep when or in which order something came, in words."""
    query = "SELECT name, setting FROM pg_settings ORDER BY name"
    found = [
        f"{name} is {value}: {_SETTINGS[name][1]}"
        for name, value in connection.exec_driver_sql(query)
        if name in _SETTINGS and value not in _SETTINGS[name][0]
    ]
    slots = connection.exec_driver_sql("SELECT slot_name FROM pg_replication_slots")
    found += [f"replication slot {name}: a copy of the log is kept for it" for (name,) in slots]
    return tuple(found)


@contextmanager
def _said(connection: Connection) -> Iterator[list[str]]:
    """The details of what the server tells meanwhile."""
    details: list[str] = []
    driver: Any = connection.connection.dbapi_connection

    def note(diagnostic: Any) -> None:
        if diagnostic.message_detail:
            details.append(diagnostic.message_detail)

    driver.add_notice_handler(note)
    try:
        yield details
    finally:
        driver.remove_notice_handler(note)
