"""Modelled figures for areas withheld as imprecise: shown with their label, or refused.

A modelled figure borrows strength from a regression over areas (`fay_herriot`). It is never
offered for a confidential cell: from a shrunken value and its printed model anyone can solve for
the hidden direct figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special

from surveyapp.design.arrays import Column, Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.area_checks import Check, Limits, area_checks
from surveyapp.estimation.area_request import AreaRequest, refuse_city, refuse_request
from surveyapp.estimation.fay_herriot import FayHerriot, fay_herriot
from surveyapp.estimation.variance_function import SmoothedVariances, smooth_variances

Benchmark = Literal["difference", "ratio"]
Bounds = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ModelledArea:
    """One modelled figure. `modelled` in every name of it that reaches a reader."""

    name: str
    value: float
    standard_error: float
    lower: float
    upper: float
    direct_weight: float
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class ModelledAreas:
    """The modelled figures asked for, and all that a reader needs to judge them.

    Attributes
    ----------
    areas : the areas asked for, in their given order.
    label : what every figure is called.
    benchmark, adjustment : how modelled figures were made to agree with the direct city figure,
        and by how much: added ("difference") or multiplied ("ratio").
    checks : the checks, all passed (else the whole is refused).
    coefficients : of the constant and each covariate, by name.
    """

    areas: tuple[ModelledArea, ...]
    level: float
    benchmark: Benchmark
    adjustment: float
    city: float
    checks: tuple[Check, ...]
    coefficients: Mapping[str, float]
    area_variance: float
    fitted_areas: int
    smoothed: SmoothedVariances
    label: str = "modelled"

    def statement(self) -> str:
        """The sentences that stand beside the figures wherever they are printed."""
        how = (
            f"{abs(self.adjustment):.4g} {'added to' if self.adjustment >= 0 else 'taken from'}"
            if self.benchmark == "difference"
            else f"a factor of {self.adjustment:.4f} on"
        )
        names = ", ".join(name for name in self.coefficients if name != "constant")
        return (
            f"These figures are modelled (Fay-Herriot area model, REML): each is a weighted mean "
            f"of the area's own answers and a regression on {names} over {self.fitted_areas} "
            f"areas. Sampling variances were smoothed. All modelled figures together, weighted by "
            f"population, give the direct city figure; this took {how} each. Intervals "
            f"({self.level:.0%}) rest on the model, not on the sample alone."
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per area."""
        return pd.DataFrame(
            [
                {
                    "area": area.name,
                    "label": self.label,
                    "value": area.value,
                    "standard_error": area.standard_error,
                    "lower": area.lower,
                    "upper": area.upper,
                    "direct_weight": area.direct_weight,
                    "n": area.n,
                }
                for area in self.areas
            ]
        )


def modelled_areas(
    names: Sequence[str],
    direct: Column,
    variances: Column,
    sizes: Column,
    covariates: Mapping[str, Column],
    *,
    imprecise: Column,
    confidential: Column,
    shares: Column,
    city: float,
    generator: np.random.Generator,
    benchmark: Benchmark = "difference",
    bounds: Bounds = None,
    level: float = 0.95,
    replicates: int = 1000,
    limits: Limits | None = None,
) -> ModelledAreas:
    """Modelled figures for the areas withheld as imprecise, or a refusal.

    Parameters
    ----------
    direct, variances, sizes : (m,) direct estimates, their variances from the design, and numbers
        of answers. NaN where an area has no answers: it then takes no part in the fit.
    covariates : (m,) columns that describe the areas, known without sampling error.
    imprecise : (m,) mask of the cells to be modelled.
    confidential : (m,) mask of cells whose direct figure must not be known. They take no part in
        the fit, are never returned, and enter the benchmark by their regression value only.
    shares : (m,) population share of each area, summing to 1.
    city : the direct city figure that all modelled figures must agree with.
    bounds : lowest and highest possible figure, such as (0, 1) for a share.
    generator : for the coverage check's `replicates` simulated data sets.

    The standard error is the root of the mean squared error of Datta and Lahiri (2000) plus the
    part that benchmarking adds, the variance of the adjustment (Steorts and Ghosh, 2013,
    theorem 1; for the ratio form to first order).

    Raises
    ------
    EstimationError under 15 areas, without a covariate that varies, for a cell that is
    confidential, when a single cell is confidential (city and model would give it back), when
    shares and city figure contradict the direct figures, or when a check fails.
    """
    given = AreaRequest.read(
        names, direct, variances, sizes, covariates, imprecise, confidential, shares
    )
    refuse_request(given)
    smoothed = smooth_variances(given.variances[given.fitted], given.sizes[given.fitted])
    psi = smoothed.values
    observed = given.direct[given.fitted]
    x = given.x[given.fitted]
    refuse_city(given, psi, city)
    fit = fay_herriot(observed, psi, x)
    shown = given.imprecise[given.fitted]
    checks = area_checks(
        fit,
        observed,
        psi,
        x,
        shown,
        level=level,
        replicates=replicates,
        limits=limits or Limits(),
        generator=generator,
    )
    _refuse_checks(checks)
    agreed, error, adjustment = _benchmarked(fit, given, psi, city, benchmark)
    _refuse_outside(given, agreed[shown], bounds)
    return ModelledAreas(
        areas=_shown(fit, given, agreed, np.sqrt(error), level, bounds),
        level=level,
        benchmark=benchmark,
        adjustment=adjustment,
        city=city,
        checks=checks,
        coefficients=dict(
            zip(("constant", *covariates), fit.coefficients[0].tolist(), strict=True)
        ),
        area_variance=float(fit.area_variance[0]),
        fitted_areas=len(observed),
        smoothed=smoothed,
    )


