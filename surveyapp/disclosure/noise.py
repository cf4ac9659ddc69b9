"""Noise for differentially private counts: how much there is, what it hides, what it costs.

A release is epsilon-differentially private when no one person's answers change the chance of any
outcome by more than a factor exp(epsilon) (Dwork and others, 2006). For counts, whole-number noise
with chances falling by ``q = exp(-1 / scale)`` a step to either side does it, the discrete Laplace
distribution (Ghosh, Roughgarden and Sundararajan, 2012), with ``scale = sensitivity / epsilon``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, exp, log

import numpy as np

from surveyapp.errors import DisclosureRefused, Problem

AddNoise = Callable[[Sequence[int], float], list[int]]
"""Counts and a scale -> the counts with discrete Laplace noise of that scale on each."""


def scale_for(epsilon: float, tables: int) -> float:
    """Scale of the noise when each person is counted once in each of some tables.

    One person moves `tables` counts by one each, so the sensitivity is their number.

    Raises
    ------
    DisclosureRefused for an epsilon that is not positive, or no table.
    """
    if not (epsilon > 0.0 and tables > 0):
        raise DisclosureRefused(
            Problem(
                f"Noise cannot be made for epsilon {epsilon} and {tables} tables.",
                remedies=("Give an epsilon above 0 and at least one table.",),
                code="epsilon",
            )
        )
    return tables / epsilon


def variance_of(scale: float) -> float:
    """Variance of the noise: ``2 q / (1 - q)^2`` with ``q = exp(-1 / scale)``."""
    q = exp(-1.0 / scale)
    return 2.0 * q / (1.0 - q) ** 2


def accuracy_of(scale: float, level: float = 0.95) -> int:
    """Fewest people m so that the noise is within -m and m with a chance of `level` or more.

    ``P(|X| > m) = 2 q^(m+1) / (1 + q)``.
    """
    q = exp(-1.0 / scale)
    exact = log((1.0 - level) * (1.0 + q) / 2.0) / log(q) - 1.0
    return max(0, ceil(exact - 1e-12))


def generated_noise(generator: np.random.Generator) -> AddNoise:
    """Noise by a given generator, for tests and trials: the difference of two geometric numbers.

    No release may use it: a generator of this kind can be guessed from what it gives.
    """

    def add(counts: Sequence[int], scale: float) -> list[int]:
        stop = 1.0 - exp(-1.0 / scale)
        up, down = (generator.geometric(stop, len(counts)) for _ in range(2))
        return [int(n + a - b) for n, a, b in zip(counts, up, down, strict=True)]

    return add


def refuse_overspent(
    asked: float, spent: Sequence[tuple[int, float]], budget: float, wave: str
) -> None:
    """Refuse a release that would spend more than is left of a wave's budget.

    Every release adds up: two of epsilon 1 promise what one of epsilon 2 does.

    Parameters
    ----------
    spent : number in the ledger and epsilon of each earlier release.
    """
    used = sum(epsilon for _, epsilon in spent)
    if used + asked <= budget + 1e-9:
        return
    left = max(0.0, budget - used)
    by = ", ".join(f"release {number} spent {epsilon:g}" for number, epsilon in spent)
    raise DisclosureRefused(
        Problem(
            f"This would spend {asked:g} of the wave's privacy budget of {budget:g}, of which "
            f"{left:g} is left ({by or 'nothing is spent'}). Noise of several releases averages "
            "out, so what is spent is never given back.",
            wave,
            (
                "Use a file that is out: surveyapp release private WAVE --again NUMBER --out FILE",
                *((f"Spend no more than {left:g}: --epsilon {left:g}",) if left > 1e-9 else ()),
                "Wait for the next wave, which has a budget of its own.",
            ),
            code="budget",
        )
    )
