"""Which contrasts a family of the plan asks for, as signed domains; no number is computed here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.plan import Comparison as PlannedComparison
from surveyapp.collection.plan import Family
from surveyapp.indicators.domains import Domain
from surveyapp.indicators.results import CITY, EVERYONE, REST, ComparisonKind

KINDS: Mapping[PlannedComparison, ComparisonKind] = {
    "previous": "previous quarter",
    "year": "same quarter last year",
    "rolling": "rolling year",
    "trend": "trend",
    "areas": "rest of city",
}
POOL = 4
_QUARTER = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, slots=True)
class WaveTime:
    """A wave's place in time: its slug and its period."""

    slug: str
    period: str

    @property
    def quarter(self) -> int | None:
        """Quarters since year 0; None for a wave that is not quarterly."""
        found = _QUARTER.fullmatch(self.period)
        return 4 * int(found[1]) + int(found[2]) - 1 if found else None

    @property
    def years(self) -> float:
        """The period's start in years, for the slope of a trend."""
        year, rest = int(self.period[:4]), self.period[4:]
        if rest.startswith("Q"):
            return year + (int(rest[1]) - 1) / 4
        if rest.startswith("H"):
            return year + (int(rest[1]) - 1) / 2
        return year + (int(rest[1:]) - 1) / 12 if rest else float(year)


@dataclass(frozen=True, slots=True)
class SignedDomain:
    """One term of a contrast: its domain's mean times a coefficient."""

    domain: Domain
    coefficient: float


@dataclass(frozen=True, slots=True)
class PlannedContrast:
    """One contrast of one indicator, before it is computed."""

    family: str
    indicator: str
    kind: ComparisonKind
    wave: str
    reference: str
    terms: tuple[SignedDomain, ...]
    place: str = CITY
    group: str = EVERYONE

    @property
    def id(self) -> str:
        """A name that no other comparison of a report has."""
        family = self.family or "exploratory"
        where = f"{self.wave}/{self.place}/{self.group}"
        return f"{family}/{self.indicator}/{where}/{self.kind.replace(' ', '-')}"


def of_family(
    family: Family, wave: WaveTime, earlier: Sequence[WaveTime], places: Sequence[str]
) -> tuple[PlannedContrast, ...]:
    """The contrasts of a family, indicators outermost; empty when the waves it needs are missing.

    Parameters
    ----------
    wave : the wave the report speaks of.
    earlier : the waves before it, oldest first.
    places : ids of the places at the family's level.
    """
    reference = reference_of(family.comparison, wave, earlier)
    if reference is None:
        return ()
    return tuple(
        PlannedContrast(
            family=family.id,
            indicator=indicator,
            kind=KINDS[family.comparison],
            wave=wave.slug,
            reference=reference,
            terms=_terms(family.comparison, place, wave, earlier),
            place=place,
        )
        for indicator in family.indicators
        for place in places
    )


def reference_of(
    comparison: PlannedComparison, wave: WaveTime, earlier: Sequence[WaveTime]
) -> str | None:
    """Id of what the wave is held against; None when it is not there yet."""
    if comparison == "areas":
        return REST
    if comparison == "trend":
        return earlier[0].slug if len(earlier) >= 2 else None
    if comparison == "rolling":
        pool = _earlier_pool(wave, earlier)
        return pool[-1].slug if pool else None
    found = _wave_before(comparison, wave, earlier)
    return found.slug if found else None


def why_missing(comparison: PlannedComparison) -> str:
    """What a family waits for, in words."""
    match comparison:
        case "previous":
            return "there is no earlier wave"
        case "year":
            return "there is no wave of the same quarter a year earlier"
        case "rolling":
            return "a rolling year needs at least five quarters in a row"
        case "trend":
            return "a trend needs at least three waves"
        case "areas":
            return "there are no places to compare"


def group_contrasts(
    indicators: Sequence[str], wave: WaveTime, groups: Sequence[str]
) -> tuple[PlannedContrast, ...]:
    """Each group against the other groups of its variable; nobody registered these."""
    found = []
    for indicator in indicators:
        for group in groups:
            here = Domain((wave.slug,), group=group)
            found.append(
                PlannedContrast(
                    family="",
                    indicator=indicator,
                    kind="other groups",
                    wave=wave.slug,
                    reference=REST,
                    terms=(SignedDomain(here, 1.0), SignedDomain(here.others, -1.0)),
                    group=group,
                )
            )
    return tuple(found)


def _terms(
    comparison: PlannedComparison, place: str, wave: WaveTime, earlier: Sequence[WaveTime]
) -> tuple[SignedDomain, ...]:
    here = Domain((wave.slug,), place)
    if comparison == "areas":
        return (SignedDomain(here, 1.0), SignedDomain(here.others, -1.0))
    if comparison == "trend":
        return _slope(place, (*earlier, wave))
    if comparison == "rolling":
        now = (*earlier, wave)[-POOL:]
        pools = [tuple(w.slug for w in pool) for pool in (now, _earlier_pool(wave, earlier))]
        return (
            SignedDomain(Domain(pools[0], place), 1.0),
            SignedDomain(Domain(pools[1], place), -1.0),
        )
    before = _wave_before(comparison, wave, earlier)
    assert before is not None
    return (SignedDomain(here, 1.0), SignedDomain(Domain((before.slug,), place), -1.0))


def _slope(place: str, waves: Sequence[WaveTime]) -> tuple[SignedDomain, ...]:
    """Least-squares slope a year: coefficients (t - mean t) / sum((t - mean t)^2)."""
    times = [wave.years for wave in waves]
    middle = sum(times) / len(times)
    spread = sum((time - middle) ** 2 for time in times)
    return tuple(
        SignedDomain(Domain((wave.slug,), place), (time - middle) / spread)
        for wave, time in zip(waves, times, strict=True)
    )


def _wave_before(
    comparison: PlannedComparison, wave: WaveTime, earlier: Sequence[WaveTime]
) -> WaveTime | None:
    if comparison == "previous":
        return earlier[-1] if earlier else None
    if wave.quarter is None:
        return next((w for w in earlier if w.years == wave.years - 1), None)
    return next((w for w in earlier if w.quarter == wave.quarter - POOL), None)


def _earlier_pool(wave: WaveTime, earlier: Sequence[WaveTime]) -> tuple[WaveTime, ...]:
    """The four quarters that ended a year ago; in a shorter series, its first four.

    The two pools then share quarters. Nothing is lost by it: the covariance of the pools comes
    from the people they share.
    """
    series = (*earlier, wave)
    run = [w for w in series if w.quarter is not None]
    if len(run) < POOL + 1 or not _in_a_row(run[-(POOL + 1) :]):
        return ()
    start = max(0, len(run) - 2 * POOL)
    while not _in_a_row(run[start : len(run)]):
        start += 1
    return tuple(run[start : start + POOL])


def _in_a_row(waves: Sequence[WaveTime]) -> bool:
    quarters = [wave.quarter for wave in waves]
    first = quarters[0]
    return first is not None and quarters == list(range(first, first + len(waves)))
