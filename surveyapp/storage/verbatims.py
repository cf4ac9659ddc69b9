"""Open answers under review: each by itself, apart from the other answers of its writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import func
from sqlmodel import Field, Session, col, select

from surveyapp.errors import InputError, Problem
from surveyapp.storage.table import BY_KEY, Row, insert_new

Decision = Literal["waiting", "approved", "withheld"]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One open answer under review.

    Attributes
    ----------
    id : random, and no response's. item : the variable it answers.
    shown : what may be published: the text, or what a reviewer made of it; empty until approved.
    """

    id: bytes
    item: str
    text: str
    decision: Decision
    shown: str


class VerbatimRow(Row, table=True):
    """One open answer under review; nothing joins it to a response or to another one."""

    __tablename__ = "verbatim"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    id: bytes = Field(primary_key=True)
    item: str
    text: str
    decision: str
    shown: str


def add_verbatims(session: Session, wave: str, texts: Sequence[tuple[bytes, str, str]]) -> None:
    """Queue texts as (random id, item, text), in the order of their ids."""
    values = [
        {"wave": wave, "id": number, "item": item, "text": text, "decision": "waiting", "shown": ""}
        for number, item, text in sorted(texts)
    ]
    insert_new(session, VerbatimRow, values)


def load_verbatims(
    session: Session, wave: str, decision: Decision | None = None
) -> tuple[Verbatim, ...]:
    """The queue of a wave in key order, or the part of it with one decision."""
    query = select(VerbatimRow).where(VerbatimRow.wave == wave).order_by(col(VerbatimRow.id))
    if decision is not None:
        query = query.where(VerbatimRow.decision == decision)
    return tuple(
        Verbatim(row.id, row.item, row.text, cast(Decision, row.decision), row.shown)
        for row in session.exec(query)
    )


def count_verbatims(session: Session, wave: str) -> int:
    """How many texts of a wave are in the queue, whatever was decided."""
    query = select(func.count()).select_from(VerbatimRow).where(VerbatimRow.wave == wave)
    return session.exec(query).one()


def decide_verbatim(
    session: Session, wave: str, verbatim_id: bytes, decision: Decision, shown: str
) -> None:
    """Keep a decision; InputError where there is no such text."""
    row = session.get(VerbatimRow, (wave, verbatim_id))
    if row is None:
        raise InputError(Problem("No open answer of this id is under review.", wave))
    row.decision, row.shown = decision, shown
    session.add(row)
    session.flush()
