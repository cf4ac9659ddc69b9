"""The practice city, from its first resident to its first published report.

Residents answer through the pages' own reader and the workflow's own steps; nothing is written
into the store by any other way.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.random import Generator

from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Ints
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.model import Instrument
from surveyapp.simulate.answering import Visitor, draw_lots, fill_in, visitors
from surveyapp.simulate.city import City
from surveyapp.simulate.fieldwork import draw_blocks, field_wave
from surveyapp.simulate.opinions import Opinions, opinions
from surveyapp.simulate.practice_plan import (
    CALENDAR,
    NOW_OPEN,
    TARGET_SET,
    WaveDates,
    census,
    open_link_plan,
    practice_plan,
    practice_wave,
)
from surveyapp.simulate.residents import Residents, populate
from surveyapp.simulate.truth import TruthCell, true_cells, truth_document
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.desk import Desk, load_fielded
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.gather import import_targets
from surveyapp.workflow.key_store import (
    load_server_key,
    load_wave_key,
    make_server_key,
    wave_key_path,
)
from surveyapp.workflow.respond import answer_at_once

BATCH = 200
EARLY_ANSWERS = 40
LOTS = 71
"""Parts the lots from the residents: a questionnaire with lots has the same people and answers."""
UNREVIEWED = (
    "this is a practice city; its residents are invented, so no translation can mislead them."
)
Item = TypeVar("Item")
Advance = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Advance]]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What the practice city is made in and of.

    Attributes
    ----------
    folder : of its database, keys, targets, truth and reports; belongs to it alone.
    progress : label and number of steps -> a bar that is told of each.
    """

    folder: Path
    store: Store
    keys: Path
    instrument: Instrument
    city: City
    seed: int
    progress: Progress


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """A practice city whose waves are closed, with one wave open.

    Attributes
    ----------
    answered : wave slug -> responses.
    truth : true values; truth_file : where they are written.
    """

    waves: tuple[str, ...]
    open_wave: str
    answered: Mapping[str, int]
    truth: tuple[TruthCell, ...]
    truth_file: Path


def practise(grounds: Grounds) -> Practice:
    """Create the city, field its waves, close them and leave one open.

    Raises
    ------
    InputError when the folder holds a practice city already.
    """
    _refuse_occupied(grounds)
    upgrade(grounds.store)
    make_server_key(grounds.keys)
    desk = Desk(grounds.store, load_server_key(grounds.keys))
    generator = np.random.default_rng(grounds.seed)
    with grounds.progress("Residents move in", 1) as advance:
        residents = populate(grounds.city, generator)
        blocks = draw_blocks(grounds.city, residents, generator)
        advance(1)
    targets = grounds.folder / "targets.csv"
    targets.write_bytes(census(grounds.city, residents))
    import_targets(grounds.store, targets, TARGET_SET)
    answered: dict[str, int] = {}
    drawn: dict[str, Opinions] = {}
    for number, dates in enumerate(CALENDAR, 1):
        drawn[dates.slug] = opinions(grounds.city, residents, number, generator)
        fielded = _field(grounds, desk, residents, blocks, drawn[dates.slug], dates, generator)
        answered[dates.slug] = fielded
        _close(grounds, dates)
    last = opinions(grounds.city, residents, len(CALENDAR) + 1, generator)
    _invite(grounds, desk, residents, last, generator)
    names = [indicator.id for indicator in grounds.instrument.indicators]
    truth = true_cells(grounds.instrument, grounds.city, residents, drawn, names)
    truth_file = grounds.folder / "truth.json"
    truth_file.write_text(
        truth_document(grounds.city, truth, grounds.seed), encoding="utf-8", newline="\n"
    )
    slugs = tuple(dates.slug for dates in CALENDAR)
    return Practice(slugs, NOW_OPEN.slug, answered, truth, truth_file)


def _field(
    grounds: Grounds,
    desk: Desk,
    residents: Residents,
    blocks: Ints,
    drawn: Opinions,
    dates: WaveDates,
    generator: Generator,
) -> int:
    """Plan and open a wave, send letters and let people answer; returns how many did."""
    city = grounds.city
    fielded = field_wave(city, residents, blocks, generator)
    plan = practice_plan(city, residents, blocks, fielded.invited.size)
    _open(grounds, practice_wave(city, dates, plan), dates)
    people = visitors(city, residents, drawn, fielded.answered, generator)
    _let_answer(grounds, desk, dates, people)
    return len(people)


def _invite(
    grounds: Grounds, desk: Desk, residents: Residents, drawn: Opinions, generator: Generator
) -> None:
    """Open a wave by an open link, which a few people have found already."""
    wave = practice_wave(grounds.city, NOW_OPEN, open_link_plan(), frame="opt-in")
    _open(grounds, wave, NOW_OPEN)
    chosen = generator.choice(len(residents), EARLY_ANSWERS, replace=False)
    people = visitors(grounds.city, residents, drawn, chosen, generator)
    _let_answer(grounds, desk, NOW_OPEN, [replace(one, design_cell="") for one in people])


def _let_answer(grounds: Grounds, desk: Desk, dates: WaveDates, people: Sequence[Visitor]) -> None:
    with grounds.store.reading() as session:
        fielded = load_fielded(session, dates.slug)
    lots = np.random.default_rng([grounds.seed, LOTS, *dates.slug.encode()])
    with grounds.progress(f"{dates.period}: residents answer", len(people)) as advance:
        for batch in batches(iter(people), BATCH):
            drafts = [fill_in(fielded, one, draw_lots(fielded, one, lots)) for one in batch]
            answer_at_once(desk, dates.slug, drafts)
            advance(len(batch))


def _open(grounds: Grounds, wave: Wave, dates: WaveDates) -> None:
    on = datetime.date.fromisoformat(dates.opens)
    plan_wave(grounds.store, wave, grounds.instrument, on=on)
    path = wave_key_path(grounds.keys, dates.slug)
    open_wave(grounds.store, dates.slug, path, on=on, passphrase=None, overrule=UNREVIEWED)


def _close(grounds: Grounds, dates: WaveDates) -> None:
    on = datetime.date.fromisoformat(dates.closes)
    with grounds.progress(f"{dates.period}: answers are opened and shuffled", 1) as advance:
        private = load_wave_key(wave_key_path(grounds.keys, dates.slug), dates.slug)
        close(grounds.store, dates.slug, private, on=on)
        advance(1)


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    while batch := list(islice(items, size)):
        yield batch


def _refuse_occupied(grounds: Grounds) -> None:
    grounds.folder.mkdir(parents=True, exist_ok=True)
    if grounds.store.file is not None and grounds.store.file.exists():
        raise InputError(
            Problem(
                "A practice city lives here already.",
                where=str(grounds.folder),
                remedies=("Name another folder with --out.", "Delete the folder first."),
                code="occupied",
            )
        )
