"""Does a categorical item follow given shares?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg, sparse

from surveyapp.design.arrays import Column, Floats, LonelyPsu, as_array
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, level_codes, refuse_many_levels, taking_part
from surveyapp.estimation.scored import score_covariance
from surveyapp.inference.chi_square_mixtures import Approximation, tail
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class GoodnessOfFit:
    """A test that a categorical item has given shares in the population.

    Attributes
    ----------
    statistic : sum((O - E)^2 / E) over the estimated totals.
    scale, df : the chi-square with the same two moments: statistic / scale on df.
    weights : of the sum of chi-squares that the statistic follows, largest first.
    """

    levels: tuple[Any, ...]
    shares: Floats
    expected: Floats
    statistic: float
    scale: float
    df: float
    p: float
    weights: Floats
    n: int

    def to_frame(self) -> pd.DataFrame:
        """One row per level."""
        columns = {"level": self.levels, "share": self.shares, "expected": self.expected}
        return pd.DataFrame(columns)


def goodness_of_fit(
    categories: Column,
    shares: Mapping[Any, float] | Sequence[float],
    weights: Weights,
    design: Design,
    *,
    domain: Column | None = None,
    approximation: Approximation = "exact",
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> GoodnessOfFit:
    """Test that the population has the given shares of each category.

    Parameters
    ----------
    categories : (n,) categories; None and NaN are missing.
    shares : share of each category by name, or in the sorted order of the categories; scaled to
        sum to one.
    approximation : "satterthwaite" compares statistic / scale with one chi-square.

    Raises
    ------
    EstimationError
        When categories and shares do not match, a share is not positive, and for missing values,
        empty domains and lonely PSUs.

    References
    ----------
    Rao and Scott (1981) JASA 76.
    """
    given = {"categories": as_array(categories)}
    _, used = taking_part(given, weights.final, domain=domain, missing=missing)
    codes, levels = level_codes(categories, used, "categories")
    refuse_many_levels("categories", len(levels))
    expected = _expected(shares, levels)
    rows = np.flatnonzero(used)
    shape = (design.n, len(levels))
    scores = sparse.csr_array((weights.final[rows], (rows, codes[rows])), shape=shape)
    totals = np.asarray(scores.sum(axis=0), dtype=np.float64)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    found = score_covariance(scores, design, weights, used, rules)
    whole = totals.sum()
    apart = totals - whole * expected
    root = np.sqrt(whole * expected)
    jacobian = (np.eye(len(levels)) - expected[:, None]) / root[:, None]
    jacobian -= (apart / (2 * whole * root))[:, None]
    each = np.maximum(linalg.eigvalsh(jacobian @ found @ jacobian.T)[::-1], 0.0)
    statistic = float(np.sum((apart / root) ** 2))
    squares = float(np.sum(each**2))
    return GoodnessOfFit(
        levels=levels,
        shares=totals / whole,
        expected=expected,
        statistic=statistic,
        scale=squares / float(each.sum()) if squares else 0.0,
        df=float(each.sum()) ** 2 / squares if squares else 0.0,
        p=tail(statistic, each, method=approximation),
        weights=each,
        n=int(used.sum()),
    )


def _expected(shares: Mapping[Any, float] | Sequence[float], levels: tuple[Any, ...]) -> Floats:
    problems = []
    if isinstance(shares, Mapping):
        absent = [str(level) for level in levels if level not in shares]
        extra = [str(level) for level in shares if level not in levels]
        if absent or extra:
            problems.append(_mismatch(absent, extra))
            raise EstimationError(problems)
        values = np.array([float(shares[level]) for level in levels])
    else:
        values = np.asarray(shares, dtype=np.float64)
    if len(values) != len(levels):
        problems.append(
            Problem(
                f"{len(values)} shares are given for {len(levels)} categories: "
                f"{', '.join(map(str, levels))}.",
                where="shares",
                remedies=("Give one share per category, by name.",),
                code="shares",
            )
        )
    if not (np.isfinite(values).all() and (values > 0).all()):
        problems.append(
            Problem(
                "Each share must be above zero.",
                where="shares",
                remedies=("Leave impossible categories out.",),
                code="shares",
            )
        )
    if problems:
        raise EstimationError(problems)
    return np.asarray(values / values.sum())


def _mismatch(absent: list[str], extra: list[str]) -> Problem:
    parts = []
    if absent:
        parts.append(f"no share is given for {', '.join(absent)}")
    if extra:
        parts.append(f"nobody in the domain is in {', '.join(extra)}")
    return Problem(
        f"The shares and the categories do not match: {'; '.join(parts)}.",
        where="shares",
        remedies=("Give a share for each category found.", "Merge categories."),
        code="shares",
    )
