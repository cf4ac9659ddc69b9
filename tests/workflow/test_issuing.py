import datetime
import json
import sys
from functools import partial

import pytest

from surveyapp.collection.access_code import read_access_code
from surveyapp.collection.issue import (
    IssueSettings,
    in_doubt,
    marks_of,
    outcomes_of,
    replaced_marks,
    to_send,
)
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.sample_file import Person
from surveyapp.config import PROJECT
from surveyapp.errors import InputError
from surveyapp.workflow.doubts import Settled, settle_letters, settle_outbox
from surveyapp.workflow.invite import composer, stationery, write_letters, write_poster
from surveyapp.workflow.issuing import (
    add_people,
    begin_letters,
    forget,
    load_book,
    mark,
    note_letters,
    replace_code,
    send,
    start_issue,
)
from surveyapp.workflow.senders import Message, NotDelivered, Outbox, Smtp, TextProgram
from tests.workflow.mail_server import mail_server

DAY = datetime.date(2026, 7, 1)
KEY = bytes(32)
SETTINGS = IssueSettings(
    wave="w",
    title="Safety here",
    languages=("en", "ar"),
    cells=(DesignCell("north"), DesignCell("south")),
    address="https://survey.example.org/s/w",
    city="Practice City",
    department="Practice City Police Department",
    contact="555-0100",
    sender="Survey <survey@city.example>",
    closes="September 27, 2026",
)


def person(k, cell="north", **more):
    reach = {"email": f"p{k}@example.org", "phone": "", "address": ()} | more
    return Person(cell=cell, name=f"Person {k}", language="en", **reach)


@pytest.fixture
def issue(tmp_path):
    folder = tmp_path / "issue"
    start_issue(folder, SETTINGS)
    add_people(folder, [person(k) for k in range(20)])
    return folder


def paper(book):
    return stationery(book, PROJECT / "reports")


def send_all(folder, sender, round_=0, channel="email", **chosen):
    book = load_book(folder)
    compose = composer(book, paper(book), channel, round_)
    cases = to_send(book, channel, round_, **chosen)
    try:
        return send(folder, cases, channel, round_, compose, sender, on=DAY)
    finally:
        if isinstance(sender, Smtp):
            sender.close()


class Fails:
    """Takes some messages, then fails in a chosen way."""

    def __init__(self, after: int, error: BaseException) -> None:
        self.left, self.error, self.taken = after, error, []

    def send(self, message: Message) -> None:
        if not self.left:
            raise self.error
        self.left -= 1
        self.taken.append(message.to)


def test_every_person_gets_a_case_and_a_code_of_their_own(issue):
    book = load_book(issue)
    codes = book.codes()
    assert len(codes) == len(book.cases) == 20
    assert all(read_access_code(code) == code for code in codes)
    again = add_people(issue, [person(3), person(20, "south")])
    assert (again.cases, again.repeated) == (1, 1)


def test_a_code_that_is_drawn_twice_is_drawn_again(tmp_path):
    start_issue(tmp_path / "i", SETTINGS)
    drawn = iter([5, 5, 5, 6])
    add_people(tmp_path / "i", [person(0), person(1)], lambda _bits: next(drawn))
    assert len(load_book(tmp_path / "i").codes()) == 2


def test_marks_hold_no_code_name_or_address_and_small_cells_are_refused(issue):
    book = load_book(issue)
    marks = marks_of(book, KEY)
    assert len(marks) == 20
    assert list(marks) == sorted(marks)
    add_people(issue, [person(21, "south")])
    with pytest.raises(InputError, match=r"cell south: It has 1 codes; a cell needs at least 20"):
        marks_of(load_book(issue), KEY)


def test_files_are_for_their_owner_only_and_are_never_written_over(issue):
    assert issue.stat().st_mode & 0o777 == 0o700
    assert (issue / "cases.jsonl").stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="there already"):
        start_issue(issue, SETTINGS)


def test_a_stopped_sending_goes_on_without_a_second_message(issue):
    sender = Fails(7, InputError("the line is dead"))
    with pytest.raises(InputError, match="the line is dead"):
        send_all(issue, sender)
    rest = Fails(99, RuntimeError())
    assert send_all(issue, rest).sent == 13
    assert len(set(sender.taken) | set(rest.taken)) == 20
    assert not set(sender.taken) & set(rest.taken)
    assert send_all(issue, rest).sent == 0


