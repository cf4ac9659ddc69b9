"""Codes from the issuer's folder to the server and back, as somebody types it."""

import os
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.collection.access_code import access_code, code_mark
from surveyapp.collection.code_file import Marked, marks_text, read_code_key
from surveyapp.errors import SurveyError
from surveyapp.storage.engine import Store
from surveyapp.storage.shared_counts import shared_folder
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.gate import Gate, gate_counts
from surveyapp.workflow.issuing import begin_letters, load_book, send
from surveyapp.workflow.key_store import load_server_key
from surveyapp.workflow.senders import Message, Outbox
from tests.collection.tiny import TOML
from tests.workflow.fielded import FORMS

SLUG = "letters-2026q3"
WAVE = f"""
slug = "{SLUG}"
instrument = "tiny.toml"
title = "Safety here"
period = "2026Q3"
frame = "probability"
languages = ["en", "es"]
simulated = true
areas = [ {{ id = "n1", name = "North" }}, {{ id = "n2", name = "South" }} ]
[plan]
primary = ["trust"]
[[plan.design.cells]]
id = "north"
issued = 22
[[plan.design.cells]]
id = "south"
issued = 21
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'city.sqlite'}")
    monkeypatch.setenv("SURVEYAPP_KEYS", str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path)
    Path("tiny.toml").write_text(TOML)
    Path("wave.toml").write_text(WAVE)
    rows = [f"north,N{k},,n{k}@example.org,," for k in range(20)]
    rows += ["north,L0,1 Main St,,,es", "north,L1,2 Main St,,,"]
    rows += [f"south,S{k},,,55501{k:02},es" for k in range(21)]
    Path("sample.csv").write_text("cell,name,address_1,email,phone,language\n" + "\n".join(rows))

    def run(*words: str, typed: str = "") -> str:
        result = CliRunner().invoke(surveyapp, words, input=typed)
        if isinstance(result.exception, SurveyError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def issued(run):
    """An open wave whose codes were imported."""
    run("db", "upgrade")
    run("keys", "init")
    run("wave", "plan", "wave.toml")
    assert "and nobody else" in run("wave", "codes", "key", SLUG)
    key = f"keys/{SLUG}.codes.key"
    where = ("--address", f"https://survey.example.org/s/{SLUG}")
    options = ("--wave", "wave.toml", "--key", key, *where, "--sender", "survey@city.example")
    assert "2 design cells" in run("issuer", "start", "desk", *options)
    said = run("issuer", "sample", "desk", "sample.csv")
    assert "43 cases added" in said
    assert "by letter: 2" in said
    assert "0 cases added" in run("issuer", "sample", "desk", "sample.csv")
    assert "43 marks written" in run("issuer", "codes", "desk", "--out", "marks.csv")
    assert "43 codes added, 0 were" in run("wave", "codes", "import", SLUG, "marks.csv")
    assert "0 codes added, 43 were" in run("wave", "codes", "import", SLUG, "marks.csv")
    run("wave", "open", SLUG, "--overrule", "A practice wave.")
    return run


def desk() -> Desk:
    store = Store(f"sqlite:///{Path('city.sqlite').resolve()}")
    return Desk(store, load_server_key(Path("keys")), code_keys=Path("keys"))


def answers(case_number: int, *, submit: bool = True) -> None:
    """Somebody in the book answers with their code."""
    here = desk()
    case = load_book(Path("desk")).cases[case_number]
    ticket = redeem(here, SLUG, case.code).ticket
    secret = respond.start(here, SLUG, language="en", ticket=ticket)
    page = respond.resume(here, SLUG, secret).here
    while page is not None and submit:
        page = respond.take_page(here, SLUG, secret, page.id, FORMS[page.id]).page
    if submit:
        respond.submit(here, SLUG, secret)
    here.store.close()


def test_from_a_list_of_people_to_outcome_rates(issued):
    said = issued("issuer", "send", "desk", "email", "--dry-run")
    assert "20 messages by email" in said
    assert "To: n0@example.org" in said
    assert not Path("desk/outbox").exists()
    assert "Send them? [y/N]" in issued("issuer", "send", "desk", "email", typed="n\n")
    assert "20 sent, 0 undeliverable" in issued("issuer", "send", "desk", "email", "--yes")
    assert "0 messages by email" in issued("issuer", "send", "desk", "email", "--yes")
    assert "21 messages by sms" in issued("issuer", "send", "desk", "sms", "--dry-run")
    said = issued("issuer", "letters", "desk", "--out", "print", "--html", "--yes")
    assert "2 letters are in print" in said
    assert "3 cases marked" in issued(
        "issuer", "mark", "desk", "refused", "1", "2", "n5@example.org"
    )
    issued("issuer", "mark", "desk", "undeliverable", "21")
    for number in (*range(10, 20), 23, 24):
        answers(number)
    answers(30, submit=False)
    assert "north: 22 issued, 10 spent" in issued("wave", "codes", "show", SLUG)
    said = issued("issuer", "dispositions", "export", "desk", "--out", "outcomes.csv")
    assert "Outcomes of 43 cases" in said
    assert "43 cases in 2" in issued("wave", "dispositions", "import", SLUG, "outcomes.csv")
    with pytest.raises(SurveyError, match="outcomes are final when it closes"):
        issued("wave", "dispositions", "show", SLUG)
    issued("wave", "close", SLUG)
    shown = issued("wave", "dispositions", "show", SLUG)
    # By hand: I = 12, R = 3 + 1 break-off, UO = 1, UH = 43 - 12 - 4 - 1 = 26; e = 16 / 16.
    cells = {line.split()[0]: line.split()[1:] for line in shown.splitlines()[1:4]}
    assert cells["all"] == ["12", "0", "4", "0", "0", "26", "1", "0"]
    assert cells["north"] == ["10", "0", "3", "0", "0", "8", "1", "0"]
    assert f"RR1     {100 * 12 / 43:.1f}%" in shown
    assert f"RR5     {100 * 12 / 16:.1f}%" in shown
    assert f"REF1     {100 * 4 / 43:.1f}%" in shown
    assert "e = 1.000" in shown
    assert "Destroy the names of 43" in issued("issuer", "forget", "desk", typed="y\n")


def test_what_a_stop_left_in_doubt_is_said_before_anything_is_sent_again(issued):
    folder = Path("desk")
    cases = list(load_book(folder).cases.values())
    begin_letters(folder, cases[20:22], 0)
    said = issued("issuer", "letters", "desk", "--out", "print", "--html", "--yes")
    assert "letters-0-000021-000022 for 2 letters, and no such file is in print" in said
    assert "2 letters are in print" in said
    assert "0 letters" in issued("issuer", "letters", "desk", "--out", "print", "--html", "--yes")
    with suppress(KeyboardInterrupt):
        send(folder, cases[:1], "email", 0, interrupted, Outbox(folder), on=date(2026, 7, 1))
    said = issued("issuer", "send", "desk", "email", "--yes")
    assert "1 messages were under way when a run was stopped, and may have gone out." in said
    assert "They are left out; --again sends them." in said
    assert "19 sent" in said
    assert "1 sent" in issued("issuer", "send", "desk", "email", "--yes", "--again")


def interrupted(case: object) -> Message:
    raise KeyboardInterrupt


def test_reminders_go_to_everybody_and_a_spent_list_brings_a_warning(issued):
    issued("issuer", "send", "desk", "email", "--yes")
    for number in range(1, 21):
        answers(number)
    said = issued("issuer", "remind", "desk", "email", "--yes", "--outbox", "everybody")
    assert "20 sent" in said
    said = issued("wave", "codes", "spent", SLUG, "marks.csv", "--out", "spent.csv")
    assert "20 spent codes listed" in said
    said = issued("issuer", "remind", "desk", "email", "--round", "2", "--spent", "spent.csv")
    assert "tells whoever sees these messages" in said
    assert "0 messages by email" in said


def test_a_lost_code_is_replaced_and_revoked(issued):
    lost = load_book(Path("desk")).cases[4].code
    assert "has the new code" in issued("issuer", "replace", "desk", "4")
    issued("issuer", "codes", "desk", "--replaced", "--out", "lost.csv")
    assert "1 codes taken back" in issued("wave", "codes", "revoke", SLUG, "lost.csv")
    issued("issuer", "codes", "desk", "--out", "marks.csv")
    assert "1 codes added, 42 were" in issued("wave", "codes", "import", SLUG, "marks.csv")
    with pytest.raises(SurveyError, match="cannot be used"):
        redeem(desk(), SLUG, lost)
    answers(4)
    assert "replaced 1" in issued("issuer", "status", "desk")


def test_envelopes_of_paper_booklets_are_checked_shown_by_cell_and_logged(issued):
    codes = [case.code for case in load_book(Path("desk")).cases.values()]
    chosen = [codes[0], codes[1], codes[-1], codes[0], "nonsense"]
    Path("envelopes.txt").write_text("\n".join(chosen))
    said = issued("wave", "codes", "paper", SLUG, "envelopes.txt", typed="n\n")
    assert "3 of 5 codes can be logged." in said
    assert "  north: 2\n  south: 1\n" in said
    assert "line 4: stands here twice" in said
    assert "line 5: 8 characters, and a code has ten" in said
    assert "marked spent" not in said
    assert "north: 22 issued, 0 spent" in issued("wave", "codes", "show", SLUG)
    said = issued(
        "wave", "codes", "paper", SLUG, "envelopes.txt", "--yes", "--refused", "again.txt"
    )
    assert "3 codes marked spent." in said
    assert Path("again.txt").read_text() == f"{codes[0]}\nnonsense\n"
    said = issued("wave", "codes", "paper", SLUG, "-", "--yes", typed=f"{codes[0]}\n\n")
    assert "line 1: spent before" in said
    assert "north: 22 issued, 2 spent" in issued("wave", "codes", "show", SLUG)


def test_nothing_of_a_person_is_on_the_server(issued):
    answers(1)
    hidden = [b"n0@example.org", b"1 Main St", load_book(Path("desk")).cases[1].code.encode()]
    for path in (*Path().glob("city.sqlite*"), *Path("keys").iterdir(), Path("marks.csv")):
        content = path.read_bytes()
        assert not any(trace in content for trace in hidden), path


def test_contacts_with_the_police_are_invited_by_kind_of_contact(run):
    run("db", "upgrade")
    run("keys", "init")
    kinds = """[[plan.design.cells]]
