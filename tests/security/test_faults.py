"""Full and read-only disks, clocks that jump, stores that are gone, kills: nothing sent is lost."""

from __future__ import annotations

import datetime
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from surveyapp.errors import StorageError
from surveyapp.storage import engine
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.web.app import create_app
from surveyapp.web.resident import doorkeeper
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from surveyapp.workflow.upkeep import back_up, restore
from tests.web.city import ANSWERS, DAY, SLUG, City, Resident, open_city, read

AWAY = {"REMOTE_ADDR": "203.0.113.7"}


@contextmanager
def disk_full(bytes_left: int = 0) -> Iterator[None]:
    """No file of this process may grow beyond a few bytes meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def whole(store: Store) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    with sqlite3.connect(str(store.file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("bytes_left", [0, 1, 4096])
def test_a_disk_that_is_full_at_any_write_loses_nothing_and_gives_back_what_was_typed(
    city: City, bytes_left: int
) -> None:
    resident = Resident(city)
    failed = 0
    resident.press("start")
    while "Your answers are stored" not in resident.page.heading:
        hidden = resident.page.hidden
        given = ANSWERS.get(hidden["_page"], {})
        do = "submit" if hidden["_page"] == "review" else "continue"
        with disk_full(bytes_left):
            resident.post({**hidden, **given, "_do": do})
        if resident.response.status_code == 503:
            failed += 1
            assert resident.response.headers["Retry-After"] == "30"
            back = {**resident.page.hidden, **resident.page.values, **dict(resident.page.checked)}
            for name, value in given.items():
                held = value[-1] if isinstance(value, list) else value
                assert back[name].strip() == held.strip() or name == "hood"
            assert back["_secret"] == hidden["_secret"]
            resident.post({**hidden, **given, "_do": do})
        assert resident.response.status_code == 200
    assert failed >= 8
    (response,) = city.responses()
    assert response.answers["job"] == "Nurse"
    assert whole(city.store)


def test_a_start_on_a_full_disk_begins_nothing_and_can_be_pressed_again(city: City) -> None:
    resident = Resident(city)
    with disk_full():
        page = resident.press("start")
    assert resident.response.status_code == 503
    assert page.hidden["_do"] == "start"
    resident.post(page.hidden)
    assert resident.page.hidden["_page"]


def test_a_disk_that_cannot_be_written_says_so_and_reading_goes_on(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA query_only=ON"))
    city = open_city(founded)
    client = city.app.test_client()
    assert client.get("/").status_code == 200
    assert client.get(city.path()).status_code == 200
    response = client.post(city.path(), data={"_do": "start"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    "jump",
    [
        datetime.timedelta(seconds=-1),
        datetime.timedelta(days=-1),
        datetime.timedelta(days=1),
        datetime.timedelta(days=-3650),
        datetime.timedelta(days=3650),
        datetime.timedelta(hours=1),
        datetime.timedelta(hours=-1),
    ],
    ids=str,
)
def test_a_clock_that_jumps_while_somebody_answers_holds_nobody_up(
    city: City, monkeypatch: pytest.MonkeyPatch, jump: datetime.timedelta
) -> None:
    now = [datetime.datetime(2026, 11, 1, 5, 59, 59, tzinfo=datetime.UTC)]
    monkeypatch.setattr(doorkeeper, "_now", lambda: now[0])
    resident = Resident(city)
    address = city.path()

    def post(data: dict[str, object]) -> None:
        resident.response = resident.client.post(address, data=data, environ_overrides=AWAY)
        resident.page = read(resident.response)

    post({"_do": "start"})
    now[0] += jump
    while resident.page.hidden["_page"] != "review":
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        post({**resident.page.hidden, **given, "_do": "continue"})
    now[0] += jump
    post({**resident.page.hidden, "_do": "submit"})
    assert resident.response.status_code == 200
    assert len(city.responses()) == 1


@pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Apia", "UTC", "Asia/Kathmandu"])
def test_no_time_zone_and_no_change_of_the_clocks_reaches_an_answer(
    city: City, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        resident = Resident(city)
        resident.walk(ANSWERS)
        resident.press("submit")
        (response,) = city.responses()
        assert response.answers["when"] == "2026-03-02"
        private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
        close(city.store, SLUG, private, on=DAY)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_store_older_or_newer_than_the_program_is_a_service_not_ready(city: City) -> None:
    resident = Resident(city)
    resident.press("start")
    with sqlite3.connect(str(city.store.file)) as connection:
        connection.execute("ALTER TABLE draft RENAME COLUMN body TO later_body")
    resident.press("continue")
    assert resident.response.status_code == 503
    with sqlite3.connect(str(city.store.file)) as connection:
        connection.execute("ALTER TABLE draft RENAME COLUMN later_body TO body")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="newer"):
        upgrade(city.store)
    resident.press("continue")
    assert resident.page.hidden["_page"] == "hood", "what was begun goes on after the repair"


def test_a_pool_without_a_connection_left_is_a_busy_store(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(url: object, **more: object) -> object:
        return create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05, **more)

    monkeypatch.setattr(engine, "create_engine", small)
    app = create_app(city.settings)
    store: Store = app.extensions["front"].store
    client = app.test_client()
    page = read(client.post(city.path(), data={"_do": "start"})).hidden
    with store.reading() as session:
        session.connection()
        response = client.post(city.path(), data={**page, "_do": "continue"})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert client.get("/").status_code == 503
    response = client.post(city.path(), data={**page, "_do": "continue"})
    assert response.status_code == 200


def test_a_storm_of_refusals_passes_and_every_answer_gets_in_afterwards(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    residents = [Resident(city) for _ in range(12)]
    for resident in residents:
        resident.walk(ANSWERS)

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "writing", refuse)
        broken.setattr(Store, "reading", refuse)

        def press(resident: Resident) -> None:
            for _ in range(5):
                resident.press("submit")
                assert resident.response.status_code == 503
                assert resident.response.headers["Retry-After"] == "30"

        threads = [threading.Thread(target=press, args=(one,)) for one in residents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for resident in residents:
        resident.post(resident.page.hidden)
        assert "Your answers are stored" in resident.page.heading
    assert len(city.responses()) == 12


def test_a_city_restored_from_its_backup_takes_answers_and_closes(
    city: City, resident: Resident, tmp_path: Path
) -> None:
    resident.walk(ANSWERS)
    resident.press("submit")
    receipt = resident.response.text.partition('class="receipt">')[2].partition("<")[0]
    begun = Resident(city)
    begun.press("start")
    back_up(city.store, tmp_path / "backup.jsonl")
    for path in tmp_path.glob("city/surveyapp.sqlite*"):
        path.unlink()
    fresh = Store(city.settings.database_url)
    upgrade(fresh)
    restore(fresh, tmp_path / "backup.jsonl")
    restored = open_city(tmp_path / "city")
    begun.client = restored.app.test_client(use_cookies=False)
    begun.press("continue")
    assert begun.response.status_code == 410, "drafts are in no backup"
    another = Resident(restored)
    another.walk(ANSWERS)
    another.press("submit")
    taken = another.client.post(f"{city.path()}/receipt", data={"receipt": receipt})
    assert taken.status_code == 200
    private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
    close(restored.store, SLUG, private, on=DAY)
    with restored.store.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM response").scalar() == 1


KILLED = """
import sys
from surveyapp.storage.engine import Store
store = Store(sys.argv[1])
print("ready", flush=True)
while True:
    with store.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(400000))")
        connection.exec_driver_sql("DELETE FROM filler")
    store.compact()
