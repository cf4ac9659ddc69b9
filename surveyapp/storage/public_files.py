"""Public-use files that went out: one a wave, with what it was made of and its digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Field, Session

from surveyapp.storage.table import Row

Argument = str | int | float | list[str]


@dataclass(frozen=True, slots=True)
class FileOut:
    """The one public-use file of a wave.

    Attributes
    ----------
    release : its number in the ledger.
    arguments : quasi-identifiers, key questions and thresholds it was made with.
    sha256 : of its bytes.
    """

    wave: str
    release: int
    arguments: Mapping[str, Argument]
    sha256: str


class PublicFileRow(Row, table=True):
    """The public-use file of a wave; the key lets no second one in."""

    __tablename__ = "public_file"

    wave: str = Field(primary_key=True, foreign_key="wave.slug")
    release: int = Field(foreign_key="release.number")
    arguments: str
    sha256: str = Field(max_length=64)


def add_public_file(session: Session, out: FileOut) -> None:
    """Enter the file of a wave; the store refuses a second one."""
    session.add(
        PublicFileRow(
            wave=out.wave,
            release=out.release,
            arguments=json.dumps(dict(out.arguments), sort_keys=True),
            sha256=out.sha256,
        )
    )
    session.flush()


def load_public_file(session: Session, wave: str) -> FileOut | None:
    """The file that went out, or None."""
    row = session.get(PublicFileRow, wave)
    if row is None:
        return None
    return FileOut(row.wave, row.release, json.loads(row.arguments), row.sha256)
