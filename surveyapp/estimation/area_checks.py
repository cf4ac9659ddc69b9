"""The printed checks that decide whether modelled areas may be shown at all.

A model always returns figures. These checks ask whether the figures deserve their intervals
(coverage), whether they still listen to the area's own answers (shrinkage), and whether model
and direct estimates tell one story (agreement). Brown, Chambers, Heady and Heasman (2001) give
the diagnostics; the limits are arguments, and are printed with the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from surveyapp.design.arrays import Floats, Mask
from surveyapp.estimation.fay_herriot import FayHerriot, fay_herriot


@dataclass(frozen=True, slots=True)
class Limits:
    """What the checks demand.

    Attributes
    ----------
    coverage_shortfall : the mean coverage of the intervals may fall this far below the level.
    worst_area_shortfall : and that of the worst area this far.
    smallest_direct_weight : every shown area keeps at least this share of its direct estimate.
    typical_direct_weight : and the median area this share.
    smallest_p : of the agreement and prediction tests.
    """

    coverage_shortfall: float = 0.03
    worst_area_shortfall: float = 0.10
    smallest_direct_weight: float = 0.05
    typical_direct_weight: float = 0.10
    smallest_p: float = 0.01


@dataclass(frozen=True, slots=True)
class Check:
    """One printed check: what was measured, what it had to reach, and whether it did."""

    name: str
    value: float
    at_least: float
    words: str

    @property
    def passed(self) -> bool:
        """True when the value reaches its limit; a value that is not a number does not."""
        return bool(self.value >= self.at_least)


def area_checks(
    fit: FayHerriot,
    direct: Floats,
    variances: Floats,
    covariates: Floats,
    shown: Mask,
    *,
    level: float,
    replicates: int,
    limits: Limits,
    generator: np.random.Generator,
) -> tuple[Check, ...]:
    """All checks of a fitted model over m areas, of which the mask `shown` is to be printed."""
    coverage = simulated_coverage(
        fit, variances, covariates, level=level, replicates=replicates, generator=generator
    )
    weight = fit.direct_weight[0]
    return (
        Check(
            "coverage of the intervals, all areas",
            float(coverage.mean()),
            level - limits.coverage_shortfall,
            "share of simulated truths inside their interval, when the model holds",
        ),
        Check(
            "coverage of the intervals, worst area shown",
            float(coverage[shown].min()),
            level - limits.worst_area_shortfall,
            "the same, for the area where it is lowest",
        ),
        Check(
            "smallest weight of a direct estimate shown",
            float(weight[shown].min()),
            limits.smallest_direct_weight,
            "share of the area's own answers in its modelled figure; at 0 it is the regression",
        ),
        Check(
            "typical weight of a direct estimate",
            float(np.median(weight)),
            limits.typical_direct_weight,
            "the same, for the median area",
        ),
        Check(
            "agreement with the direct estimates (p)",
            agreement(fit, direct, variances),
            limits.smallest_p,
            "chance of direct and modelled figures lying so far apart, when the model holds",
        ),
        Check(
            "prediction of areas left out (p)",
            left_out_prediction(fit, direct, variances, covariates, level=level),
            limits.smallest_p,
            "chance of so few areas being foreseen by a model fitted without them",
        ),
    )


def simulated_coverage(
    fit: FayHerriot,
    variances: Floats,
    covariates: Floats,
    *,
    level: float,
    replicates: int,
    generator: np.random.Generator,
) -> Floats:
    """(m,) share of R simulated truths inside the interval of the model refitted to their data.

    Truths and direct estimates are drawn from the fitted model (parametric bootstrap, Butar and
    Lahiri, 2003); A is estimated anew each time, so its uncertainty counts.
    """
    shape = (replicates, len(variances))
    truth = fit.synthetic[0] + np.sqrt(fit.area_variance[0]) * generator.standard_normal(shape)
    drawn = truth + np.sqrt(variances) * generator.standard_normal(shape)
    again = fay_herriot(drawn, variances, covariates)
    half = special.ndtri(0.5 + level / 2) * np.sqrt(again.mean_squared_error)
    covered: Floats = (np.abs(again.modelled - truth) <= half).mean(axis=0)
    return covered


def agreement(fit: FayHerriot, direct: Floats, variances: Floats) -> float:
    """p-value of sum of (direct - modelled)^2 / var(direct - modelled), chi-square on m - p.

    direct - modelled = (1 - gamma)(direct - x'b), so that the sum is that of the squared
    standardized residuals of the regression, which has m - p degrees of freedom.
    """
    total = fit.area_variance[0] + variances
    statistic = float(((direct - fit.synthetic[0]) ** 2 / total).sum())
    return float(special.chdtrc(len(direct) - fit.coefficients.shape[1], statistic))


def left_out_prediction(
    fit: FayHerriot, direct: Floats, variances: Floats, covariates: Floats, *, level: float
) -> float:
    """Binomial p-value of the number of direct estimates inside leave-one-out intervals.

    Area i is foreseen from the regression without it: x'b(-i) with variance A + psi +
    x'(X'V^-1 X)^-1(-i) x, A as fitted to all (its change is of smaller order).
    """
    total = fit.area_variance[0] + variances
    leverage = np.einsum("mp,pq,mq->m", covariates, fit.coefficient_covariance[0], covariates)
    ratio = np.minimum(leverage / total, 1 - 1e-12)
    standardized = (direct - fit.synthetic[0]) / np.sqrt(total * (1 - ratio))
    inside = int((np.abs(standardized) <= special.ndtri(0.5 + level / 2)).sum())
    return float(special.bdtr(inside, len(direct), level))