id = "stops"
contact = "traffic stop"
issued = 20
"""
    head = WAVE.partition("[[plan.design")[0]
    Path("wave.toml").write_text(head + kinds)
    run("wave", "plan", "wave.toml")
    run("wave", "codes", "key", SLUG)
    where = ("--address", f"https://survey.example.org/s/{SLUG}")
    run("issuer", "start", "d", "--wave", "wave.toml", "--key", f"keys/{SLUG}.codes.key", *where)
    rows = "".join(f"traffic stop,police,n1,55502{k:02}\n" for k in range(20))
    Path("contacts.csv").write_text("type,channel,area,phone\n" + rows)
    assert "20 cases added" in run("issuer", "contacts", "d", "contacts.csv")
    assert "20 people are in the book already" in run("issuer", "contacts", "d", "contacts.csv")
    assert "20 marks written" in run("issuer", "codes", "d", "--out", "marks.csv")
    said = run("issuer", "poster", "wave.toml", *where, "--out", "poster.pdf")
    assert "Poster written" in said


def test_codes_beyond_those_of_the_plan_are_said_with_what_counts(run):
    run("db", "upgrade")
    run("keys", "init")
    Path("wave.toml").write_text(WAVE.replace("issued = 22", "issued = 20"))
    run("wave", "plan", "wave.toml")
    run("wave", "codes", "key", SLUG)
    key = read_code_key(Path(f"keys/{SLUG}.codes.key").read_text(), SLUG)
    cells = ["north"] * 22 + ["south"] * 21
    marks = [Marked(code_mark(key, SLUG, access_code(n)), cell) for n, cell in enumerate(cells)]
    Path("marks.csv").write_text(marks_text(SLUG, marks))
    said = run("wave", "codes", "import", SLUG, "marks.csv")
    assert "north: 22, 2 more than the plan's 20" in said
    assert "south: 21\n" in said
    assert "Outcome rates count the codes, not the plan" in said


def test_a_rush_on_the_codes_of_a_cell_is_told_with_what_to_do(issued):
    folder = shared_folder(os.environ["DATABASE_URL"])
    if folder is None:
        pytest.skip("this machine has no memory to count in")
    assert "A rush on the codes of a cell today: no" in issued("wave", "codes", "show", SLUG)
    assert not (folder / "gate").exists(), "asking makes nothing"
    counts = gate_counts(folder)
    for _ in range(20):
        Gate(counts, bytes(32)).note_code(SLUG, "south", datetime.now(UTC))
    said = issued("wave", "codes", "show", SLUG)
    counts.close()
    (folder / "gate").unlink()
    folder.rmdir()
    assert "A rush on the codes of a cell today: YES" in said
    assert "south: ask whether letters were stolen" in said
    assert "north: ask" not in said
