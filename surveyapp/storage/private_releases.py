"""Noisy releases and the privacy budget that each of them spent; nothing is ever given back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import Row


@dataclass(frozen=True, slots=True)
class Spent:
    """One noisy release of a wave.

    Attributes
    ----------
    release : its number in the ledger.
    epsilon : what it spent of the wave's budget.
    tables : names of the tables in it.
    content : the file that went out: its noise can never be drawn again.
    sha256 : of its bytes.
    """

    wave: str
    release: int
    epsilon: float
    tables: tuple[str, ...]
    content: str
    sha256: str


class PrivateReleaseRow(Row, table=True):
    """One noisy release."""

    __tablename__ = "private_release"

    release: int = Field(
        primary_key=True,
        foreign_key="release.number",
        sa_column_kwargs={"autoincrement": False},
    )
    wave: str = Field(foreign_key="wave.slug")
    epsilon: float
    tables: str
    sha256: str = Field(max_length=64)


def add_private_release(session: Session, spent: Spent) -> None:
    """Enter a noisy release."""
    session.add(
        PrivateReleaseRow(
            release=spent.release,
            wave=spent.wave,
            epsilon=spent.epsilon,
            tables=json.dumps({"names": list(spent.tables), "content": spent.content}),
            sha256=spent.sha256,
        )
    )
    session.flush()


def load_private_releases(session: Session, waves: Sequence[str]) -> tuple[Spent, ...]:
    """Every noisy release of some waves, in order."""
    query = (
        select(PrivateReleaseRow)
        .where(col(PrivateReleaseRow.wave).in_(list(waves)))
        .order_by(col(PrivateReleaseRow.release))
    )
    return tuple(_spent(row) for row in session.exec(query))


def _spent(row: PrivateReleaseRow) -> Spent:
    held = json.loads(row.tables)
    names, content = tuple(held["names"]), held["content"]
    return Spent(row.wave, row.release, row.epsilon, names, content, row.sha256)
