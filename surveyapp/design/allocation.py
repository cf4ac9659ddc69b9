"""How many to sample where: a total divided over strata, within what each can give."""

from __future__ import annotations

import numpy as np

from surveyapp.design.arrays import Floats, Ints
from surveyapp.errors import DesignError, Problem


def proportional_allocation(
    total: int, sizes: Floats, *, smallest: int = 2, largest: Floats | None = None
) -> Ints:
    """(H,) sample sizes proportional to the strata's sizes N: every resident the same chance."""
    return divide(total, sizes, smallest=smallest, largest=largest)


def neyman_allocation(
    total: int,
    sizes: Floats,
    spreads: Floats,
    *,
    costs: Floats | None = None,
    smallest: int = 2,
    largest: Floats | None = None,
) -> Ints:
    """(H,) sample sizes that make the variance of the whole smallest: n ~ N S / sqrt(cost).

    Parameters
    ----------
    sizes, spreads : (H,) residents N and standard deviations S of the item; for a share p,
        sqrt(p(1-p)). Multiply S by the root of the design effect over the response rate when
        these differ between strata.
    costs : (H,) of one sampled unit; equal when not given.

    Neyman (1934, Journal of the Royal Statistical Society 97); with costs Cochran (1977, 5.5).
    """
    need = sizes * spreads / (1.0 if costs is None else np.sqrt(costs))
    return divide(total, need, smallest=smallest, largest=largest)


def power_allocation(
    total: int,
    importance: Floats,
    spreads: Floats,
    *,
    power: float = 0.5,
    means: Floats | None = None,
    smallest: int = 2,
    largest: Floats | None = None,
) -> Ints:
    """(H,) sample sizes between good figures for the whole (power 1) and for each stratum (0).

    Minimizes sum of (X^q CV(stratum))^2, which gives n ~ X^q S / mean (Bankier, 1988, The
    American Statistician 42).

    Parameters
    ----------
    importance : (H,) X, what makes a stratum matter: its residents, say.
    power : q between 0 (equal precision in each stratum) and 1.
    means : (H,) of the item, when relative precision is wanted; absolute when not given.
    """
    if not 0 <= power <= 1:
        raise DesignError(
            Problem(
                f"The power is {power:g}.",
                where="power",
                remedies=("Choose it between 0 (neighborhoods alike) and 1 (the city first).",),
                code="power",
            )
        )
    need = importance**power * spreads / (1.0 if means is None else means)
    return divide(total, need, smallest=smallest, largest=largest)


def divide(total: int, need: Floats, *, smallest: int = 2, largest: Floats | None = None) -> Ints:
    """(H,) whole numbers near proportional to need, within their limits, that sum to total.

    With n = min(max(f * need, smallest), largest) there is one factor f at which the sum is the
    total; this is the optimum under the limits (Stenger and Gabler, 2005). What rounding leaves
    over goes to the largest remainders.

    Raises
    ------
    DesignError when a need is not above zero or the limits exclude the total.
    """
    wanted = np.asarray(need, dtype=np.float64)
    low = np.full(len(wanted), float(smallest))
    high = np.full(len(wanted), np.inf) if largest is None else np.floor(largest)
    _refuse(total, wanted, low, high)
    exact = np.clip(_factor(total, wanted, low, high) * wanted, low, high)
    sizes = np.floor(exact + 1e-9)
    room = sizes + 1 <= high
    order = np.lexsort((-wanted, -(exact - sizes)))
    for stratum in order[room[order]][: total - int(sizes.sum())]:
        sizes[stratum] += 1
    return sizes.astype(np.int64)


def _factor(total: int, need: Floats, low: Floats, high: Floats) -> float:
    """The factor at which the limited sizes sum to the total, found by bisection."""
    lower, upper = 0.0, 1.0
    ceiling = np.where(np.isfinite(high), high, total + 1.0)
    while np.clip(upper * need, low, ceiling).sum() < total and upper < 1e300:
        upper *= 2
    for _ in range(2000):
        middle = 0.5 * (lower + upper)
        if middle in (lower, upper):
            break
        if np.clip(middle * need, low, ceiling).sum() < total:
            lower = middle
        else:
            upper = middle
    return upper


def _refuse(total: int, need: Floats, low: Floats, high: Floats) -> None:
    problems: list[Problem] = []
    bad = ~(np.isfinite(need) & (need > 0))
    if bad.any():
        problems.append(
            Problem(
                f"{int(bad.sum())} of {len(need)} strata have no size or no spread, first "
                f"stratum {int(bad.argmax())}.",
                where="strata",
                remedies=("Give each stratum residents and a share strictly between 0 and 1.",),
                code="no-need",
            )
        )
    tight = high < low
    if tight.any():
        problems.append(
            Problem(
                f"{int(tight.sum())} strata hold fewer than the smallest sample of {low[0]:g}.",
                where="largest",
                remedies=("Join small strata.", "Lower the smallest sample."),
                code="stratum-too-small",
            )
        )
    elif not low.sum() <= total <= high.sum():
        problems.append(
            Problem(
                f"A total of {total:,} does not lie between {low.sum():,.0f} (the smallest samples "
                f"together) and {high.sum():,.0f} (all there are).",
                where="total",
                remedies=("Change the total.", "Change the smallest sample of a stratum."),
                code="total-out-of-range",
            )
        )
    if problems:
        raise DesignError(problems)
