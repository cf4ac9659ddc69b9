"""Access codes of open waves: their kept marks, design cells, and whether they are spent.

No time, no order and no response is joined to them. When the wave closes, the rows are destroyed
and only counts by design cell remain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, case, delete, func, update
from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import BY_KEY, Row, insert_new


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many codes of a design cell were issued, and how many of them are spent."""

    issued: int
    spent: int


class CodeRow(Row, table=True):
    """One issued code: a mark that only the code and two keys can make."""

    __tablename__ = "access_code"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    mark: bytes = Field(primary_key=True)
    cell: str
    spent: bool


class CodeCountRow(Row, table=True):
    """Codes of one design cell of a closed wave."""

    __tablename__ = "code_count"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    cell: str = Field(primary_key=True)
    issued: int
    spent: int


_SPEND = (
    update(CodeRow)
    .where(
        col(CodeRow.wave) == bindparam("slug"),
        col(CodeRow.mark) == bindparam("number"),
        col(CodeRow.spent).is_(False),
    )
    .values(spent=True)
    .returning(col(CodeRow.cell))
)
_ANY = select(CodeRow.wave).where(CodeRow.wave == bindparam("slug")).limit(1)


def add_codes(session: Session, wave: str, marks: Sequence[tuple[bytes, str]]) -> int:
    """Keep marks with their cells; those there already are left alone. Returns how many are new."""
    values = [
        {"wave": wave, "mark": mark, "cell": cell, "spent": False} for mark, cell in sorted(marks)
    ]
    return insert_new(session, CodeRow, values)


def spend_code(session: Session, wave: str, mark: bytes) -> str | None:
    """Mark a code spent and give its design cell; None where it is unknown or spent before.

    One statement, so that of any number of them at once exactly one finds the code unspent.
    """
    named = {"slug": wave, "number": mark}
    row = session.connection().execute(_SPEND, named).one_or_none()
    return None if row is None else str(row[0])


def find_code(session: Session, wave: str, mark: bytes) -> tuple[str, bool] | None:
    """The design cell of a code and whether it is spent; None where it is unknown."""
    chosen = select(CodeRow.cell, CodeRow.spent).where(CodeRow.wave == wave, CodeRow.mark == mark)
    row = session.exec(chosen).one_or_none()
    return None if row is None else (row[0], bool(row[1]))


def revoke_codes(session: Session, wave: str, marks: Sequence[bytes]) -> int:
    """Delete unspent codes; returns how many. A spent one stays: its answer was admitted."""
    gone = 0
    for mark in sorted(marks):
        chosen = delete(CodeRow).where(
            col(CodeRow.wave) == wave, col(CodeRow.mark) == mark, col(CodeRow.spent).is_(False)
        )
        gone += int(session.connection().execute(chosen).rowcount)
    return gone


def has_codes(session: Session, wave: str) -> bool:
    """Whether access codes were issued for a wave."""
    return session.connection().execute(_ANY, {"slug": wave}).first() is not None


def spent_marks(session: Session, wave: str) -> frozenset[bytes]:
    """The marks of every spent code of an open wave."""
    query = select(CodeRow.mark).where(CodeRow.wave == wave, col(CodeRow.spent).is_(True))
    return frozenset(session.exec(query))


def count_codes(session: Session, wave: str) -> Mapping[str, CodeCount]:
    """Design cell -> codes issued and spent, of an open or a closed wave."""
    spent = func.sum(case((col(CodeRow.spent), 1), else_=0))
    live = (
        select(CodeRow.cell, func.count(), spent)
        .where(CodeRow.wave == wave)
        .group_by(col(CodeRow.cell))
    )
    counts = {cell: CodeCount(issued, int(used)) for cell, issued, used in session.exec(live)}
    kept = select(CodeCountRow).where(CodeCountRow.wave == wave)
    counts |= {row.cell: CodeCount(row.issued, row.spent) for row in session.exec(kept)}
    return dict(sorted(counts.items()))


def rewrite_codes(session: Session, wave: str) -> int:
    """Write a wave's codes anew in key order, so that no trace of the order of spending is left.

    PostgreSQL keeps with each row the transaction that changed it; after this, all rows show one.
    Returns how many there are.
    """
    query = select(CodeRow.mark, CodeRow.cell, CodeRow.spent).where(CodeRow.wave == wave)
    rows = session.exec(query.order_by(col(CodeRow.mark)).with_for_update()).all()
    session.connection().execute(delete(CodeRow).where(col(CodeRow.wave) == wave))
    values = [
        {"wave": wave, "mark": mark, "cell": cell, "spent": spent} for mark, cell, spent in rows
    ]
    insert_new(session, CodeRow, values)
    return len(rows)


def retire_codes(session: Session, wave: str) -> None:
    """Keep the counts by design cell and destroy the codes; for a wave that closes."""
    values = [
        {"wave": wave, "cell": cell, "issued": count.issued, "spent": count.spent}
        for cell, count in count_codes(session, wave).items()
    ]
    insert_new(session, CodeCountRow, values)
    session.connection().execute(delete(CodeRow).where(col(CodeRow.wave) == wave))
