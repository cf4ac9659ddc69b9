import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from surveyapp.errors import StorageError
from surveyapp.storage import schema
from surveyapp.storage.engine import Store
from surveyapp.storage.table import table_of


def test_models_and_migrations_agree(any_store):
    with any_store.connection() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata()) == []


def test_after_upgrade_every_respondent_table_has_no_hidden_row_number(store):
    with sqlite3.connect(store.file) as database:
        made = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    database.close()
    for name in schema.RESPONDENT_TABLES:
        assert "WITHOUT ROWID" in made[name]


def test_no_respondent_table_has_a_column_for_a_time_or_a_trace():
    words = ("time", "date", "day", "_on", "_at", "address", "agent", "referrer", "ip", "code")
    for row in schema.TABLES:
        table = table_of(row)
        if table.name in schema.RESPONDENT_TABLES:
            for column in table.columns:
                assert not any(column.name.endswith(word) for word in words), column
                kind = column.type.compile(dialect=sqlite.dialect()).partition("(")[0]
                assert kind in ("VARCHAR", "BLOB", "BOOLEAN"), column


def test_upgrading_twice_changes_nothing(any_store):
    before, after = schema.upgrade(any_store)
    assert before == after
    schema.require_current(any_store)


def test_a_store_without_tables_is_refused_with_the_remedy(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with pytest.raises(StorageError, match=r"has no tables.*surveyapp db upgrade"):
        schema.require_current(store)
    store.close()


def test_a_store_newer_than_the_program_is_refused(store):
    with store.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="it is newer"):
        schema.require_current(store)
    with pytest.raises(StorageError, match="it is newer"):
        schema.upgrade(store)


def test_an_upgrade_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path / 'half.sqlite'}")

    def fail(*_arguments: object) -> None:
        raise RuntimeError("killed")

    real = schema.command.upgrade

    def upgrade_then_fail(*arguments: object) -> None:
        real(*arguments)
        fail()

    monkeypatch.setattr(schema.command, "upgrade", upgrade_then_fail)
    with pytest.raises(RuntimeError, match="killed"):
        schema.upgrade(store)
    with store.connection() as connection:
        left = connection.execute(text("SELECT name FROM sqlite_master")).all()
    assert left == []
    store.close()
