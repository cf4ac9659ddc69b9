"""Tests of means: one against a value, or two groups against each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from surveyapp.design.arrays import Column, LonelyPsu, as_array, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import t_quantile
from surveyapp.estimation.listwise import Missing, level_codes, taking_part
from surveyapp.estimation.regression import Regression, regression
from surveyapp.weighting.weights import Weights

ROUNDING = 1e-14  # a standard error no larger than this share of the answers is none


@dataclass(frozen=True, slots=True)
class TTest:
    """A design-based t test.

    Attributes
    ----------
    estimate : the mean less the hypothesised value, or the second group's mean less the first's.
    groups : the two groups, in that order; empty for one sample.
    """

    estimate: float
    standard_error: float
    t: float
    degrees_of_freedom: float
    p: float
    lower: float
    upper: float
    level: float
    n: int
    groups: tuple[object, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The test as a table of one row."""
        names = ("estimate", "standard_error", "t", "degrees_of_freedom", "p", "lower", "upper")
        return pd.DataFrame({name: [getattr(self, name)] for name in names})


def one_sample(
    y: Column,
    weights: Weights,
    design: Design,
    *,
    value: float = 0.0,
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> TTest:
    """Test that the mean equals a value, on the design's degrees of freedom.

    Raises
    ------
    EstimationError as surveyapp.estimation.regression does, and when everybody gave one answer.
    """
    response = floats(y, "y", n=design.n, error=EstimationError) - value
    fitted = regression(
        response,
        np.ones((design.n, 1)),
        weights,
        design,
        names=("mean",),
        domain=domain,
        level=level,
        degrees_of_freedom=degrees_of_freedom,
        missing=missing,
        lonely_psu=lonely_psu,
        adjust_domain_lonely=adjust_domain_lonely,
        ultimate_cluster=ultimate_cluster,
    )
    return _of(fitted, 0, fitted.design_df, ())


def two_sample(
    y: Column,
    groups: Column,
    weights: Weights,
    design: Design,
    *,
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> TTest:
    """Test that two groups have the same mean, on the design's degrees of freedom less one.

    Parameters
    ----------
    groups : (n,) exactly two categories in the domain; the difference is second less first in
        sorted order.
    degrees_of_freedom : of the design, before one is taken off.

    Raises
    ------
    EstimationError
        For another number of groups, and as surveyapp.estimation.regression does.
    """
    values = floats(y, "y", n=design.n, error=EstimationError)
    columns = {"y": values, "groups": as_array(groups)}
    _, used = taking_part(columns, weights.final, domain=domain, missing=missing)
    codes, levels = level_codes(groups, used, "groups")
    refuse_other_than_two(levels)
    second = np.where(codes < 0, np.nan, codes)
    fitted = regression(
        values,
        np.column_stack([np.ones(design.n), second]),
        weights,
        design,
        names=("first group", "difference"),
        domain=domain,
        level=level,
        degrees_of_freedom=degrees_of_freedom,
        missing="drop",
        lonely_psu=lonely_psu,
        adjust_domain_lonely=adjust_domain_lonely,
        ultimate_cluster=ultimate_cluster,
    )
    return _of(fitted, 1, fitted.df_residual, levels)


def refuse_other_than_two(levels: tuple[object, ...]) -> None:
    """Refuse a comparison of anything but two groups.

    Raises
    ------
    EstimationError naming the groups found.
    """
    if len(levels) == 2:
        return
    shown = ", ".join(map(str, levels[:6])) + (" ..." if len(levels) > 6 else "")
    raise EstimationError(
        Problem(
            f"Two groups are needed, the domain has {len(levels)}: {shown}.",
            where="groups",
            remedies=(
                "Give a domain that holds two of them.",
                "Use kruskal_wallis or a regression for more than two.",
            ),
            code="two-groups",
        )
    )


def _of(fitted: Regression, at: int, df: float, groups: tuple[object, ...]) -> TTest:
    estimate = float(fitted.coefficients[at])
    standard_error = float(fitted.standard_errors[at])
    size = float(np.abs(fitted.y).max(initial=0.0))
    if standard_error <= ROUNDING * size:
        raise EstimationError(
            Problem(
                "The standard error is zero, so there is nothing to test.",
                where="y",
                remedies=("Look whether everybody gave the same answer.",),
                code="no-variance",
            )
        )
    half = float(t_quantile(fitted.level, df)) * standard_error
    t = estimate / standard_error
    return TTest(
        estimate=estimate,
        standard_error=standard_error,
        t=t,
        degrees_of_freedom=df,
        p=float(2 * stats.t.sf(abs(t), df)),
        lower=estimate - half,
        upper=estimate + half,
        level=fitted.level,
        n=fitted.n,
        groups=groups,
    )
