"""What all tables have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Executable, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

# Kept in key order, with no hidden row number that would tell the order of arrival.
BY_KEY = {"sqlite_with_rowid": False}

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table; its metadata holds the whole schema."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def table_of(row: type[Row]) -> Table:
    """The SQLAlchemy table behind a row class."""
    table = row.__dict__["__table__"]
    assert isinstance(table, Table)
    return table


def insert_new(session: Session, row: type[Row], values: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows, leaving alone those whose key is there already; returns how many are new."""
    if not values:
        return 0
    statement = _insert_new(row, session.get_bind().dialect.name)
    return len(session.connection().execute(statement, list(values)).all())


def insert_or_replace(session: Session, row: type[Row], values: Mapping[str, Any]) -> None:
    """Insert one row, or overwrite the one with its key; `values` has every column."""
    statement = _insert_or_replace(row, session.get_bind().dialect.name)
    session.connection().execute(statement, dict(values))


@cache
def _insert_new(row: type[Row], dialect: str) -> Executable:
    table = table_of(row)
    key = list(table.primary_key)
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing().returning(*key)
    return postgresql.insert(table).on_conflict_do_nothing().returning(*key)


@cache
def _insert_or_replace(row: type[Row], dialect: str) -> Executable:
    table = table_of(row)
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in key]
    if dialect == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(key, set_={name: lite.excluded[name] for name in rest})
    post = postgresql.insert(table)
    return post.on_conflict_do_update(
        index_elements=key, set_={name: post.excluded[name] for name in rest}
    )
