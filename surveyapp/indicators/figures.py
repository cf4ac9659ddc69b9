"""The figures of indicators: value, error, interval and don't-know share in every domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveyapp.collection.frame import FRAME_RULES, FrameType
from surveyapp.design.arrays import LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.estimation.estimate import Estimate, Estimates
from surveyapp.estimation.means import means
from surveyapp.estimation.proportion_intervals import interval, n_effective
from surveyapp.indicators.domains import Domain, Domains
from surveyapp.indicators.results import Cell
from surveyapp.indicators.scoring import Scored
from surveyapp.weighting.weights import Weights

VALUE, DONT_KNOW = "value", "dont_know"
NOBODY = "nobody answered"
NOT_ASKED = "not asked in this wave"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What every estimate of one file needs.

    Attributes
    ----------
    frame : what may be said about its people.
    lonely_psu : what the variance does with a stratum that has one PSU.
    level : of every interval.
    """

    weights: Weights
    design: Design
    frame: FrameType = "probability"
    lonely_psu: LonelyPsu = "fail"
    level: float = 0.95

    def means(self, items: Mapping[str, np.ndarray], masks: Mapping[str, Mask]) -> Estimates:
        """Means of every item in every domain with all their covariances; empty ones skipped."""
        return means(
            items,
            self.weights,
            self.design,
            domains=masks,
            missing="drop",
            empty="skip",
            lonely_psu=self.lonely_psu,
            level=self.level,
            design_effect="with replacement",
        )


def figures(
    scored: Iterable[Scored], wanted: Sequence[Domain], domains: Domains, sample: Sample
) -> tuple[Cell, ...]:
    """One cell for each indicator and domain of one wave, before any is withheld.

    A domain in which nobody answered is withheld as confidential at once: there is no value. So
    is one in a wave that did not ask, such as one that chose another module; it says so.
    Shares of people carry the Korn-Graubard interval with the effective sample size capped at n;
    shares averaged over several questions, balances and means a t interval within the ends of
    the scale. An event has no interval, a census none by sampling.
    """
    masks = {d: m for d in wanted if (m := domains.mask(d)).any()}
    found = []
    for one in scored:
        items = one.indicator.items
        asked = {d: None for d in wanted if all(domains.asked(items, s) for s in d.waves)}
        cells = iter(
            _indicator(one, list(asked), {d: masks[d] for d in asked if d in masks}, sample)
        )
        found += [next(cells) if d in asked else _nobody(one, d, sample, NOT_ASKED) for d in wanted]
    return tuple(found)


def _indicator(
    scored: Scored, wanted: Sequence[Domain], masks: Mapping[Domain, Mask], sample: Sample
) -> list[Cell]:
    items = {VALUE: scored.values, DONT_KNOW: scored.dont_know}
    named = {domain.name: mask for domain, mask in masks.items()}
    asked = ~np.isnan(scored.dont_know)
    if not any((mask & asked).any() for mask in named.values()):
        return [_nobody(scored, domain, sample) for domain in wanted]
    found = sample.means(items, named)
    return [
        _cell(scored, domain, found, sample)
        if f"{VALUE}|{domain.name}" in found
        else _nobody(scored, domain, sample)
        for domain in wanted
    ]


def _cell(scored: Scored, domain: Domain, found: Estimates, sample: Sample) -> Cell:
    estimate = found[f"{VALUE}|{domain.name}"]
    unsure = found[f"{DONT_KNOW}|{domain.name}"]
    lower, upper = limits(scored, estimate, sample.level)
    share = scored.is_proportion
    effect = estimate.design_effect
    cell = Cell(
        id=cell_id(scored.indicator.id, domain),
        indicator=scored.indicator.id,
        wave=domain.waves[-1],
        place=domain.place,
        group=domain.group,
        value=estimate.value,
        standard_error=estimate.standard_error,
        lower=lower,
        upper=upper,
        level=sample.level,
        n=estimate.n,
        kish_effective_n=estimate.kish_effective_n,
        n_effective=_share_size(estimate) if share else None,
        degrees_of_freedom=estimate.degrees_of_freedom,
        design_effect=effect if effect is not None and np.isfinite(effect) else None,
        dont_know_share=unsure.value,
    )
    return (
        cell
        if FRAME_RULES[sample.frame].uncertainty in ("design-based", "modelled")
        else (without_interval(cell))
    )


def limits(scored: Scored, estimate: Estimate, level: float) -> tuple[float | None, float | None]:
    """The interval in display units; none where no degree of freedom is left."""
    if estimate.degrees_of_freedom <= 0:
        return None, None
    if not scored.is_proportion:
        return max(estimate.lower, scored.lowest), min(estimate.upper, scored.highest)
    lower, upper = interval(
        _unit(estimate.value),
        estimate.standard_error / 100.0,
        method="beta",
        degrees_of_freedom=estimate.degrees_of_freedom,
        n=estimate.n,
        level=level,
        cap_effective_n=True,
    )
    return 100.0 * lower, 100.0 * upper


def without_interval(cell: Cell) -> Cell:
    """The cell of a frame in which sampling error has no meaning."""
    return replace(
        cell,
        standard_error=None,
        lower=None,
        upper=None,
        n_effective=None,
        degrees_of_freedom=None,
        design_effect=None,
    )


def cell_id(indicator: str, domain: Domain) -> str:
    """The name of a cell, the same in every file that carries it."""
    return f"{indicator}/{domain.name}"


def _share_size(estimate: Estimate) -> float:
    return n_effective(_unit(estimate.value), estimate.standard_error / 100.0, estimate.n)


def _unit(value: float) -> float:
    """Percent to a share, free of the last rounding error at its ends."""
    share = value / 100.0
    if share < 1e-12:
        return 0.0
    return 1.0 if share > 1.0 - 1e-12 else share


def _nobody(scored: Scored, domain: Domain, sample: Sample, reason: str = NOBODY) -> Cell:
    return Cell(
        id=cell_id(scored.indicator.id, domain),
        indicator=scored.indicator.id,
        wave=domain.waves[-1],
        place=domain.place,
        group=domain.group,
        level=sample.level,
        withheld="confidential",
        reason=reason,
    )
