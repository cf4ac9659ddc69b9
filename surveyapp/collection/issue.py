"""An issue: the issuer's own book of cases, codes and messages, as events that only grow.

It holds names and addresses and never reaches the survey server. What the server gets is made
from it: marks of codes, and counts of outcomes by design cell.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError, with_config

from surveyapp.collection.access_code import code_mark
from surveyapp.collection.code_file import Marked
from surveyapp.collection.frame import FrameType
from surveyapp.collection.outcome import MARKS, Outcome, Outcomes
from surveyapp.collection.plan import STRICT, DesignCell
from surveyapp.collection.plan_check import FEWEST_CODES
from surveyapp.collection.sample_file import Person
from surveyapp.errors import InputError, Problem

Channel = Literal["letter", "email", "sms"]


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class IssueSettings:
    """What the issuer writes on every letter and message, and the cells codes are made for.

    Attributes
    ----------
    address : of the survey, without any code.
    frame : of the wave; only people drawn from a frame of residents were chosen at random.
    sender : address that e-mail comes from. contact : who answers questions, by voice.
    closes : last day of fieldwork in words; empty where it is not fixed.
    """

    wave: str
    title: str
    languages: tuple[str, ...]
    cells: tuple[DesignCell, ...]
    address: str
    city: str
    department: str
    contact: str
    sender: str = ""
    closes: str = ""
    minutes: int = 5
    frame: FrameType = "probability"

    def at_random(self, cell: str) -> bool:
        """Whether the cases of a cell were drawn at random from all residents."""
        follows_contact = any(one.contact for one in self.cells if one.id == cell)
        return self.frame == "probability" and not follows_contact


@dataclass(frozen=True, slots=True)
class Case:
    """One person invited: their code, what was sent to them and what is known of them.

    Attributes
    ----------
    number : within the issue, from 1. codes : the newest last; a lost one stays counted.
    sent : (channel, round) of messages that went out; round 0 is the invitation.
    doubtful : begun and never confirmed, because the program was stopped in between.
    mark : their outcome as far as the issuer knows; None where nothing was heard.
    """

    number: int
    person: Person
    codes: tuple[str, ...]
    sent: frozenset[tuple[Channel, int]] = frozenset()
    doubtful: frozenset[tuple[Channel, int]] = frozenset()
    mark: Outcome | None = None

    @property
    def code(self) -> str:
        """The code that is valid for them."""
        return self.codes[-1]


@dataclass(slots=True)
class Book:
    """All cases of an issue, by number."""

    settings: IssueSettings
    cases: dict[int, Case] = field(default_factory=dict)

    def people(self) -> frozenset[tuple[str, ...]]:
        """The identity of everybody in the book."""
        return frozenset(case.person.identity for case in self.cases.values())

    def codes(self) -> frozenset[str]:
        """Every code ever made."""
        return frozenset(code for case in self.cases.values() for code in case.codes)

    def find(self, reference: str) -> Case:
        """The case of a number, code, e-mail address or phone number; InputError for none."""
        wanted = reference.strip()
        plain = wanted.upper().replace("-", "").replace(" ", "")
        for case in self.cases.values():
            person = case.person
            known = (str(case.number), person.email.casefold(), person.phone)
            if wanted and (wanted.casefold() in known or plain in case.codes):
                return case
        remedy = ("Give a case number, a code, an e-mail address or a phone number.",)
        raise InputError(Problem("No case of this issue fits.", reference[:60], remedy))

    def take(self, event: Mapping[str, Any]) -> None:
        """Bring the book to what an event says; several in one line happened together."""
        if event["event"] == "all":
            for one in event["events"]:
                self.take(one)
            return
        number = event["case"]
        if event["event"] == "case":
            person = Person(**(event["person"] | {"address": tuple(event["person"]["address"])}))
            self.cases[number] = Case(number, person, (event["code"],))
            return
        case = self.cases[number]
        self.cases[number] = dataclasses.replace(case, **_changed(case, event))


def _changed(case: Case, event: Mapping[str, Any]) -> dict[str, Any]:
    step = (event.get("channel"), event.get("round"))
    match event["event"]:
        case "sending":
            return {"doubtful": case.doubtful | {step}}
        case "sent":
            return {"doubtful": case.doubtful - {step}, "sent": case.sent | {step}}
        case "failed":
            return {"doubtful": case.doubtful - {step}}
        case "marked":
            return {"mark": event["as"]}
        case "replaced":
            return {"codes": (*case.codes, event["code"])}
    raise ValueError(event["event"])


_SETTINGS: TypeAdapter[IssueSettings] = TypeAdapter(IssueSettings)


def settings_to_json(settings: IssueSettings) -> str:
    """The settings as JSON; `settings_from_json` gives them back."""
    return _SETTINGS.dump_json(settings, indent=2).decode() + "\n"


def settings_from_json(text: str) -> IssueSettings:
    """The settings; InputError where the text is not an issue's."""
    try:
        return _SETTINGS.validate_json(text)
    except ValidationError as error:
        raise InputError(
            Problem(f"{fault['msg']}.", f"issue.json, {' '.join(map(str, fault['loc']))}")
            for fault in error.errors()
        ) from error


