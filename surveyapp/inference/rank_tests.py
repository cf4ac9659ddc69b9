"""Rank tests under a survey design (Lumley and Scott, 2013, Biometrika 100)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import linalg, stats

from surveyapp.design.arrays import Column, Floats, LonelyPsu, as_array, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees, model_fit
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, level_codes, refuse_many_levels, taking_part
from surveyapp.estimation.scored import score_covariance
from surveyapp.weighting.weights import Weights

RankScore = Literal["wilcoxon", "vanderWaerden", "median", "KruskalWallis"]
Ties = Literal["middle", "mean of midpoints"]


@dataclass(frozen=True, slots=True, eq=False)
class RankTest:
    """A design-based rank test.

    Attributes
    ----------
    differences : (g - 1,) mean score of each group less that of the first.
    statistic : t with two groups, the Wald chi-square with more.
    df, denominator_df : groups less one; of the t or F distribution behind p.
    """

    test: RankScore
    groups: tuple[Any, ...]
    differences: Floats
    statistic: float
    df: int
    denominator_df: float
    p: float
    n: int

    def to_frame(self) -> pd.DataFrame:
        """The test as a table of one row."""
        names = ("test", "statistic", "df", "denominator_df", "p", "n")
        return pd.DataFrame({name: [getattr(self, name)] for name in names})


def rank_scores(values: Floats, weights: Floats, test: RankScore, ties: Ties = "middle") -> Floats:
    """Scores of the estimated population ranks.

    A value's rank is the weight below it plus half the weight at it, and the score a function of
    rank over total weight: itself (Wilcoxon, Kruskal-Wallis), its normal quantile (van der
    Waerden), or whether it passes one half (median). "mean of midpoints" gives tied rows the
    plain mean of the ranks they would have one after the other, as R survey does; with unequal
    weights that depends on the order of the rows.
    """
    order = np.argsort(values, kind="stable")
    ordered, weight = values[order], weights[order]
    middle = np.cumsum(weight) - weight / 2
    _, tied = np.unique(ordered, return_inverse=True)
    share = weight if ties == "middle" else np.ones_like(weight)
    mean_middle = np.bincount(tied, weights=share * middle) / np.bincount(tied, weights=share)
    ranks = np.empty_like(values)
    ranks[order] = mean_middle[tied]
    if test == "median":
        return np.asarray(ranks > weight.sum() / 2, dtype=np.float64)
    shares = ranks / weight.sum()
    return np.asarray(stats.norm.ppf(shares) if test == "vanderWaerden" else shares)


def rank_test(
    y: Column,
    groups: Column,
    weights: Weights,
    design: Design,
    *,
    test: RankScore = "wilcoxon",
    ties: Ties = "middle",
    domain: Column | None = None,
    degrees_of_freedom: float | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> RankTest:
    """Test that an item is distributed alike in all groups, by the mean scores of its ranks.

    Two groups give a t on the design's degrees of freedom less one; more give a Wald chi-square,
    compared with F on the design's degrees less those of the test.

    Parameters
    ----------
    y : (n,) ordered values; groups : (n,) categories, two or more in the domain.
    ties : see rank_scores.
    degrees_of_freedom : of the design; those of the rows used if not given.

    Raises
    ------
    EstimationError
        For fewer than two groups, missing values under "refuse", no degrees of freedom left,
        lonely PSUs under "fail".
    """
    values = floats(y, "y", n=design.n, error=EstimationError)
    columns = {"y": values, "groups": as_array(groups)}
    _, used = taking_part(columns, weights.final, domain=domain, missing=missing)
    codes, levels = level_codes(groups, used, "groups")
    if len(levels) < 2:
        raise EstimationError(_one_group(levels))
    refuse_many_levels("groups", len(levels), 500)
    weight = weights.final[used]
    scores = rank_scores(values[used], weight, test, ties)
    X = np.column_stack([np.ones(len(weight)), codes[used, None] == np.arange(1, len(levels))])
    beta, inverse = model_fit.least_squares(X, scores, weight)
    residual = scores - X @ beta
    if np.max(np.abs(residual)) < 1e-12:
        raise EstimationError(_no_variance())
    influence = np.zeros((design.n, len(levels)))
    influence[used] = (X * (weight * residual)[:, None]) @ inverse
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    found = score_covariance(influence[:, 1:], design, weights, used, rules)
    given = degrees_of_freedom
    df = degrees.degrees_of_freedom(design, weights, domain=used) if given is None else given
    return _of(test, levels, beta[1:], found, df - (len(levels) - 1), int(used.sum()))


def _of(
    test: RankScore,
    levels: tuple[Any, ...],
    differences: Floats,
    found: Floats,
    denominator: float,
    n: int,
) -> RankTest:
    df = len(levels) - 1
    if denominator <= 0:
        raise EstimationError(
            Problem(
                f"{len(levels)} groups leave {denominator:g} degrees of freedom.",
                where="groups",
                remedies=("Compare fewer groups.", "Widen the domain."),
                code="no-degrees-of-freedom",
            )
        )
    try:
        square = float(differences @ linalg.solve(found, differences, assume_a="sym"))
    except linalg.LinAlgError as cause:
        raise EstimationError(_no_variance()) from cause
    p = float(stats.f.sf(square / df, df, denominator))
    statistic = square
    if df == 1:
        statistic = float(np.copysign(np.sqrt(square), differences[0]))
        p = float(2 * stats.t.sf(abs(statistic), denominator))
    return RankTest(test, levels, differences, statistic, df, denominator, p, n)


def _no_variance() -> Problem:
    return Problem(
        "The mean scores have no variance under this design, so there is no test.",
        where="y",
        remedies=("Look whether everybody in a group gave the same answer.",),
        code="no-variance",
    )


def _one_group(levels: tuple[Any, ...]) -> Problem:
    return Problem(
        f"A rank test compares two groups or more; the domain has only {levels[0]!r}.",
        where="groups",
        remedies=("Widen the domain.",),
        code="one-group",
    )
