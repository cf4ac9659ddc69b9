"""Laying a feed beside what was kept of it: an older copy, or a report that printed its heads."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.errors import InputError, Problem
from surveyapp.reporting.data_files import FORMAT
from surveyapp.storage.events import FIRST, WaveEvent, chained
from surveyapp.workflow.feed import KIND, PLANNED

Document = Mapping[str, Any]
_CODES = ("codes imported", "codes revoked")
_PINNED = {"plan": "plan", "instrument": "questionnaire", "public_key": "public key"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What laying a kept copy beside a feed showed.

    Attributes
    ----------
    entries : entries of the copy that the feed was compared with.
    rewritten : what differs and may not, one sentence each; empty where nothing was rewritten.
    """

    entries: int
    rewritten: tuple[str, ...]


def read_kept(text: str, name: str) -> Document:
    """A copy of the feed, or a report's report.json; InputError for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and _looks_right(document):
        return document
    remedy = ("Give a copy of /feed.json.", "Give the report.json attached to a report.")
    raise InputError(Problem("The file is neither a feed nor a report's values.", name, remedy))


def check_chain(feed: Document) -> tuple[str, ...]:
    """What is wrong with a feed by itself: numbers, its head, and hashes that do not follow.

    An entry is computed again where the feed shows its content; elsewhere its hash is taken as it
    stands, and the entries after it still fix it.
    """
    found, before = [], FIRST
    for number, entry in enumerate(feed["log"], 1):
        if entry["number"] != number:
            found.append(f"Entry {number} is missing; {entry['number']} stands in its place.")
        elif "detail" in entry and chained(_event(entry), before) != entry["hash"]:
            found.append(f"{_named(entry)}: its hash does not follow from what it says.")
        before = entry["hash"]
    if feed["head"] != before:
        found.append("The head is not the hash of the newest entry.")
    return tuple(found)


def check_kept(feed: Document, kept: Document) -> Checked:
    """Whether a feed still says what a kept copy said.

    Entries may be added; none may change or go. Of each wave the plan, the questionnaire, the
    public key and the days on which a report was planned stay, and numbers of codes change only
    with an entry in the log. A report is compared by the entries and hashes that it printed.
    """
    entries = kept["log"] if kept.get("kind") == KIND else kept["versions"]["advance"]
    waves = kept["waves"] if kept.get("kind") == KIND else [_of_report(kept)]
    found = [*_entries(feed, entries), *_waves(feed, waves, entries)]
    return Checked(len(entries), tuple(found))


def _looks_right(document: Document) -> bool:
    if document.get("kind") == KIND:
        return all(name in document for name in ("head", "log", "waves"))
    return document.get("format") == FORMAT and "advance" in document.get("versions", {})


def _entries(feed: Document, kept: Iterable[Document]) -> Iterator[str]:
    now = {entry["number"]: entry for entry in feed["log"]}
    for entry in kept:
        other = now.get(entry["number"])
        if other is None:
            yield f"{_named(entry)} is gone from the feed."
        elif other["hash"] != entry["hash"]:
            yield (
                f"{_named(entry)} was rewritten: it was {entry['hash'][:16]}, "
                f"it is {other['hash'][:16]}."
            )
        else:
            yield from (
                f"{_named(entry)} has another {name} now: {other[name]}."
                for name in ("wave", "kind", "day")
                if other[name] != entry[name]
            )


def _of_report(report: Document) -> Document:
    """What a report says of its wave, named as in the feed."""
    versions, slug = report["versions"], report["meta"]["wave"]
    return {
        "wave": slug,
        "plan": versions["plan_hash"],
        "instrument": {"hash": versions["instrument_hash"]},
        "publication_planned": [
            {"day": entry["planned"], "stated_on": entry["day"]}
            for entry in versions["advance"]
            if entry["wave"] == slug and entry["kind"] == PLANNED
        ],
    }


def _waves(feed: Document, kept: Iterable[Document], entries: Iterable[Document]) -> Iterator[str]:
    now = {wave["wave"]: wave for wave in feed["waves"]}
    known = {entry["number"] for entry in entries}
    for wave in kept:
        name, other = wave["wave"], now.get(wave["wave"])
        if other is None:
            yield f"Wave {name} is gone from the feed."
            continue
        yield from (
            f"Wave {name} has another {word} than before."
            for key, word in _PINNED.items()
            if wave.get(key) is not None and _hash(wave[key]) != _hash(other[key])
        )
        days = wave["publication_planned"]
        if other["publication_planned"][: len(days)] != days:
            yield f"Wave {name}: a day on which its report was planned was changed or taken out."
        if "codes" in wave and _issued(wave) != _issued(other):
            logged = any(
                entry["wave"] == name and entry["kind"] in _CODES and entry["number"] not in known
                for entry in feed["log"]
            )
            if not logged:
                yield f"Wave {name}: its numbers of codes changed without an entry in the log."


def _hash(held: Any) -> Any:
    return held["hash"] if isinstance(held, Mapping) else held


def _issued(wave: Document) -> dict[str, int]:
    return {cell: count["issued"] for cell, count in wave["codes"].items()}


def _named(entry: Document) -> str:
    return f"Entry {entry['number']} ({entry['kind']}, {entry['wave']}, {entry['day']})"


def _event(entry: Document) -> WaveEvent:
    day = datetime.date.fromisoformat(entry["day"])
    return WaveEvent(entry["number"], entry["wave"], entry["kind"], day, entry["detail"], "")
