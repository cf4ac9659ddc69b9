"""The log of waves: what was done to a wave and on which day, each entry chained to the last.

It knows waves, never respondents.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import bindparam
from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import Row

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class WaveEvent:
    """One entry of the log.

    Attributes
    ----------
    kind : "planned", "opened", "imported", "closed", "plan addition", "published", ...
    detail : names and counts worth keeping.
    hash : SHA-256 of the entry and of the hash before it.
    """

    number: int
    wave: str
    kind: str
    day: datetime.date
    detail: Mapping[str, str | int]
    hash: str


class EventRow(Row, table=True):
    """One entry of the log."""

    __tablename__ = "wave_event"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    wave: str
    kind: str
    day: datetime.date
    detail: str
    hash: str = Field(max_length=64)


_LAST_OF_KIND = (
    select(EventRow.detail)
    .where(EventRow.wave == bindparam("slug"), EventRow.kind == bindparam("of"))
    .order_by(col(EventRow.number).desc())
    .limit(1)
)


def log_event(
    session: Session, wave: str, kind: str, day: datetime.date, detail: Mapping[str, str | int]
) -> WaveEvent:
    """Append one entry."""
    query = select(EventRow).order_by(col(EventRow.number).desc()).limit(1)
    last = session.exec(query).first()
    number, before = (last.number + 1, last.hash) if last else (1, FIRST)
    event = WaveEvent(number, wave, kind, day, detail, "")
    row = EventRow(
        number=number,
        wave=wave,
        kind=kind,
        day=day,
        detail=json.dumps(dict(detail), sort_keys=True),
        hash=chained(event, before),
    )
    session.add(row)
    session.flush()
    return _event(row)


def load_events(session: Session, wave: str | None = None) -> tuple[WaveEvent, ...]:
    """The log, or the part of it that concerns one wave."""
    query = select(EventRow).order_by(col(EventRow.number))
    if wave is not None:
        query = query.where(EventRow.wave == wave)
    return tuple(_event(row) for row in session.exec(query))


def last_detail(session: Session, wave: str, kind: str) -> Mapping[str, str | int] | None:
    """The detail of the newest entry of a kind that concerns a wave; None where there is none.

    Every first page of a survey asks this, so nothing else of the log is read.
    """
    named = {"slug": wave, "of": kind}
    row = session.connection().execute(_LAST_OF_KIND, named).one_or_none()
    return None if row is None else cast(Mapping[str, str | int], json.loads(row[0]))


def first_broken(events: tuple[WaveEvent, ...]) -> int | None:
    """Number of the first entry of the whole log that was altered or follows a gap, or None."""
    before = FIRST
    for number, event in enumerate(events, 1):
        if event.number != number or event.hash != chained(event, before):
            return number
        before = event.hash
    return None


def chained(event: WaveEvent, before: str) -> str:
    """SHA-256 of an entry and of the hash before it, 64 hex digits; its own hash is not read."""
    parts = [before, event.number, event.wave, event.kind, event.day.isoformat()]
    text = json.dumps([*parts, dict(event.detail)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _event(row: EventRow) -> WaveEvent:
    return WaveEvent(row.number, row.wave, row.kind, row.day, json.loads(row.detail), row.hash)
