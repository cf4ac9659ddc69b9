import threading

import pytest
from sqlalchemy import text

from surveyapp.collection.response import from_bytes
from surveyapp.collection.sealing import open_sealed, read_receipt, read_secret
from surveyapp.errors import AnswersRejected, InputError, WaveError
from surveyapp.instrument.answers import Missing
from surveyapp.storage.drafts import sweep_drafts
from surveyapp.storage.responses import load_responses
from surveyapp.storage.sealed import count_sealed, load_sealed
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from tests.workflow.fielded import DAY, SLUG, answer, at_once, opened_desk, private_key


def code(refused):
    return refused.value.problems[0].code


def count(desk):
    with desk.store.reading() as session:
        return count_sealed(session, SLUG)


def drafts(desk):
    with desk.store.reading() as session:
        return session.connection().execute(text("SELECT count(*) FROM draft")).scalar()


def test_an_answer_goes_from_page_to_opened_response(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    receipt = respond.submit(desk, SLUG, answer(desk), observed={"fast": False}, seconds=3)
    assert not receipt.repeated
    assert drafts(desk) == 0
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    with any_store.reading() as session:
        [response] = load_responses(session, SLUG)
    assert response.area == "n2"
    assert (response.language, response.mode, response.department) == ("en", "web", "pd")
    assert response.answers == {
        "place": "n2",
        "trust": 3,
        "fair.listen": 1,
        "fair.polite": 8,
        "seen": (1, 2),
        "adults": 2,
        "contact": 1,
        "when": "2026-05-04",
        "words": "Thank you",
    }
    assert response.quality == {
        "fast": False,
        "faster_than_reading": True,
        "many_unanswered": False,
        "straight_lining": False,
        "duplicate_pattern": False,
        "near_duplicate": False,
    }


def test_bad_answers_are_refused_in_the_residents_language_and_nothing_is_kept(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = respond.start(desk, SLUG, language="es")
    respond.take_page(desk, SLUG, secret, "trust", {"trust": ["3"]})
    with pytest.raises(AnswersRejected) as refused:
        respond.take_page(desk, SLUG, secret, "adults", {"adults": ["many"]})
    assert refused.value.problems[0].where == "adults"
    assert "adults" not in respond.resume(desk, SLUG, secret).draft.answers
    assert respond.resume(desk, SLUG, secret).draft.answers["trust"] == 3


def test_a_page_off_the_route_is_not_kept_and_leads_back(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = respond.start(desk, SLUG, language="en")
    for page in ("when", "no-such-page", "../../etc"):
        step = respond.take_page(desk, SLUG, secret, page, {"when": ["2026-05-04"]})
        assert step.page is not None
        assert step.page.id == "place"
        assert step.standing.draft.answers == {}


def test_an_item_that_goes_off_the_route_loses_its_answer(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = answer(desk)
    step = respond.take_page(desk, SLUG, secret, "contact", {"contact": ["2"]}, to_review=True)
    assert step.page is None
    respond.submit(desk, SLUG, secret)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session:
        [response] = load_responses(session, SLUG)
    assert response.answers["when"] is Missing.NOT_APPLICABLE


def test_a_change_from_the_review_that_opens_pages_leads_to_them(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = answer(desk, contact={"contact": ["2"]})
    step = respond.take_page(desk, SLUG, secret, "contact", {"contact": ["1"]}, to_review=True)
    assert step.page is not None
    assert step.page.id == "when"
    with pytest.raises(AnswersRejected) as refused:
        respond.submit(desk, SLUG, secret)
    assert refused.value.problems[0].where == "when"


def test_pages_that_were_never_posted_cannot_be_submitted(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = respond.start(desk, SLUG, language="en")
    with pytest.raises(AnswersRejected, match="has not been shown yet"):
        respond.submit(desk, SLUG, secret)
    assert count(desk) == 0


def test_a_change_of_language_loses_no_answer(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = respond.start(desk, SLUG, language="en")
    respond.take_page(desk, SLUG, secret, "trust", {"trust": ["3"]})
    standing = respond.change_language(desk, SLUG, secret, "es")
    assert (standing.draft.language, standing.draft.answers["trust"]) == ("es", 3)
    with pytest.raises(InputError, match="not offered in 'fr'"):
        respond.change_language(desk, SLUG, secret, "fr")
    with pytest.raises(InputError, match="not offered in 'fr'"):
        respond.start(desk, SLUG, language="fr")


def test_fifty_parallel_submits_store_one_response(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    secret = answer(desk)
    receipts = []

    def submit():
        receipts.append(respond.submit(desk, SLUG, secret))

    threads = [threading.Thread(target=submit) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({receipt.text for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert len(receipts) == 50
    assert count(desk) == 1


def test_pages_posted_at_once_from_many_tabs_are_all_kept(any_store, tmp_path):
    desk = opened_desk(any_store, tmp_path)
    secret = answer(desk, contact={"contact": ["2"]})
    changed = {
        "place": {"place": ["n3"]},
        "trust": {"trust": ["1"]},
        "seen": {"seen": ["7"]},
        "adults": {"adults": ["9"]},
        "words": {"words": ["other words"]},
    }
    threads = [
        threading.Thread(target=respond.take_page, args=(desk, SLUG, secret, page, form))
        for page, form in changed.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = respond.resume(desk, SLUG, secret).draft.answers
    assert [kept[page] for page in changed] == ["n3", 1, (7,), 9, "other words"]


def test_after_submitting_the_code_says_so_and_reveals_nothing(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = answer(desk)
    respond.submit(desk, SLUG, secret)
    with pytest.raises(InputError) as refused:
        respond.resume(desk, SLUG, secret)
    assert code(refused) == "submitted"
    with pytest.raises(InputError) as refused:
        respond.take_page(desk, SLUG, secret, "trust", {"trust": ["1"]})
    assert code(refused) == "submitted"


def test_unknown_and_mistyped_codes_are_told_apart(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    with pytest.raises(InputError) as refused:
        respond.resume(desk, SLUG, "0000-0000-0000-0000")
    assert code(refused) == "no draft"
    with pytest.raises(InputError) as refused:
        respond.resume(desk, SLUG, "0000")
    assert code(refused) == "mistyped"


def test_a_code_of_one_wave_opens_nothing_in_another(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    opened_desk(store, tmp_path, "other")
    secret = respond.start(desk, SLUG, language="en")
    with pytest.raises(InputError) as refused:
        respond.resume(desk, "other", secret)
    assert code(refused) == "no draft"


def test_a_wave_that_takes_no_answers_says_why(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = answer(desk)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    for step in (
        lambda: respond.start(desk, SLUG, language="en"),
        lambda: respond.resume(desk, SLUG, secret),
        lambda: respond.take_page(desk, SLUG, secret, "trust", {"trust": ["1"]}),
        lambda: respond.submit(desk, SLUG, secret),
        lambda: respond.withdraw(desk, SLUG, "0" * 24),
    ):
        with pytest.raises(WaveError, match="has ended") as refused:
            step()
        assert code(refused) == "closed"
    with pytest.raises(WaveError) as refused:
        respond.start(desk, "nowhere", language="en")
    assert code(refused) == "unknown"


def test_a_receipt_withdraws_exactly_its_own_response(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 3)
    receipt = respond.submit(desk, SLUG, answer(desk))
    assert not respond.withdraw(desk, SLUG, "0" * 24)
    assert respond.withdraw(desk, SLUG, receipt.text.lower())
    assert not respond.withdraw(desk, SLUG, receipt.text)
    assert count(desk) == 3


def test_leaving_drops_the_draft(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = respond.start(desk, SLUG, language="en")
    respond.leave(desk, SLUG, secret)
    assert drafts(desk) == 0
    with pytest.raises(InputError):
        respond.resume(desk, SLUG, secret)


def test_a_draft_falls_at_the_second_sweep_unless_it_is_touched(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    left, kept = (respond.start(desk, SLUG, language="en") for _ in range(2))
    assert store.write(sweep_drafts) == 0
    respond.take_page(desk, SLUG, kept, "trust", {"trust": ["3"]})
    assert store.write(sweep_drafts) == 1
    assert respond.resume(desk, SLUG, kept).draft.answers["trust"] == 3
    with pytest.raises(InputError):
        respond.resume(desk, SLUG, left)


def test_nothing_a_resident_holds_or_writes_is_in_the_files(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    words = "CANARY-of-the-resident"
    open_draft = answer(desk, words={"words": [words]})
    secret = answer(desk, words={"words": [words]})
    receipt = respond.submit(desk, SLUG, secret)
    hidden = [words.encode()]
    for held in (open_draft, secret):
        hidden += [held.encode(), read_secret(held), read_secret(held).hex().encode()]
    hidden += [receipt.text.encode(), read_receipt(receipt.text)]
    files = list(tmp_path.glob("store.sqlite*"))
    assert len(files) >= 2
    for path in files:
        content = path.read_bytes()
        assert not any(trace in content for trace in hidden), path


def test_all_sealed_rows_and_drafts_of_a_wave_have_one_length(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    respond.submit(desk, SLUG, answer(desk, words={"words": ["x" * 200]}))
    blank = {name: {} for name in ("place", "trust", "fair", "seen", "adults", "words")}
    respond.submit(desk, SLUG, answer(desk, contact={"contact": ["2"]}, **blank))
    respond.start(desk, SLUG, language="en")
    answer(desk)
    with store.reading() as session:
        connection = session.connection()
        sealed = connection.execute(text("SELECT length(sealed) FROM sealed_response")).all()
        bodies = connection.execute(text("SELECT length(body) FROM draft")).all()
    assert len(sealed) == len(bodies) == 2
    assert len(set(sealed)) == len(set(bodies)) == 1


def test_identifiers_leave_open_answers_before_they_are_sealed(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    words = {"words": ["Officer Johnson came to 1420 Maple Street."]}
    secret = answer(desk, words=words)
    draft = respond.resume(desk, SLUG, secret).draft
    assert draft.answers["words"] == "Officer Johnson came to 1420 Maple Street."
    respond.submit(desk, SLUG, secret)
    with store.reading() as session:
        [(_, blob)] = load_sealed(session, SLUG)
    sealed = from_bytes(open_sealed(private_key(tmp_path), blob))
    assert sealed.answers["words"] == "Officer [name] came to [place]."
