"""A wave: one round of fielding an instrument, and the steps it may take."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import Plan
from surveyapp.errors import Problem, WaveError

WaveState = Literal["planned", "open", "closed", "published"]
COUNT_ONLY_UNDER = 20

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERIOD = re.compile(r"\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2])|H[12])?")


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of fielding an instrument.

    Attributes
    ----------
    slug : stable name in addresses and tables, such as "resident-trust-2026q3".
    department : slug of the department that asks.
    instrument_id, instrument_version, instrument_hash : the pinned edition.
    period : "2026Q3", "2026H1", "2026-07" or "2026"; waves of one series sort by it.
    languages : offered, the first is the default.
    public_key : 32 bytes to which answers are sealed; None until the wave opens, and for waves
        whose answers were gathered elsewhere.
    opened_on, closed_on : first and last day of fieldwork, known to everybody and printed.
    answered : number of responses, fixed at close.
    """

    slug: str
    department: str
    instrument_id: str
    instrument_version: str
    instrument_hash: str
    title: str
    period: str
    frame: FrameType
    languages: tuple[str, ...]
    areas: tuple[Area, ...] = ()
    plan: Plan = field(default_factory=Plan)
    state: WaveState = "planned"
    public_key: bytes | None = None
    simulated: bool = False
    opened_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    answered: int | None = None


def check_wave(wave: Wave) -> None:
    """Refuse a wave whose names or period cannot be used; WaveError with every problem."""
    problems = []
    if not _SLUG.fullmatch(wave.slug):
        problems.append(
            Problem(
                f"{wave.slug!r} cannot be the name of a wave.",
                "slug",
                ("Use lower-case letters, digits and single hyphens.",),
            )
        )
    if not _PERIOD.fullmatch(wave.period):
        problems.append(
            Problem(
                f"{wave.period!r} is no period.",
                "period",
                ("Write 2026Q3, 2026H1, 2026-07 or 2026.",),
            )
        )
    if not wave.languages:
        problems.append(Problem("No language is offered.", "languages", ("Name at least one.",)))
    if problems:
        raise WaveError(problems)


def opened(wave: Wave, public_key: bytes, *, on: datetime.date) -> Wave:
    """The wave, taking answers sealed to `public_key`; only a planned wave can open."""
    _require(wave, ("planned",), "opened")
    if len(public_key) != 32:
        raise WaveError(Problem(f"A public key has 32 bytes, this one {len(public_key)}."))
    return replace(wave, state="open", public_key=public_key, opened_on=on)


def closed(wave: Wave, *, answered: int, on: datetime.date) -> Wave:
    """The wave, taking no more answers.

    An open wave can close; so can a planned one whose answers were gathered elsewhere.
    """
    _require(wave, ("open", "planned"), "closed")
    if wave.state == "planned" and answered == 0:
        raise WaveError(
            Problem(
                "The wave was never opened and holds no response, so there is nothing to close.",
                wave.slug,
                ("Open it.", "Import the responses gathered elsewhere."),
                code="empty",
            )
        )
    return replace(wave, state="closed", answered=answered, closed_on=on)


def published(wave: Wave) -> Wave:
    """The wave with its report out; only a closed wave can be published."""
    _require(wave, ("closed",), "published")
    return replace(wave, state="published")


def count_only(wave: Wave) -> bool:
    """True where a closed wave has too few responses (under 20) to publish more than a count."""
    _require(wave, ("closed", "published"), "judged")
    return (wave.answered or 0) < COUNT_ONLY_UNDER


def in_order(waves: Sequence[Wave]) -> tuple[Wave, ...]:
    """Waves by period, then slug."""
    return tuple(sorted(waves, key=lambda wave: (wave.period, wave.slug)))


def _require(wave: Wave, states: tuple[WaveState, ...], step: str) -> None:
    if wave.state not in states:
        raise WaveError(
            Problem(
                f"The wave is {wave.state}; only one that is {' or '.join(states)} can be {step}.",
                wave.slug,
                code="state",
            )
        )
