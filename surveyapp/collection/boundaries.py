"""Places whose boundaries changed between waves: which of them a line may still follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
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


def with_boundaries(file: AnalysisFile, boundaries: Boundaries) -> AnalysisFile:
    """The file knowing of which old areas each area of today is made, in the waves before.

    Answers keep the area that people named, and weights and strata theirs: only figures of places
    look back through `formerly`. A place that was redrawn is made of none.
    """
    known = {
        area: () if sources is None else sources
        for area, sources in _sources(boundaries.crosswalk).items()
    }
    return replace(file, formerly=dict.fromkeys(sorted(waves_before(file, boundaries)), known))


def areas_now(file: AnalysisFile) -> Texts:
    """(n,) the area of today of every response; "" where no one of today is made of its own."""
    found = file.area.astype(object)
    for wave in file.waves:
        if wave.slug not in file.formerly:
            continue
        now = {old: new for new, olds in file.formerly[wave.slug].items() for old in olds}
        rows = file.in_wave(wave.slug)
        found[rows] = [now.get(area, "") for area in file.area[rows].tolist()]
    return found.astype(np.str_)


def redrawn_places(file: AnalysisFile, boundaries: Boundaries) -> frozenset[str]:
    """Places that are not made of the same people's homes before and after the change.

    An area of today goes on where it is made of whole old areas and nothing else: renamed, or
    joined. A larger place ("district:2") goes on where nobody passed out of it or into it, by the
    parents that areas had before and have now.
    """
    sources = _sources(boundaries.crosswalk)
    found = {area for area, whole in sources.items() if whole is None}
    return frozenset((*found, *_redrawn_parents(file, boundaries)))


def _sources(crosswalk: Crosswalk) -> dict[str, tuple[str, ...] | None]:
    """New area -> the whole old areas it is made of; None where a part of one is in it."""
    found: dict[str, tuple[str, ...] | None] = {}
    for after in dict.fromkeys(p.after for p in crosswalk.passages):
        into = tuple(p.before for p in crosswalk.passages if p.after == after)
        whole = all(crosswalk.new_area(area) == after for area in into)
        found[after] = into if whole else None
    return found


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
