"""Taking back a lost code must not tell whether its holder answered."""

import pytest

from surveyapp.collection.access_code import code_mark
from surveyapp.collection.code_file import Marked, marks_text
from surveyapp.errors import InputError
from surveyapp.storage.codes import CodeCount
from surveyapp.storage.events import load_events
from surveyapp.storage.responses import load_responses
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.codes import code_counts, revoke, spent_list
from surveyapp.workflow.feed import feed
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, SLUG, private_key
from tests.workflow.test_admit import walk


def file_of(desk, codes):
    key = desk.code_key(SLUG)
    return marks_text(SLUG, [Marked(code_mark(key, SLUG, c), cell) for c, cell in codes]).encode()


def answered(desk, code):
    admitted = redeem(desk, SLUG, code)
    secret = respond.start(desk, SLUG, language="en", ticket=admitted.ticket)
    walk(desk, secret)
    respond.submit(desk, SLUG, secret)


def seen_from_outside(desk, lost):
    """Everything that the person at the keyboard and the public see of taking back one code."""
    told = revoke(desk, SLUG, file_of(desk, [lost]), on=DAY)
    with desk.store.reading() as session:
        published = feed(session)
        details = [dict(event.detail) for event in load_events(session, SLUG)]
    issued = {cell: count.issued for cell, count in code_counts(desk, SLUG).items()}
    log = [{**entry, "hash": ""} for entry in published["log"]]
    return told, issued, log, published["waves"][0]["codes"], details


def test_a_spent_and_an_unspent_code_are_taken_back_alike(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    answered(desk, codes[0][0])
    spent = seen_from_outside(desk, codes[0])
    with any_store.reading() as session:
        logged = len(feed(session)["log"])
    unspent = seen_from_outside(desk, codes[1])
    assert spent[0] == unspent[0] == 1
    assert unspent[2][logged:] != []
    first, second = spent[2][-1], unspent[2][-1]
    assert {**first, "number": 0} == {**second, "number": 0}
    cell = codes[0][1]
    assert (spent[1][cell], unspent[1][cell]) == (29, 28)
    assert [one[3][cell]["issued"] for one in (spent, unspent)] == [29, 28]
    assert spent[4][-1] == unspent[4][-1] == {"marks": 1}


def test_a_code_that_was_taken_back_opens_nothing_and_the_answer_of_a_spent_one_stays(
    any_store, tmp_path
):
    desk, codes = coded_desk(any_store, tmp_path)
    answered(desk, codes[0][0])
    revoke(desk, SLUG, file_of(desk, codes[:2]), on=DAY)
    for code, _ in codes[:2]:
        with pytest.raises(InputError) as refused:
            redeem(desk, SLUG, code)
        assert refused.value.problems[0].code == "not accepted"
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    with any_store.reading() as session:
        assert len(load_responses(session, SLUG)) == 1
    assert code_counts(desk, SLUG)[codes[0][1]] == CodeCount(28, 1)


def test_codes_the_server_never_had_are_taken_back_with_the_same_words(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    before = code_counts(desk, SLUG)
    assert revoke(desk, SLUG, file_of(desk, [("ABCDEFGHJK", codes[0][1])]), on=DAY) == 1
    assert code_counts(desk, SLUG) == before


def test_a_code_that_was_only_taken_back_is_on_no_list_of_spent_ones(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    for code, _ in codes[:20]:
        redeem(desk, SLUG, code)
    revoke(desk, SLUG, file_of(desk, codes[20:25]), on=DAY)
    listed = spent_list(desk, SLUG, file_of(desk, codes), on=DAY)
    assert len(listed.splitlines()) - 2 == 20
