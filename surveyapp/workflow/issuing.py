"""The issuer's steps: cases, codes, messages and marks, on files that never reach the server."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyapp.collection.access_code import CODE_BITS, access_code
from surveyapp.collection.issue import (
    Book,
    Case,
    Channel,
    IssueSettings,
    case_event,
    read_book,
    settings_from_json,
    settings_to_json,
)
from surveyapp.collection.outcome import Outcome
from surveyapp.collection.sample_file import Person, without_repeats
from surveyapp.errors import InputError, Problem
from surveyapp.workflow.senders import Message, NotDelivered, Sender
from surveyapp.workflow.whole_file import clear_unfinished, write_whole

SETTINGS, LEDGER, LOCK, KEY = "issue.json", "cases.jsonl", "lock", "codes.key"
OUTBOX, FORGOTTEN = "outbox", "cases.forgotten"
Draw = Callable[[int], int]
Compose = Callable[[Case], Message]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding people did: cases made, and people left out as they are in the book already."""

    cases: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending did.

    Attributes
    ----------
    undeliverable : refused for good by the receiving side, and marked so.
    failed : to be tried again; the reasons, each once.
    """

    sent: int
    undeliverable: int
    failed: int
    reasons: tuple[str, ...]


def start_issue(folder: Path, settings: IssueSettings, key: str = "") -> None:
    """Make the folder of an issue, for its owner's eyes only; refused where one exists.

    The settings come last and make it one: what a stop left unfinished is simply begun again.

    Parameters
    ----------
    key : the text of the wave's code key, kept in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    ledger = folder / LEDGER
    if (folder / SETTINGS).exists() or (ledger.exists() and ledger.stat().st_size):
        remedies = ("Keep it, or choose another folder.",)
        raise InputError(Problem("An issue is there already.", str(folder), remedies, "exists"))
    write_whole(ledger, b"")
    if key:
        write_whole(folder / KEY, key.encode())
    write_whole(folder / SETTINGS, settings_to_json(settings).encode())


def load_book(folder: Path) -> Book:
    """Everything an issue knows; InputError where the folder is none, or is damaged."""
    try:
        settings = settings_from_json((folder / SETTINGS).read_text(encoding="utf-8"))
        with (folder / LEDGER).open(encoding="utf-8", newline="") as lines:
            return read_book(settings, lines)
    except FileNotFoundError as error:
        remedy = ("Run: surveyapp issuer start FOLDER --wave FILE --key FILE --address URL",)
        problem = Problem("This is no folder of an issue.", str(folder), remedy)
        raise InputError(problem) from error


def add_people(folder: Path, people: Sequence[Person], draw: Draw = secrets.randbits) -> Added:
    """Give each person a case and a random code; who is in the book already is left out.

    All of them are written in one go: a killed run added nobody or everybody.
    """
    with _writing(folder) as (book, write):
        new = without_repeats(people, book.people())
        used = set(book.codes())
        first = max(book.cases, default=0) + 1
        events = [
            case_event(number, person, _unused(used, draw))
            for number, person in enumerate(new, first)
        ]
        write(events)
    return Added(len(new), len(people) - len(new))


def mark(folder: Path, references: Iterable[str], outcome: Outcome) -> int:
    """Mark cases as refused, undeliverable, ...; returns how many. All references must fit."""
    with _writing(folder) as (book, write):
        cases: list[Case] = []
        problems: list[Problem] = []
        for reference in references:
            try:
                cases.append(book.find(reference))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        write({"event": "marked", "case": case.number, "as": outcome} for case in cases)
    return len(cases)


def replace_code(folder: Path, reference: str, draw: Draw = secrets.randbits) -> Case:
    """Give a case a new code in place of a lost one; the old one is to be revoked by the server."""
    with _writing(folder) as (book, write):
        case = book.find(reference)
        code = _unused(set(book.codes()), draw)
        write([{"event": "replaced", "case": case.number, "code": code}])
        return book.cases[case.number]