def _shown(
    fit: FayHerriot,
    given: AreaRequest,
    values: Floats,
    errors: Floats,
    level: float,
    bounds: Bounds,
) -> tuple[ModelledArea, ...]:
    """The areas asked for; intervals end where the figures must."""
    half = float(special.ndtri(0.5 + level / 2)) * errors
    low, high = bounds if bounds is not None else (-np.inf, np.inf)
    rows = np.flatnonzero(given.fitted)
    return tuple(
        ModelledArea(
            name=given.names[rows[i]],
            value=float(values[i]),
            standard_error=float(errors[i]),
            lower=float(max(values[i] - half[i], low)),
            upper=float(min(values[i] + half[i], high)),
            direct_weight=float(fit.direct_weight[0, i]),
            n=int(given.sizes[rows[i]]),
        )
        for i in np.flatnonzero(given.imprecise[given.fitted])
    )


def _refuse_checks(checks: tuple[Check, ...]) -> None:
    failed = [check for check in checks if not check.passed]
    if failed:
        raise EstimationError(
            Problem(
                f"Check failed: {check.name} is {check.value:.3f}, must be at least "
                f"{check.at_least:.3f} ({check.words}).",
                where="small areas",
                remedies=(
                    "Pool waves, so that areas can be shown directly.",
                    "Give a covariate that explains more of the difference between areas.",
                ),
                code="check-failed",
            )
            for check in failed
        )


def _refuse_outside(given: AreaRequest, values: Floats, bounds: Bounds) -> None:
    if bounds is None:
        return
    outside = (values < bounds[0]) | (values > bounds[1])
    if outside.any():
        where = np.zeros(len(given.names), dtype=np.bool_)
        where[np.flatnonzero(given.fitted & given.imprecise)[outside]] = True
        raise EstimationError(
            Problem(
                f"{int(outside.sum())} modelled figures lie outside {bounds[0]:g} to "
                f"{bounds[1]:g}: {given.listed(where)}.",
                where="small areas",
                remedies=(
                    "Model the logit of the shares.",
                    "Benchmark by ratio instead of by difference, or the other way round.",
                ),
                code="outside-bounds",
            )
        )


def _benchmarked(
    fit: FayHerriot, given: AreaRequest, psi: Floats, city: float, benchmark: Benchmark
) -> tuple[Floats, Floats, float]:
    """Figures that agree with the city's, their mean squared error, and the adjustment.

    The adjustment is linear in the regression residuals, with which the error of a best linear
    predictor is uncorrelated: its variance adds.
    """
    x = given.x[given.fitted]
    shares = given.shares[given.fitted]
    modelled, error = fit.modelled[0], fit.mean_squared_error[0]
    left_out = float(given.shares[~given.fitted] @ (given.x[~given.fitted] @ fit.coefficients[0]))
    total = float(shares @ modelled) + left_out
    loading = shares * (1 - fit.direct_weight[0])
    fitted_part = x.T @ loading
    spread = float(
        loading**2 @ (fit.area_variance[0] + psi)
        - fitted_part @ fit.coefficient_covariance[0] @ fitted_part
    )
    if benchmark == "difference":
        return modelled + (city - total), error + spread, city - total
    if total <= 0 or (modelled <= 0).any():
        raise EstimationError(
            Problem(
                "Ratio benchmarking needs figures above zero.",
                where="benchmark",
                remedies=("Benchmark by difference.",),
                code="ratio-of-zero",
            )
        )
    factor = city / total
    return modelled * factor, error * factor**2 + (modelled / total) ** 2 * spread, factor
