"""Fieldwork over many days: people redeem, answer, pause, come back, send or give up, mixed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from surveyapp.collection.access_code import access_code, code_mark, kept_mark
from surveyapp.collection.area import Area
from surveyapp.collection.code_file import Marked, marks_text, read_code_key
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.document import loads
from surveyapp.instrument.routing import Page
from surveyapp.storage.engine import Store
from surveyapp.workflow import respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.codes import import_codes, spent_list
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import (
    load_server_key,
    load_wave_key,
    make_code_key,
    make_server_key,
    wave_key_path,
)
from surveyapp.workflow.upkeep import mix

SLUG = "insider-2026q3"
FIRST = datetime.date(2026, 7, 1)
DAYS = 20
GIVE_UP = 0.12
PAUSE = 0.3
PAGES = ("trust", "safe", "words")
TOML = """
id = "insider"
version = "1"
languages = ["en"]
title.en = "Three questions"
welcome.en = "Welcome"
thanks.en = "Thanks"
[[sections]]
id = "all"
title.en = "All"
[[items]]
id = "trust"
section = "all"
kind = "single"
text.en = "Do you trust them?"
options = [{ code = 1, label.en = "Yes" }, { code = 2, label.en = "No" }]
[[items]]
id = "safe"
section = "all"
kind = "single"
text.en = "Do you feel safe?"
options = [{ code = 1, label.en = "Yes" }, { code = 2, label.en = "No" }]
[[items]]
id = "words"
section = "all"
kind = "long_text"
longest = 200
text.en = "Anything else?"
"""


@dataclass
class Person:
    """Somebody with a letter: what they hold, and what they will say."""

    number: int
    code: str
    cell: str
    given: str
    mark: bytes
    steps: int
    secret: str = ""
    receipt: str = ""

    @property
    def words(self) -> str:
        """Their open answer; nobody else writes this."""
        return f"canary-{self.number}-walks more at night"

    @property
    def sends(self) -> bool:
        """Whether they go through to the end."""
        return self.steps > len(PAGES)


@dataclass
class Fieldwork:
    """A wave in the field, its people, and what happened so far, in order.

    `light` leaves out drafts and pages: codes are redeemed, answers sealed, and the store mixed in
    the same order, at a third of the cost.
    """

    desk: Desk
    folder: Path
    people: list[Person]
    light: bool = False
    redeemed: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    listed: list[list[int]] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.desk.store

    @property
    def cell_of(self) -> dict[int, str]:
        return {person.number: person.cell for person in self.people}

    @property
    def private(self) -> bytes:
        return load_wave_key(wave_key_path(self.folder / "keys", SLUG), SLUG)

    @property
    def by_mark(self) -> dict[bytes, int]:
        """Whose mark is whose: for an insider with every list and every key of the server."""
        return {person.mark: person.number for person in self.people}

    def secrets(self) -> Iterator[str]:
        """Everything that only a resident may hold or know, as it would be written."""
        for person in self.people:
            yield person.code
            yield f"{person.code[:5]}-{person.code[5:]}"
            yield f"canary-{person.number}-"
            for text in (person.secret, person.receipt):
                if text:
                    yield text
                    yield text.replace("-", "")


def open_fieldwork(
    store: Store, folder: Path, codes: int, cells: int, chance: random.Random
) -> Fieldwork:
    """An open wave with codes issued evenly over design cells."""
    keys = folder / "keys"
    make_server_key(keys)
    each = [codes // cells + (number < codes % cells) for number in range(cells)]
    specs = tuple(DesignCell(f"cell-{n:02}", f"s{n}", issued=each[n]) for n in range(cells))
    instrument = loads(TOML)
    wave = Wave(
        SLUG, "pd", "insider", "1", "", "Insider", "2026Q3", "probability", ("en",),
        (Area("n1", "North"), Area("n2", "South")), Plan(design=DesignSpec(cells=specs)),
        simulated=True,
    )  # fmt: skip
    plan_wave(store, wave, instrument, on=FIRST)
    key_file = wave_key_path(keys, SLUG)
    open_wave(store, SLUG, key_file, on=FIRST, passphrase=None, overrule="Nobody reads it.")
    key = read_code_key(make_code_key(keys, SLUG).read_text(), SLUG)
    desk = Desk(store, load_server_key(keys), keys)
    people = []
    cell_of = [spec.id for spec in specs for _ in range(spec.issued)]
    chance.shuffle(cell_of)
    for number, cell in enumerate(cell_of):
        code = access_code(chance.getrandbits(45))
        given = code_mark(key, SLUG, code)
        mark = kept_mark(desk.key, SLUG, given)
        gives_up = chance.random() < GIVE_UP
        steps = chance.randrange(len(PAGES) + 1) if gives_up else len(PAGES) + 1
        people.append(Person(number, code, cell, given.hex(), mark, steps))
    fieldwork = Fieldwork(desk, folder, people)
    import_codes(desk, SLUG, _marks(fieldwork, key), on=FIRST)
    return fieldwork


def run(
    fieldwork: Fieldwork, chance: random.Random, each_day: Callable[[int], None], *, mixing: bool
) -> None:
    """All of the fieldwork; `each_day` is called in the evening, before the store is mixed."""
    key = read_code_key((fieldwork.folder / "keys" / f"{SLUG}.codes.key").read_text(), SLUG)
    steps = sorted(
        (moment, person.number, step)
        for person in fieldwork.people
        for step, moment in enumerate(_moments(person, chance))
    )
    at = 0
    for day in range(DAYS):
        while at < len(steps) and (steps[at][0] < day + 1 or day == DAYS - 1):
            _take(fieldwork, fieldwork.people[steps[at][1]], steps[at][2])
            at += 1
        each_day(day)
        if mixing:
            _evening(fieldwork, _marks(fieldwork, key), FIRST + datetime.timedelta(day))


def _moments(person: Person, chance: random.Random) -> Iterator[float]:
    """When somebody redeems, posts each page and sends, in days; some pause for days."""
    moment = chance.random() * (DAYS - 4)
    yield moment
    for _ in range(person.steps):
        moment += chance.expovariate(1) * 3 / 1440
        if chance.random() < PAUSE / len(PAGES):
            moment += chance.random() * 3
        yield moment


def _take(fieldwork: Fieldwork, person: Person, step: int) -> None:
    desk = fieldwork.desk
    if fieldwork.light:
        _take_lightly(fieldwork, person, step)
    elif step == 0:
        ticket = redeem(desk, SLUG, person.code).ticket
        fieldwork.redeemed.append(person.number)
        person.secret = respond.start(desk, SLUG, language="en", ticket=ticket)
    elif step <= len(PAGES):
        page = PAGES[step - 1]
        given = person.words if page == "words" else str(1 + person.number % 2)
        respond.take_page(desk, SLUG, person.secret, page, {page: [given]})
    else:
        observed = {"burst": person.number % 3 == 0, "trap_filled": False}
        person.receipt = respond.submit(desk, SLUG, person.secret, observed=observed).text
        fieldwork.sent.append(person.number)


def _take_lightly(fieldwork: Fieldwork, person: Person, step: int) -> None:
    desk = fieldwork.desk
    if step == 0:
        redeem(desk, SLUG, person.code)
        fieldwork.redeemed.append(person.number)
    elif step > len(PAGES):
        with fieldwork.store.reading() as session:
            fielded = desk.open_wave(session, SLUG)
        number = str(1 + person.number % 2)

        def give(page: Page, _so_far: Answers) -> dict[str, list[str]]:
            return {page.id: [person.words if page.id == "words" else number]}

        draft = respond.answer_pages(fielded, give, language="en", design_cell=person.cell)
        draft = replace(draft, flags={"burst": person.number % 3 == 0})
        respond.answer_at_once(desk, SLUG, [draft])
        fieldwork.sent.append(person.number)


def _evening(fieldwork: Fieldwork, marks: bytes, day: datetime.date) -> None:
    try:
        listed = spent_list(fieldwork.desk, SLUG, marks, on=day)
    except InputError:
        pass  # too few since the last list
    else:
        whose = {person.given: person.number for person in fieldwork.people}
        lines = listed.splitlines()[2:]
        fieldwork.listed.append([whose[line.rpartition(",")[2]] for line in lines])
    mix(fieldwork.store)


def _marks(fieldwork: Fieldwork, key: bytes) -> bytes:
    marks = [Marked(code_mark(key, SLUG, one.code), one.cell) for one in fieldwork.people]
    return marks_text(SLUG, marks).encode()
