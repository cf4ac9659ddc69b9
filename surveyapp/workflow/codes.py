"""Codes of a wave on the server: their marks come from the issuer, lists of spent ones go back."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from surveyapp.collection.access_code import kept_mark
from surveyapp.collection.code_file import Marked, marks_text, read_marks
from surveyapp.collection.plan_check import FEWEST_CODES
from surveyapp.errors import InputError, Problem, WaveError
from surveyapp.storage.codes import (
    CodeCount,
    add_codes,
    count_codes,
    rewrite_codes,
    spent_marks,
    take_back_codes,
)
from surveyapp.storage.events import load_events, log_event
from surveyapp.storage.waves import load_wave, load_waves, take_wave
from surveyapp.workflow.desk import Desk

_SPENT_LIST = "spent list"


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing marks did.

    Attributes
    ----------
    added, present : new marks, and those there before.
    counts : the codes of each cell now.
    planned : how many cases the plan issues in each cell; 0 where it does not say.
    """

    added: int
    present: int
    counts: Mapping[str, CodeCount]
    planned: Mapping[str, int] = field(default_factory=dict)

    @property
    def unlike_the_plan(self) -> Mapping[str, int]:
        """Cell -> codes beyond those the plan issues; negative where there are fewer.

        Outcome rates are taken of the codes, not of the plan: a code that went out is a case.
        """
        return {
            cell: count.issued - self.planned[cell]
            for cell, count in self.counts.items()
            if self.planned.get(cell) and count.issued != self.planned[cell]
        }


def import_codes(desk: Desk, slug: str, data: bytes, *, on: datetime.date) -> Imported:
    """Keep the marks of an issuer's file, each once more under the server key.

    Importing a file again adds nothing; a file with further codes adds those.

    Raises
    ------
    InputError : the file cannot be read or names cells the plan does not have; a cell would have
        fewer than 20 codes.
    WaveError : the wave is unknown or closed.
    """

    def unit(session: Session) -> Imported:
        wave = load_wave(session, slug)
        if wave.state not in ("planned", "open"):
            raise WaveError(Problem(f"The wave is {wave.state} and takes no codes.", slug))
        cells = [cell.id for cell in wave.plan.design.cells]
        marks = read_marks(data, slug, cells)
        kept = [(kept_mark(desk.key_of(slug), slug, one.mark), one.cell) for one in marks]
        added = add_codes(session, slug, kept)
        counts = count_codes(session, slug)
        _require_enough(counts)
        if added:
            log_event(session, slug, "codes imported", on, {"added": added, **_issued(counts)})
        planned = {cell.id: cell.issued for cell in wave.plan.design.cells}
        return Imported(added, len(marks) - added, counts, planned)

    return desk.store.write(unit)


def revoke(desk: Desk, slug: str, data: bytes, *, on: datetime.date) -> int:
    """Take back lost codes; returns how many marks the file holds.

    Nothing tells which of them were known or spent: the file may hold the code of one person, and
    whether they answered is nobody's business. A spent code's answer stays.

    Raises
    ------
    InputError : the file cannot be read. WaveError : the wave takes no answers.
    """

    def unit(session: Session) -> int:
        desk.open_wave(session, slug, hold=True)
        marks = read_marks(data, slug)
        key = desk.key_of(slug)
        take_back_codes(session, slug, [kept_mark(key, slug, one.mark) for one in marks])
        rewrite_codes(session, slug)
        log_event(session, slug, "codes revoked", on, {"marks": len(marks)})
        return len(marks)

    return desk.store.write(unit)


def code_counts(desk: Desk, slug: str) -> Mapping[str, CodeCount]:
    """Design cell -> codes issued and spent, of an open or a closed wave."""
    with desk.store.reading() as session:
        load_wave(session, slug)
        return count_codes(session, slug)


def spent_list(desk: Desk, slug: str, data: bytes, *, on: datetime.date) -> str:
    """Which of an issuer's marks are spent, as a file for the issuer; at most one list a day.

    A list is refused while fewer than 20 further codes were spent, so that no two lists differ by
    a few people. Afterwards the codes are rewritten in key order.

    Raises
    ------
    InputError : the file cannot be read; a list went out today; too few further codes were spent.
    WaveError : the wave takes no answers.
    """

    def unit(session: Session) -> str:
        take_wave(session, slug)
        desk.open_wave(session, slug)
        spent = spent_marks(session, slug)
        marks = read_marks(data, slug)
        listed = [one for one in marks if kept_mark(desk.key_of(slug), slug, one.mark) in spent]
        _require_batch(session, slug, len(spent), on)
        # The feed shows this entry's hash: unsalted, anybody could try counts until one fits.
        salt = secrets.token_bytes(16).hex()
        log_event(session, slug, _SPENT_LIST, on, {"salt": salt, "spent": len(spent)})
        rewrite_codes(session, slug)
        return marks_text(slug, [Marked(one.mark, one.cell) for one in listed])

    return desk.store.write(unit)


def rewrite_all_codes(session: Session) -> int:
    """Write the codes of every open wave anew in key order; returns how many there are."""
    return sum(rewrite_codes(session, slug) for slug in held_open_waves(session))


def held_open_waves(session: Session) -> tuple[str, ...]:
    """The open waves, held: until the commit nobody redeems a code or sends a response.

    Rows that are written anew must not be waited for: who waits for the old row finds it deleted.
    """
    return tuple(
        wave.slug
        for wave in load_waves(session)
        if wave.state == "open" and take_wave(session, wave.slug).state == "open"
    )


def _require_enough(counts: Mapping[str, CodeCount]) -> None:
    problems = [
        Problem(
            f"It would have {count.issued} codes; a cell needs at least {FEWEST_CODES}.",
            f"design cell {cell}",
            ("Wait until more cases are in it.", "Join it with another cell."),
            "small cell",
        )
        for cell, count in counts.items()
        if count.issued < FEWEST_CODES
    ]
    if problems:
        raise InputError(problems)


def _require_batch(session: Session, slug: str, spent: int, on: datetime.date) -> None:
    lists = [event for event in load_events(session, slug) if event.kind == _SPENT_LIST]
    before = int(lists[-1].detail["spent"]) if lists else 0
    remedy = ("Remind everybody, which needs no list.", "Ask again tomorrow.")
    if lists and lists[-1].day >= on:
        raise InputError(Problem("A list of spent codes went out today.", slug, remedy, "batch"))
    if spent - before < FEWEST_CODES:
        what = (
            f"{spent - before} codes were spent since the last list; a list needs {FEWEST_CODES}."
        )
        raise InputError(Problem(what, slug, remedy, "batch"))


def _issued(counts: Mapping[str, CodeCount]) -> dict[str, int]:
    return {f"issued in {cell}": count.issued for cell, count in counts.items()}
