import os
import stat
import subprocess
import sys
import threading

import pytest
from sqlalchemy import text

from surveyapp.errors import StorageError
from surveyapp.storage.drafts import load_draft, save_draft
from surveyapp.storage.engine import Store

# Two forked workers add 1 to a number, reading first and writing later: only workers that
# exclude each other end at the sum.
TWO_WORKERS = """
import os, sys
from sqlalchemy import text
from surveyapp.storage.engine import Store

store = Store(sys.argv[1])
with store.connection() as connection:
    connection.execute(text("CREATE TABLE number (value INTEGER)"))
    connection.execute(text("INSERT INTO number VALUES (0)"))
children = []
for _ in range(2):
    child = os.fork()
    if child == 0:
        for _ in range(40):
            with store.writing() as session:
                value = session.connection().execute(text("SELECT value FROM number")).scalar()
                held = store._lock_file
                session.connection().execute(text(f"UPDATE number SET value = {value + 1}"))
        os._exit(0)
    children.append(child)
codes = [os.waitpid(child, 0)[1] for child in children]
with store.reading() as session:
    print(codes, session.connection().execute(text("SELECT value FROM number")).scalar())
store.close()
"""


def test_two_forked_workers_exclude_each_other(tmp_path):
    address = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", TWO_WORKERS, address],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "[0, 0] 80", done.stderr


def test_a_forked_process_opens_its_own_engine_and_lock(store):
    with store.writing():
        parents, lock = store.engine(), store._lock_file
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        mine = store.engine() is not parents and store._lock_file != lock
        os.write(writer, b"own" if mine else b"shared")
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    assert os.read(reader, 10) == b"own"
    os.close(reader)


def test_threads_exclude_each_other(any_store):
    with any_store.connection() as connection:
        connection.execute(text("CREATE TABLE number (value INTEGER)"))
        connection.execute(text("INSERT INTO number VALUES (0)"))

    def add() -> None:
        for _ in range(20):
            with any_store.writing() as session:
                session.connection().execute(text("UPDATE number SET value = value + 1"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_store.reading() as session:
        assert session.connection().execute(text("SELECT value FROM number")).scalar() == 80


def test_the_file_is_opened_as_durably_and_forgetfully_as_promised(store):
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    with store.reading() as session:
        found = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar() for name in wanted
        }
    assert found == wanted


def test_an_error_inside_a_writing_transaction_leaves_nothing(any_store):
    def unit(session):
        save_draft(session, "w", b"1", b"body")
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        any_store.write(unit)
    with any_store.reading() as session:
        assert load_draft(session, "w", b"1") is None


def test_a_unit_of_work_is_repeated_where_the_server_asks_for_it(any_store):
    calls = []

    def unit(session):
        calls.append(1)
        if len(calls) < 3 and not any_store.is_sqlite:
            session.connection().execute(
                text("DO $$ BEGIN RAISE SQLSTATE '40001' USING MESSAGE = 'again'; END $$")
            )
        return "done"

    assert any_store.write(unit) == "done"
    assert len(calls) == (1 if any_store.is_sqlite else 3)


@pytest.mark.parametrize("address", ["mysql://host/name", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_no_store_is_refused(address):
    with pytest.raises(StorageError, match=r"Write sqlite:///FILE"):
        Store(address)


def test_a_password_is_never_in_a_message():
    with pytest.raises(StorageError) as refused:
        Store("mysql://user:hunter2@host/name")
    assert "hunter2" not in str(refused.value)


def test_a_store_that_is_not_upgraded_says_so(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'none.sqlite'}")
    with pytest.raises(StorageError, match="db upgrade"), store.reading() as session:
        load_draft(session, "w", b"1")
    store.close()


def test_a_server_that_does_not_answer_is_unavailable():
    store = Store("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(StorageError) as refused, store.reading() as session:
        session.connection()
    assert refused.value.problems[0].code == "unavailable"
    store.close()


def test_a_file_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    store = Store(f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}")
    with pytest.raises(StorageError, match="does not answer"), store.writing():
        pass


def test_the_lock_file_is_for_its_owner_only(store):
    mode = stat.S_IMODE(os.stat(f"{store.file}.lock").st_mode)
    assert mode == 0o600


def test_deleted_bytes_are_in_no_file_after_compacting(any_store, tmp_path):
    canary = b"CANARY-1234567890"
    with any_store.writing() as session:
        save_draft(session, "w", b"1", canary * 50)
    with any_store.writing() as session:
        session.connection().execute(text("DELETE FROM draft"))
    any_store.compact(("draft",))
    if any_store.is_sqlite:
        files = [path.read_bytes() for path in tmp_path.iterdir()]
        assert files
        assert not any(canary in content for content in files)
        assert (tmp_path / "store.sqlite-wal").stat().st_size == 0


def test_compacting_says_when_a_reader_keeps_the_log(store):
    store.engine().dispose()
    with store.writing() as session:
        save_draft(session, "w", b"1", b"body")
    with store.reading() as session:
        session.connection().execute(text("SELECT * FROM draft")).all()
        with store.writing() as other:
            save_draft(other, "w", b"2", b"body")
        with store.connection() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")
        with pytest.raises(StorageError, match="surveyapp db clean"):
            store.compact()
    store.compact()


def test_a_full_disk_is_unavailable_and_works_again_with_space(store):
    with store.connection() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageError, match="full") as refused:
        store.write(lambda session: save_draft(session, "w", b"1", b"x" * 100_000))
    assert refused.value.problems[0].code == "unavailable"
    with store.connection() as connection:
        connection.execute(text("PRAGMA max_page_count = 100000"))
    store.write(lambda session: save_draft(session, "w", b"1", b"x" * 100_000))
    with store.reading() as session:
        assert load_draft(session, "w", b"1") == b"x" * 100_000
