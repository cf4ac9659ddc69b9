"""Quantiles with intervals: Woodruff's, the score interval and that of the replicates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees, proportion_intervals, replication
from surveyapp.estimation.estimate import t_quantile
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, taking_part
from surveyapp.estimation.quantile_rules import QuantileRule, SortedSample
from surveyapp.estimation.quantile_rules import quantile as take
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.weighting.weights import Weights

QuantileInterval = Literal["mean", "beta", "xlogit", "asin", "score", "quantile"]


@dataclass(frozen=True, slots=True)
class Quantile:
    """One quantile; a limit is None where the sample has no value that far out.

    Attributes
    ----------
    probability : the share of the population at or below the value.
    standard_error : width of the interval over twice the t quantile; None with a limit missing.
    """

    probability: float
    value: float
    lower: float | None
    upper: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles of one item, the rules they follow and the rows behind them."""

    quantiles: tuple[Quantile, ...]
    degrees_of_freedom: float
    n: int
    level: float
    rule: QuantileRule
    interval_type: QuantileInterval
    policies: Mapping[str, Any] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """One row per quantile."""
        names = ("probability", "value", "lower", "upper", "standard_error")
        rows = {name: [getattr(one, name) for one in self.quantiles] for name in names}
        return pd.DataFrame(rows)