def test_a_message_under_way_in_a_crash_is_in_doubt_and_sent_only_when_asked(issue):
    with pytest.raises(KeyboardInterrupt):
        send_all(issue, Fails(4, KeyboardInterrupt()))
    [doubtful] = in_doubt(load_book(issue))
    assert send_all(issue, Fails(99, RuntimeError())).sent == 15
    again = Fails(99, RuntimeError())
    assert send_all(issue, again, again=True).sent == 1
    assert again.taken == [doubtful.person.email]
    assert in_doubt(load_book(issue)) == []


def test_a_line_cut_short_by_a_crash_did_not_happen(issue):
    ledger = issue / "cases.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"event": "marked", "case": 1, "as": "ref')
    assert load_book(issue).cases[1].mark is None
    mark(issue, ["2"], "refused")
    assert load_book(issue).cases[2].mark == "refused"
    ledger.write_bytes(b"nonsense\n" + whole)
    with pytest.raises(InputError, match="line 1: The ledger is damaged"):
        load_book(issue)


def test_whoever_is_marked_gets_nothing_more_and_is_counted_by_cell(issue):
    book = load_book(issue)
    code = book.cases[6].code
    assert mark(issue, ["3", "P4@example.org", f"{code[:5]}-{code[5:].lower()}"], "refused") == 3
    mark(issue, ["7"], "undeliverable")
    with pytest.raises(InputError, match="No case of this issue fits") as refused:
        mark(issue, ["nobody", "8", "nowhere"], "refused")
    assert len(refused.value.problems) == 2
    assert load_book(issue).cases[8].mark is None
    assert len(to_send(load_book(issue), "email", 0)) == 16
    counts = outcomes_of(load_book(issue))["north"]
    assert (counts["issued"], counts["refused"], counts["undeliverable"]) == (20, 3, 1)


def test_everybody_invited_is_reminded_unless_a_spent_list_is_insisted_on(issue):
    assert to_send(load_book(issue), "email", 1) == ()
    send_all(issue, Fails(99, RuntimeError()))
    book = load_book(issue)
    assert len(to_send(book, "email", 1)) == 20
    spent = frozenset(one.mark for one in marks_of(book, KEY)[:6])
    assert len(to_send(book, "email", 1, spent=spent, code_key=KEY)) == 14


def test_a_lost_code_is_replaced_and_the_old_one_goes_to_be_revoked(issue):
    before = load_book(issue).cases[2].code
    after = replace_code(issue, "2")
    assert after.code != before
    book = load_book(issue)
    assert len(marks_of(book, KEY)) == 20
    [old] = replaced_marks(book, KEY)
    assert old not in marks_of(book, KEY)
    assert outcomes_of(book)["north"]["replaced"] == 1


def test_forgetting_leaves_no_name_in_the_folder(issue):
    assert forget(issue) == 20
    assert (issue / "cases.jsonl").read_bytes() == b""
    assert load_book(issue).cases == {}


def test_two_commands_do_not_write_one_book_at_once(issue):
    class Second:
        def send(self, message: Message) -> None:
            mark(issue, ["1"], "refused")

    with pytest.raises(InputError, match="Another command works in this folder"):
        send_all(issue, Second())


def test_email_goes_out_by_smtp_and_what_is_refused_is_told_apart(issue):
    refused = {"p2@example.org": "550 no such user", "p3@example.org": "451 try later"}
    with mail_server(refused=refused, hangs_up_once_after=5) as box:
        done = send_all(issue, Smtp("127.0.0.1", box.port, "none"))
        assert (done.sent, done.undeliverable, done.failed) == (18, 1, 1)
        assert done.reasons == ("550 no such user", "451 try later")
        assert box.connections == 2
        assert load_book(issue).cases[3].mark == "undeliverable"
        refused.clear()
        assert send_all(issue, Smtp("127.0.0.1", box.port, "none")).sent == 1
    assert len(box.taken) == 19
    email = box.taken[0]
    book = load_book(issue)
    code = book.cases[1].code
    assert email["To"] == "p0@example.org"
    assert email["From"] == "Survey <survey@city.example>"
    assert email["Message-ID"].endswith("@city.example>")
    text = email.get_content().replace("\r\n", "\n")
    assert f"{code[:5]}-{code[5:]}" in text
    assert "https://survey.example.org/s/w\n" in text
    assert "September 27, 2026" in text
    assert not email.is_multipart()


