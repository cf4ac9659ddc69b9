"""Pinned editions of instruments: each document is kept under its content hash, for ever."""

from __future__ import annotations

from sqlmodel import Field, Session, select

from surveyapp.errors import Problem, StorageError
from surveyapp.instrument.document import dumps, loads
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.version import content_hash
from surveyapp.storage.table import BY_KEY, Row, insert_new


class InstrumentRow(Row, table=True):
    """One edition."""

    __tablename__ = "instrument"
    __table_args__ = BY_KEY

    content_hash: str = Field(primary_key=True, max_length=64)
    instrument_id: str
    version: str
    document: str


def save_instrument(session: Session, instrument: Instrument) -> str:
    """Keep an edition (without the areas of any wave) and return its content hash."""
    name = content_hash(instrument)
    row = {
        "content_hash": name,
        "instrument_id": instrument.id,
        "version": instrument.version,
        "document": dumps(instrument),
    }
    insert_new(session, InstrumentRow, [row])
    return name


def load_instrument(session: Session, name: str) -> Instrument:
    """The edition with this content hash, checked against it.

    Raises
    ------
    StorageError : it is not kept, or its text was altered.
    """
    row = session.get(InstrumentRow, name)
    if row is None:
        raise StorageError(Problem("This edition of the instrument is not in the store.", name))
    instrument = loads(row.document)
    if content_hash(instrument) != name:
        raise StorageError(
            Problem(
                f"The stored text of {row.instrument_id} {row.version} no longer has its hash.",
                name,
                ("Restore it from a backup.",),
                code="altered",
            )
        )
    return instrument


def kept_hashes(session: Session, instrument_id: str, version: str) -> tuple[str, ...]:
    """Content hashes kept under one id and version (more than one: somebody edited a version)."""
    query = select(InstrumentRow.content_hash).where(
        InstrumentRow.instrument_id == instrument_id, InstrumentRow.version == version
    )
    return tuple(session.exec(query.order_by(InstrumentRow.content_hash)))
