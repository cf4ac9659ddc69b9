"""Sealed responses of open waves, and the receipts that were counted at close."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func
from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import BY_KEY, Row, insert_new


class SealedRow(Row, table=True):
    """One sealed response: an id that only its receipt can make, and bytes nobody can read."""

    __tablename__ = "sealed_response"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    id: bytes = Field(primary_key=True)
    receipt_hash: str = Field(max_length=64)
    sealed: bytes


class ReceiptRow(Row, table=True):
    """The hash of a receipt whose response was counted; it points to no response."""

    __tablename__ = "receipt"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    receipt_hash: str = Field(primary_key=True, max_length=64)


_PRESENT = select(SealedRow.wave).where(
    SealedRow.wave == bindparam("slug"), SealedRow.id == bindparam("number")
)


def add_sealed(
    session: Session, wave: str, response_id: bytes, receipt_hash: str, sealed: bytes
) -> bool:
    """Keep a sealed response; False where one with its id is there already."""
    values = {"wave": wave, "id": response_id, "receipt_hash": receipt_hash, "sealed": sealed}
    return insert_new(session, SealedRow, [values]) == 1


def has_sealed(session: Session, wave: str, response_id: bytes) -> bool:
    """Whether a sealed response with this id is kept."""
    named = {"slug": wave, "number": response_id}
    return session.connection().execute(_PRESENT, named).first() is not None


def has_any_sealed(session: Session, wave: str, ids: Sequence[bytes]) -> bool:
    """Whether one of several sealed responses is kept."""
    query = select(SealedRow.wave).where(SealedRow.wave == wave, col(SealedRow.id).in_(ids))
    return session.exec(query).first() is not None


def withdraw_sealed(session: Session, wave: str, response_id: bytes) -> bool:
    """Delete one sealed response; False where there is none."""
    chosen = delete(SealedRow).where(col(SealedRow.wave) == wave, col(SealedRow.id) == response_id)
    return bool(session.connection().execute(chosen).rowcount)


def count_sealed(session: Session, wave: str) -> int:
    """How many responses an open wave has."""
    return session.exec(
        select(func.count()).select_from(SealedRow).where(SealedRow.wave == wave)
    ).one()


def load_sealed(session: Session, wave: str) -> Sequence[tuple[str, bytes]]:
    """Receipt hash and sealed bytes of every response of a wave, in key order."""
    query = (
        select(SealedRow.receipt_hash, SealedRow.sealed)
        .where(SealedRow.wave == wave)
        .order_by(col(SealedRow.id))
    )
    return session.exec(query).all()


def delete_sealed(session: Session, wave: str) -> int:
    """Delete every sealed response of a wave; returns how many."""
    chosen = delete(SealedRow).where(col(SealedRow.wave) == wave)
    return int(session.connection().execute(chosen).rowcount)


def rewrite_sealed(session: Session, wave: str) -> int:
    """Write a wave's sealed responses anew in key order, so that none shows when it came.

    Returns how many there are.
    """
    query = select(SealedRow).where(SealedRow.wave == wave).order_by(col(SealedRow.id))
    table = session.connection().execute(query.with_for_update())
    values = [dict(row) for row in table.mappings()]
    delete_sealed(session, wave)
    insert_new(session, SealedRow, values)
    return len(values)


def add_receipts(session: Session, wave: str, hashes: Sequence[str]) -> None:
    """Keep the hashes of counted receipts, in their own order."""
    rows = [{"wave": wave, "receipt_hash": receipt} for receipt in sorted(hashes)]
    insert_new(session, ReceiptRow, rows)


def load_receipts(session: Session, wave: str) -> tuple[str, ...]:
    """The hashes of all counted receipts of a closed wave, sorted."""
    query = select(ReceiptRow.receipt_hash).where(ReceiptRow.wave == wave)
    return tuple(session.exec(query.order_by(col(ReceiptRow.receipt_hash))))


def waves_of_receipt(session: Session, receipt_hash: str) -> frozenset[str]:
    """The closed waves that counted the response of a receipt."""
    query = select(ReceiptRow.wave).where(ReceiptRow.receipt_hash == receipt_hash)
    return frozenset(session.exec(query))