def quantiles(
    y: Column,
    weights: Weights,
    design: Design,
    probabilities: Sequence[float],
    *,
    interval_type: QuantileInterval = "mean",
    rule: QuantileRule = "math",
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    sample_size: int | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Quantiles:
    """Weighted quantiles of an item in a domain, each with an interval.

    Woodruff's interval turns the interval of the share at or below the quantile back into values;
    "mean", "beta", "xlogit" and "asin" name the interval of that share. "score" inverts the test
    of the share above a value, read off the unweighted distribution as R survey does. "quantile"
    takes the replicates' own quantiles (replicate designs only; not valid for the jackknife).

    Parameters
    ----------
    y : (n,) numbers, missing as NaN.
    probabilities : each between 0 and 1.
    rule : see surveyapp.estimation.quantile_rules.quantile.
    degrees_of_freedom : those of the rows used if not given.
    sample_size : n of the "beta" interval; the rows used if not given.

    Raises
    ------
    EstimationError
        For impossible probabilities, missing answers under "refuse", an empty domain, interval
        types that do not fit the design, lonely PSUs under "fail".

    References
    ----------
    Woodruff (1952) JASA 47; Francisco and Fuller (1991) Annals of Statistics 19.
    """
    values = floats(y, "y", n=design.n, error=EstimationError)
    _refuse_misfit(probabilities, interval_type, design)
    _, used = taking_part({"y": values}, weights.final, domain=domain, missing=missing)
    given = degrees_of_freedom
    df = degrees.degrees_of_freedom(design, weights, domain=used) if given is None else given
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    t = float(t_quantile(level, df))
    rows = int(used.sum()) if sample_size is None else sample_size
    asked = _Asked(values, weights, design, used, rules, rule, level, df, t, rows)
    found = tuple(asked.quantile(float(p), interval_type) for p in probabilities)
    policies = recorded(rules, rule=rule, interval_type=interval_type, missing=missing)
    return Quantiles(found, df, int(used.sum()), level, rule, interval_type, policies)


class _Asked:
    """One item in one domain, sorted once for all its quantiles."""

    def __init__(
        self,
        values: Floats,
        weights: Weights,
        design: Design,
        used: Mask,
        rules: Rules,
        rule: QuantileRule,
        level: float,
        df: float,
        t: float,
        rows: int,
    ) -> None:
        self.values, self.weights, self.design, self.used = values, weights, design, used
        self.rules, self.rule, self.level, self.df, self.t = rules, rule, level, df, t
        self.rows = rows
        self.sample = SortedSample.of(values[used], weights.final[used])

    def quantile(self, p: float, kind: QuantileInterval) -> Quantile:
        value = take(self.sample, p, self.rule)
        if kind == "score":
            lower, upper = self._scored(p)
        elif kind == "quantile":
            lower, upper = self._replicated(p, value)
        else:
            lower, upper = self._woodruff(value, kind)
        if lower is None or upper is None:
            return Quantile(p, value, lower, upper, None)
        return Quantile(p, value, lower, upper, (upper - lower) / (2 * self.t))

    def share(self, indicator: Mask) -> tuple[float, float]:
        """Weighted share of the rows used with the indicator, and its standard error."""
        weight = np.where(self.used, self.weights.final, 0.0)
        hit = (indicator & self.used).astype(np.float64)
        p = float(weight @ hit / weight.sum())
        if self.design.replicates is not None:
            _, table = replication.replicate_weights(self.weights, self.design)
            rule, inside = self.design.replicates, table[self.used]
            shares = (hit[self.used] @ inside) / inside.sum(axis=0)
            found = replication.combine(shares[:, None], rule, np.array([p]))
        else:
            scores = weight * (hit - p) / weight.sum()
            found = score_covariance(scores, self.design, self.weights, self.used, self.rules)
        return min(1.0, p), math.sqrt(max(float(found[0, 0]), 0.0))

    def _woodruff(self, value: float, kind: QuantileInterval) -> tuple[float | None, float | None]:
        p, standard_error = self.share(self.values <= value)
        if p >= 1.0:  # the largest value: its share has no standard error to go by
            low, high = (p, p) if kind == "mean" else (math.nan, math.nan)
        else:
            low, high = proportion_intervals.interval(
                p,
                standard_error,
                method=kind,  # type: ignore[arg-type]  # score and quantile went elsewhere
                degrees_of_freedom=self.df,
                n=self.rows,
                level=self.level,
            )
        lower = take(self.sample, low, self.rule) if low >= 0 else None
        upper = take(self.sample, high, self.rule) if high <= 1 else None
        return lower, upper

    def _scored(self, p: float) -> tuple[float | None, float | None]:
        ends: list[float | None] = []
        inside = np.sort(self.values[self.used])
        for limit in (self.t, -self.t):
            end = self._crossing(p, limit, np.unique(inside))
            if end is None:
                ends.append(None)
                continue
            below = float(np.mean(inside <= end))
            ends.append(take(self.sample, below, self.rule))
        return ends[0], ends[1]

    def _crossing(self, p: float, limit: float, values: Floats) -> float | None:
        """Where (share above theta - (1 - p)) / SE passes a limit; it falls as theta grows."""
        low, high = 0, len(values) - 2
        if high < low or self._excess(p, values[low], limit) < 0:
            return None
        if self._excess(p, values[high], limit) > 0:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._excess(p, values[middle], limit) > 0:
                low = middle
            else:
                high = middle
        left, right = (abs(self._excess(p, values[i], limit)) for i in (low, high))
        return float(values[low] if left < right else values[high])

    def _excess(self, p: float, theta: float, limit: float) -> float:
        above, standard_error = self.share(self.values > theta)
        return (above - (1 - p)) / standard_error - limit if standard_error else math.inf

    def _replicated(self, p: float, value: float) -> tuple[float, float]:
        rule, table = replication.replicate_weights(self.weights, self.design)
        inside = self.values[self.used]
        each = [
            take(SortedSample.of(inside, table[self.used, r]), p, self.rule)
            for r in range(table.shape[1])
        ]
        found = replication.combine(np.array(each)[:, None], rule, np.array([value]))
        half = self.t * math.sqrt(float(found[0, 0]))
        return value - half, value + half


def _refuse_misfit(
    probabilities: Sequence[float], interval_type: QuantileInterval, design: Design
) -> None:
    problems = [
        Problem(
            f"A quantile needs a probability between 0 and 1, got {p}.",
            where="probabilities",
            code="probability",
        )
        for p in probabilities
        if not 0.0 <= p <= 1.0
    ]
    replicated = design.replicates is not None
    if interval_type == "quantile" and not replicated:
        problems.append(
            Problem(
                "The interval type 'quantile' needs replicate weights.",
                where="interval_type",
                remedies=("Use interval_type='mean'.", "Make bootstrap replicates first."),
                code="interval-type",
            )
        )
    if interval_type == "score" and replicated:
        problems.append(
            Problem(
                "The interval type 'score' needs a design with strata and PSUs.",
                where="interval_type",
                remedies=("Use interval_type='mean'.",),
                code="interval-type",
            )
        )
    if problems:
        raise EstimationError(problems)
