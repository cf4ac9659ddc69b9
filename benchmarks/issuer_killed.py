"""The issuer's program killed at random moments: is a code lost, or does anybody get two messages?

The world outside is a file to which every message is appended as it leaves; it is the truth that
the issuer's own book is held against.
"""

from __future__ import annotations

import datetime
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killing import Killed, in_a_child, kill
from surveyapp.collection.code_file import marks_text, read_marks
from surveyapp.collection.issue import IssueSettings, in_doubt, marks_of, to_send
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.sample_file import Person
from surveyapp.config import PROJECT
from surveyapp.workflow.doubts import settle_letters, settle_outbox
from surveyapp.workflow.invite import composer, stationery, write_letters
from surveyapp.workflow.issuing import (
    SETTINGS,
    add_people,
    begin_letters,
    load_book,
    note_letters,
    send,
    start_issue,
)
from surveyapp.workflow.senders import Message, Outbox
from surveyapp.workflow.whole_file import UNFINISHED, write_whole

DAY, KEY, EACH = datetime.date(2026, 7, 1), bytes(range(32)), 4
SETTINGS_OF_ISSUE = IssueSettings(
    wave="w",
    title="Safety here",
    languages=("en",),
    cells=(DesignCell("north"), DesignCell("south")),
    address="https://survey.example.org/s/w",
    city="Practice City",
    department="Practice City Police Department",
    contact="555-0100",
    sender="Survey <survey@city.example>",
)
_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")


@dataclass(frozen=True)
class World:
    """Everything that left: one line for each message, flushed as it goes."""

    file: Path

    def send(self, message: Message) -> None:
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(f"{message.to} {_CODE.findall(message.text)[0]}\n")

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.file.read_text().splitlines()]


@dataclass(frozen=True)
class Desk:
    """The issuer's folders and what is to be done there."""

    folder: Path
    people: int

    @property
    def issue(self) -> Path:
        return self.folder / "issue"

    @property
    def world(self) -> World:
        return World(self.folder / "world")

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.folder / "outbox")

    def everybody(self) -> list[Person]:
        """A third each by mail, e-mail and text message."""
        return [
            Person(
                cell=("north", "south")[k % 2],
                name=f"Person {k}",
                language="en",
                address=(f"{k} Main St", "City") if k % 3 == 0 else (),
                email=f"p{k}@example.org" if k % 3 == 1 else "",
                phone=f"+1555{k:07}" if k % 3 == 2 else "",
            )
            for k in range(self.people)
        ]

    def work(self) -> None:
        """All of it, from where it stopped: people, codes, letters, e-mail, texts to an outbox."""
        if not (self.issue / SETTINGS).exists():
            start_issue(self.issue, SETTINGS_OF_ISSUE, "key")
        add_people(self.issue, self.everybody())
        book = load_book(self.issue)
        paper = stationery(book, PROJECT / "reports")
        marks = marks_text("w", marks_of(book, KEY)).encode()
        write_whole(self.folder / "marks.csv", marks)
        settle_letters(self.issue, self.folder / "print", 0, on=DAY)
        book = load_book(self.issue)
        cases = to_send(book, "letter", 0, again=True)
        out = self.folder / "print"
        for _, part in write_letters(
            book,
            paper,
            cases,
            out,
            0,
            on=DAY,
            each=EACH,
            pdf=False,
            begin=lambda part: begin_letters(self.issue, part, 0),
        ):
            note_letters(self.issue, part, 0, on=DAY)
        settle_outbox(self.issue, self.outbox, "sms", 0, on=DAY)
        for channel, sender in (("email", self.world), ("sms", self.outbox)):
            book = load_book(self.issue)
            compose = composer(book, paper, channel, 0)
            send(self.issue, to_send(book, channel, 0), channel, 0, compose, sender, on=DAY)


def issuer_killed(folder: Path, kills: int, people: int = 200, seed: int = 4) -> Killed:
    """The issuer's work is killed at random moments, each time run again, and then looked over."""
    timed = Desk(folder / "timed", people)
    timed.folder.mkdir()
    timed.world.file.touch()
    start = time.perf_counter()
    timed.work()
    took = time.perf_counter() - start
    desk, chance = Desk(folder / "killed", people), random.Random(seed)
    desk.folder.mkdir()
    desk.world.file.touch()
    lost = 0
    for _ in range(kills):
        child, _ = in_a_child(_working(desk))
        time.sleep(chance.random() * took * 3 / kills + 0.01)
        kill(child)
        lost += _torn(desk)
    desk.work()
    return _judged(desk, kills, lost)


def _working(desk: Desk) -> Callable[[Callable[[str], None]], None]:
    return lambda _tell: desk.work()


def _torn(desk: Desk) -> int:
    """Files that are there and not whole."""
    torn = 0
    if (marks := desk.folder / "marks.csv").exists():
        torn += len(read_marks(marks.read_bytes(), "w")) != desk.people
    torn += sum(
        not path.read_text().rstrip().endswith("</html>")
        for path in (desk.folder / "print").glob("letters-*")
    )
    torn += sum(
        not _CODE.search(path.read_text()) for path in (desk.folder / "outbox").glob("[!.]*")
    )
    return torn


def _judged(desk: Desk, kills: int, torn: int) -> Killed:
    """Hold the book against what left.

    Lost: a person without a case, a letter or message that left with a code that the book does
    not know, a message that neither left nor is in doubt, and every torn file. Duplicated: a
    person with two cases, letters or messages.
    """
    book = load_book(desk.issue)
    code_of = {case.person.name: case.code for case in book.cases.values()}
    mailed = desk.world.lines()
    printed = Counter(
        code
        for path in (desk.folder / "print").glob("letters-*.html")
        for code in set(_CODE.findall(path.read_text()))
    )
    texted = [_CODE.findall(path.read_text())[0] for path in (desk.folder / "outbox").glob("*.txt")]
    left = Counter(code for _, code in mailed) + printed + Counter(texted)
    known = {f"{code[:5]}-{code[5:]}" for code in code_of.values()}
    doubtful = {f"{case.code[:5]}-{case.code[5:]}" for case in in_doubt(book)}
    leftovers = sum(1 for _ in desk.folder.rglob(f".*{UNFINISHED}"))
    lost = torn + leftovers + (desk.people - len(code_of)) + len(set(left) - known)
    lost += len(known - set(left) - doubtful)
    again = sum(count - 1 for count in left.values()) + len(book.cases) - len(code_of)
    case = f"issuing to {desk.people} people"
    return Killed(case, kills, sum(left.values()), lost, again)
