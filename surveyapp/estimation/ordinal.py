"""Ordinal logistic regression: one slope for every threshold of an ordered item."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import linalg, special, stats

from surveyapp.design.arrays import Column, Floats, Ints, LonelyPsu, Mask, as_array
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees, model_fit, variable_metric
from surveyapp.estimation.estimate import Estimates
from surveyapp.estimation.families import family
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, level_codes, refuse_many_levels, taking_part
from surveyapp.estimation.regression import columns
from surveyapp.estimation.replication import replicate_covariance
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.weighting.weights import Weights

Solver = Literal["newton", "variable metric"]

_ROUNDS = 100
MOST_LEVELS = 100  # steps of one ordered item


@dataclass(frozen=True, eq=False)
class OrdinalRegression:
    """A proportional-odds model: logit P(y <= level) = threshold - x'slope.

    Attributes
    ----------
    names : slopes first, then thresholds, named "lower|upper".
    coefficients, covariance : (p + q,), (p + q, p + q).
    dropped : names of columns that earlier ones determine.
    df_residual : degrees of freedom of the design less the number of slopes.
    deviance : minus twice the weighted log likelihood, weights averaging one over rows used.
    """

    names: tuple[str, ...]
    slopes: int
    levels: tuple[Any, ...]
    dropped: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    df_residual: float
    deviance: float
    n: int
    policies: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def standard_errors(self) -> Floats:
        """(p + q,) design-based standard errors."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @cached_property
    def p_values(self) -> Floats:
        """(p + q,) two-sided, on df_residual."""
        with np.errstate(divide="ignore"):
            t = np.abs(self.coefficients / self.standard_errors)
        return np.asarray(2 * stats.t.sf(t, self.df_residual))

    def estimates(self) -> Estimates:
        """The coefficients as estimates, for contrasts."""
        count = len(self.names)
        return Estimates(
            names=self.names,
            values=self.coefficients,
            covariance=self.covariance,
            degrees_of_freedom=np.full(count, float(self.df_residual)),
            n=np.full(count, self.n, dtype=np.int64),
            method="ordinal logistic",
            policies=self.policies,
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per slope and threshold."""
        return pd.DataFrame(
            {
                "name": self.names,
                "coefficient": self.coefficients,
                "standard_error": self.standard_errors,
                "p": self.p_values,
            }
        )


def ordinal_regression(
    y: Column,
    X: Floats | pd.DataFrame,
    weights: Weights,
    design: Design,
    *,
    names: Sequence[str] | None = None,
    levels: Sequence[Any] | None = None,
    domain: Column | None = None,
    degrees_of_freedom: float | None = None,
    solver: Solver = "newton",
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> OrdinalRegression:
    """Weighted proportional-odds regression (McCullagh, 1980, JRSS B 42).

    Maximises the weighted log likelihood; the covariance is that of the linearised scores,
    gradient times inverse Hessian, or of the model fitted anew for each replicate.

    Parameters
    ----------
    y : (n,) ordered categories, three or more in the domain.
    X : (n, p) columns without an intercept (the thresholds take its place).
    levels : the order of the categories; sorted if not given.
    solver : "newton" goes to the maximum; "variable metric" stops where R survey stops (its
        coefficients are right to about three digits more than are printed) and differences the
        gradient for the Hessian, as it does.

    Raises
    ------
    EstimationError
        For fewer than three categories, missing values under "refuse", a likelihood without a
        maximum, lonely PSUs under "fail".
    """
    table, labels = columns(X, names, design.n)
    given = {"y": as_array(y), "X": table}
    inside, used = taking_part(given, weights.final, domain=domain, missing=missing)
    codes, found_levels = _ordered(y, used, levels)
    prior = weights.final[used] / weights.final[used].mean()
    kept = model_fit.independent_columns(
        np.column_stack([np.ones(len(prior)), table[used]]), prior
    )[1:]
    model = _Model(table[used][:, kept], codes[used], len(found_levels))
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    size = float(weights.final[used].mean())
    theta, hessian_inverse = model.solve(prior * size, None, solver)
    if design.replicates is None:
        scores = np.zeros((design.n, len(theta)))
        scores[used] = model.gradient(theta, prior * size) @ hessian_inverse
        found = score_covariance(scores, design, weights, used, rules)
    else:
        found = replicate_covariance(
            lambda w: model.solve(w[used], theta, solver)[0], weights, design
        )
    reference = used if design.replicates is None else inside
    counted = degrees.degrees_of_freedom(design, weights, domain=reference)
    df = counted if degrees_of_freedom is None else degrees_of_freedom
    thresholds = tuple(f"{low}|{high}" for low, high in itertools.pairwise(found_levels))
    slopes = tuple(name for name, keep in zip(labels, kept, strict=True) if keep)
    return OrdinalRegression(
        names=slopes + thresholds,
        slopes=len(slopes),
        levels=found_levels,
        dropped=tuple(name for name, keep in zip(labels, kept, strict=True) if not keep),
        coefficients=theta,
        covariance=found,
        df_residual=df - len(slopes),
        deviance=-2 * model.log_likelihood(theta, prior),
        n=int(used.sum()),
        policies=recorded(rules, missing=missing),
    )


class _Model:
    """Likelihood of the codes; parameters are the slopes, then the q ascending thresholds."""

    def __init__(self, X: Floats, codes: Ints, count: int) -> None:
        self.X, self.codes, self.q = X, codes, count - 1
        self.p = X.shape[1]
        # (n, p + q) derivative of the predictor at the upper and at the lower threshold
        at = np.arange(self.q)[None, :]
        self.above = np.hstack([-X, (codes[:, None] == at).astype(np.float64)])
        self.below = np.hstack([-X, (codes[:, None] - 1 == at).astype(np.float64)])
        self.top = codes == self.q
        self.bottom = codes == 0

    def start(self, prior: Floats) -> Floats:
        """No slopes, and thresholds at the weighted shares."""
        shares = np.bincount(self.codes, weights=prior, minlength=self.q + 1) / prior.sum()
        return np.concatenate([np.zeros(self.p), special.logit(np.cumsum(shares)[:-1])])

    def _ends(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        upper = np.where(self.top, 1.0, special.expit(self.above @ theta))
        lower = np.where(self.bottom, 0.0, special.expit(self.below @ theta))
        return upper, lower, upper - lower

    def log_likelihood(self, theta: Floats, weights: Floats) -> float:
        share = self._ends(theta)[2]
        inside = weights != 0
        if not (share[inside] > 0).all():
            return -np.inf
        return float(weights[inside] @ np.log(share[inside]))

    def gradient(self, theta: Floats, weights: Floats) -> Floats:
        """(n, p + q) weighted scores."""
        upper, lower, share = self._ends(theta)
        first, second = upper * (1 - upper), lower * (1 - lower)
        factor = weights / share
        return np.asarray(
            (factor * first)[:, None] * self.above - (factor * second)[:, None] * self.below
        )

    def hessian(self, theta: Floats, weights: Floats) -> Floats:
        """Minus the matrix of second derivatives."""
        upper, lower, share = self._ends(theta)
        first, second = upper * (1 - upper), lower * (1 - lower)
        curve_up, curve_down = first * (1 - 2 * upper), second * (1 - 2 * lower)
        slope = first[:, None] * self.above - second[:, None] * self.below
        squared = slope.T @ ((weights / share**2)[:, None] * slope)
        bent = self.above.T @ ((weights * curve_up / share)[:, None] * self.above)
        bent -= self.below.T @ ((weights * curve_down / share)[:, None] * self.below)
        return np.asarray(squared - bent)

    def solve(self, weights: Floats, start: Floats | None, solver: Solver) -> tuple[Floats, Floats]:
        """Maximum and inverse Hessian."""
        if solver == "newton":
            return self._newton(weights, self.start(weights) if start is None else start)
        return self._variable_metric(weights, start)

    def _variable_metric(self, weights: Floats, start: Floats | None) -> tuple[Floats, Floats]:
        """Over the slopes, the first threshold and the logarithms of the threshold's gaps."""
        p = self.p

        def opened(gaps: Floats) -> Floats:
            with np.errstate(over="ignore"):  # a long step out of range is taken back
                return np.concatenate([gaps[:p], np.cumsum([gaps[p], *np.exp(gaps[p + 1 :])])])

        def jacobian(gaps: Floats) -> Floats:
            table = np.eye(len(gaps))
            steps = np.concatenate([[1.0], np.exp(gaps[p + 1 :])])
            table[p:, p:] = np.tril(np.ones((self.q, self.q))) * steps
            return table

        def value(gaps: Floats) -> float:
            theta = opened(gaps)
            return -self.log_likelihood(theta, weights) if np.isfinite(theta).all() else np.inf

        def slope(gaps: Floats) -> Floats:
            return np.asarray(-self.gradient(opened(gaps), weights).sum(axis=0) @ jacobian(gaps))

        first = self._rough_start(weights) if start is None else start
        gaps = np.concatenate([first[: p + 1], np.log(np.diff(first[p:]))])
        found = variable_metric.minimise(value, slope, gaps)
        turn = jacobian(found)
        inverse = linalg.pinvh(variable_metric.differenced_hessian(slope, found))
        return opened(found), np.asarray(turn @ inverse @ turn.T)

    def _rough_start(self, weights: Floats) -> Floats:
        """Slopes of the logistic regression at the middle threshold; thresholds spread evenly."""
        middle = (self.q + 1) // 2
        upper_half = (self.codes >= middle).astype(np.float64)
        X = np.column_stack([np.ones(len(upper_half)), self.X])
        beta = model_fit.fit(X, upper_half, weights / weights.mean(), family("logistic"))
        spacing = special.logit(np.arange(1, self.q + 1) / (self.q + 1)) / 1.7
        thresholds = -beta.coefficients[0] + spacing - spacing[middle - 1]
        return np.concatenate([beta.coefficients[1:], thresholds])

    def _newton(self, weights: Floats, theta: Floats) -> tuple[Floats, Floats]:
        """Newton steps, halved until the likelihood rises."""
        value = self.log_likelihood(theta, weights)
        for _ in range(_ROUNDS):
            try:
                factor = linalg.cho_factor(self.hessian(theta, weights))
            except linalg.LinAlgError as cause:
                raise EstimationError(_no_maximum()) from cause
            step = linalg.cho_solve(factor, self.gradient(theta, weights).sum(axis=0))
            moved = theta + step
            after = self.log_likelihood(moved, weights)
            while after < value - 1e-9 * (1 + abs(value)) or not np.isfinite(after):
                step = step / 2
                if np.max(np.abs(step)) < 1e-14:
                    raise EstimationError(_no_maximum())
                moved = theta + step
                after = self.log_likelihood(moved, weights)
            theta, value = moved, after
            if np.max(np.abs(step)) < 1e-10 * (1 + np.max(np.abs(theta))):
                inverse = linalg.cho_solve(factor, np.eye(len(theta)))
                return theta, np.asarray(inverse)
        raise EstimationError(_no_maximum())


def _ordered(y: Column, used: Mask, levels: Sequence[Any] | None) -> tuple[Ints, tuple[Any, ...]]:
    codes, found = level_codes(y, used, "y")
    refuse_many_levels("y", len(found), MOST_LEVELS)
    problems = []
    if levels is not None:
        absent = [str(level) for level in found if level not in levels]
        if absent:
            problems.append(
                Problem(
                    f"The domain holds answers that are not among the levels: {', '.join(absent)}.",
                    where="levels",
                    remedies=("Name every answer in its order.",),
                    code="levels",
                )
            )
        ordered = tuple(level for level in levels if level in found)
        place = np.array([ordered.index(level) if level in ordered else -1 for level in found])
        codes = np.where(codes >= 0, place[codes], -1)
        found = ordered
    if len(found) < 3:
        problems.append(
            Problem(
                f"An ordered item needs three answers or more in the domain, found {len(found)}.",
                where="y",
                remedies=("Use a logistic regression for two.", "Widen the domain."),
                code="too-few-levels",
            )
        )
    if problems:
        raise EstimationError(problems)
    return codes.astype(np.int64), found


def _no_maximum() -> Problem:
    return Problem(
        "The likelihood has no maximum: a column tells some answers apart perfectly.",
        where="X",
        remedies=("Merge rare answers.", "Leave out or merge categories of that column."),
        code="no-solution",
    )
