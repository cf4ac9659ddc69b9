"""Backups as logical exports: every row as one line, in key order, and no unfinished answers.

A copy of a database file tells more than its rows: where they lie, what lay there before, and in
its log the order in which they came. An export in key order tells only the rows. Drafts stay out:
they live for days, and their holders can begin again.

Two exports of an open wave would still tell what came between them: which codes were spent, and
which sealed responses came. Whoever held the wave's private key could open those, and lay a day's
codes beside a day's answers. So an export has two parts. One holds everything but the codes and
sealed responses of open waves, and may be kept for every day; the other holds these, names the
export it was written with, and is written over the one before, so that only one state of them is
anywhere. Together they restore one moment.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Table, func, select
from sqlmodel import Session

from surveyapp.errors import Problem, StorageError
from surveyapp.storage.codes import CodeRow
from surveyapp.storage.drafts import DraftRow
from surveyapp.storage.sealed import SealedRow
from surveyapp.storage.table import Row, table_of

KIND = "surveyapp backup"
FIELDWORK = "surveyapp fieldwork"
_FIELDWORK = (table_of(CodeRow).name, table_of(SealedRow).name)
_LEFT_OUT = (table_of(DraftRow).name, *_FIELDWORK)
_AT_ONCE = 500


def backup_lines(session: Session, revision: str) -> Iterator[str]:
    """The store as lines: a heading, each row of each table in key order, and a closing digest.

    Codes and sealed responses of open waves are not among them: `fieldwork_lines` gives those.
    Table order lets rows be put back without breaking a reference. The same store gives the same
    lines, whatever the order of arrival was.
    """
    counts = {
        table.name: session.connection().execute(select(func.count()).select_from(table)).scalar()
        for table in _tables(_FIELDWORK)
    }
    heading = {
        "kind": KIND,
        "revision": revision,
        "left_out": list(_LEFT_OUT),
        "fieldwork": any(counts.values()),
    }
    return _closed(heading, _rows(session, _kept()))


def fieldwork_lines(session: Session, revision: str, of: str) -> Iterator[str]:
    """Codes and sealed responses of open waves as lines; with `backup_lines`, the whole store.

    Parameters
    ----------
    of : the digest in the last line of the export that these belong to.
    """
    heading = {"kind": FIELDWORK, "revision": revision, "of": of}
    return _closed(heading, _rows(session, _tables(_FIELDWORK)))


def digest_of(closing: str) -> str:
    """The digest in the last line of an export."""
    return str(json.loads(closing)["sha256"])


def restore_lines(
    session: Session,
    lines: Sequence[str],
    revision: str,
    fieldwork: Sequence[str] | None = None,
    *,
    without_fieldwork: bool = False,
) -> int:
    """Put the rows of a backup into an empty store; returns how many.

    Parameters
    ----------
    fieldwork : codes and sealed responses of the waves that were open, of the same moment.
    without_fieldwork : go on without them; what open waves were answered is then lost.

    Raises
    ------
    StorageError : the lines are no backup, are cut off or altered, belong to another revision, or
        the store holds rows already; or (code "fieldwork") waves were open and their codes and
        responses are missing or of another backup.
    """
    heading, rows = _checked(lines, revision, KIND)
    if heading.get("fieldwork") and not without_fieldwork:
        if fieldwork is None:
            raise _unpaired("The codes and responses of open waves are not in this file.")
        beside, more = _checked(fieldwork, revision, FIELDWORK)
        if beside.get("of") != digest_of(lines[-1]):
            raise _unpaired("The codes and responses given are of another backup than this file.")
        rows = [*rows, *more]
    tables = {table.name: table for table in Row.metadata.sorted_tables}
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


def _closed(heading: dict[str, Any], rows: Iterator[str]) -> Iterator[str]:
    digest = hashlib.sha256()
    for line in chain([json.dumps(heading)], rows):
        digest.update(f"{line}\n".encode())
        yield line
    yield json.dumps({"sha256": digest.hexdigest()})


def _rows(session: Session, tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        query = select(table).order_by(*table.primary_key.columns)
        for row in session.connection().execute(query):
            yield json.dumps([table.name, [_written(value) for value in row]], ensure_ascii=False)


def _kept() -> list[Table]:
    return [table for table in Row.metadata.sorted_tables if table.name not in _LEFT_OUT]


def _tables(names: Sequence[str]) -> list[Table]:
    return [table for table in Row.metadata.sorted_tables if table.name in names]


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


def _checked(
    lines: Sequence[str], revision: str, wanted: str
) -> tuple[dict[str, Any], list[tuple[str, Sequence[Any]]]]:
    try:
        heading, *rest = [json.loads(line) for line in lines]
        closing = rest.pop()
        content = "".join(f"{line}\n" for line in lines[:-1]).encode()
        found = closing["sha256"]
        kind, of = heading["kind"], heading["revision"]
    except (ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
        raise _refused("The file is no backup, or it was cut off.", "Take another copy.") from error
    if kind != wanted or hashlib.sha256(content).hexdigest() != found:
        raise _refused("The backup was altered or cut off.", "Take another copy.")
    if of != revision:
        remedy = f"Restore it with the surveyapp that wrote it (revision {of}), then upgrade."
        raise _refused(f"The backup is of revision {of}, the store of {revision}.", remedy)
    return heading, [(name, row) for name, row in rest]


def _unpaired(what: str) -> StorageError:
    remedies = (
        "Restore the newest backup, with the fieldwork file that was written with it.",
        "Lose what open waves were answered: --without-fieldwork. Import their codes again then.",
    )
    return StorageError(Problem(what, remedies=remedies, code="fieldwork"))


def _refused(what: str, remedy: str) -> StorageError:
    return StorageError(Problem(what, remedies=(remedy,), code="backup"))
