import pytest

from surveyapp.collection.double_keying import Difference
from surveyapp.errors import AnswersRejected, InputError
from surveyapp.instrument.answers import Missing
from surveyapp.storage.responses import load_responses
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.paper import key_booklet, settle_booklet
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, FORMS, SLUG, private_key


def keyed(desk, cell="north", **changes):
    forms = {**FORMS, **changes}
    with desk.store.reading() as session:
        fielded = desk.open_wave(session, SLUG)
    return respond.answer_pages(
        fielded, lambda page, _: forms[page.id], language="en", mode="paper", design_cell=cell
    )


def code(refused):
    return refused.value.problems[0].code


def test_a_booklet_is_sealed_when_two_keyings_agree(any_store, tmp_path):
    desk, _ = coded_desk(any_store, tmp_path)
    assert key_booklet(desk, SLUG, "b-0001", keyed(desk)).state == "first"
    assert key_booklet(desk, SLUG, " B-0001 ", keyed(desk)).state == "sealed"
    with pytest.raises(InputError, match="keyed twice already") as refused:
        key_booklet(desk, SLUG, "b-0001", keyed(desk))
    assert code(refused) == "keyed"
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    with any_store.reading() as session:
        [response] = load_responses(session, SLUG)
    assert (response.mode, response.design_cell, response.answers["trust"]) == ("paper", "north", 3)


def test_every_difference_is_named_and_settled_by_looking_at_the_paper(store, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    key_booklet(desk, SLUG, "7", keyed(desk))
    other = keyed(desk, "south", trust={"trust": ["1"]}, contact={"contact": ["2"]})
    found = key_booklet(desk, SLUG, "7", other)
    assert found.state == "differs"
    assert found.disagreement.design_cell
    assert not found.disagreement.language
    assert found.disagreement.answers == (
        Difference("trust", 3, 1),
        Difference("contact", 1, 2),
        Difference("when", "2026-05-04", Missing.NOT_APPLICABLE),
    )
    assert settle_booklet(desk, SLUG, "7", other).state == "sealed"
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session:
        [response] = load_responses(session, SLUG)
    assert response.answers["trust"] == 1


def test_what_cannot_be_keyed_is_refused(store, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    for booklet, cell, expected in (
        ("", "north", "booklet"),
        ("x" * 30, "north", "booklet"),
        ("9", "west", "cell"),
        ("9", "", "cell"),
    ):
        with pytest.raises(InputError) as refused:
            key_booklet(desk, SLUG, booklet, keyed(desk, cell))
        assert code(refused) == expected
    with pytest.raises(InputError) as refused:
        settle_booklet(desk, SLUG, "9", keyed(desk))
    assert code(refused) == "not keyed"
    unread = respond.Draft("en", "paper", design_cell="north")
    with pytest.raises(AnswersRejected):
        key_booklet(desk, SLUG, "9", unread)