def read_book(settings: IssueSettings, lines: Iterable[str]) -> Book:
    """The book that a ledger's lines make.

    A last line cut short by a crash is left out: what it would have said did not happen.
    """
    book = Book(settings)
    for number, line in enumerate(lines, 1):
        if not line.endswith("\n"):
            break
        try:
            book.take(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            remedy = ("Restore the folder from its backup.",)
            raise InputError(Problem("The ledger is damaged.", f"line {number}", remedy)) from error
    return book


def case_event(number: int, person: Person, code: str) -> dict[str, Any]:
    """The event that puts a person in the book."""
    return {
        "event": "case",
        "case": number,
        "code": code,
        "person": dataclasses.asdict(person),
    }


def to_send(
    book: Book,
    channel: Channel,
    round_: int,
    *,
    spent: frozenset[bytes] = frozenset(),
    code_key: bytes = b"",
    again: bool = False,
) -> tuple[Case, ...]:
    """Whom a message goes to: everybody whom the channel reaches, unless marked or served.

    A reminder (round 1 and later) goes to everybody invited, whether or not they answered, unless
    a list of spent codes is given. Letters go where there is neither e-mail nor phone; `sms`
    where there is a phone and no e-mail.

    Parameters
    ----------
    spent : marks of spent codes, from the server's daily list. code_key : to know them by.
    again : also cases whose message was begun and never confirmed.
    """
    step = (channel, round_)
    found = []
    for case in book.cases.values():
        served = step in case.sent or (step in case.doubtful and not again)
        if case.mark is not None or served or channel_of(case.person) != channel:
            continue
        if round_ and (channel, 0) not in case.sent:
            continue
        if spent and spent & _marks(book.settings.wave, case, code_key):
            continue
        found.append(case)
    return tuple(found)


def channel_of(person: Person) -> Channel:
    """How somebody is reached: by e-mail, else by text message, else by letter."""
    return "email" if person.email else "sms" if person.phone else "letter"


def marks_of(book: Book, code_key: bytes) -> tuple[Marked, ...]:
    """The mark of every valid code, with its design cell: all that the server gets.

    Raises
    ------
    InputError : a cell has fewer than 20 cases, with each of them.
    """
    cells = Counter(case.person.cell for case in book.cases.values())
    problems = [
        Problem(
            f"It has {count} codes; a cell needs at least {FEWEST_CODES}.",
            f"design cell {cell}",
            ("Wait until more cases are in it.", "Join it with another cell."),
            "small cell",
        )
        for cell, count in sorted(cells.items())
        if count < FEWEST_CODES
    ]
    if problems:
        raise InputError(problems)
    return _marked(book, code_key, lambda case: case.codes[-1:])


def replaced_marks(book: Book, code_key: bytes) -> tuple[Marked, ...]:
    """The marks of codes that were lost and replaced, for the server to revoke."""
    return _marked(book, code_key, lambda case: case.codes[:-1])


def _marked(
    book: Book, code_key: bytes, chosen: Callable[[Case], tuple[str, ...]]
) -> tuple[Marked, ...]:
    wave = book.settings.wave
    return tuple(
        sorted(
            Marked(code_mark(code_key, wave, code), case.person.cell)
            for case in book.cases.values()
            for code in chosen(case)
        )
    )


def outcomes_of(book: Book) -> Outcomes:
    """Design cell -> outcome -> cases: counts, and nobody's name."""
    found: dict[str, dict[Outcome, int]] = {}
    for case in book.cases.values():
        counts = found.setdefault(
            case.person.cell, dict.fromkeys(("issued", *MARKS, "replaced"), 0)
        )
        counts["issued"] += 1
        counts["replaced"] += len(case.codes) > 1
        if case.mark is not None:
            counts[case.mark] += 1
    return found


def _marks(wave: str, case: Case, code_key: bytes) -> frozenset[bytes]:
    return frozenset(code_mark(code_key, wave, code) for code in case.codes)


def in_doubt(book: Book) -> Sequence[Case]:
    """Cases with a message that was begun and never confirmed."""
    return [case for case in book.cases.values() if case.doubtful]
