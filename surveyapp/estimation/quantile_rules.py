"""What a weighted quantile is: nine rules of Hyndman and Fan (1996), and the school's.

Hyndman and Fan, The American Statistician 50; the weighted forms are those of R survey.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem

QuantileRule = Literal[
    "math", "school", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"
]


@dataclass(frozen=True, slots=True, eq=False)
class SortedSample:
    """A weighted sample in ascending order, without its rows of weight zero.

    Attributes
    ----------
    values, weights, running : (m,) values, their weights and the running sum of the weights.
    """

    values: Floats
    weights: Floats
    running: Floats

    @staticmethod
    def of(values: Floats, weights: Floats) -> SortedSample:
        """Sort a sample; ties stay in the order of the rows."""
        kept = weights != 0
        order = np.argsort(values[kept], kind="stable")
        ordered, weight = values[kept][order], weights[kept][order]
        return SortedSample(ordered, weight, _running(weight))

    def distinct(self) -> SortedSample:
        """The same with equal values put together."""
        values, first = np.unique(self.values, return_index=True)
        weights = np.add.reduceat(self.weights, first)
        return SortedSample(values, weights, _running(weights))


def quantile(sample: SortedSample, p: float, rule: QuantileRule) -> float:
    """The p-quantile of a weighted sample by a rule.

    "math" (= "hf1") is the smallest value at which the distribution function reaches p;
    "school" (= "hf2") takes the midpoint when it reaches p exactly; "hf3" the even one; "hf4" to
    "hf9" interpolate between the points that each rule gives to the ordered values.

    Raises
    ------
    EstimationError when the sample is empty or there is no such rule.
    """
    if not len(sample.values):
        raise EstimationError(Problem("There is no value to take a quantile of.", code="empty"))
    if rule not in get_args(QuantileRule):
        raise EstimationError(
            Problem(
                f"There is no quantile rule {rule!r}.",
                where="rule",
                remedies=(f"Choose one of {', '.join(get_args(QuantileRule))}.",),
                code="quantile-rule",
            )
        )
    if rule in ("math", "hf1", "school", "hf2", "hf3"):
        return _stepped(sample, p, rule)
    if len(sample.values) == 1:
        return float(sample.values[0])
    if rule == "hf4":
        low, high, below, above = _around(sample, p)
        share = below / (above + below) if high > low else 0.0
        values = sample.values
        return float(values[low] * (1 - share) + values[high] * share)
    return float(np.interp(p, _POSITIONS[rule](sample), sample.values))


def _stepped(sample: SortedSample, p: float, rule: QuantileRule) -> float:
    grouped = sample.distinct() if rule == "hf3" else sample
    low, high, below, _ = _around(grouped, p)
    values = grouped.values
    if below != 0:
        return float(values[high])
    if rule in ("math", "hf1"):
        return float(values[low])
    if rule == "hf3":
        return float(values[low] if (low + 1) % 2 == 0 else values[high])
    return float((values[low] + values[high]) / 2)


def _around(sample: SortedSample, p: float) -> tuple[int, int, float, float]:
    """Places on either side of p, and how far p is from each on the scale of probability."""
    whole = _whole(sample.weights)
    reached = np.flatnonzero(sample.running <= p * whole)
    low = int(reached[-1]) if len(reached) else 0
    high = min(low + 1, len(sample.values) - 1) if len(reached) else 0
    below = float(p - sample.running[low] / whole)
    return low, high, below, float(sample.running[high] / whole - p)


def _running(weights: Floats) -> Floats:
    # Extended precision, so that p * total meets a running sum exactly where it should.
    return np.cumsum(weights.astype(np.longdouble)).astype(np.float64)


def _whole(weights: Floats) -> float:
    return float(np.sum(weights.astype(np.longdouble)))


def _before(sample: SortedSample) -> Floats:
    return np.concatenate(([0.0], sample.running[:-1]))


def _between(sample: SortedSample, part: float, last: float) -> Floats:
    within = _before(sample) * (1 - part) + sample.running * part
    return np.asarray(within / (sample.running[-1] + sample.weights[-1] * last))


_POSITIONS: dict[str, Callable[[SortedSample], Floats]] = {
    "hf5": lambda s: np.asarray((s.running - s.weights / 2) / s.running[-1]),
    "hf6": lambda s: np.asarray(s.running / (s.running[-1] + s.weights[-1])),
    "hf7": lambda s: np.asarray(_before(s) / s.running[-2]),
    "hf8": lambda s: _between(s, 2 / 3, 1 / 3),
    "hf9": lambda s: _between(s, 5 / 8, 1 / 4),
}
