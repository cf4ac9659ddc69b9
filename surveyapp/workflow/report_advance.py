"""What the public log fixed before a report's figures were seen, for the report to print."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from surveyapp.collection.wave import Wave
from surveyapp.reporting.report import Fixed
from surveyapp.storage.events import WaveEvent
from surveyapp.workflow.feed import PLANNED

_ISSUED = "issued in "
_COUNTS = ("spent list", "outcomes imported")  # steps while people answer; they fix no promise


def advance_of(events: Sequence[WaveEvent], waves: Sequence[Wave]) -> tuple[Fixed, ...]:
    """The entries of the log that a report prints, in the log's order.

    Of its own wave: everything up to its first release, so that the same edition built again
    prints the same entries. Of the wave before: what stood in the log when this one closed, so
    that readers can lay it beside what the report before printed.

    Parameters
    ----------
    events : the whole log. waves : those of the report, the newest last.
    """
    newest = waves[-1]
    until = _closed(events, newest.slug)
    before = {waves[-2].slug} if len(waves) > 1 else set()
    released = next((e.number for e in events if _is(e, newest.slug, "published")), None)
    chosen = [
        event
        for event in events
        if (event.wave == newest.slug and (released is None or event.number < released))
        or (event.wave in before and event.number <= until)
    ]
    periods = {wave.slug: wave.period for wave in waves}
    return tuple(_fixed(one, periods[one.wave]) for one in chosen if one.kind not in _COUNTS)


def _closed(events: Sequence[WaveEvent], slug: str) -> int:
    """Number of the entry that closed a wave, or of its last one."""
    closings = [event.number for event in events if _is(event, slug, "closed")]
    return closings[0] if closings else max((e.number for e in events if e.wave == slug), default=0)


def _is(event: WaveEvent, slug: str, kind: str) -> bool:
    return (event.wave, event.kind) == (slug, kind)


def _fixed(event: WaveEvent, period: str) -> Fixed:
    codes = [int(held) for name, held in event.detail.items() if name.startswith(_ISSUED)]
    return Fixed(
        number=event.number,
        wave=event.wave,
        period=period,
        kind=event.kind,
        day=event.day,
        hash=event.hash,
        planned=datetime.date.fromisoformat(str(event.detail["day"]))
        if event.kind == PLANNED
        else None,
        codes=sum(codes) if codes else None,
    )
