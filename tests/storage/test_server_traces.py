from pathlib import Path

import pytest
from sqlalchemy import text

from surveyapp.errors import StorageError
from surveyapp.storage.drafts import delete_draft, save_draft
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import RESPONDENT_TABLES, upgrade
from surveyapp.workflow.upkeep import kept_traces
from tests.storage.stores import empty_postgres

BODY = b"canary-of-a-draft" * 9


@pytest.fixture
def server(postgres_address):
    made = Store(empty_postgres(postgres_address))
    upgrade(made)
    yield made
    made.close()


def scalars(store, query):
    with store.reading() as session:
        return list(session.connection().execute(text(query)).scalars())


def test_rows_lie_in_key_order_after_compacting(server):
    for number in (5, 3, 9, 1):
        server.write(lambda session, n=number: save_draft(session, "w", bytes([n]), BODY))
    server.compact(RESPONDENT_TABLES)
    order = scalars(server, "SELECT id FROM draft ORDER BY ctid")
    assert order == [bytes([n]) for n in (1, 3, 5, 9)]


def test_a_reader_of_old_rows_keeps_them_and_is_told_of(server):
    server.write(lambda session: save_draft(session, "w", b"d", BODY))
    with server.engine().connect() as old:
        old = old.execution_options(isolation_level="REPEATABLE READ")
        old.execute(text("SELECT count(*) FROM wave")).scalar()
        server.write(lambda session: delete_draft(session, b"d"))
        with pytest.raises(StorageError, match="Somebody is reading") as caught:
            server.compact(RESPONDENT_TABLES)
        assert caught.value.problems[0].code == "busy"
    server.compact(RESPONDENT_TABLES)
    folder = Path(scalars(server, "SHOW data_directory")[0])
    heap = folder / scalars(server, "SELECT pg_relation_filepath('draft')")[0]
    assert BODY not in heap.read_bytes()


def test_no_sample_of_a_respondents_row_outlives_it(server):
    for number in range(60):
        server.write(lambda session, n=number: save_draft(session, "w", bytes([n] * 9), BODY))
    with server.engine().connect() as base:
        base = base.execution_options(isolation_level="AUTOCOMMIT")
        base.execute(text("ANALYZE"))
        base.execute(text("CREATE TABLE naive AS SELECT * FROM draft"))
        base.execute(text("ANALYZE naive"))
        base.execute(text("DELETE FROM naive"))
        base.execute(text("VACUUM FULL naive"))
        base.execute(text("ANALYZE naive"))
    sampled = "SELECT count(*) FROM pg_stats WHERE tablename = "
    assert scalars(server, sampled + "'naive'") != [0]
    for table in RESPONDENT_TABLES:
        assert scalars(server, f"{sampled}'{table}'") == [0]


def test_settings_of_a_server_that_keep_order_are_named(server, store):
    assert kept_traces(store) == ()
    assert not any("log_statement" in one for one in kept_traces(server))
    with server.engine().connect() as base:
        base = base.execution_options(isolation_level="AUTOCOMMIT")
        base.execute(text("ALTER SYSTEM SET log_statement = 'all'"))
        base.execute(text("SELECT pg_reload_conf()"))
    server.engine().dispose()
    try:
        assert any(one.startswith("log_statement is all") for one in kept_traces(server))
    finally:
        with server.engine().connect() as base:
            base = base.execution_options(isolation_level="AUTOCOMMIT")
            base.execute(text("ALTER SYSTEM RESET log_statement"))
            base.execute(text("SELECT pg_reload_conf()"))
