"""Runs of weighting: the recipe, what it reported, and the arrays it made."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlmodel import Field, Session, select

from surveyapp.storage.table import BY_KEY, Row, insert_new


@dataclass(frozen=True, slots=True)
class WeightsRun:
    """One run.

    Attributes
    ----------
    waves : slugs, in the order of the analysis file that was weighted.
    recipe, summary : JSON; what was asked for, and the diagnostics.
    arrays : name -> array with one entry a response, in the row order of that analysis file.
    """

    waves: tuple[str, ...]
    recipe: str
    summary: str
    arrays: Mapping[str, npt.NDArray[Any]]

    @property
    def id(self) -> str:
        """SHA-256 of everything in it: the same run has the same id."""
        digest = hashlib.sha256("\0".join((*self.waves, self.recipe, self.summary)).encode())
        for name in sorted(self.arrays):
            array = np.ascontiguousarray(self.arrays[name])
            digest.update(f"\0{name}\0{array.dtype.str}\0{array.shape}\0".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()


class WeightsRunRow(Row, table=True):
    """One run. `number` counts the runs over one tuple of waves."""

    __tablename__ = "weights_run"
    __table_args__ = BY_KEY

    id: str = Field(primary_key=True, max_length=64)
    waves: str = Field(index=True)
    number: int
    recipe: str
    summary: str
    arrays: bytes


def save_run(session: Session, run: WeightsRun) -> str:
    """Keep a run and return its id; the newest run over its waves is then this one."""
    waves = " ".join(run.waves)
    earlier = session.exec(select(WeightsRunRow.number).where(WeightsRunRow.waves == waves)).all()
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **dict(run.arrays))  # type: ignore[arg-type]
    values = {
        "id": run.id,
        "waves": waves,
        "number": max(earlier, default=0) + 1,
        "recipe": run.recipe,
        "summary": run.summary,
        "arrays": buffer.getvalue(),
    }
    if not insert_new(session, WeightsRunRow, [values]):
        row = session.get_one(WeightsRunRow, run.id)
        row.number = max(earlier) + 1
        session.add(row)
        session.flush()
    return run.id


def load_run(session: Session, run_id: str) -> WeightsRun | None:
    """The run with this id, or None."""
    row = session.get(WeightsRunRow, run_id)
    return None if row is None else _run(row)


def newest_run(session: Session, waves: tuple[str, ...]) -> WeightsRun | None:
    """The last run kept over exactly these waves, or None."""
    query = select(WeightsRunRow).where(WeightsRunRow.waves == " ".join(waves))
    rows = session.exec(query).all()
    return _run(max(rows, key=lambda row: row.number)) if rows else None


def _run(row: WeightsRunRow) -> WeightsRun:
    with np.load(io.BytesIO(row.arrays), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return WeightsRun(tuple(row.waves.split()), row.recipe, row.summary, arrays)
