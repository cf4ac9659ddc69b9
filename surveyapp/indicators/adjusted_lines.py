"""Second lines beside the plain ones: at one mix of modes, or carried over to a new wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.wave import Wave
from surveyapp.indicators.ballots import Ballot
from surveyapp.indicators.bridge import carried_over
from surveyapp.indicators.figures import Sample
from surveyapp.indicators.mode_adjusted import FEWEST, mode_adjusted
from surveyapp.indicators.scoring import Scored
from surveyapp.indicators.series import Series
from surveyapp.inference.contrast import Contrast

Adjustment = Literal["mode", "wording"]


@dataclass(frozen=True, slots=True)
class AdjustedPoint:
    """One wave of an adjusted line; `breaks` where the line starts anew for another reason.

    `n` people stand behind it: of a mode line those who answered by a mode of the mix, of a
    wording line those who read the new wording or, before the ballot, everybody.
    """

    wave: str
    value: float
    lower: float
    upper: float
    breaks: bool = False
    n: int = 0


@dataclass(frozen=True, slots=True)
class AdjustedLine:
    """A second line of an indicator, beside the plain one and never in its place.

    Attributes
    ----------
    points : of the waves that bear it, oldest first; none where `missing` says why.
    mix : of a mode line, mode -> share that every wave is standardized to; shares add up to 1.
    old, new : of a wording line, the codes of the two wordings of the bridge.
    missing : "one mode", "no mode in common", "too few waves" or, where it may not be shown beside
        the plain line, "too close"; empty where there is a line.
    """

    indicator: str
    kind: Adjustment
    points: tuple[AdjustedPoint, ...] = ()
    mix: Mapping[str, float] = field(default_factory=dict)
    old: int = 0
    new: int = 0
    missing: str = ""


def mode_lines(
    file: AnalysisFile,
    scored: Iterable[Scored],
    sample: Sample,
    series: Series,
    *,
    fewest: int = FEWEST,
) -> tuple[AdjustedLine, ...]:
    """One line an indicator, as if every wave had been answered by one mix of modes.

    The mix is that of all its waves together, over the modes by which at least `fewest` answered
    in each of them; it is stated on the line. A shift of modes does not break it, everything else
    does. None in a frame without intervals.
    """
    if FRAME_RULES[sample.frame].uncertainty not in ("design-based", "modelled"):
        return ()
    return tuple(_mode_line(file, one, sample, series, fewest) for one in scored)


def _mode_line(
    file: AnalysisFile, one: Scored, sample: Sample, series: Series, fewest: int
) -> AdjustedLine:
    name = one.indicator.id
    waves = [wave for wave in file.waves if (file.in_wave(wave.slug) & one.in_base).any()]
    if len(waves) < 2:
        return AdjustedLine(name, "mode", missing="too few waves")
    counts = [_modes(file, wave, one) for wave in waves]
    used = sorted({mode for count in counts for mode in count})
    if len(used) < 2:
        return AdjustedLine(name, "mode", missing="one mode")
    common = [mode for mode in used if all(count.get(mode, 0) >= fewest for count in counts)]
    total = sum(count.get(mode, 0) for count in counts for mode in common)
    if not total:
        return AdjustedLine(name, "mode", missing="no mode in common")
    mix = {mode: sum(count[mode] for count in counts) / total for mode in common}
    masks = {wave.slug: file.in_wave(wave.slug) for wave in waves}
    found = mode_adjusted(one.values, file.mode, masks, sample, mix=mix, fewest=fewest)
    anew = _breaks(series, name, "mode")
    behind = {
        wave.slug: sum(count[mode] for mode in common)
        for wave, count in zip(waves, counts, strict=True)
    }
    points = tuple(
        _point(slug, held, one, slug in anew, behind[slug]) for slug, held in found.items()
    )
    return AdjustedLine(name, "mode", points, mix)


def wording_lines(
    file: AnalysisFile,
    scored: Mapping[str, Scored],
    sample: Sample,
    series: Series,
    ballots: Sequence[Ballot],
) -> tuple[AdjustedLine, ...]:
    """One line for each indicator whose wording broke and was bridged by a split ballot.

    Values of the waves before the ballot are carried over to the new wording, with the uncertainty
    of the bridge; from the ballot on the plain values of those who read the new wording hold.
    """
    return tuple(_wording_lines(file, scored, sample, series, ballots))


def _wording_lines(
    file: AnalysisFile,
    scored: Mapping[str, Scored],
    sample: Sample,
    series: Series,
    ballots: Sequence[Ballot],
) -> Iterator[AdjustedLine]:
    order = [wave.slug for wave in file.waves]
    for ballot in ballots:
        one = scored[ballot.indicator]
        anew = _breaks(series, ballot.indicator, "wording")
        before = [slug for slug in order[: order.index(ballot.wave)] if _answered(file, slug, one)]
        if not before:
            continue
        means = sample.means({"y": one.values}, {slug: file.in_wave(slug) for slug in before})
        points = [
            _point(
                slug,
                carried_over(means[f"y|{slug}"], ballot.found, level=sample.level),
                one,
                slug in anew,
                _answered(file, slug, one),
            )
            for slug in before
        ]
        shown = ballot.found.new
        points.append(
            AdjustedPoint(
                ballot.wave,
                shown.value,
                max(shown.lower, one.lowest),
                min(shown.upper, one.highest),
                ballot.wave in anew,
                shown.n,
            )
        )
        yield AdjustedLine(
            ballot.indicator, "wording", tuple(points), old=ballot.old, new=ballot.new
        )


def _answered(file: AnalysisFile, slug: str, one: Scored) -> int:
    return int((file.in_wave(slug) & one.in_base).sum())


def _breaks(series: Series, indicator: str, healed: Adjustment) -> set[str]:
    """Waves before which the line breaks for another cause than the one adjusted for."""
    steps = [step for step in series.steps if step.indicator == indicator]
    return {step.later for step in steps if set(step.causes) - {healed}}


def _modes(file: AnalysisFile, wave: Wave, one: Scored) -> dict[str, int]:
    modes = file.mode[file.in_wave(wave.slug) & one.in_base]
    names, counts = np.unique(modes[modes != ""], return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def _point(slug: str, held: Contrast, one: Scored, breaks: bool, n: int) -> AdjustedPoint:
    lower, upper = max(held.lower, one.lowest), min(held.upper, one.highest)
    return AdjustedPoint(slug, held.value, lower, upper, breaks, n)
