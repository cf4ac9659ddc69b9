"""The release ledger: every number that was ever printed, edition by edition; it only grows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from sqlmodel import Field, Session, col, select

from surveyapp.disclosure.figure import Figure
from surveyapp.disclosure.together import Procedure
from surveyapp.indicators.results import Withheld
from surveyapp.storage.table import BY_KEY, Row


@dataclass(frozen=True, slots=True)
class Release:
    """One edition that went out.

    Attributes
    ----------
    number : from 1, in order.
    wave : slug of the wave it speaks of. snapshot : id of the built report, or words for a table.
    procedure : how it came about. reason : printed with it; empty for new figures.
    figures : how many numbers it added or changed.
    """

    number: int
    wave: str
    snapshot: str
    procedure: Procedure
    reason: str
    day: datetime.date
    figures: int


class ReleaseRow(Row, table=True):
    """One edition."""

    __tablename__ = "release"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    wave: str = Field(foreign_key="wave.slug")
    snapshot: str
    procedure: str
    reason: str
    day: datetime.date
    figures: int


class FigureRow(Row, table=True):
    """One number of one edition: whom it is about, and what was printed."""

    __tablename__ = "released_figure"
    __table_args__ = BY_KEY

    release: int = Field(primary_key=True, foreign_key="release.number")
    position: int = Field(primary_key=True)
    topic: str
    answer: str
    waves: str
    areas: str
    group_level: str
    n: int | None = None
    value: float | None = None
    withheld: str | None = None


def add_release(
    session: Session,
    wave: str,
    snapshot: str,
    procedure: Procedure,
    reason: str,
    day: datetime.date,
    figures: Sequence[Figure],
) -> Release:
    """Enter one edition with the numbers that are new or changed in it."""
    newest = session.exec(
        select(ReleaseRow).order_by(col(ReleaseRow.number).desc()).limit(1)
    ).first()
    row = ReleaseRow(
        number=newest.number + 1 if newest else 1,
        wave=wave,
        snapshot=snapshot,
        procedure=procedure,
        reason=reason,
        day=day,
        figures=len(figures),
    )
    session.add(row)
    session.flush()
    session.add_all(_row(row.number, k, figure) for k, figure in enumerate(figures))
    session.flush()
    return _release(row)


def load_releases(session: Session) -> tuple[Release, ...]:
    """Every edition, in order."""
    query = select(ReleaseRow).order_by(col(ReleaseRow.number))
    return tuple(_release(row) for row in session.exec(query))


def printed_figures(session: Session, waves: Iterable[str]) -> tuple[Figure, ...]:
    """The newest edition of every number that was printed about any of the waves."""
    wanted = set(waves)
    query = select(FigureRow).order_by(col(FigureRow.release), col(FigureRow.position))
    newest: dict[object, Figure] = {}
    for row in session.exec(query):
        figure = _figure(row)
        if wanted & set(figure.waves):
            newest[figure.crowd] = figure
    return tuple(newest.values())


def _row(release: int, position: int, figure: Figure) -> FigureRow:
    return FigureRow(
        release=release,
        position=position,
        topic=figure.topic,
        answer=figure.answer,
        waves=" ".join(figure.waves),
        areas="\n".join(figure.areas),
        group_level=figure.group,
        n=figure.n,
        value=figure.value,
        withheld=figure.withheld,
    )


def _figure(row: FigureRow) -> Figure:
    return Figure(
        row.topic,
        row.answer,
        tuple(row.waves.split()),
        tuple(row.areas.split("\n")) if row.areas else (),
        row.group_level,
        row.n,
        row.value,
        cast("Withheld | None", row.withheld),
    )


def _release(row: ReleaseRow) -> Release:
    return Release(
        row.number,
        row.wave,
        row.snapshot,
        cast(Procedure, row.procedure),
        row.reason,
        row.day,
        row.figures,
    )
