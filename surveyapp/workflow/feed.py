"""The public feed: what was fixed, published when it was fixed, so that nobody rewrites it later.

Whoever keeps a copy of the feed can show later that an event was altered, a plan changed after
the answers were in, codes were added, or a planned publication was put off. It holds no count
that moves while people answer: counts of spent codes and responses appear when a wave has closed.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlmodel import Session

from surveyapp.collection.plan import plan_hash
from surveyapp.collection.sealing import read_receipt, receipt_hash
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem, WaveError
from surveyapp.storage.codes import count_codes
from surveyapp.storage.engine import Store
from surveyapp.storage.events import FIRST, WaveEvent, last_detail, load_events, log_event
from surveyapp.storage.sealed import waves_of_receipt
from surveyapp.storage.waves import load_waves, take_wave

KIND = "surveyapp feed"
PLANNED = "publication planned"
# Kinds whose content the feed shows, so that anybody can compute their hashes. The rest hold counts
# that move while people answer.
_SHOWN = frozenset(
    {
        "planned",
        "opened",
        "codes imported",
        "codes revoked",
        "plan addition",
        "languages overruled",
        "outside event",
        PLANNED,
        "closed",
        "published",
    }
)
_DONE = ("closed", "published")

Document = dict[str, Any]


def plan_publication(store: Store, slug: str, day: datetime.date, *, on: datetime.date) -> None:
    """Log the day on which the report of a wave is planned to appear; a later one is logged too.

    Raises
    ------
    WaveError : the wave is unknown or published.
    """

    def unit(session: Session) -> None:
        wave = take_wave(session, slug)
        if wave.state == "published":
            raise WaveError(Problem("The wave is published already.", slug, code="state"))
        log_event(session, slug, PLANNED, on, {"day": day.isoformat()})

    store.write(unit)


def planned_day(session: Session, slug: str) -> datetime.date | None:
    """The day last announced for the report of a wave; None where none is."""
    detail = last_detail(session, slug, PLANNED)
    return None if detail is None else datetime.date.fromisoformat(str(detail["day"]))


def feed(session: Session) -> Document:
    """The feed as one JSON document.

    `head` is the hash of the newest entry of the log; every entry is chained to the one before,
    so a head that was published fixes all of the log up to it. Where an entry shows its content
    as `detail`, its hash is the SHA-256 of the JSON list [hash before, number, wave, kind, day,
    detail] with sorted keys.
    """
    events = load_events(session)
    return {
        "kind": KIND,
        "head": events[-1].hash if events else FIRST,
        "entries": len(events),
        "log": [_entry(event) for event in events],
        "waves": [_wave(session, wave, events) for wave in load_waves(session)],
    }


def counted_in(session: Session, receipt: str) -> tuple[Wave, ...]:
    """The closed waves that counted the response of a receipt; none for what is no receipt."""
    try:
        hashed = receipt_hash(read_receipt(receipt))
    except InputError:
        return ()
    slugs = waves_of_receipt(session, hashed)
    return tuple(wave for wave in load_waves(session) if wave.slug in slugs)


def _entry(event: WaveEvent) -> Document:
    return {
        "number": event.number,
        "wave": event.wave,
        "kind": event.kind,
        "day": event.day.isoformat(),
        **({"detail": dict(event.detail)} if event.kind in _SHOWN else {}),
        "hash": event.hash,
    }


def _wave(session: Session, wave: Wave, events: tuple[WaveEvent, ...]) -> Document:
    done = wave.state in _DONE
    counts = count_codes(session, wave.slug)
    planned = [e for e in events if e.wave == wave.slug and e.kind == PLANNED]
    return {
        "wave": wave.slug,
        "title": wave.title,
        "period": wave.period,
        "frame": wave.frame,
        "simulated": wave.simulated,
        "state": wave.state,
        "instrument": {
            "id": wave.instrument_id,
            "version": wave.instrument_version,
            "hash": wave.instrument_hash,
        },
        "plan": plan_hash(wave.plan),
        "public_key": None if wave.public_key is None else wave.public_key.hex(),
        "codes": {
            cell: {"issued": count.issued} | ({"spent": count.spent} if done else {})
            for cell, count in counts.items()
        },
        "answered": wave.answered if done else None,
        "publication_planned": [
            {"day": event.detail["day"], "stated_on": event.day.isoformat()} for event in planned
        ],
    }
