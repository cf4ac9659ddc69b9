import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from surveyapp.errors import InputError, StorageError
from surveyapp.storage.backup import backup_lines, digest_of, fieldwork_lines
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import revision, upgrade
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.field import add_to_plan
from surveyapp.workflow.upkeep import _rewrite, back_up, mix, restore
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, FORMS, SLUG, answer, at_once, opened_desk, private_key


def lines_of(store):
    with store.reading() as session:
        lines = list(backup_lines(session, revision(store)))
        return lines + list(fieldwork_lines(session, revision(store), digest_of(lines[-1])))


@pytest.fixture
def other(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    upgrade(made)
    yield made
    made.close()


def test_a_backup_restores_every_row_but_drafts(any_store, other, tmp_path):
    desk, _codes = coded_desk(any_store, tmp_path)
    at_once(desk, 5)
    file = tmp_path / "backup.jsonl"
    done = back_up(any_store, file)
    assert done.fieldwork == tmp_path / "fieldwork.jsonl"
    for path in (file, done.fieldwork):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert restore(other, file) > 60
    assert lines_of(other) == lines_of(any_store)
    assert close(other, SLUG, private_key(tmp_path), on=DAY).opened == 5


def test_a_backup_holds_no_draft_and_no_order_of_arrival(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    answer(desk)
    receipts = [respond.submit(desk, SLUG, answer(desk)).hash for _ in range(30)]
    lines = lines_of(store)
    assert not any('"draft", [' in line for line in lines)
    sealed = [line for line in lines if line.startswith('["sealed_response"')]
    assert len(sealed) == 30
    assert sealed == sorted(sealed)
    found = [next(r for r in receipts if r in line) for line in sealed]
    assert found != receipts


def test_a_damaged_a_foreign_and_a_repeated_backup_are_refused(store, other, tmp_path):
    at_once(opened_desk(store, tmp_path), 2)
    file = tmp_path / "backup.jsonl"
    back_up(store, file)
    with pytest.raises(InputError, match="there already"):
        back_up(store, file)
    lines = file.read_text().splitlines()
    for damaged, words in (
        (lines[:-1], "no backup, or it was cut off"),
        ([*lines[:3], *lines[4:]], "altered or cut off"),
        (["nonsense"], "no backup"),
        ([lines[0].replace("backup", "letter"), *lines[1:]], "altered"),
    ):
        file.write_text("\n".join(damaged))
        with pytest.raises(StorageError, match=words):
            restore(other, file)
    file.write_text("\n".join(lines))
    restore(other, file)
    with pytest.raises(StorageError, match="holds rows already"):
        restore(other, file)


def test_codes_and_responses_of_open_waves_are_in_one_file_written_over_the_one_before(
    store, other, tmp_path
):
    desk, codes = coded_desk(store, tmp_path)
    at_once(desk, 2)
    redeem(desk, SLUG, codes[0][0])
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    done = back_up(store, first)
    before = done.fieldwork.read_text()
    at_once(desk, 3)
    redeem(desk, SLUG, codes[1][0])
    back_up(store, second)
    after = done.fieldwork.read_text()
    assert before != after
    assert first.read_text() == second.read_text(), "nothing in them moves while people answer"
    assert not list(tmp_path.glob(".*")), "nothing half written is left"
    done.fieldwork.write_text(before.replace(digest_of(before.splitlines()[-1]), "0" * 64))
    with pytest.raises(StorageError, match="altered"):
        restore(other, second)
    done.fieldwork.write_text(after)
    restore(other, second)
    assert lines_of(other) == lines_of(store)
    with pytest.raises(InputError, match="cannot be used"):
        redeem(Desk(other, desk.key, desk.code_keys), SLUG, codes[1][0])


def test_a_backup_without_its_second_file_is_restored_only_on_purpose(store, other, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    at_once(desk, 2)
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    back_up(store, old, tmp_path / "apart.jsonl")
    with pytest.raises(StorageError, match="are not in this file") as refused:
        restore(other, old)
    assert refused.value.problems[0].code == "fieldwork"
    event_of(store)
    back_up(store, new, tmp_path / "apart.jsonl")
    with pytest.raises(StorageError, match="of another backup"):
        restore(other, old, tmp_path / "apart.jsonl")
    restore(other, old, without_fieldwork=True)
    assert lines_of(other)[0] != lines_of(store)[0]
    (tmp_path / "mine.txt").write_text("a letter")
    with pytest.raises(InputError, match="no fieldwork file"):
        back_up(store, tmp_path / "third.jsonl", tmp_path / "mine.txt")
    assert not (tmp_path / "third.jsonl").exists()


def event_of(store):
    add_to_plan(store, SLUG, "Look at nights.", on=DAY)


def test_mixing_loses_nothing_and_leaves_one_transaction(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    at_once(desk, 25)
    before = lines_of(any_store)
    mixed = mix(any_store)
    assert (mixed.codes, mixed.sealed) == (len(codes), 25)
    assert lines_of(any_store) == before
    if not any_store.is_sqlite:
        with any_store.reading() as session:
            query = text("SELECT xmin::text, id FROM sealed_response ORDER BY ctid")
            transactions, ids = zip(*session.connection().execute(query), strict=True)
        assert len(set(transactions)) == 1
        assert list(ids) == sorted(ids)
    assert close(any_store, SLUG, private_key(tmp_path), on=DAY).opened == 25


def test_whoever_redeems_pages_or_sends_while_the_store_is_mixed_is_served(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    done = threading.Event()

    def person(number: int) -> str:
        secret = respond.start(
            desk, SLUG, language="en", ticket=redeem(desk, SLUG, codes[number][0]).ticket
        )
        page = respond.resume(desk, SLUG, secret).here
        while page is not None:
            page = respond.take_page(desk, SLUG, secret, page.id, FORMS[page.id]).page
        return respond.submit(desk, SLUG, secret).hash

    def mixing() -> int:
        times = 0
        while not done.is_set():
            any_store.write(_rewrite)
            times += 1
        return times

    with ThreadPoolExecutor(5) as pool:
        mixer = pool.submit(mixing)
        try:
            receipts = set(pool.map(person, range(24)))
        finally:
            done.set()
        assert mixer.result() > 1
    mix(any_store)
    assert len(receipts) == close(any_store, SLUG, private_key(tmp_path), on=DAY).opened == 24
