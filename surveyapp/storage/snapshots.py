"""Report snapshots: what was built for print and screen, whole and unchanging."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlmodel import Field, Session, col, select

from surveyapp.storage.table import BY_KEY, Row


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One built report in one language.

    Attributes
    ----------
    definition : id of the report definition.
    waves : slugs it reports on, the newest last.
    report_json : every value behind it, canonical.
    html : the interactive page.
    pdf_path : where the PDF lies, empty where none was made.
    pdf_hash : SHA-256 of the PDF.
    published : whether it is out; what is out is never replaced.
    """

    definition: str
    period: str
    language: str
    waves: tuple[str, ...]
    report_json: str
    html: str
    pdf_path: str = ""
    pdf_hash: str = ""
    published: bool = False

    @property
    def id(self) -> str:
        """SHA-256 of definition, language and values."""
        parts = (self.definition, self.language, self.report_json)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class SnapshotRow(Row, table=True):
    """One built report."""

    __tablename__ = "report_snapshot"
    __table_args__ = BY_KEY

    id: str = Field(primary_key=True, max_length=64)
    definition: str
    period: str
    language: str
    waves: str
    report_json: str
    html: str
    pdf_path: str
    pdf_hash: str
    published: bool


def save_snapshot(session: Session, snapshot: Snapshot) -> str:
    """Keep a built report and return its id; one that is published already stays as it is."""
    row = session.get(SnapshotRow, snapshot.id)
    if row is None or not row.published:
        session.merge(
            SnapshotRow(
                id=snapshot.id,
                definition=snapshot.definition,
                period=snapshot.period,
                language=snapshot.language,
                waves=" ".join(snapshot.waves),
                report_json=snapshot.report_json,
                html=snapshot.html,
                pdf_path=snapshot.pdf_path,
                pdf_hash=snapshot.pdf_hash,
                published=snapshot.published,
            )
        )
        session.flush()
    return snapshot.id


def load_snapshot(session: Session, snapshot_id: str) -> Snapshot | None:
    """One built report, or None."""
    row = session.get(SnapshotRow, snapshot_id)
    return None if row is None else _snapshot(row)


def load_snapshots(session: Session, *, published_only: bool = False) -> tuple[Snapshot, ...]:
    """Every built report, newest period first."""
    query = select(SnapshotRow).order_by(
        col(SnapshotRow.period).desc(), col(SnapshotRow.definition), col(SnapshotRow.language)
    )
    if published_only:
        query = query.where(SnapshotRow.published)
    return tuple(_snapshot(row) for row in session.exec(query))


def _snapshot(row: SnapshotRow) -> Snapshot:
    return Snapshot(
        row.definition,
        row.period,
        row.language,
        tuple(row.waves.split()),
        row.report_json,
        row.html,
        row.pdf_path,
        row.pdf_hash,
        row.published,
    )
