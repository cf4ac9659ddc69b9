"""Whoever comes back goes on under a new code, and the old one opens nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from surveyapp.collection.sealing import next_secret, read_secret
from surveyapp.errors import InputError
from surveyapp.storage.engine import Store
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.coming_back import MOST_RETURNS, come_back
from surveyapp.workflow.desk import Desk
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import FORMS, SLUG, answer, opened_desk


def refused(desk: Desk, code: str) -> str:
    with pytest.raises(InputError) as error:
        come_back(desk, SLUG, code)
    return error.value.problems[0].code


def test_a_new_code_opens_the_answers_and_the_old_one_nothing(
    any_store: Store, tmp_path: Path
) -> None:
    desk = opened_desk(any_store, tmp_path)
    old = respond.start(desk, SLUG, language="en")
    respond.take_page(desk, SLUG, old, "place", FORMS["place"])
    back = come_back(desk, SLUG, old)
    assert back.secret != old
    assert back.draft.answers["place"] == "n2"
    respond.take_page(desk, SLUG, back.secret, "trust", FORMS["trust"])
    for step in (
        lambda: respond.resume(desk, SLUG, old),
        lambda: respond.take_page(desk, SLUG, old, "trust", FORMS["trust"]),
        lambda: respond.change_language(desk, SLUG, old, "es"),
        lambda: respond.submit(desk, SLUG, old),
    ):
        with pytest.raises(InputError) as error:
            step()
        assert error.value.problems[0].code == "no draft"
    respond.leave(desk, SLUG, old)
    assert respond.resume(desk, SLUG, back.secret).draft.answers["trust"] == 3
    assert refused(desk, old) == "no draft"


def test_an_answer_lost_on_the_way_costs_nobody_their_answers(
    any_store: Store, tmp_path: Path
) -> None:
    """Until the new code was used, the old one leads to the same new one."""
    desk = opened_desk(any_store, tmp_path)
    old = respond.start(desk, SLUG, language="en")
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(come_back(desk, SLUG, old).secret))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    respond.take_page(desk, SLUG, found[0], "place", FORMS["place"])
    assert refused(desk, old) == "no draft"


def test_nobody_can_tell_the_new_code_from_the_old_one_without_the_key() -> None:
    secret = bytes(range(10))
    assert next_secret(b"k" * 32, secret) != next_secret(b"K" * 32, secret)
    chain = [secret]
    while len(chain) < 100:
        chain.append(next_secret(b"k" * 32, chain[-1]))
    assert len(set(chain)) == 100
    assert {len(one) for one in chain} == {10}


def test_a_code_of_sent_answers_shows_nothing_of_them(store: Store, tmp_path: Path) -> None:
    desk = opened_desk(store, tmp_path)
    secret = answer(desk)
    respond.submit(desk, SLUG, secret)
    assert refused(desk, secret) == "submitted"
    assert refused(desk, "0000-0000-0000-0000") == "no draft"
    assert refused(desk, "0000") == "mistyped"


def test_a_ticket_begins_nothing_once_its_answers_went_on_under_another_code(
    any_store: Store, tmp_path: Path
) -> None:
    desk, codes = coded_desk(any_store, tmp_path)
    ticket = redeem(desk, SLUG, codes[0][0]).ticket
    secret = respond.start(desk, SLUG, language="en", ticket=ticket)
    for _ in range(3):
        secret = come_back(desk, SLUG, secret).secret
        page = respond.resume(desk, SLUG, secret).here
        assert page is not None
        respond.take_page(desk, SLUG, secret, page.id, FORMS[page.id])
    for sent in (False, True):
        with pytest.raises(InputError) as error:
            respond.start(desk, SLUG, language="en", ticket=ticket)
        assert error.value.problems[0].code == "no draft"
        if not sent:
            page = respond.resume(desk, SLUG, secret).here
            while page is not None:
                page = respond.take_page(desk, SLUG, secret, page.id, FORMS[page.id]).page
            assert not respond.submit(desk, SLUG, secret).repeated
    assert respond.submit(desk, SLUG, secret).repeated


def test_after_very_many_returns_the_code_stays(store: Store, tmp_path: Path) -> None:
    desk = opened_desk(store, tmp_path)
    held = [respond.start(desk, SLUG, language="en")]
    for _ in range(MOST_RETURNS + 2):
        held.append(come_back(desk, SLUG, held[-1]).secret)
        respond.take_page(desk, SLUG, held[-1], "place", FORMS["place"])
    assert len(set(held)) == MOST_RETURNS + 1
    assert held[-1] == held[-2]


def test_neither_the_old_nor_the_new_code_is_in_the_files(store: Store, tmp_path: Path) -> None:
    desk = opened_desk(store, tmp_path)
    old = respond.start(desk, SLUG, language="en")
    new = come_back(desk, SLUG, old).secret
    hidden = [code.encode() for code in (old, new)] + [read_secret(code) for code in (old, new)]
    for path in tmp_path.glob("store.sqlite*"):
        assert not [one for one in hidden if one in path.read_bytes()]
