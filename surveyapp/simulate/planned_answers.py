"""Answers to a planned sample: blocks with rotation, who answers, leanings that agree in blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import optimize, special

from surveyapp.design.arrays import Floats, Ints
from surveyapp.simulate.sample_plan import SamplePlan

HALF = 0.5


@dataclass(frozen=True, slots=True)
class PlannedSample:
    """The respondents of all waves of one replicate.

    Attributes
    ----------
    area, wave, block : (n,) of each respondent; blocks keep their number over waves.
    weight : (n,) varying as the plan says, and summing to the adults of each area and wave.
    """

    area: Ints
    wave: Ints
    block: Ints
    weight: Floats


def draw_sample(plan: SamplePlan, letters: Ints, generator: Generator) -> PlannedSample:
    """Blocks with rotation, letters shared among them, and who answers."""
    parts: list[tuple[Ints, Ints]] = []
    first = 0
    for a, sent in enumerate(letters.tolist()):
        count = min(plan.blocks, sent) if plan.blocks else sent
        blocks, first = _blocks_by_wave(plan, count, first, generator)
        mailed = np.full(count, sent // count) + (np.arange(count) < sent % count)
        answered = generator.binomial(mailed, plan.response_rates[a], (plan.waves, count))
        answered[np.arange(plan.waves), answered.argmax(axis=1)] += answered.sum(axis=1) == 0
        rows = np.repeat(blocks.ravel(), answered.ravel())
        cells = np.repeat(a * plan.waves + np.arange(plan.waves), answered.sum(axis=1))
        parts.append((cells, rows))
    cell = np.concatenate([one[0] for one in parts])
    spread = np.sqrt(np.log(plan.weighting_effect))
    weight = np.exp(spread * generator.standard_normal(len(cell)))
    total = np.bincount(cell, weight)
    area, wave = np.divmod(cell, plan.waves)
    block = np.concatenate([one[1] for one in parts])
    return PlannedSample(area, wave, block, weight * plan.adults[area] / total[cell])


def _blocks_by_wave(
    plan: SamplePlan, count: int, first: int, generator: Generator
) -> tuple[Ints, int]:
    """(W, count) numbers of the blocks visited, new ones from `first` on, and the next free one."""
    kept = plan.overlap if plan.blocks else 0.0
    fresh = generator.random((plan.waves, count)) >= kept
    fresh[0] = True
    new = first + np.cumsum(fresh.ravel()).reshape(fresh.shape) - 1
    blocks = np.where(fresh, new, 0)
    return np.maximum.accumulate(blocks, axis=0), first + int(fresh.sum())


def draw_leanings(plan: SamplePlan, sample: PlannedSample, generator: Generator) -> Floats:
    """(n, I) standard normal leanings that agree within blocks, and half between indicators."""
    correlation = latent_correlation(plan.intraclass if plan.blocks else 0.0, plan.share)
    size = plan.indicators

    def half_common(rows: int) -> Floats:
        own = generator.standard_normal((rows, size))
        if size == 1:
            return own
        return np.asarray(np.sqrt(HALF) * (own + generator.standard_normal((rows, 1))))

    of_block = half_common(int(sample.block.max()) + 1)[sample.block]
    own = half_common(len(sample.block))
    return np.asarray(np.sqrt(correlation) * of_block + np.sqrt(1 - correlation) * own)


def latent_correlation(intraclass: float, share: float) -> float:
    """Correlation of two normal leanings whose answers (below a threshold) correlate as wanted.

    P(both yes) = E[Phi((t - sqrt(r) x) / sqrt(1 - r))^2] over standard normal x, by Gauss-Hermite
    quadrature; it must be share^2 + intraclass * share * (1 - share).
    """
    if intraclass <= 0:
        return 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    threshold = special.ndtri(share)
    wanted = share**2 + intraclass * share * (1 - share)

    def excess(r: float) -> float:
        inner = special.ndtr((threshold - np.sqrt(r) * nodes) / np.sqrt(1 - r))
        return float(weights @ inner**2 - wanted)

    return float(optimize.brentq(excess, 0.0, 0.999))
