"""Files of answers gathered elsewhere: which were imported, and with which mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import BY_KEY, Row


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One import.

    Attributes
    ----------
    id : HMAC of the bytes of file and mapping: the same file with the same mapping is the same
        import.
    rows : wave slug -> number of responses it added.
    """

    id: str
    file_name: str
    mapping: str
    rows: Mapping[str, int]


class ImportRow(Row, table=True):
    """One import."""

    __tablename__ = "import_file"
    __table_args__ = BY_KEY

    id: str = Field(primary_key=True, max_length=64)
    file_name: str
    mapping: str
    rows: str


def add_import(session: Session, imported: ImportedFile) -> None:
    """Keep the record of an import."""
    session.add(
        ImportRow(
            id=imported.id,
            file_name=imported.file_name,
            mapping=imported.mapping,
            rows=json.dumps(dict(imported.rows), sort_keys=True),
        )
    )
    session.flush()


def update_import_rows(session: Session, import_id: str, rows: Mapping[str, int]) -> None:
    """Set how many responses an import added to each wave."""
    row = session.get_one(ImportRow, import_id)
    row.rows = json.dumps(dict(rows), sort_keys=True)
    session.add(row)
    session.flush()


def find_import(session: Session, import_id: str) -> ImportedFile | None:
    """The record of an import, or None."""
    row = session.get(ImportRow, import_id)
    return None if row is None else _imported(row)


def load_imports(session: Session) -> tuple[ImportedFile, ...]:
    """Every import, by file name."""
    query = select(ImportRow).order_by(col(ImportRow.file_name), col(ImportRow.id))
    return tuple(_imported(row) for row in session.exec(query))


def delete_import(session: Session, import_id: str) -> None:
    """Forget an import, so that the file can be imported again."""
    row = session.get(ImportRow, import_id)
    if row is not None:
        session.delete(row)
        session.flush()


def _imported(row: ImportRow) -> ImportedFile:
    return ImportedFile(row.id, row.file_name, row.mapping, json.loads(row.rows))
