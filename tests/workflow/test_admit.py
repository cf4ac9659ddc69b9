import threading
from collections import Counter

import pytest
from sqlalchemy import text

from surveyapp.collection.access_code import code_mark
from surveyapp.collection.code_file import Marked, marks_text
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.errors import InputError, WaveError
from surveyapp.storage.codes import CodeCount
from surveyapp.storage.responses import load_responses
from surveyapp.workflow import respond
from surveyapp.workflow.admit import needs_code, redeem
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.codes import code_counts, import_codes, rewrite_all_codes, spent_list
from surveyapp.workflow.envelopes import check_envelopes, log_envelopes
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, FORMS, SLUG, opened_desk, private_key

WRONG = "00000-00000"


def refusal(desk, code):
    with pytest.raises(InputError) as refused:
        redeem(desk, SLUG, code)
    return refused.value.problems[0]


def walk(desk, secret):
    page = respond.resume(desk, SLUG, secret).here
    while page is not None:
        page = respond.take_page(desk, SLUG, secret, page.id, FORMS[page.id]).page


def test_a_code_admits_one_response_that_carries_its_cell_and_nothing_else(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    for code, cell in (codes[0], codes[40]):
        admitted = redeem(desk, SLUG, code.lower())
        assert admitted.design_cell == cell
        secret = respond.start(desk, SLUG, language="en", ticket=admitted.ticket)
        assert secret == admitted.secret
        walk(desk, secret)
        respond.submit(desk, SLUG, secret)
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    with any_store.reading() as session:
        cells = sorted(response.design_cell for response in load_responses(session, SLUG))
    assert cells == ["north", "south"]


def test_fifty_parallel_redeems_of_one_code_give_exactly_one_session(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    outcomes = []

    def attempt():
        try:
            outcomes.append(redeem(desk, SLUG, codes[3][0]).secret)
        except InputError as refused:
            outcomes.append(refused.problems[0].code)

    threads = [threading.Thread(target=attempt) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(outcomes)["not accepted"] == 49
    assert len(outcomes) == 50
    assert code_counts(desk, SLUG)["north"] == CodeCount(30, 1)


def test_unknown_and_spent_codes_get_one_answer_and_mistyped_ones_help(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    redeem(desk, SLUG, codes[0][0])
    spent, unknown = refusal(desk, codes[0][0]), refusal(desk, WRONG)
    assert spent == unknown
    assert spent.code == "not accepted"
    assert "resume code" in str(spent)
    mistyped = refusal(desk, codes[1][0][:-1])
    assert mistyped.code == "mistyped"
    assert codes[1][0][:-1] not in str(mistyped)
    assert refusal(desk, "A" * 1_000_000).code == "mistyped"


def test_a_code_of_one_wave_is_unknown_in_another_and_expires_with_its_wave(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    coded_desk(store, tmp_path, "other-2026q3")
    with pytest.raises(InputError, match="cannot be used"):
        redeem(desk, "other-2026q3", WRONG)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with pytest.raises(WaveError, match="has ended"):
        redeem(desk, SLUG, codes[0][0])


def test_a_wave_with_codes_admits_nobody_without_one(store, tmp_path):
    desk, _codes = coded_desk(store, tmp_path)
    assert needs_code(desk, SLUG)
    with pytest.raises(InputError) as refused:
        respond.start(desk, SLUG, language="en", design_cell="north")
    assert refused.value.problems[0].code == "code needed"
    with pytest.raises(InputError) as refused:
        respond.start(desk, SLUG, language="en", ticket="forged")
    assert refused.value.problems[0].code == "ticket"


def test_a_ticket_begins_one_response_however_often_it_is_used(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    ticket = redeem(desk, SLUG, codes[0][0]).ticket
    secret = respond.start(desk, SLUG, language="en", ticket=ticket)
    respond.take_page(desk, SLUG, secret, "trust", {"trust": ["3"]})
    assert respond.start(desk, SLUG, language="es", ticket=ticket) == secret
    assert respond.resume(desk, SLUG, secret).draft.answers["trust"] == 3
    walk(desk, secret)
    first = respond.submit(desk, SLUG, secret)
    assert respond.start(desk, SLUG, language="en", ticket=ticket) == secret
    assert respond.submit(desk, SLUG, secret).hash == first.hash


def test_redeeming_writes_nothing_but_the_spent_mark(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)

    def rows():
        with store.reading() as session:
            connection = session.connection()
            tables = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table'")
            ).scalars()
            return {
                name: set(connection.execute(text(f'SELECT * FROM "{name}"')).all())
                for name in list(tables)
            }

    before = rows()
    admitted = redeem(desk, SLUG, codes[0][0])
    after = rows()
    changed = [name for name in after if before[name] != after[name]]
    assert changed == ["access_code"]
    assert len(before["access_code"] ^ after["access_code"]) == 2
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))
    for trace in (codes[0][0], admitted.secret, admitted.secret.replace("-", "")):
        assert trace.encode() not in kept


def test_closing_destroys_the_codes_and_keeps_their_counts(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    for code, _ in codes[:3]:
        redeem(desk, SLUG, code)
    close(any_store, SLUG, private_key(tmp_path), on=DAY)
    with any_store.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM access_code")).scalar() == 0
    assert code_counts(desk, SLUG) == {"north": CodeCount(30, 3), "south": CodeCount(25, 0)}


def test_rewriting_leaves_no_order_of_spending(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    for code, _ in codes[:5]:
        redeem(desk, SLUG, code)
    assert any_store.write(rewrite_all_codes) == 55
    if not any_store.is_sqlite:
        with any_store.reading() as session:
            marks = session.connection().execute(
                text("SELECT xmin::text, mark FROM access_code ORDER BY ctid")
            )
            transactions, order = zip(*marks, strict=True)
        assert len(set(transactions)) == 1
        assert list(order) == sorted(order)
    assert code_counts(desk, SLUG)["north"] == CodeCount(30, 5)


def test_importing_again_adds_nothing_and_small_cells_are_refused(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    from_file = marks_of(desk, codes)
    again = import_codes(desk, SLUG, from_file, on=DAY)
    assert (again.added, again.present) == (0, 55)
    other = opened_desk(store, tmp_path, "small", plan=small_plan())
    with pytest.raises(InputError, match="19 codes; a cell needs at least 20"):
        import_codes(other, "small", small_file(), on=DAY)


def test_spent_lists_come_in_batches_of_twenty_and_one_a_day(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    marks = marks_of(desk, codes)
    for code, _ in codes[:19]:
        redeem(desk, SLUG, code)
    with pytest.raises(InputError, match="19 codes were spent since the last list"):
        spent_list(desk, SLUG, marks, on=DAY)
    redeem(desk, SLUG, codes[19][0])
    listed = spent_list(desk, SLUG, marks, on=DAY)
    assert len(listed.splitlines()) == 2 + 20
    assert all(line in marks.decode() for line in listed.splitlines()[2:])
    with pytest.raises(InputError, match="went out today"):
        spent_list(desk, SLUG, marks, on=DAY)


def test_envelopes_are_logged_apart_from_booklets(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    redeem(desk, SLUG, codes[2][0])
    texts = [codes[0][0], codes[1][0].lower(), codes[2][0], "ABC", codes[0][0], WRONG]
    told = ["ready", "ready", "spent", "length", "repeated", "unknown"]
    assert [one.state for one in check_envelopes(desk, SLUG, texts).codes] == told
    logged = log_envelopes(desk, SLUG, texts)
    assert [one.state for one in logged.codes] == ["logged", "logged", *told[2:]]
    assert sum(logged.by_cell.values()) == len(logged.accepted) == 2
    assert dict(logged.by_cell) == dict(Counter(cell for _, cell in codes[:2]))
    assert refusal(desk, codes[0][0]).code == "not accepted"
    again = log_envelopes(desk, SLUG, texts[:2])
    assert [one.state for one in again.codes] == ["spent", "spent"]


def test_a_mistyped_code_on_an_envelope_says_which_character(any_store, tmp_path):
    desk, codes = coded_desk(any_store, tmp_path)
    code = codes[0][0].replace("-", "")
    other = "7" if code[3] != "7" else "8"
    swap = next(k for k in range(8) if code[k] != code[k + 1])
    wrong = [
        f"{code[:3]}{other}{code[4:]}",
        f"{code[:swap]}{code[swap + 1]}{code[swap]}{code[swap + 2 :]}",
        f"{code[:6]}*{code[7:]}",
        code[:9],
        "ZZZZZZZZZZ",
    ]
    found = check_envelopes(desk, SLUG, wrong).codes
    assert [(one.state, one.place, one.count) for one in found] == [
        ("wrong", 4, 0),
        ("wrong", swap + 1, 0),
        ("foreign", 7, 0),
        ("length", 0, 9),
        ("wrong", 0, 0),
    ]
    assert log_envelopes(desk, SLUG, wrong).accepted == ()


def test_a_batch_of_envelopes_is_one_that_can_be_looked_over(any_store, tmp_path):
    desk, _ = coded_desk(any_store, tmp_path)
    with pytest.raises(InputError, match=r"has 501 codes. Remedy: Log at most 500 at a time"):
        log_envelopes(desk, SLUG, ["x"] * 501)


def marks_of(desk, codes):
    key = desk.code_key(SLUG)
    return marks_text(SLUG, [Marked(code_mark(key, SLUG, c), cell) for c, cell in codes]).encode()


def small_plan():
    return Plan(design=DesignSpec(cells=(DesignCell("tiny"),)))


def small_file():
    return marks_text("small", [Marked(bytes([k]) * 32, "tiny") for k in range(19)]).encode()
