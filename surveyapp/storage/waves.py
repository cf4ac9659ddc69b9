"""Waves, their areas and what was added to their plans."""

from __future__ import annotations

import datetime
import json
from typing import cast

from sqlalchemy import bindparam
from sqlmodel import Field, Session, col, select

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import Addition, plan_from_json, plan_hash, plan_to_json
from surveyapp.collection.wave import Wave, WaveState, in_order
from surveyapp.errors import Problem, StorageError, WaveError
from surveyapp.storage.table import BY_KEY, Row


class WaveRow(Row, table=True):
    """One wave. Its days of fieldwork are public; no answer knows them."""

    __tablename__ = "wave"
    __table_args__ = BY_KEY

    slug: str = Field(primary_key=True)
    department: str
    instrument_id: str
    instrument_version: str
    instrument_hash: str = Field(foreign_key="instrument.content_hash", max_length=64)
    title: str
    period: str
    frame: str
    languages: str
    plan: str
    plan_hash: str = Field(max_length=64)
    state: str
    public_key: bytes | None = None
    simulated: bool
    opened_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    answered: int | None = None


class AreaRow(Row, table=True):
    """One atomic area of one wave, with its parents at that time."""

    __tablename__ = "area"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    id: str = Field(primary_key=True)
    position: int
    name: str
    parents: str
    adults: int | None = None


class AdditionRow(Row, table=True):
    """Something added to a wave's plan after it was frozen."""

    __tablename__ = "plan_addition"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    number: int = Field(primary_key=True)
    text: str
    wave_state: str


_STATE = select(WaveRow.state).where(WaveRow.slug == bindparam("name"))
_STATE_HELD = _STATE.with_for_update(read=True)


def add_wave(session: Session, wave: Wave) -> None:
    """Keep a new wave; WaveError where its name is taken."""
    if session.get(WaveRow, wave.slug) is not None:
        raise WaveError(
            Problem("A wave of this name exists.", wave.slug, ("Choose another name.",), "taken")
        )
    session.add(WaveRow.model_validate(_columns(wave)))
    session.flush()
    for position, area in enumerate(wave.areas):
        session.add(
            AreaRow(
                wave=wave.slug,
                id=area.id,
                position=position,
                name=area.name,
                parents=json.dumps(dict(area.parents), sort_keys=True),
                adults=area.adults,
            )
        )
    session.flush()


def update_wave(session: Session, wave: Wave) -> None:
    """Keep the new state of a wave; its plan and areas stay as they were when it was added."""
    row = _row(session, wave.slug)
    if row.plan_hash != plan_hash(wave.plan):
        raise StorageError(
            Problem("The plan of a wave is frozen.", wave.slug, ("Log an addition instead.",))
        )
    for name, value in _columns(wave).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def load_wave(session: Session, slug: str) -> Wave:
    """One wave; WaveError where there is none of that name."""
    return _wave(session, _row(session, slug))


def load_waves(session: Session) -> tuple[Wave, ...]:
    """Every wave, by period."""
    return in_order([_wave(session, row) for row in session.exec(select(WaveRow)).all()])


def wave_state(session: Session, slug: str, *, hold: bool = False) -> WaveState:
    """Only the state of a wave: what every page of a questionnaire has to ask again.

    With `hold` the wave cannot change its state before the transaction ends.
    """
    statement = _STATE_HELD if hold else _STATE
    row = session.connection().execute(statement, {"name": slug}).one_or_none()
    if row is None:
        raise _unknown(slug)
    return cast(WaveState, row[0])


def take_wave(session: Session, slug: str) -> Wave:
    """One wave, to change its state: nobody else reads or changes it meanwhile."""
    session.connection().execute(_STATE.with_for_update(), {"name": slug})
    return load_wave(session, slug)


def add_addition(session: Session, slug: str, text: str) -> Addition:
    """Log something added to the plan of a wave, in the state the wave is in now."""
    number = len(load_additions(session, slug)) + 1
    state = wave_state(session, slug)
    session.add(AdditionRow(wave=slug, number=number, text=text, wave_state=state))
    session.flush()
    return Addition(number, text, state)


def load_additions(session: Session, slug: str) -> tuple[Addition, ...]:
    """Everything added to the plan of a wave, in order."""
    query = select(AdditionRow).where(AdditionRow.wave == slug).order_by(col(AdditionRow.number))
    return tuple(Addition(r.number, r.text, r.wave_state) for r in session.exec(query))


def _columns(wave: Wave) -> dict[str, object]:
    return {
        "slug": wave.slug,
        "department": wave.department,
        "instrument_id": wave.instrument_id,
        "instrument_version": wave.instrument_version,
        "instrument_hash": wave.instrument_hash,
        "title": wave.title,
        "period": wave.period,
        "frame": wave.frame,
        "languages": " ".join(wave.languages),
        "plan": plan_to_json(wave.plan),
        "plan_hash": plan_hash(wave.plan),
        "state": wave.state,
        "public_key": wave.public_key,
        "simulated": wave.simulated,
        "opened_on": wave.opened_on,
        "closed_on": wave.closed_on,
        "answered": wave.answered,
    }


def _wave(session: Session, row: WaveRow) -> Wave:
    query = select(AreaRow).where(AreaRow.wave == row.slug).order_by(col(AreaRow.position))
    areas = tuple(
        Area(area.id, area.name, json.loads(area.parents), area.adults)
        for area in session.exec(query)
    )
    return Wave(
        slug=row.slug,
        department=row.department,
        instrument_id=row.instrument_id,
        instrument_version=row.instrument_version,
        instrument_hash=row.instrument_hash,
        title=row.title,
        period=row.period,
        frame=cast(FrameType, row.frame),
        languages=tuple(row.languages.split()),
        areas=areas,
        plan=plan_from_json(row.plan),
        state=cast(WaveState, row.state),
        public_key=row.public_key,
        simulated=row.simulated,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        answered=row.answered,
    )


def _row(session: Session, slug: str) -> WaveRow:
    row = session.get(WaveRow, slug)
    if row is None:
        raise _unknown(slug)
    return row


def _unknown(slug: str) -> WaveError:
    return WaveError(
        Problem(
            "There is no wave of this name.", slug, ("See: surveyapp wave list",), code="unknown"
        )
    )
