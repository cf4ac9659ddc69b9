"""Review of open answers: after a wave has closed, people read them one by one.

Patterns took out identifiers before the answers were sealed; they cannot know a bare name or a
story that tells its writer. So nothing is published verbatim that nobody approved. A reviewer sees
a text by itself, under an id of its own and in random order, never beside its writer's other
answers.
"""

from __future__ import annotations

import secrets
from collections import Counter

from sqlmodel import Session

from surveyapp.collection.redaction import redact
from surveyapp.disclosure.presentation import NCHS
from surveyapp.errors import InputError, Problem, WaveError
from surveyapp.instrument.model import Instrument
from surveyapp.storage.engine import Store
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.responses import load_responses
from surveyapp.storage.verbatims import (
    Verbatim,
    add_verbatims,
    count_verbatims,
    decide_verbatim,
    load_verbatims,
)
from surveyapp.storage.waves import take_wave

_ID_BYTES = 16


def review_queue(store: Store, slug: str) -> tuple[Verbatim, ...]:
    """The open answers of a closed wave that wait for a decision; the first call queues them.

    Raises
    ------
    WaveError : the wave has not closed: until then nobody can read its answers.
    """

    def unit(session: Session) -> tuple[Verbatim, ...]:
        wave = take_wave(session, slug)
        if wave.state not in ("closed", "published"):
            remedy = (f"Run: surveyapp wave close {slug}",)
            what = f"The wave is {wave.state}; open answers are read when it has closed."
            raise WaveError(Problem(what, slug, remedy, "state"))
        if not count_verbatims(session, slug):
            instrument = load_instrument(session, wave.instrument_hash)
            add_verbatims(session, slug, _texts(session, slug, instrument))
        return load_verbatims(session, slug, "waiting")

    return store.write(unit)


def approve(store: Store, slug: str, verbatim: Verbatim, shown: str = "") -> str:
    """Let an open answer be published as it is, or as `shown`; returns what may be printed.

    Identifiers that a reviewer left or wrote are taken out once more.

    Raises
    ------
    InputError : nothing is left to show, or the text is not in the queue.
    """
    cleaned = redact((shown or verbatim.text).strip())
    if not cleaned:
        raise InputError(Problem("There is nothing to show.", slug, ("Withhold it.",)))
    store.write(lambda session: decide_verbatim(session, slug, verbatim.id, "approved", cleaned))
    return cleaned


def withhold(store: Store, slug: str, verbatim: Verbatim) -> None:
    """Never publish an open answer."""
    store.write(lambda session: decide_verbatim(session, slug, verbatim.id, "withheld", ""))


def publishable(session: Session, slug: str) -> dict[str, tuple[str, ...]]:
    """Item -> the texts that may be published: the only way by which a verbatim gets out."""
    found: dict[str, list[str]] = {}
    for verbatim in load_verbatims(session, slug, "approved"):
        found.setdefault(verbatim.item, []).append(verbatim.shown)
    return {item: tuple(texts) for item, texts in sorted(found.items())}


def quotable(session: Session, slug: str) -> dict[str, tuple[str, ...]]:
    """Item -> approved texts that a report may print, sorted so that their order tells nothing.

    None of an item that fewer people wrote to than any figure must stand on: among a few, their
    words tell who they are.
    """
    wrote = Counter(verbatim.item for verbatim in load_verbatims(session, slug))
    return {
        item: tuple(sorted(set(texts)))
        for item, texts in publishable(session, slug).items()
        if wrote[item] >= NCHS.persons
    }


def _texts(session: Session, slug: str, instrument: Instrument) -> list[tuple[bytes, str, str]]:
    return [
        (secrets.token_bytes(_ID_BYTES), name, value)
        for response in load_responses(session, slug)
        for name, value in response.answers.items()
        if isinstance(value, str) and value and _is_open(instrument, name)
    ]


def _is_open(instrument: Instrument, name: str) -> bool:
    variable = instrument.variables.get(name)
    return variable is not None and variable.kind == "text" and not variable.item.area
