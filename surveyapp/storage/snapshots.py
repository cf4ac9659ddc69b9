"""Report snapshots: what was built for print and screen, whole and unchanging."""

from __future__ import annotations

import hashlib
from collections.abc import Container
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


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """SHA-256 of each file of an edition, by which its files are known wherever they lie.

    Attributes
    ----------
    edition : id of the built report. numbers, page, pdf : digests; `pdf` empty where none was made.
    """

    edition: str
    numbers: str
    page: str
    pdf: str


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


def load_fingerprints(session: Session, known: Container[str] = ()) -> tuple[Fingerprint, ...]:
    """The fingerprints of published editions, but those whose ids are `known` already."""
    ids = session.exec(select(SnapshotRow.id).where(SnapshotRow.published)).all()
    found = [load_snapshot(session, one) for one in ids if one not in known]
    return tuple(fingerprint(snapshot) for snapshot in found if snapshot is not None)


def fingerprint(snapshot: Snapshot) -> Fingerprint:
    """The digests of the files that a built report was written as."""
    numbers, page = (
        hashlib.sha256(text.encode()).hexdigest() for text in (snapshot.report_json, snapshot.html)
    )
    return Fingerprint(snapshot.id, numbers, page, snapshot.pdf_hash)


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