def test_a_mail_server_that_is_not_there_stops_the_sending_with_a_remedy(issue):
    with mail_server() as box:
        port = box.port
    with pytest.raises(InputError, match=r"127.0.0.1:.*then run the command again"):
        send_all(issue, Smtp("127.0.0.1", port, "none"))
    assert in_doubt(load_book(issue)) == []
    with mail_server(dies_after=0) as box, pytest.raises(InputError, match="does not take"):
        send_all(issue, Smtp("127.0.0.1", box.port, "none"))


def test_text_messages_go_through_a_program_of_the_citys_own(tmp_path):
    folder = tmp_path / "i"
    start_issue(folder, SETTINGS)
    add_people(folder, [person(k, email="", phone=f"+1555010{k:04}") for k in range(3)])
    program = tmp_path / "gateway.py"
    program.write_text(
        "import sys, pathlib\n"
        "number, text = sys.argv[1], sys.stdin.read()\n"
        "if number.endswith('0001'): sys.exit(67)\n"
        "if number.endswith('0002'): sys.exit(75)\n"
        f"pathlib.Path({str(tmp_path / 'sent')!r}).write_text(number + text)\n"
    )
    done = send_all(folder, TextProgram((sys.executable, str(program))), channel="sms")
    assert (done.sent, done.undeliverable, done.failed) == (1, 1, 1)
    sent = (tmp_path / "sent").read_text()
    assert sent.startswith("+15550100000Practice City survey")
    assert "{" not in sent
    with pytest.raises(InputError, match="program for text messages failed"):
        send_all(folder, TextProgram((str(tmp_path / "absent"),)), channel="sms")


def test_the_outbox_keeps_each_message_as_a_file(issue, tmp_path):
    assert send_all(issue, Outbox(tmp_path / "out")).sent == 20
    files = sorted((tmp_path / "out").iterdir())
    assert [files[0].name, len(files)] == ["000001-0.eml", 20]
    assert b"To: p0@example.org" in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_an_issue_without_a_sender_sends_no_email(tmp_path):
    folder = tmp_path / "i"
    start_issue(folder, IssueSettings(**{**fields_of(SETTINGS), "sender": ""}))
    with pytest.raises(InputError, match="names no sender"):
        composer(load_book(folder), paper(load_book(folder)), "email", 0)


def test_letters_are_written_file_by_file_and_only_to_those_without_email(tmp_path):
    folder = tmp_path / "i"
    start_issue(folder, SETTINGS)
    people = [person(k, email="", address=(f"{k} Main St", "City")) for k in range(5)]
    add_people(folder, [*people, person(9)])
    book = load_book(folder)
    cases = to_send(book, "letter", 0)
    assert len(cases) == 5
    written = []
    for path, part in write_letters(
        book, paper(book), cases, tmp_path / "out", 0, on=DAY, each=2, pdf=False
    ):
        note_letters(folder, part, 0, on=DAY)
        written.append(path.name)
    assert written[0] == "letters-0-000001-000002.html"
    assert len(written) == 3
    assert to_send(load_book(folder), "letter", 0) == ()
    assert len(to_send(load_book(folder), "letter", 1)) == 5
    text = (tmp_path / "out" / written[0]).read_text()
    code = book.cases[1].code
    assert f"{code[:5]}-{code[5:]}" in text
    assert "0 Main St" in text


def test_a_letter_and_a_poster_are_tagged_pdf(tmp_path):
    folder = tmp_path / "i"
    start_issue(folder, SETTINGS)
    add_people(folder, [person(k, email="", address=("1 Main St",)) for k in range(2)])
    book = load_book(folder)
    chosen = to_send(book, "letter", 0)
    [(path, _)] = write_letters(book, paper(book), chosen, tmp_path, 0, on=DAY)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in data or b"ObjStm" in data
    write_poster(paper(book), tmp_path / "poster.pdf", on=DAY)
    assert (tmp_path / "poster.pdf").stat().st_size > 10_000


