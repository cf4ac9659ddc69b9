"""Backups as logical exports: every row as one line, in key order, and no unfinished answers.

A copy of a database file tells more than its rows: where they lie, what lay there before, and in
its log the order in which they came. An export in key order tells only the rows. Drafts stay out:
they live for days, and their holders can begin again.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from surveyapp.errors import Problem, StorageError
from surveyapp.storage.drafts import DraftRow
from surveyapp.storage.table import Row, table_of

KIND = "surveyapp backup"
_LEFT_OUT = (table_of(DraftRow).name,)
_AT_ONCE = 500


def backup_lines(session: Session, revision: str) -> Iterator[str]:
    """The store as lines: a heading, each row of each table in key order, and a closing digest.

    Table order lets rows be put back without breaking a reference. The same store gives the same
    lines, whatever the order of arrival was.
    """
    digest = hashlib.sha256()
    for line in _content(session, revision):
        digest.update(f"{line}\n".encode())
        yield line
    yield json.dumps({"sha256": digest.hexdigest()})


def restore_lines(session: Session, lines: Sequence[str], revision: str) -> int:
    """Put the rows of a backup into an empty store; returns how many.

    Raises
    ------
    StorageError : the lines are no backup, are cut off or altered, belong to another revision, or
        the store holds rows already.
    """
    rows = _checked(lines, revision)
    tables = {table.name: table for table in _tables()}
    connection = session.connection()
    for table in tables.values():
        if connection.execute(select(table).limit(1)).first() is not None:
            raise _refused(
                f"The store holds rows already, in {table.name}.", "Restore into an empty store."
            )
    restored = 0
    for name, table in tables.items():
        values = [_read(table, row) for of, row in rows if of == name]
        for at in range(0, len(values), _AT_ONCE):
            connection.execute(table.insert(), values[at : at + _AT_ONCE])
        restored += len(values)
    return restored


def _content(session: Session, revision: str) -> Iterator[str]:
    yield json.dumps({"kind": KIND, "revision": revision, "left_out": list(_LEFT_OUT)})
    for table in _tables():
        query = select(table).order_by(*table.primary_key.columns)
        for row in session.connection().execute(query):
            yield json.dumps([table.name, [_written(value) for value in row]], ensure_ascii=False)


def _tables() -> list[Table]:
    return [table for table in Row.metadata.sorted_tables if table.name not in _LEFT_OUT]


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return value


def _read(table: Table, row: Sequence[Any]) -> dict[str, Any]:
    values = [_value(value) for value in row]
    return dict(zip((column.name for column in table.columns), values, strict=True))


def _value(value: Any) -> Any:
    match value:
        case {"bytes": str(text)}:
            return bytes.fromhex(text)
        case {"date": str(text)}:
            return datetime.date.fromisoformat(text)
        case _:
            return value


def _checked(lines: Sequence[str], revision: str) -> list[tuple[str, Sequence[Any]]]:
    try:
        heading, *rest = [json.loads(line) for line in lines]
        closing = rest.pop()
        content = "".join(f"{line}\n" for line in lines[:-1]).encode()
        found = closing["sha256"]
        kind, of = heading["kind"], heading["revision"]
    except (ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
        raise _refused("The file is no backup, or it was cut off.", "Take another copy.") from error
    if kind != KIND or hashlib.sha256(content).hexdigest() != found:
        raise _refused("The backup was altered or cut off.", "Take another copy.")
    if of != revision:
        remedy = f"Restore it with the surveyapp that wrote it (revision {of}), then upgrade."
        raise _refused(f"The backup is of revision {of}, the store of {revision}.", remedy)
    return [(name, row) for name, row in rest]


def _refused(what: str, remedy: str) -> StorageError:
    return StorageError(Problem(what, remedies=(remedy,), code="backup"))
