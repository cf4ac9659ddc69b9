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
    """How many codes of a design cell were issued and not taken back, and how many are spent."""

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
    taken_back: bool = False


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
        col(CodeRow.taken_back).is_(False),
    )
    .values(spent=True)
    .returning(col(CodeRow.cell))
)
_TAKE_BACK = (
    update(CodeRow)
    .where(col(CodeRow.wave) == bindparam("slug"), col(CodeRow.mark) == bindparam("number"))
    .values(taken_back=True)
)
_ANY = select(CodeRow.wave).where(CodeRow.wave == bindparam("slug")).limit(1)


def add_codes(session: Session, wave: str, marks: Sequence[tuple[bytes, str]]) -> int:
    """Keep marks with their cells; those there already are left alone. Returns how many are new."""
    values = [
        {"wave": wave, "mark": mark, "cell": cell, "spent": False, "taken_back": False}
        for mark, cell in sorted(marks)
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
    """The design cell of a code and whether it is used up; None where it is unknown."""
    gone = col(CodeRow.spent) | col(CodeRow.taken_back)
    chosen = select(CodeRow.cell, gone).where(CodeRow.wave == wave, CodeRow.mark == mark)
    row = session.exec(chosen).one_or_none()
    return None if row is None else (row[0], bool(row[1]))


def take_back_codes(session: Session, wave: str, marks: Sequence[bytes]) -> None:
    """Let codes open nothing any more; the answers that spent ones admitted stay.

    The row of a code that was never spent is not deleted: a count that moved only for those would
    tell whether the person of a single lost letter had answered.
    """
    for mark in sorted(marks):
        session.connection().execute(_TAKE_BACK, {"slug": wave, "number": mark})


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
    issued = func.sum(case((col(CodeRow.taken_back), 0), else_=1))
    live = (
        select(CodeRow.cell, issued, spent).where(CodeRow.wave == wave).group_by(col(CodeRow.cell))
    )
    rows = session.exec(live)
    counts = {cell: CodeCount(int(kept), int(used)) for cell, kept, used in rows}
    closed = select(CodeCountRow).where(CodeCountRow.wave == wave)
    counts |= {row.cell: CodeCount(row.issued, row.spent) for row in session.exec(closed)}
    return dict(sorted(counts.items()))


def rewrite_codes(session: Session, wave: str) -> int:
    """Write a wave's codes anew in key order, so that no trace of the order of spending is left.

    PostgreSQL keeps with each row the transaction that changed it; after this, all rows show one.
    Returns how many there are.
    """
    query = select(CodeRow).where(CodeRow.wave == wave).order_by(col(CodeRow.mark))
    rows = session.connection().execute(query.with_for_update()).mappings().all()
    session.connection().execute(delete(CodeRow).where(col(CodeRow.wave) == wave))
    values = [dict(row) for row in rows]
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
