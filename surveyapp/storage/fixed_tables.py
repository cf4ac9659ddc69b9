"""The fixed tables of each wave: declared once, audited whole, and what every report prints."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Field, Session

from surveyapp.disclosure.figure import Figure
from surveyapp.storage.table import Row


@dataclass(frozen=True, slots=True)
class FixedTables:
    """What is printed about a wave, and what of it is withheld.

    Attributes
    ----------
    declared : "indicators", "levels" and "groups" -> names; what the tables are made of.
    figures : all of them, with the people behind each.
    day : of the audit.
    """

    wave: str
    declared: Mapping[str, Sequence[str]]
    figures: tuple[Figure, ...]
    day: datetime.date

    @property
    def sha256(self) -> str:
        """SHA-256 of declaration and figures, 64 hex digits."""
        text = f"{_declared(self.declared)}\0{_written(self.figures)}"
        return hashlib.sha256(text.encode()).hexdigest()


class FixedTablesRow(Row, table=True):
    """The fixed tables of one wave."""

    __tablename__ = "fixed_tables"

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    declared: str
    figures: str
    sha256: str = Field(max_length=64)
    day: datetime.date


def save_fixed_tables(session: Session, tables: FixedTables) -> None:
    """Keep the fixed tables of a wave, in place of earlier ones."""
    session.merge(
        FixedTablesRow(
            wave=tables.wave,
            declared=_declared(tables.declared),
            figures=_written(tables.figures),
            sha256=tables.sha256,
            day=tables.day,
        )
    )
    session.flush()


def load_fixed_tables(session: Session, wave: str) -> FixedTables | None:
    """The fixed tables of a wave, or None where it was never weighed with them."""
    row = session.get(FixedTablesRow, wave)
    if row is None:
        return None
    figures = tuple(
        Figure(topic, answer, tuple(waves), tuple(areas), group, n, value, withheld)
        for topic, answer, waves, areas, group, n, value, withheld in json.loads(row.figures)
    )
    return FixedTables(row.wave, json.loads(row.declared), figures, row.day)


def _declared(declared: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({name: list(names) for name, names in declared.items()}, sort_keys=True)


def _written(figures: Iterable[Figure]) -> str:
    rows = [
        [f.topic, f.answer, list(f.waves), list(f.areas), f.group, f.n, f.value, f.withheld]
        for f in figures
    ]
    return json.dumps(rows, separators=(",", ":"))
