"""What happened outside that may move answers, logged before anybody has seen results.

A shooting, a new chief or a press report explains a turn of a line only if it was written down
before the turn was known. So an event can be logged until its wave closes, never later; the log is
chained and public, and every report prints it at the point of its wave.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from surveyapp.errors import Problem, WaveError
from surveyapp.instrument.character_rules import unfit_characters
from surveyapp.storage.engine import Store
from surveyapp.storage.events import WaveEvent, log_event
from surveyapp.storage.waves import take_wave

KIND = "outside event"
LONGEST = 300
_BEFORE_RESULTS = ("planned", "open")


@dataclass(frozen=True, slots=True)
class OutsideEvent:
    """One event as it was logged: the wave, the day it happened, what, and when it was logged."""

    wave: str
    day: datetime.date
    text: str
    logged: datetime.date


def log_outside_event(
    store: Store, slug: str, day: datetime.date, text: str, *, on: datetime.date
) -> OutsideEvent:
    """Log an outside event for a wave whose results nobody has seen.

    Raises
    ------
    WaveError : the wave is closed or published, the day lies ahead, or the text is empty, longer
        than 300 characters or holds characters that do not show.
    """
    words = " ".join(text.split())
    problems = [*_text_problems(words, slug)]
    if day > on:
        remedy = ("Log it once it has happened.",)
        problems.append(Problem(f"{day.isoformat()} lies ahead.", slug, remedy, "day"))

    def unit(session: Session) -> OutsideEvent:
        wave = take_wave(session, slug)
        if wave.state not in _BEFORE_RESULTS:
            problems.append(
                Problem(
                    f"The wave is {wave.state}: an explanation found after its results were opened "
                    "is no explanation.",
                    slug,
                    (
                        "Log events while a wave is planned or open.",
                        "Say it in a plan addition, which reports print as written afterwards.",
                    ),
                    "state",
                )
            )
        if problems:
            raise WaveError(problems)
        log_event(session, slug, KIND, on, {"day": day.isoformat(), "text": words})
        return OutsideEvent(slug, day, words, on)

    return store.write(unit)


def outside_events(events: Sequence[WaveEvent], slug: str) -> tuple[OutsideEvent, ...]:
    """The outside events of a wave, in the order in which they happened."""
    found = [
        OutsideEvent(
            slug,
            datetime.date.fromisoformat(str(event.detail["day"])),
            str(event.detail["text"]),
            event.day,
        )
        for event in events
        if (event.wave, event.kind) == (slug, KIND)
    ]
    return tuple(sorted(found, key=lambda event: event.day))


def _text_problems(words: str, slug: str) -> list[Problem]:
    unfit = unfit_characters(words)
    if not words:
        return [Problem("The event has no words.", slug, ("Say what happened.",), "text")]
    if len(words) > LONGEST:
        what = f"The event has {len(words)} characters; a report prints {LONGEST}."
        return [Problem(what, slug, ("Say it in fewer words.",), "text")]
    if unfit:
        what = f"The event holds characters that do not show: {', '.join(unfit)}."
        return [Problem(what, slug, ("Type it again.",), "characters")]
    return []
