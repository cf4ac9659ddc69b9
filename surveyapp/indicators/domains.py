"""Which people a figure is about: waves, a place, a group, or everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.boundaries import areas_now
from surveyapp.collection.labels import labels
from surveyapp.design.arrays import Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.indicators.groups import Grouping
from surveyapp.indicators.results import CITY, EVERYONE


@dataclass(frozen=True, slots=True)
class Domain:
    """The people of some waves, in a place and a group.

    Attributes
    ----------
    waves : slugs; several make a pool.
    place : `CITY`, an area's id, or "level:id" for a larger place.
    group : `EVERYONE` or "variable:level".
    rest : the others instead: everybody of those waves whose place (or group) is known and is
        another one.
    """

    waves: tuple[str, ...]
    place: str = CITY
    group: str = EVERYONE
    rest: bool = False

    @property
    def name(self) -> str:
        """A name that no other domain has."""
        side = "/rest" if self.rest else ""
        return f"{'+'.join(self.waves)}/{self.place}/{self.group}{side}"

    @property
    def others(self) -> Domain:
        """Everybody else of the same waves."""
        return replace(self, rest=True)


class Domains:
    """The masks of one file's domains, made once each."""

    def __init__(self, file: AnalysisFile, groupings: Iterable[Grouping] = ()) -> None:
        self._file = file
        self._waves = {wave.slug: file.in_wave(wave.slug) for wave in file.waves}
        self._asked: dict[str, frozenset[str]] = {}
        self._areas = areas_now(file)
        self._groupings = {grouping.variable: grouping for grouping in groupings}

    def mask(self, domain: Domain) -> Mask:
        """(n,) who belongs to a domain.

        Raises
        ------
        EstimationError for a wave, place level or grouping that the file does not know, and for
        "the rest" of the whole city.
        """
        found = np.zeros(self._file.n, dtype=np.bool_)
        for slug in domain.waves:
            if slug not in self._waves:
                raise EstimationError(f"The wave {slug!r} is not among those analysed.")
            found |= self._waves[slug]
        if domain.rest and domain.place == CITY and domain.group == EVERYONE:
            raise EstimationError("There is nobody but everybody: a rest needs a place or a group.")
        if domain.place != CITY:
            found &= self._place(domain.place, other=domain.rest)
        if domain.group != EVERYONE:
            found &= self._group(domain.group, other=domain.rest)
        return found

    def masks(self, domains: Iterable[Domain]) -> Mapping[str, Mask]:
        """Name -> mask, each domain once, in the order first met."""
        return {domain.name: self.mask(domain) for domain in dict.fromkeys(domains)}

    def asked(self, items: Sequence[str], slug: str) -> bool:
        """Whether a wave asked all of these items: its edition has them, in a module it chose."""
        if slug not in self._asked:
            wave = next(wave for wave in self._file.waves if wave.slug == slug)
            self._asked[slug] = frozenset(self._file.instrument_of(wave).variables)
        return self._asked[slug].issuperset(items)

    def _place(self, place: str, *, other: bool) -> Mask:
        level, _, name = place.rpartition(":")
        where = labels(self._file, level) if level else self._areas
        return np.asarray((where != "") & (where != name) if other else where == name)

    def _group(self, group: str, *, other: bool) -> Mask:
        variable, _, level = group.partition(":")
        if variable not in self._groupings:
            raise EstimationError(
                Problem(
                    f"No grouping is called {variable!r}.",
                    where=group,
                    remedies=(f"Use one of: {', '.join(self._groupings) or 'none'}.",),
                    code="no-such-grouping",
                )
            )
        where = self._groupings[variable].labels
        return np.asarray((where != "") & (where != level) if other else where == level)


def places_at(file: AnalysisFile, level: str) -> tuple[str, ...]:
    """Ids of the places at a level: `CITY`, each atomic "area", or each "level:id"."""
    if level == CITY:
        return (CITY,)
    if level == "area":
        gone = {area for held in file.formerly.values() for olds in held.values() for area in olds}
        today = {area for held in file.formerly.values() for area in held}
        return tuple(a.id for a in file.areas if a.id in today or a.id not in gone)
    found = dict.fromkeys(area.parents[level] for area in file.areas if level in area.parents)
    if not found:
        levels = sorted({name for area in file.areas for name in area.parents})
        raise EstimationError(
            Problem(
                f"No area declares a parent at level {level!r}.",
                where="plan",
                remedies=(f"Use city, area{''.join(f', {name}' for name in levels)}.",),
                code="no-such-level",
            )
        )
    return tuple(f"{level}:{name}" for name in found)
