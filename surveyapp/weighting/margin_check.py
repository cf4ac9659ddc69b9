"""What raking did to each level of each margin, wave by wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.targets import Target, TargetSet
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Mask
from surveyapp.weighting.planned import MarginLabels, margin_labels, targets_of
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True)
class LevelCheck:
    """One category: people, shares in % of those whose category is known, and sums of weights.

    Attributes
    ----------
    unweighted, weighted, target : shares in % over the categories of the margin.
    total, wanted : sum of weights, and the target after the policy for unknown levels.
    """

    category: str
    label: str
    n: int
    unweighted: float
    weighted: float
    target: float
    total: float
    wanted: float


@dataclass(frozen=True, slots=True)
class MarginCheck:
    """One margin in one wave.

    Attributes
    ----------
    unknown : people whose category nobody knows. outside : people the target does not count.
    """

    name: str
    wave: str
    source: str
    vintage: str
    levels: tuple[LevelCheck, ...]
    unknown: int
    outside: int

    @property
    def worst(self) -> float:
        """Largest relative distance of a level from what was wanted."""
        return max((abs(level.total / level.wanted - 1) for level in self.levels), default=0.0)


def margin_checks(
    file: AnalysisFile, weights: Weights, targets: Mapping[str, TargetSet]
) -> tuple[MarginCheck, ...]:
    """Every margin of every wave's recipe, in the order of the recipes."""
    found = []
    for number, wave in enumerate(file.waves):
        rows = file.wave == number
        totals = wave_total(wave, targets)
        for use in wave.plan.weighting.margins:
            labels = margin_labels(use, file)
            listed = targets_of(wave, use.margin, targets)
            found.append(_check(labels, listed, wave, rows, weights, totals))
    return tuple(found)


def wave_total(wave: Wave, targets: Mapping[str, TargetSet]) -> float:
    """The population that a wave is raked to: the total of its first margin."""
    uses = wave.plan.weighting.margins
    if not uses:
        return 0.0
    return sum(t.population for t in targets_of(wave, uses[0].margin, targets))


def _check(
    labels: MarginLabels,
    listed: Sequence[Target],
    wave: Wave,
    rows: Mask,
    weights: Weights,
    population: float,
) -> MarginCheck:
    categories = [target.category for target in listed]
    total = sum(target.population for target in listed)
    masks = [rows & (labels.labels == category) for category in categories]
    counts = [int(mask.sum()) for mask in masks]
    sums = [float(weights.final[mask].sum()) for mask in masks]
    before = [float(weights.base[mask].sum()) for mask in masks]
    share_known = sum(before) / float(weights.base[rows].sum())
    outside = rows & _any(labels)
    unknown = int(rows.sum()) - sum(counts) - int(outside.sum())
    return MarginCheck(
        name=labels.name,
        wave=wave.slug,
        source="; ".join(dict.fromkeys(target.source for target in listed)),
        vintage="; ".join(dict.fromkeys(target.vintage for target in listed if target.vintage)),
        levels=tuple(
            LevelCheck(
                target.category,
                target.label,
                count,
                100 * count / sum(counts) if sum(counts) else 0.0,
                100 * weighted / sum(sums) if sum(sums) else 0.0,
                100 * target.population / total,
                weighted,
                target.population / total * population * share_known,
            )
            for target, count, weighted in zip(listed, counts, sums, strict=True)
        ),
        unknown=unknown,
        outside=int(outside.sum()),
    )


def _any(labels: MarginLabels) -> Mask:
    found: Mask = labels.labels == ""
    found[:] = False
    for code in labels.outside:
        found |= labels.labels == code
    return found
