"""Drafts: encrypted under a key that is not kept, deleted when the response is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import bindparam, delete, update
from sqlmodel import Field, Session, col, select

from surveyapp.collection.wave import WaveState
from surveyapp.storage.table import BY_KEY, Row, insert_or_replace
from surveyapp.storage.waves import WaveRow


class DraftRow(Row, table=True):
    """One draft. `stale` is all it knows of time: whether a sweep went by since the last page."""

    __tablename__ = "draft"
    __table_args__ = BY_KEY

    id: bytes = Field(primary_key=True)
    wave: str
    body: bytes
    stale: bool


# Every page of every resident runs these, so they are built once.
_BODY = select(DraftRow.body).where(
    DraftRow.id == bindparam("draft"), DraftRow.wave == bindparam("slug")
)
_BODY_HELD = _BODY.with_for_update()
_STATE_OF_WAVE = select(WaveRow.state).where(WaveRow.slug == bindparam("slug")).scalar_subquery()
_STANDING = select(_STATE_OF_WAVE, DraftRow.body).where(
    DraftRow.id == bindparam("draft"), DraftRow.wave == bindparam("slug")
)
_STANDING_HELD = _STANDING.with_for_update()
_DELETE = delete(DraftRow).where(col(DraftRow.id) == bindparam("draft"))


def save_draft(session: Session, wave: str, draft_id: bytes, body: bytes) -> None:
    """Keep a draft, over the one with its id."""
    values = {"id": draft_id, "wave": wave, "body": body, "stale": False}
    insert_or_replace(session, DraftRow, values)


def load_draft(session: Session, wave: str, draft_id: bytes, *, hold: bool = False) -> bytes | None:
    """The encrypted draft, or None; with `hold` nobody else changes it before the commit."""
    statement = _BODY_HELD if hold else _BODY
    named = {"draft": draft_id, "slug": wave}
    row = session.connection().execute(statement, named).one_or_none()
    return None if row is None else row[0]


def has_any_draft(session: Session, wave: str, ids: Sequence[bytes]) -> bool:
    """Whether one of several drafts is kept."""
    query = select(DraftRow.wave).where(DraftRow.wave == wave, col(DraftRow.id).in_(ids))
    return session.exec(query).first() is not None


def load_draft_and_state(
    session: Session, wave: str, draft_id: bytes, *, hold: bool = False
) -> tuple[WaveState, bytes] | None:
    """The state of a wave and a draft in it, by one statement; None where there is no draft."""
    statement = _STANDING_HELD if hold else _STANDING
    named = {"draft": draft_id, "slug": wave}
    row = session.connection().execute(statement, named).one_or_none()
    return None if row is None else (cast(WaveState, row[0]), row[1])


def delete_draft(session: Session, draft_id: bytes) -> bool:
    """Delete a draft; False where there was none."""
    return bool(session.connection().execute(_DELETE, {"draft": draft_id}).rowcount)


def delete_drafts(session: Session, wave: str) -> int:
    """Delete every draft of a wave; returns how many."""
    result = session.connection().execute(delete(DraftRow).where(col(DraftRow.wave) == wave))
    return int(result.rowcount)


def rewrite_drafts(session: Session, wave: str) -> None:
    """Give all drafts of a wave one transaction, so that none shows when it was last touched.

    PostgreSQL keeps the transaction with each row. They are changed in place and not deleted and
    written anew: a resident who posts a page meanwhile waits, and then finds the draft.
    """
    chosen = update(DraftRow).where(col(DraftRow.wave) == wave)
    session.connection().execute(chosen.values(stale=col(DraftRow.stale)))


def sweep_drafts(session: Session) -> int:
    """Delete the drafts nobody touched since the sweep before, mark the rest; returns how many.

    A draft outlives one sweep and falls at the second, without any time being stored.
    """
    connection = session.connection()
    gone = connection.execute(delete(DraftRow).where(col(DraftRow.stale)))
    connection.execute(update(DraftRow).values(stale=True))
    return int(gone.rowcount)
