"""What became of the cases: the issuer's counts by design cell, and progress by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, update
from sqlmodel import Field, Session, col, select

from surveyapp.collection.asked import chosen_of
from surveyapp.collection.disposition import Dispositions
from surveyapp.collection.fieldwork import (
    Received,
    answered_by_people,
    cell_dispositions,
    received,
)
from surveyapp.collection.outcome import Outcome, Outcomes
from surveyapp.collection.response import Response
from surveyapp.collection.wave import Wave
from surveyapp.storage.codes import CodeCount, count_codes
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.table import BY_KEY, Row, insert_new


class OutcomeRow(Row, table=True):
    """How many cases of one design cell the issuer counts under one outcome."""

    __tablename__ = "case_outcome"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    cell: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    cases: int


class ProgressRow(Row, table=True):
    """How many residents were shown one page, and how many went on from it; nobody's path."""

    __tablename__ = "page_progress"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    page: str = Field(primary_key=True)
    shown: int
    passed: int


_ADD = (
    update(ProgressRow)
    .where(col(ProgressRow.wave) == bindparam("slug"), col(ProgressRow.page) == bindparam("name"))
    .values(
        shown=col(ProgressRow.shown) + bindparam("more_shown"),
        passed=col(ProgressRow.passed) + bindparam("more_passed"),
    )
)


def replace_outcomes(session: Session, wave: str, outcomes: Outcomes) -> None:
    """Keep the issuer's newest counts, over the ones before."""
    session.connection().execute(delete(OutcomeRow).where(col(OutcomeRow.wave) == wave))
    rows = [
        {"wave": wave, "cell": cell, "outcome": outcome, "cases": cases}
        for cell, counts in outcomes.items()
        for outcome, cases in counts.items()
    ]
    insert_new(session, OutcomeRow, rows)


def load_outcomes(session: Session, wave: str) -> Outcomes:
    """Design cell -> outcome -> cases, as the issuer counted them; empty where nothing was told."""
    query = select(OutcomeRow).where(OutcomeRow.wave == wave).order_by(col(OutcomeRow.cell))
    found: dict[str, dict[Outcome, int]] = {}
    for row in session.exec(query):
        found.setdefault(row.cell, {})[row.outcome] = row.cases  # type: ignore[index]
    return found


def final_dispositions(
    session: Session, wave: Wave, responses: Sequence[Response]
) -> dict[str, Dispositions]:
    """Final dispositions of each design cell of a closed wave in which cases were issued."""
    codes = count_codes(session, wave.slug)
    outcomes = load_outcomes(session, wave.slug)
    if not codes and not outcomes:
        return {}
    instrument = chosen_of(load_instrument(session, wave.instrument_hash), wave.plan.asks)
    answers = received(responses, answered_by_people(instrument))
    found = {}
    for cell in wave.plan.design.cells:
        count = codes.get(cell.id, CodeCount(cell.issued, 0))
        if count.issued or cell.id in outcomes:
            answered = answers.get(cell.id, Received())
            marked = outcomes.get(cell.id, {})
            found[cell.id] = cell_dispositions(cell, count.issued, count.spent, answered, marked)
    return found


def add_progress(session: Session, wave: str, counts: Mapping[str, tuple[int, int]]) -> None:
    """Add counts of (shown, passed) to those kept for each page."""
    blank = [{"wave": wave, "page": page, "shown": 0, "passed": 0} for page in sorted(counts)]
    insert_new(session, ProgressRow, blank)
    for page, (shown, passed) in sorted(counts.items()):
        named = {"slug": wave, "name": page, "more_shown": shown, "more_passed": passed}
        session.connection().execute(_ADD, named)


def load_progress(session: Session, wave: str) -> Mapping[str, tuple[int, int]]:
    """Page -> how many residents were shown it and how many went on, as far as flushed."""
    query = select(ProgressRow).where(ProgressRow.wave == wave)
    return {row.page: (row.shown, row.passed) for row in session.exec(query)}
