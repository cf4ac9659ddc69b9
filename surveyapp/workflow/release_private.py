"""Releasing noisy counts: tables of a wave under a privacy budget that the ledger keeps."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from surveyapp.collection.analysis_file import AnalysisFile, Mask, Texts
from surveyapp.collection.wave import Wave
from surveyapp.disclosure.noise import AddNoise, accuracy_of, refuse_overspent, scale_for
from surveyapp.errors import DisclosureRefused, Problem
from surveyapp.indicators.groups import groupings
from surveyapp.indicators.scoring import score
from surveyapp.instrument.spreadsheet_text import defused
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.ledger import add_release
from surveyapp.storage.private_releases import (
    Spent,
    add_private_release,
    load_private_releases,
)
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.waves import load_wave, take_wave
from surveyapp.workflow.fix_tables import declared_tables

RESPONSES = "responses"
YES, NO = "counted", "not counted"
COLUMNS = ("table", "level", "answer", "noisy count")


@dataclass(frozen=True, slots=True)
class Histogram:
    """One table: every person is counted in at most one of its cells.

    Attributes
    ----------
    name : "TOPIC by VARIABLE". cells : (level, answer), fixed before anybody answered.
    counts : people in each, never printed.
    """

    name: str
    cells: tuple[tuple[str, str], ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrivateRelease:
    """A noisy release that is in the ledger.

    Attributes
    ----------
    about : what a reader must know, accuracy and remaining budget included.
    """

    spent: Spent
    accuracy: int
    left: float
    about: str


def release_private(
    store: Store,
    slug: str,
    tables: Sequence[str],
    epsilon: float,
    *,
    on: datetime.date,
    add_noise: AddNoise,
) -> PrivateRelease:
    """Draw noise for tables of a published wave once, and enter them and what they spent.

    Noise is drawn only after the budget allows it, in the transaction that spends it.

    Parameters
    ----------
    tables : "TOPIC by VARIABLE": "responses" or an indicator that is a share of people, by a
        level of places or a grouping among the wave's fixed tables.
    add_noise : `opendp_noise`; a generator of their own in tests.

    Raises
    ------
    DisclosureRefused : the wave is not published, its budget is spent, or a table is none.
    """
    with store.reading() as session:
        _refuse_unpublished(load_wave(session, slug))
        file = load_analysis_file(session, [slug])
    made = [_histogram(name, file) for name in dict.fromkeys(tables)]
    scale = scale_for(epsilon, len(made))
    budget = file.waves[-1].plan.tables.epsilon

    def unit(session: Session) -> Spent:
        _refuse_unpublished(take_wave(session, slug))
        before = load_private_releases(session, [slug])
        refuse_overspent(epsilon, [(s.release, s.epsilon) for s in before], budget, slug)
        content = _csv(made, [add_noise(one.counts, scale) for one in made])
        return _entered(session, slug, epsilon, [one.name for one in made], content, on)

    spent = store.write(unit)
    with store.reading() as session:
        used = sum(one.epsilon for one in load_private_releases(session, [slug]))
    accuracy, left = accuracy_of(scale), max(0.0, budget - used)
    return PrivateRelease(spent, accuracy, left, about_private(spent, scale, left))


def released_again(store: Store, slug: str, number: int) -> Spent:
    """A noisy release that is out, to be written once more; refuses a number that is none."""
    with store.reading() as session:
        known = load_private_releases(session, [slug])
    for one in known:
        if one.release == number:
            return one
    numbers = ", ".join(str(one.release) for one in known) or "none"
    raise DisclosureRefused(
        Problem(
            f"No noisy release of this wave has the number {number}.",
            slug,
            (f"Numbers that are out: {numbers}.",),
            code="no-such-release",
        )
    )


def about_private(spent: Spent, scale: float, left: float) -> str:
    """What the noise means, in plain words."""
    lines = [
        f"Noisy counts of {spent.wave}, release {spent.release}",
        "",
        f"Tables: {'; '.join(spent.tables)}.",
        "Each number is the count of responses plus a random whole number, drawn once. The true "
        f"number is within ±{accuracy_of(scale)} in 95 of 100 such releases. Counts under 0 are "
        "printed as 0.",
        "Counts are of responses, without survey weights. Shares made from them carry the noise "
        "of both counts.",
        f"Privacy: epsilon {spent.epsilon:g} in all. Whoever reads this file learns almost the "
        "same about a person whether or not that person answered: no outcome becomes more than "
        f"exp({spent.epsilon:g}) times as likely by one person's answers. The promise is about "
        "what this file adds; figures printed without noise are outside it.",
        f"Left of the wave's budget: {left:g}.",
    ]
    return "\n".join(lines) + "\n"


def _entered(
    session: Session,
    slug: str,
    epsilon: float,
    names: Sequence[str],
    content: str,
    on: datetime.date,
) -> Spent:
    digest = hashlib.sha256(content.encode()).hexdigest()
    release = add_release(session, slug, f"noisy counts {digest[:12]}", "new", "", on, ())
    spent = Spent(slug, release.number, epsilon, tuple(names), content, digest)
    add_private_release(session, spent)
    detail: dict[str, str | int] = {
        "release": release.number,
        "epsilon": f"{epsilon:g}",
        "sha256": digest,
    }
    log_event(session, slug, "noisy counts", on, detail)
    return spent


def _histogram(name: str, file: AnalysisFile) -> Histogram:
    """The counts of one table; its cells come from the plan and questionnaire, never the data."""
    topic, _, variable = (part.strip() for part in name.partition(" by "))
    levels, labels = _levels(variable, file)
    answers = _answers(topic, file)
    cells = tuple((level, answer) for level in levels for answer in answers)
    counts = tuple(int(((labels == level) & answers[answer]).sum()) for level, answer in cells)
    return Histogram(name, cells, counts)


def _levels(variable: str, file: AnalysisFile) -> tuple[list[str], Texts]:
    declared = declared_tables(file)
    if variable in declared["levels"]:
        found = dict.fromkeys(
            area.id if variable == "area" else area.parents.get(variable, "") for area in file.areas
        )
        return [level for level in found if level], file.place(variable)
    for one in groupings(file):
        if one.variable == variable and variable in declared["groups"]:
            return list(one.levels), one.labels
    known = [*declared["levels"], *declared["groups"]]
    raise _no_such(variable, known, "The wave's fixed tables are not split by")


def _answers(topic: str, file: AnalysisFile) -> Mapping[str, Mask]:
    if topic == RESPONSES:
        return {"": np.ones(file.n, dtype=np.bool_)}
    declared = declared_tables(file)["indicators"]
    shares = [
        one
        for one in file.instrument_of(file.waves[-1]).indicators
        if one.id in declared and one.scoring == "top_share" and len(one.items) == 1
    ]
    for one in shares:
        if one.id == topic:
            scored = score(one, file)
            return {
                YES: scored.in_base & (scored.values == 100.0),
                NO: scored.in_base & (scored.values != 100.0),
            }
    raise _no_such(topic, [RESPONSES, *(one.id for one in shares)], "Nothing is counted by")


def _csv(tables: Sequence[Histogram], noisy: Sequence[Sequence[int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one, counts in zip(tables, noisy, strict=True):
        for (level, answer), n in zip(one.cells, counts, strict=True):
            writer.writerow([defused(one.name), defused(level), answer, max(0, n)])
    return out.getvalue()


def _refuse_unpublished(wave: Wave) -> None:
    if wave.state != "published":
        raise DisclosureRefused(
            Problem(
                f"The wave is {wave.state}; noisy counts go out after its report.",
                wave.slug,
                ("Publish its report first: surveyapp release publish EDITION",),
                code="not-published",
            )
        )


def _no_such(name: str, known: Sequence[str], what: str) -> DisclosureRefused:
    return DisclosureRefused(
        Problem(
            f"{what} {name!r}.",
            "tables",
            (f'Use one of: {", ".join(known)}, as in "responses by area".',),
            code="no-such-table",
        )
    )