def send(
    folder: Path,
    cases: Sequence[Case],
    channel: Channel,
    round_: int,
    compose: Compose,
    sender: Sender,
    *,
    on: datetime.date,
    tell: Callable[[int], None] = lambda done: None,
) -> Sent:
    """Send a message to each case, and write down each before and after.

    Stopped at any point, it goes on where it was when called again: nobody gets two, except that
    the one message under way in a crash is in doubt, and is asked about.

    Raises
    ------
    InputError : the sending side cannot be reached; what went out before is written down.
    """
    sent = undeliverable = failed = 0
    reasons: dict[str, None] = {}
    with _writing(folder) as (_, write):
        for case in cases:
            step = _step(case, channel, round_)
            write([{"event": "sending"} | step])
            try:
                sender.send(compose(case))
            except NotDelivered as error:
                reasons[error.reason] = None
                write(_failure(step, error))
                undeliverable += error.for_good
                failed += not error.for_good
            except InputError:
                write([{"event": "failed"} | step])
                raise
            else:
                write([{"event": "sent", "day": on.isoformat()} | step])
                sent += 1
            tell(1)
    return Sent(sent, undeliverable, failed, tuple(reasons))


def begin_letters(folder: Path, cases: Sequence[Case], round_: int) -> None:
    """Write down that a file of letters to these cases is about to be written."""
    with _writing(folder) as (_, write):
        write({"event": "sending"} | _step(case, "letter", round_) for case in cases)


def note_sent(
    folder: Path, cases: Sequence[Case], channel: Channel, round_: int, *, on: datetime.date
) -> None:
    """Write down that these cases have their letter or message."""
    with _writing(folder) as (_, write):
        write(
            {"event": "sent", "day": on.isoformat()} | _step(case, channel, round_)
            for case in cases
        )


def note_letters(folder: Path, cases: Sequence[Case], round_: int, *, on: datetime.date) -> None:
    """Write down that letters were printed for these cases."""
    note_sent(folder, cases, "letter", round_, on=on)


def forget(folder: Path) -> int:
    """Destroy names, addresses and codes, written messages included; returns how many cases.

    For when fieldwork is over and the outcomes were exported. Stopped half-way, it is run again.
    """
    old = folder / FORGOTTEN
    with _writing(folder) as (book, _):
        count = len(book.cases)
        if not old.exists():
            os.link(folder / LEDGER, old)
        write_whole(folder / LEDGER, b"")
        for path in (old, *sorted((folder / OUTBOX).glob("*"))):
            _destroy(path)
        clear_unfinished(folder)
    return count


def _destroy(path: Path) -> None:
    """Write over a file, then remove it."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _step(case: Case, channel: Channel, round_: int) -> dict[str, Any]:
    return {"case": case.number, "channel": channel, "round": round_}


def _failure(step: Mapping[str, Any], error: NotDelivered) -> list[dict[str, Any]]:
    failed = {"event": "failed", "reason": error.reason} | dict(step)
    if not error.for_good:
        return [failed]
    return [failed, {"event": "marked", "case": step["case"], "as": "undeliverable"}]


def _unused(used: set[str], draw: Draw) -> str:
    code = access_code(draw(CODE_BITS))
    while code in used:
        code = access_code(draw(CODE_BITS))
    used.add(code)
    return code


@contextmanager
def _writing(folder: Path) -> Iterator[tuple[Book, Callable[[Iterable[Mapping[str, Any]]], None]]]:
    """The book and a durable way to add events to it; one process at a time."""
    with _lock(folder):
        book = load_book(folder)
        path = folder / LEDGER
        _mend(path)
        with path.open("ab") as file:

            def write(events: Iterable[Mapping[str, Any]]) -> None:
                # One line, so that a stop leaves all of them or none.
                if not (chosen := list(events)):
                    return
                line = chosen[0] if len(chosen) == 1 else {"event": "all", "events": chosen}
                file.write(f"{json.dumps(line, ensure_ascii=False)}\n".encode())
                file.flush()
                os.fsync(file.fileno())
                for event in chosen:
                    book.take(event)

            yield book, write


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    load_book(folder)
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            remedy = ("Wait until the other command has ended.",)
            problem = Problem("Another command works in this folder.", str(folder), remedy)
            raise InputError(problem) from error
        yield


def _mend(path: Path) -> None:
    """Cut off a last line that a crash left unfinished."""
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
