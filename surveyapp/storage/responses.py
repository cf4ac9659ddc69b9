"""Opened responses: random ids, key order, and nothing that tells when or in which order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any, cast

from sqlalchemy import delete, func
from sqlmodel import Field, Session, col, select

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.columns import build
from surveyapp.collection.response import Mode, Response
from surveyapp.collection.wave import in_order
from surveyapp.instrument.answers import from_json, to_json
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.outcomes import final_dispositions
from surveyapp.storage.table import BY_KEY, Row, insert_new
from surveyapp.storage.waves import load_wave

_AT_ONCE = 500


class ResponseRow(Row, table=True):
    """One opened response. `import_id` names the file it came from, if it came from a file."""

    __tablename__ = "response"
    __table_args__ = BY_KEY

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    id: bytes = Field(primary_key=True)
    department: str
    mode: str
    language: str
    design_cell: str
    area: str
    quality: str
    answers: str
    import_id: str | None = Field(default=None, foreign_key="import_file.id")


def add_responses(
    session: Session,
    wave: str,
    rows: Sequence[tuple[bytes, Response]],
    *,
    import_id: str | None = None,
) -> int:
    """Keep opened responses in key order; one whose id is there already is left alone.

    Returns how many are new.
    """
    ordered = sorted(rows, key=lambda row: row[0])
    values = [_columns(wave, row_id, response, import_id) for row_id, response in ordered]
    return insert_new(session, ResponseRow, values)


def load_by_ids(
    session: Session, wave: str, ids: Sequence[bytes]
) -> dict[bytes, tuple[Response, str | None]]:
    """Id -> (response, import id), for those of the ids that are there."""
    found: dict[bytes, tuple[Response, str | None]] = {}
    for at in range(0, len(ids), _AT_ONCE):
        query = select(ResponseRow).where(
            ResponseRow.wave == wave, col(ResponseRow.id).in_(ids[at : at + _AT_ONCE])
        )
        for row in session.connection().execute(query):
            found[row.id] = (_response(row), row.import_id)
    return found


def count_responses(session: Session, wave: str) -> int:
    """How many opened responses a wave has."""
    return session.exec(
        select(func.count()).select_from(ResponseRow).where(ResponseRow.wave == wave)
    ).one()


def delete_imported(session: Session, import_id: str) -> int:
    """Delete the responses that came from one file; returns how many."""
    chosen = delete(ResponseRow).where(col(ResponseRow.import_id) == import_id)
    return int(session.connection().execute(chosen).rowcount)


def load_responses(session: Session, wave: str) -> tuple[Response, ...]:
    """The opened responses of a wave, in key order."""
    query = select(ResponseRow).where(ResponseRow.wave == wave).order_by(col(ResponseRow.id))
    table = session.connection().execute(query)
    return tuple(_response(row) for row in table)


def load_analysis_file(session: Session, slugs: Sequence[str]) -> AnalysisFile:
    """The opened responses of waves as one analysis file, waves in order of period."""
    waves = in_order([load_wave(session, slug) for slug in slugs])
    instruments = {
        name: load_instrument(session, name)
        for name in dict.fromkeys(wave.instrument_hash for wave in waves)
    }
    responses = [load_responses(session, wave.slug) for wave in waves]
    cells = {
        wave.slug: final_dispositions(session, wave, of_wave)
        for wave, of_wave in zip(waves, responses, strict=True)
    }
    totals = {slug: reduce(add, found.values()) for slug, found in cells.items() if found}
    return replace(build(waves, instruments, responses), dispositions=totals)


def modes_used(session: Session, wave: str) -> dict[Mode, int]:
    """How many opened responses of a wave came by each mode."""
    query = (
        select(ResponseRow.mode, func.count())
        .where(ResponseRow.wave == wave)
        .group_by(col(ResponseRow.mode))
        .order_by(col(ResponseRow.mode))
    )
    return {cast(Mode, mode): count for mode, count in session.exec(query)}


def _columns(
    wave: str, row_id: bytes, response: Response, import_id: str | None
) -> dict[str, object]:
    return {
        "wave": wave,
        "id": row_id,
        "department": response.department,
        "mode": response.mode,
        "language": response.language,
        "design_cell": response.design_cell,
        "area": response.area,
        "quality": json.dumps(dict(response.quality), sort_keys=True),
        "answers": to_json(response.answers),
        "import_id": import_id,
    }


def _response(row: Any) -> Response:
    return Response(
        answers=from_json(row.answers),
        language=row.language,
        mode=row.mode,
        department=row.department,
        design_cell=row.design_cell,
        area=row.area,
        quality=json.loads(row.quality),
    )
