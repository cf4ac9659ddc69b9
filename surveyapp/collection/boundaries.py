"""Places whose boundaries changed between waves: which of them a line may still follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.crosswalk import Crosswalk
from surveyapp.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A change of boundaries within a series.

    Attributes
    ----------
    since : slug of the first wave with the new areas.
    """

    crosswalk: Crosswalk
    since: str


def waves_before(file: AnalysisFile, boundaries: Boundaries) -> frozenset[str]:
    """Slugs of the waves that were fielded with the old areas.

    Raises
    ------
    InputError : the file has no such wave, or none before it.
    """
    slugs = [wave.slug for wave in file.waves]
    if boundaries.since not in slugs[1:]:
        raise InputError(
            Problem(
                f"No wave {boundaries.since!r} has a wave before it in this series.",
                "areas, since",
                (f"Name one of: {', '.join(slugs[1:]) or 'none, the series has one wave'}.",),
                "since",
            )
        )
    return frozenset(slugs[: slugs.index(boundaries.since)])


def redrawn_places(file: AnalysisFile, boundaries: Boundaries) -> frozenset[str]:
    """Places that are not made of the same people's homes before and after the change.

    An area goes on only where it passed as a whole into the area of the same id and nothing else
    did. A larger place ("district:2") goes on where nobody passed out of it or into it, by the
    parents that areas had before and have now.
    """
    passages = boundaries.crosswalk.passages
    found = {p.after for p in passages if not _same(p.after, boundaries.crosswalk)}
    found |= {p.before for p in passages if not _same(p.before, boundaries.crosswalk)}
    return frozenset((*found, *_redrawn_parents(file, boundaries)))


def _same(area: str, crosswalk: Crosswalk) -> bool:
    into = [p.before for p in crosswalk.passages if p.after == area]
    return into == [area] and crosswalk.new_area(area) == area


def _redrawn_parents(file: AnalysisFile, boundaries: Boundaries) -> Iterator[str]:
    old_waves = waves_before(file, boundaries)
    last = [wave for wave in file.waves if wave.slug in old_waves][-1]
    first = next(wave for wave in file.waves if wave.slug == boundaries.since)
    before = {area.id: area.parents for area in last.areas}
    after = {area.id: area.parents for area in first.areas}
    for passage in boundaries.crosswalk.passages:
        old, new = before.get(passage.before, {}), after.get(passage.after, {})
        for level in sorted({*old, *new}):
            if old.get(level) != new.get(level):
                yield from (f"{level}:{p[level]}" for p in (old, new) if level in p)
