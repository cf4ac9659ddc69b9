"""Population margins: sets of targets with their source, vintage and margin of error."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from surveyapp.collection.targets import Target, TargetSet
from surveyapp.errors import Problem, StorageError
from surveyapp.storage.table import BY_KEY, Row


class TargetRow(Row, table=True):
    """One category of one margin of one set."""

    __tablename__ = "target"
    __table_args__ = BY_KEY

    target_set: str = Field(primary_key=True)
    margin: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    position: int
    label: str
    population: float
    source: str
    vintage: str
    margin_of_error: float | None = None


def save_targets(session: Session, targets: TargetSet) -> None:
    """Keep a set of margins, in place of the one with its name."""
    session.connection().execute(delete(TargetRow).where(col(TargetRow.target_set) == targets.name))
    for position, target in enumerate(targets.targets):
        session.add(
            TargetRow(
                target_set=targets.name,
                margin=target.margin,
                category=target.category,
                position=position,
                label=target.label,
                population=target.population,
                source=target.source,
                vintage=target.vintage,
                margin_of_error=target.margin_of_error,
            )
        )
    session.flush()


def load_targets(session: Session, name: str) -> TargetSet:
    """The set of that name, in the order of its file; StorageError where there is none."""
    query = select(TargetRow).where(TargetRow.target_set == name)
    rows = session.exec(query.order_by(col(TargetRow.position))).all()
    if not rows:
        known = ", ".join(target_sets(session)) or "none yet"
        raise StorageError(
            Problem(
                f"There is no set of targets {name!r}; there are: {known}.",
                remedies=(f"Run: surveyapp targets import FILE --set {name}",),
                code="unknown",
            )
        )
    return TargetSet(
        name,
        tuple(
            Target(
                row.margin,
                row.category,
                row.label,
                row.population,
                row.source,
                row.vintage,
                row.margin_of_error,
            )
            for row in rows
        ),
    )


def target_sets(session: Session) -> tuple[str, ...]:
    """Names of the sets kept."""
    query = select(TargetRow.target_set).distinct()
    return tuple(session.exec(query.order_by(col(TargetRow.target_set))))
