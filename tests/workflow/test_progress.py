from surveyapp.collection.fieldwork import REVIEW
from surveyapp.errors import StorageError
from surveyapp.storage.outcomes import load_progress
from surveyapp.storage.shared_counts import ProgressCounts
from surveyapp.workflow import respond
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.progress import flush
from tests.workflow.fielded import FORMS, SLUG, answer, opened_desk


def counting(store, folder):
    opened = opened_desk(store, folder)
    return Desk(store, opened.key, progress=ProgressCounts(folder))


def until(desk, last):
    """Answer up to a page, and leave."""
    secret = respond.start(desk, SLUG, language="en")
    page = respond.resume(desk, SLUG, secret).here
    while page is not None and page.id != last:
        page = respond.take_page(desk, SLUG, secret, page.id, FORMS[page.id]).page
    return secret


def kept(store):
    with store.reading() as session:
        return load_progress(session, SLUG)


def test_completion_and_break_off_are_counted_by_page(any_store, tmp_path):
    desk = counting(any_store, tmp_path)
    for _ in range(12):
        respond.submit(desk, SLUG, answer(desk))
    for _ in range(5):
        until(desk, "adults")
    for _ in range(2):
        until(desk, "when")
    assert kept(any_store) == {}
    until(desk, "")
    # The twentieth began: counts up to then went to the store, the rest of the path is in memory.
    with any_store.reading() as session:
        fielded = desk.open_wave(session, SLUG)
    assert kept(any_store)["place"] == (20, 19)
    assert kept(any_store)["adults"] == (19, 14)
    assert kept(any_store)["contact"] == (14, 12)
    assert kept(any_store)[REVIEW] == (12, 12)
    assert "when" not in kept(any_store)
    assert not flush(desk, fielded)


def test_going_back_and_posting_again_counts_nobody_twice(store, tmp_path):
    desk = counting(store, tmp_path)
    secret = answer(desk)
    for page in ("trust", "trust", "place"):
        respond.take_page(desk, SLUG, secret, page, FORMS[page], to_review=True)
    respond.submit(desk, SLUG, secret)
    respond.submit(desk, SLUG, secret)
    with store.reading() as session:
        fielded = desk.open_wave(session, SLUG)
    desk.progress.batch = 1
    flush(desk, fielded)
    assert set(kept(store).values()) == {(1, 1)}


def test_counts_that_cannot_be_kept_wait_in_memory(store, tmp_path, monkeypatch):
    desk = counting(store, tmp_path)
    desk.progress.batch = 2
    until(desk, "trust")
    with store.reading() as session:
        fielded = desk.open_wave(session, SLUG)

    def fail(*_arguments: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as broken:
        broken.setattr("surveyapp.workflow.progress.add_progress", fail)
        until(desk, "trust")
    assert kept(store) == {}
    assert flush(desk, fielded)
    assert kept(store)["place"] == (2, 2)
