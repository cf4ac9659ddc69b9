"""Fieldwork of a closed wave: final dispositions, outcome rates, completion and break-off."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from sqlmodel import Session

from surveyapp.collection.disposition import (
    Dispositions,
    OtherRate,
    Rate,
    other_rates,
    participation_rate,
    response_rates,
    stated_e,
)
from surveyapp.collection.fieldwork import (
    REVIEW,
    PageProgress,
    page_progress,
)
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.outcome import Outcomes, read_outcomes
from surveyapp.collection.wave import Wave
from surveyapp.errors import Problem, WaveError
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.outcomes import (
    final_dispositions,
    load_outcomes,
    load_progress,
    replace_outcomes,
)
from surveyapp.storage.responses import load_responses
from surveyapp.storage.waves import load_wave
from surveyapp.workflow.desk import load_fielded


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """What became of the cases of a closed wave.

    Attributes
    ----------
    cells : final dispositions by design cell. total : of all cells, None without cells.
    e : the share of unknown cases taken as eligible. rates, others : None without a total.
    told : whether the issuer's outcomes were imported; without them nobody is known to have
        refused or to be unreachable, and every silent case is of unknown eligibility.
    replaced : cases that lost a code and got another.
    pages : progress over the pages everybody is asked.
    completion : responses sent by those who began, where progress was counted.
    participation : usable responses of those invited, for frames that have no response rate.
    """

    wave: Wave
    cells: Mapping[str, Dispositions]
    total: Dispositions | None
    e: float | None
    rates: Mapping[Rate, float]
    others: Mapping[OtherRate, float]
    told: bool
    replaced: int
    pages: tuple[PageProgress, ...]
    completion: float | None
    participation: float | None


def import_outcomes(store: Store, slug: str, data: bytes, *, on: datetime.date) -> Outcomes:
    """Keep the issuer's counts of outcomes, over the ones before.

    Raises
    ------
    InputError : the file cannot be read, or names cells the plan does not have.
    WaveError : the wave is published.
    """

    def unit(session: Session) -> Outcomes:
        wave = load_wave(session, slug)
        if wave.state == "published":
            raise WaveError(Problem("The wave is published; its outcomes are final.", slug))
        found = read_outcomes(data, slug, [cell.id for cell in wave.plan.design.cells])
        replace_outcomes(session, slug, found)
        cases = sum(counts.get("issued", 0) for counts in found.values())
        log_event(session, slug, "outcomes imported", on, {"cases": cases})
        return found

    return store.write(unit)


def fieldwork(session: Session, slug: str, *, e: float | None = None) -> Fieldwork:
    """Final dispositions and rates of a closed wave, from issuer and server together.

    Parameters
    ----------
    e : share of unknown cases that are eligible; by default that among the known ones.

    Raises
    ------
    WaveError : the wave has not closed: before that nobody knows which answers are complete.
    """
    wave = load_wave(session, slug)
    if wave.state not in ("closed", "published"):
        remedy = (f"Run: surveyapp wave close {slug}",)
        what = f"The wave is {wave.state}; outcomes are final when it closes."
        raise WaveError(Problem(what, slug, remedy, "state"))
    outcomes = load_outcomes(session, slug)
    cells = final_dispositions(session, wave, load_responses(session, slug))
    total = reduce(add, cells.values()) if cells else None
    rated = total is not None and total.cases > total.not_eligible
    counted = load_fielded(session, slug).counted
    progress = load_progress(session, slug)
    pages = page_progress(counted, progress)
    return Fieldwork(
        wave=wave,
        cells=cells,
        total=total,
        e=stated_e(total, e) if rated and total else None,
        rates=response_rates(total, e) if rated and total else {},
        others=other_rates(total, e) if rated and total else {},
        told=bool(outcomes),
        replaced=sum(counts.get("replaced", 0) for counts in outcomes.values()),
        pages=pages,
        completion=_completion(pages),
        participation=_participation(wave, total),
    )


def _completion(pages: tuple[PageProgress, ...]) -> float | None:
    first, review = pages[0].shown, pages[-1].passed
    if not first or pages[-1].page != REVIEW:
        return None
    return (review or 0) / first


def _participation(wave: Wave, total: Dispositions | None) -> float | None:
    if FRAME_RULES[wave.frame].response_rate or total is None or not total.cases:
        return None
    return participation_rate(total.interviews, total.cases)
