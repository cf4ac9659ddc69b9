"""Series over waves: which waves of an indicator may stand on one line, and why others may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.frame import FrameType, mixed_frames
from surveyapp.errors import EstimationError
from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import Comparison, compare, definition_name
from surveyapp.instrument.model import Indicator, Instrument, Ruling


@dataclass(frozen=True, slots=True)
class Limits:
    """The shift of a mix, as a share of responses, above which a line breaks."""

    mode: float = 0.10
    language: float = 0.10


@dataclass(frozen=True, slots=True)
class Profile:
    """What a wave asked, whom, and how: counts of responses by mode and by language."""

    slug: str
    instrument: Instrument
    frame: FrameType
    modes: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """From one wave of an indicator to the next that asked it.

    Attributes
    ----------
    causes : why the line breaks: reasons of `instrument.changes`, "mode", "language", "frame";
        empty where it goes on.
    shifts : size of the shift of mode and of language, as shares of responses.
    rulings : of the author, on items of the indicator; printed whichever way they go.
    """

    indicator: str
    earlier: str
    later: str
    causes: tuple[str, ...] = ()
    shifts: Mapping[str, float] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether the two waves may not be joined."""
        return bool(self.causes)


@dataclass(frozen=True, slots=True)
class Series:
    """Every step of every indicator, under stated limits.

    Attributes
    ----------
    redrawn : places whose boundaries changed; their lines break for the cause "boundaries".
    old_boundaries : slugs of the waves before that change. since : the first wave after it.
    """

    steps: tuple[Step, ...] = ()
    limits: Limits = field(default_factory=Limits)
    redrawn: frozenset[str] = frozenset()
    old_boundaries: frozenset[str] = frozenset()
    since: str = ""

    def broken_at(self, slug: str) -> frozenset[str]:
        """Indicators whose line breaks just before this wave."""
        return frozenset(s.indicator for s in self.steps if s.later == slug and s.breaks)

    def joins(self, indicator: str, waves: Iterable[str]) -> bool:
        """Whether all these waves lie on one stretch of an indicator's line."""
        places = self._stretch_of(indicator)
        return len({places[slug] for slug in waves if slug in places}) < 2

    def same_place(self, place: str, waves: Iterable[str]) -> bool:
        """Whether a place has the same boundaries in all of these waves."""
        sides = {slug in self.old_boundaries for slug in waves}
        return place not in self.redrawn or len(sides) < 2

    def segments(self, indicator: str) -> tuple[tuple[str, ...], ...]:
        """The stretches of an indicator's line, each a run of waves that may be joined."""
        runs: list[list[str]] = []
        for slug, number in self._stretch_of(indicator).items():
            if number == len(runs):
                runs.append([])
            runs[number].append(slug)
        return tuple(tuple(run) for run in runs)

    def _stretch_of(self, indicator: str) -> dict[str, int]:
        own = [step for step in self.steps if step.indicator == indicator]
        found = {own[0].earlier: 0} if own else {}
        for step in own:
            found[step.later] = found[step.earlier] + step.breaks
        return found


def series(
    profiles: Sequence[Profile], indicators: Iterable[Indicator], limits: Limits | None = None
) -> Series:
    """Hold each wave of each indicator against the one before that asked all its items.

    A line breaks where an item of the indicator breaks the trend, where the frame type changes,
    and where the mix of modes or languages shifts by more than the limit: half the sum of the
    absolute differences of the shares (the dissimilarity index of Duncan and Duncan 1955).

    Raises
    ------
    EstimationError : code "mixed-frames": those who came to events stand beside others. They are
        nobody's sample, so there is no line on which even a break could be marked.
    """
    _refuse_events_beside_others(profiles)
    stated = limits or Limits()
    compared: dict[tuple[str, str], Comparison] = {}
    steps = []
    for indicator in indicators:
        asked = [p for p in profiles if all(v in p.instrument.variables for v in indicator.items)]
        for a, b in pairwise(asked):
            pair = (a.slug, b.slug)
            if pair not in compared:
                compared[pair] = compare(a.instrument, b.instrument)
            steps.append(_step(indicator, a, b, compared[pair], stated))
    return Series(tuple(steps), stated)


def profiles(file: AnalysisFile) -> tuple[Profile, ...]:
    """The waves of an analysis file as a series sees them."""
    return tuple(
        Profile(
            wave.slug,
            file.instrument_of(wave),
            wave.frame,
            _counted(file.mode[file.in_wave(wave.slug)]),
            _counted(file.language[file.in_wave(wave.slug)]),
        )
        for wave in file.waves
    )


def shift(before: Mapping[str, int], after: Mapping[str, int]) -> float:
    """Dissimilarity of two mixes: half the sum of |share - share|, from 0 to 1; 0 if one is empty.

    It is the share of responses that would have to change category for the mixes to agree.
    """
    totals = sum(before.values()), sum(after.values())
    if not all(totals):
        return 0.0
    keys = before.keys() | after.keys()
    parts = (abs(before.get(k, 0) / totals[0] - after.get(k, 0) / totals[1]) for k in keys)
    return sum(parts) / 2


def _refuse_events_beside_others(profiles: Sequence[Profile]) -> None:
    frames = {profile.slug: profile.frame for profile in profiles}
    if "event" in frames.values():
        problem = mixed_frames(frames, "joined in a series")
        if problem is not None:
            raise EstimationError(problem)


def _step(
    indicator: Indicator, a: Profile, b: Profile, compared: Comparison, limits: Limits
) -> Step:
    shifts = {"mode": shift(a.modes, b.modes), "language": shift(a.languages, b.languages)}
    over = [name for name, size in shifts.items() if size > getattr(limits, name)]
    causes = [*_worded(indicator, compared), *(["frame"] if a.frame != b.frame else []), *over]
    rulings: list[Ruling] = []
    for name in _names(indicator, compared):
        ruling = compared.items[name].ruling
        if ruling is not None and ruling not in rulings:
            rulings.append(ruling)
    return Step(
        indicator.id,
        a.slug,
        b.slug,
        tuple(dict.fromkeys(causes)),
        shifts,
        tuple(rulings),
    )


def _worded(indicator: Indicator, compared: Comparison) -> Iterator[str]:
    """The reasons for which items of the indicator break; a ruling is a reason of its own."""
    for name in _names(indicator, compared):
        one = compared.items[name]
        if one.grade != BREAKS:
            continue
        if one.found != BREAKS:
            yield "ruling"
        yield from (change.reason for change in one.changes if change.grade == BREAKS)


def _names(indicator: Indicator, compared: Comparison) -> list[str]:
    names = dict.fromkeys(map(definition_name, indicator.items))
    return [name for name in names if name in compared.items]


def _counted(labels: npt.NDArray[np.str_]) -> dict[str, int]:
    return dict(Counter(label for label in labels.tolist() if label))
