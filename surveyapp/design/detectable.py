"""What a planned sample can see: closed forms that come before any simulation.

They treat estimates as normal with a known design effect; `surveyapp.simulate.planning` runs the
real test on simulated answers and starts from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy import special

from surveyapp.design.arrays import Floats
from surveyapp.errors import DesignError, Problem


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """One neighborhood's sample in each wave.

    Attributes
    ----------
    answers : responses expected in a wave.
    psus : blocks drawn; answers themselves when nothing is clustered.
    share : the share of residents to be measured, 0 to 1.
    weighting_effect : 1 + CV^2 of the weights (Kish), at least 1.
    intraclass : correlation of the answers of two residents of one block.
    overlap : share of blocks kept from one wave to the next.
    weight : its share of the whole, when several places make up a city.
    """

    answers: float
    psus: float
    share: float
    weighting_effect: float = 1.0
    intraclass: float = 0.0
    overlap: float = 0.0
    weight: float = 1.0

    @property
    def design_effect(self) -> float:
        """Kish's product: weighting times clustering, the latter 1 + (b - 1) * intraclass."""
        per_psu = self.answers / self.psus
        return self.weighting_effect * (1 + max(per_psu - 1, 0.0) * self.intraclass)

    def wave_covariance(self, waves: int) -> Floats:
        """(W, W) covariance of the share's estimates in W waves.

        The part between blocks, p(1-p) * intraclass / blocks, is common to two waves as far as
        they share blocks: overlap ** (waves between them).
        """
        spread = self.share * (1 - self.share)
        lag = np.abs(np.subtract.outer(np.arange(waves), np.arange(waves)))
        common = spread * self.intraclass / self.psus * float(self.overlap) ** lag
        own = spread * self.design_effect / self.answers
        return np.where(lag == 0, own, common)

    def degrees_of_freedom(self, waves: int) -> float:
        """Blocks drawn over all waves, less one stratum."""
        return self.psus * (1 + (waves - 1) * (1 - self.overlap)) - 1

    def standard_error(self, coefficients: Floats) -> float:
        """Of a contrast with one coefficient per wave."""
        return float(np.sqrt(coefficients @ self.wave_covariance(len(coefficients)) @ coefficients))


def adjacent(waves: int = 2) -> Floats:
    """(W,) coefficients of the last wave less the one before."""
    return np.concatenate([np.zeros(waves - 2), [-1.0, 1.0]])


def pooled(each: int) -> Floats:
    """(2 * each,) coefficients of the mean of the last `each` waves less that of those before."""
    return np.repeat([-1.0, 1.0], each) / each


def trend(waves: int) -> Floats:
    """(W,) coefficients of the change over the whole span along the least-squares line."""
    time = np.arange(waves) - (waves - 1) / 2
    return np.asarray(time / (time @ time) * (waves - 1), dtype=np.float64)


def power_of_test(
    change: float, standard_error: float, df: float = np.inf, *, alpha: float = 0.05
) -> float:
    """Chance that a two-sided t test at alpha finds a true change, by the noncentral t."""
    ratio = abs(change) / standard_error
    if not np.isfinite(df):
        z = special.ndtri(1 - alpha / 2)
        return float(special.ndtr(ratio - z) + special.ndtr(-ratio - z))
    t = special.stdtrit(df, 1 - alpha / 2)
    missed, far = special.nctdtr(df, ratio, t), special.nctdtr(df, -ratio, t)
    # Where they underflow, scipy's tails are not a number: the first is then 0, the second 1.
    return float(2 - np.nan_to_num(missed, nan=0.0) - np.nan_to_num(far, nan=1.0))


def smallest_detectable_change(
    standard_error: float, df: float = np.inf, *, alpha: float = 0.05, power: float = 0.8
) -> float:
    """The smallest true change that a two-sided t test at alpha finds with the given power.

    In the units of the standard error. With many tests, alpha is that of the strictest step of
    the family (alpha / tests for Holm and Bonferroni).

    Raises
    ------
    DesignError when alpha and power do not lie between 0 and 1 with alpha under power, or no
    degrees of freedom are left.
    """
    if not (0 < alpha < power < 1) or not df > 0 or not standard_error >= 0:
        raise DesignError(
            Problem(
                f"No change can be worked out from alpha {alpha:g}, power {power:g}, "
                f"{df:g} degrees of freedom and a standard error of {standard_error:g}.",
                where="plan",
                remedies=(
                    "Choose 0 < alpha < power < 1.",
                    "Draw at least two blocks in each neighborhood.",
                ),
                code="bad-power",
            )
        )
    return _in_standard_errors(float(df), float(alpha), float(power)) * standard_error


@lru_cache(maxsize=1024)
def _in_standard_errors(df: float, alpha: float, power: float) -> float:
    """The same for a standard error of 1; a family asks it again and again."""
    low, high = 0.0, 4.0
    while power_of_test(high, 1.0, df, alpha=alpha) < power:
        high *= 2
    for _ in range(100):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if power_of_test(middle, 1.0, df, alpha=alpha) < power:
            low = middle
        else:
            high = middle
    return high


def answers_needed(
    change: float,
    places: Sequence[PlannedPlace],
    coefficients: Floats,
    *,
    alpha: float,
    power: float,
) -> float:
    """Answers a wave at which a contrast sees the change; blocks stay as they are.

    Parameters
    ----------
    places : one neighborhood, or several of one city with their shares of the whole given as
        `weight`; their answers grow in proportion.

    Infinite when the blocks alone, however many answers each gives, are too few to see it.
    """
    df = sum(place.degrees_of_freedom(1) for place in places)
    multiple = smallest_detectable_change(1.0, max(df, 1.0), alpha=alpha, power=power)
    now = sum(place.answers for place in places)

    def seen(answers: float) -> bool:
        grown = [replace(place, answers=place.answers * answers / now) for place in places]
        variance = sum((p.weight * p.standard_error(coefficients)) ** 2 for p in grown)
        return multiple * float(np.sqrt(variance)) <= change

    low, high = 1.0, 1e8
    if not seen(high):
        return float("inf")
    while high - low > 0.5:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if seen(middle) else (middle, high)
    return float(np.ceil(high))