"""


def test_a_kill_while_the_file_is_rebuilt_loses_nothing(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store(address)
    with store.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE filler (data BLOB)")
        connection.exec_driver_sql("CREATE TABLE kept (n INTEGER, data BLOB)")
        for n in range(200):
            connection.exec_driver_sql("INSERT INTO kept VALUES (?, randomblob(8000))", (n,))
    before = _digest(store)
    store.close()
    for pause in (0.0, 0.01, 0.03, 0.06, 0.1, 0.15):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, address], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(pause)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        store = Store(address)
        assert _digest(store) == before
        assert whole(store)
        store.compact()
        store.close()


def _digest(store: Store) -> list[tuple[int, str]]:
    with store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT n, hex(data) FROM kept ORDER BY n")
        return [(row[0], row[1]) for row in rows]


PRINTING = """
import sys
from pathlib import Path
from surveyapp.reporting.build import _write
print("ready", flush=True)
n = 0
while True:
    n += 1
    content = (b"%d " % n) * 400_000
    _write(Path(sys.argv[1]), {"report.pdf": content, "report.json": content})
"""


def test_a_kill_while_a_report_is_written_leaves_no_half_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "built"
    for pause in (0.01, 0.05, 0.1, 0.15):
        child = subprocess.Popen(
            [sys.executable, "-c", PRINTING, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(pause)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        for path in folder.glob("report.*"):
            if path.suffix == ".partial":
                continue
            content = path.read_bytes()
            assert content == content.split(b" ", 1)[0].join([b"", b" "]) * 400_000, path