def test_a_letter_after_a_contact_names_no_contact_and_claims_no_chance(tmp_path):
    folder = tmp_path / "i"
    cells = (DesignCell("north"), DesignCell("stops", contact="traffic stop"))
    start_issue(folder, IssueSettings(**{**fields_of(SETTINGS), "cells": cells}))
    by_mail = {"email": "", "address": ("1 Main St",)}
    add_people(folder, [person(0, **by_mail), person(1, "stops", **by_mail)])
    book = load_book(folder)
    chosen = to_send(book, "letter", 0)
    files = write_letters(book, paper(book), chosen, tmp_path, 0, on=DAY, each=1, pdf=False)
    drawn, followed = (path.read_text() for path, _ in files)
    assert "chosen at random from the people who live in Practice City" in drawn
    assert "You were chosen to take part in a survey of Practice City" in followed
    for word in ("at random", "traffic", "stop", "contact with", "{"):
        assert word not in followed.partition("<article")[2]


def test_the_ledger_never_holds_more_of_a_contact_than_its_cell(issue):
    line = json.loads((issue / "cases.jsonl").read_text().splitlines()[0])
    first = line["events"][0]
    assert set(first["person"]) == {"cell", "name", "address", "email", "phone", "language"}


def test_not_delivered_says_why():
    assert str(NotDelivered("550 gone", for_good=True)) == "550 gone"


def fields_of(settings):
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


def test_a_list_of_people_is_taken_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "i"
    start_issue(folder, SETTINGS)
    add_people(folder, [person(k) for k in range(30)])
    ledger = folder / "cases.jsonl"
    line = ledger.read_bytes()
    assert line.count(b"\n") == 1
    ledger.write_bytes(line[: len(line) // 2])
    assert load_book(folder).cases == {}
    assert add_people(folder, [person(k) for k in range(30)]).cases == 30


def test_a_start_that_was_stopped_is_begun_again(tmp_path):
    folder = tmp_path / "i"
    folder.mkdir()
    (folder / "cases.jsonl").touch()
    (folder / ".issue.json.part").write_text("{")
    start_issue(folder, SETTINGS, "key")
    assert load_book(folder).settings == SETTINGS
    assert (folder / "codes.key").stat().st_mode & 0o777 == 0o600


def test_letters_of_a_stopped_run_are_settled_by_their_file(tmp_path):
    folder, out = tmp_path / "i", tmp_path / "out"
    start_issue(folder, SETTINGS)
    add_people(folder, [person(k, email="", address=("1 Main St",)) for k in range(6)])
    book = load_book(folder)
    cases = to_send(book, "letter", 0)
    begin = partial(begin_letters, folder, round_=0)
    files = write_letters(book, paper(book), cases, out, 0, on=DAY, each=3, pdf=False, begin=begin)
    next(files)
    assert to_send(load_book(folder), "letter", 0) == cases[3:]
    elsewhere = settle_letters(folder, tmp_path / "elsewhere", 0, on=DAY)
    assert (len(elsewhere.there), len(elsewhere.open)) == (0, 3)
    settled = settle_letters(folder, out, 0, on=DAY)
    assert [case.number for case in settled.there] == [1, 2, 3]
    assert in_doubt(load_book(folder)) == []
    assert to_send(load_book(folder), "letter", 0, again=True)[0].number == 4
    assert settle_letters(folder, out, 0, on=DAY) == Settled()


def test_messages_of_a_stopped_run_are_settled_by_the_outbox(issue, tmp_path):
    class Stops(Outbox):
        def send(self, message: Message) -> None:
            super().send(message)
            if message.reference.startswith("000003"):
                raise KeyboardInterrupt

    outbox = Outbox(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        send_all(issue, Stops(tmp_path / "out"))
    (tmp_path / "out" / ".000004-0.eml.part").write_text("half")
    settled = settle_outbox(issue, outbox, "email", 0, on=DAY)
    assert [case.number for case in settled.there] == [3]
    assert len(list((tmp_path / "out").iterdir())) == 3
    assert send_all(issue, outbox).sent == 17
    assert len(list((tmp_path / "out").iterdir())) == 20


def test_forgetting_that_was_stopped_is_run_again_and_takes_the_outbox_along(issue):
    send_all(issue, Outbox(issue / "outbox"))
    (issue / "cases.forgotten").hardlink_to(issue / "cases.jsonl")
    forget(issue)
    left = sorted(path.name for path in issue.rglob("*") if path.is_file())
    assert left == ["cases.jsonl", "issue.json", "lock"]
    assert not any(
        b"example.org" in (issue / name).read_bytes() for name in ("cases.jsonl", "lock")
    )
