import os
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import text

from surveyapp.collection.wave import count_only
from surveyapp.errors import InputError, WaveError
from surveyapp.storage.events import first_broken, load_events
from surveyapp.storage.responses import load_analysis_file, load_responses
from surveyapp.storage.sealed import count_sealed, load_receipts
from surveyapp.storage.waves import load_wave
from surveyapp.workflow import close_wave as closing_module
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close, publish_wave
from tests.workflow.fielded import DAY, SLUG, answer, at_once, opened_desk, private_key


def words_in_order(store):
    with store.reading() as session:
        return [response.answers["words"] for response in load_responses(session, SLUG)]


def test_closing_opens_every_response_once_and_destroys_what_was_sealed(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    at_once(desk, 25)
    receipt = respond.submit(desk, SLUG, answer(desk))
    respond.start(desk, SLUG, language="en")
    closing = close(any_store, SLUG, private_key(tmp_path), on=DAY)
    assert (closing.opened, closing.set_aside, closing.drafts) == (26, 0, 1)
    assert (closing.wave.state, closing.wave.answered) == ("closed", 26)
    assert sorted(words_in_order(any_store)) == sorted(
        [*(f"answer {k}" for k in range(25)), "Thank you"]
    )
    with any_store.reading() as session:
        assert count_sealed(session, SLUG) == 0
        assert session.connection().execute(text("SELECT count(*) FROM draft")).scalar() == 0
        receipts = load_receipts(session, SLUG)
        assert load_analysis_file(session, [SLUG]).n == 26
    assert receipt.hash in receipts
    assert len(receipts) == 26


def test_closing_again_changes_nothing(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 5)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    before = words_in_order(store)
    again = close(store, SLUG, None, on=DAY)
    assert again.opened == 0
    assert words_in_order(store) == before


def test_ids_are_new_and_rows_are_written_in_key_order(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    at_once(desk, 40)
    with any_store.reading() as session:
        sealed = set(session.connection().execute(text("SELECT id FROM sealed_response")).scalars())
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    as_it_lies = "" if any_store.is_sqlite else "ORDER BY ctid"
    with any_store.reading() as session:
        rows = session.connection().execute(text(f"SELECT id FROM response {as_it_lies}"))
        opened = [bytes(row[0]) for row in rows]
    assert opened == sorted(opened)
    assert not sealed & set(opened)


def spearman(order):
    n = len(order)
    squares = sum((place - value) ** 2 for place, value in enumerate(order))
    return 1 - 6 * squares / (n * (n * n - 1))


def exact_matches(order):
    return sum(place == value for place, value in enumerate(order))


def arrival_orders(store):
    """Every order of rows that somebody with the database can build, as arrival numbers."""
    orders = {"table": [int(words.split()[1]) for words in words_in_order(store)]}
    if store.is_sqlite:
        with sqlite3.connect(store.file) as database:
            dump = [line for line in database.iterdump() if '"response"' in line]
        database.close()
        orders["dump"] = [int(line.split("answer ")[1].split('"')[0]) for line in dump]
        assert not any(
            b"answer " in b.read_bytes() for b in [store.file.with_suffix(".sqlite-wal")]
        )
    else:
        for column in ("ctid", "xmin::text::bigint, ctid"):
            with store.reading() as session:
                query = text(f"SELECT answers FROM response ORDER BY {column}")
                found = session.connection().execute(query).scalars().all()
            orders[column] = [int(row.split("answer ")[1].split('"')[0]) for row in found]
    return orders


def test_an_insider_cannot_tell_the_order_of_arrival(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    people = 200
    for number in range(people):
        at_once(desk, 1, words=f"answer {number}")
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    for name, order in arrival_orders(any_store).items():
        assert sorted(order) == list(range(people)), name
        assert abs(spearman(order)) <= 4 / (people - 1) ** 0.5, name
        assert exact_matches(order) <= 6, name


def test_the_same_attack_breaks_a_naive_table(tmp_path):
    with sqlite3.connect(tmp_path / "naive.sqlite") as database:
        database.execute("CREATE TABLE response (id BLOB PRIMARY KEY, answers TEXT)")
        for number in range(200):
            database.execute("INSERT INTO response VALUES (?, ?)", (os.urandom(16), str(number)))
        rows = database.execute("SELECT answers FROM response ORDER BY rowid")
        order = [int(row[0]) for row in rows]
    database.close()
    assert exact_matches(order) == 200
    assert spearman(order) == 1


def test_without_the_right_key_nothing_opens(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 3)
    opened_desk(store, tmp_path, "other")
    for key, words in (
        (None, "No private key was given"),
        (private_key(tmp_path, "other"), "The key is another wave's"),
    ):
        with pytest.raises(InputError, match=words):
            close(store, SLUG, key, on=DAY)
    with store.reading() as session:
        assert count_sealed(session, SLUG) == 3
        assert load_wave(session, SLUG).state == "open"


def test_a_damaged_response_stops_the_closing_unless_it_is_set_aside(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 4)
    with store.connection() as connection:
        connection.execute(
            text(
                "UPDATE sealed_response SET sealed = x'00' "
                "WHERE id = (SELECT min(id) FROM sealed_response)"
            )
        )
    with pytest.raises(InputError, match="1 of 4 sealed responses cannot be opened"):
        close(store, SLUG, private_key(tmp_path), on=DAY)
    closing = close(store, SLUG, private_key(tmp_path), on=DAY, unreadable="set aside")
    assert (closing.opened, closing.set_aside, closing.wave.answered) == (3, 1, 3)
    with store.reading() as session:
        assert len(load_receipts(session, SLUG)) == 3
        assert load_events(session, SLUG)[-1].detail["set_aside"] == 1


def test_an_empty_wave_closes_as_a_count_of_none(store, tmp_path):
    opened_desk(store, tmp_path)
    closing = close(store, SLUG, private_key(tmp_path), on=DAY)
    assert closing.wave.answered == 0
    assert count_only(closing.wave)


def test_a_close_that_dies_before_its_commit_did_nothing(any_store, tmp_path, monkeypatch):
    desk = opened_desk(any_store, tmp_path)
    at_once(desk, 25)
    for step in ("add_responses", "add_receipts", "delete_sealed", "update_wave", "log_event"):
        with monkeypatch.context() as patched:

            def die(*_arguments, **_named):
                raise KeyboardInterrupt

            patched.setattr(closing_module, step, die)
            with pytest.raises(KeyboardInterrupt):
                close(any_store, SLUG, private_key(tmp_path), on=DAY)
        with any_store.reading() as session:
            assert count_sealed(session, SLUG) == 25
            assert load_responses(session, SLUG) == ()
            assert load_wave(session, SLUG).state == "open"
    assert close(any_store, SLUG, private_key(tmp_path), on=DAY).opened == 25


def test_no_answer_slips_in_behind_a_closing(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    secrets = [answer(desk) for _ in range(12)]
    receipts, refused = [], []

    def submit(secret):
        try:
            receipts.append(respond.submit(desk, SLUG, secret))
        except WaveError as error:
            refused.append(error)

    threads = [threading.Thread(target=submit, args=(secret,)) for secret in secrets]
    for thread in threads[:6]:
        thread.start()
    closing = threading.Thread(
        target=close, args=(any_store, SLUG, private_key(tmp_path)), kwargs={"on": DAY}
    )
    closing.start()
    for thread in threads[6:]:
        thread.start()
    for thread in [*threads, closing]:
        thread.join()
    assert len(receipts) + len(refused) == 12
    with any_store.reading() as session:
        counted = load_receipts(session, SLUG)
        assert count_sealed(session, SLUG) == 0
        assert len(load_responses(session, SLUG)) == len(receipts)
    assert {receipt.hash for receipt in receipts} == set(counted)


KILLED = """
import datetime, os, signal, sys
from pathlib import Path
from surveyapp.storage.engine import Store
from surveyapp.workflow import close_wave
from surveyapp.workflow.key_store import load_wave_key

address, folder, slug, moment = sys.argv[1:]
store = Store(address)
if moment == "before commit":
    close_wave.log_event = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    Store.compact = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
key = load_wave_key(Path(folder) / f"{slug}.json", slug)
close_wave.close(store, slug, key, on=datetime.date(2026, 7, 1))
"""


@pytest.mark.parametrize("moment", ["before commit", "before cleaning"])
def test_a_killed_close_is_simply_repeated(store, tmp_path, moment):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 25)
    address = store.url.render_as_string()
    arguments = [sys.executable, "-c", KILLED, address, str(tmp_path), SLUG, moment]
    killed = subprocess.run(arguments, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -9, killed.stderr
    closing = close(store, SLUG, private_key(tmp_path), on=DAY)
    assert closing.wave.answered == 25
    assert closing.opened == (25 if moment == "before commit" else 0)
    assert len(set(words_in_order(store))) == 25
    assert store.file is not None
    assert store.file.with_suffix(".sqlite-wal").stat().st_size == 0


def test_what_was_sealed_is_in_no_file_after_closing(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 3)
    with store.reading() as session:
        rows = session.connection().execute(text("SELECT id, sealed FROM sealed_response")).all()
    close(store, SLUG, private_key(tmp_path), on=DAY)
    for path in tmp_path.glob("store.sqlite*"):
        content = path.read_bytes()
        for row_id, sealed in rows:
            assert row_id not in content
            assert sealed[:64] not in content


def test_a_published_wave_is_frozen(store, tmp_path):
    opened_desk(store, tmp_path)
    with pytest.raises(WaveError, match="only one that is closed"):
        publish_wave(store, SLUG, on=DAY)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    assert publish_wave(store, SLUG, on=DAY).state == "published"
    with pytest.raises(WaveError, match="The wave is published"):
        close(store, SLUG, None, on=DAY)


def test_the_log_tells_the_wave_and_notices_any_change(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 3)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session:
        events = load_events(session)
    assert [event.kind for event in events] == ["planned", "opened", "closed"]
    assert first_broken(events) is None
    with store.connection() as connection:
        connection.execute(text("UPDATE wave_event SET detail = '{}' WHERE number = 2"))
    with store.reading() as session:
        assert first_broken(load_events(session)) == 2
    with store.connection() as connection:
        connection.execute(text("DELETE FROM wave_event WHERE number = 1"))
    with store.reading() as session:
        assert first_broken(load_events(session)) == 1
