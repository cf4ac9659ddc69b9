"""Design effects: the variance over that of a simple random sample of the same size.

The reference is named, because a number without it means nothing: a simple random sample drawn
"with replacement" or "without replacement" (Kish, 1965, section 8.2).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from surveyapp.design.arrays import Floats, Ints
from surveyapp.errors import EstimationError, Problem
from surveyapp.weighting.matrices import Matrix
from surveyapp.weighting.weights import Weights

Reference = Literal["without replacement", "with replacement"]


def element_variances(values: Matrix, members: Matrix, weights: Weights) -> Floats:
    """(k,) variance of one element in each cell: sum(w*(y - mean)^2) / sum(w) * n/(n - 1).

    `values` and `members` are (n, k) sparse with the item's value and 1 inside the cell.
    """
    w = weights.final
    total = np.asarray(members.T @ w)
    centre = np.asarray(values.T @ w) / total
    apart = values - members * centre[None, :]
    n = np.asarray(members.T @ (w != 0)).astype(np.float64)
    spread = np.asarray((apart.power(2)).T @ w) / total
    return np.asarray(spread * n / np.maximum(n - 1, 1))


def reference_of_mean(spread: Floats, total: Floats, n: Ints, reference: Reference) -> Floats:
    """(k,) variance of the mean of a simple random sample of n from a population of `total`.

    Raises
    ------
    EstimationError without replacement when the weights add up to less than the sample.
    """
    if reference == "with replacement":
        return np.asarray(spread / n)
    short = total < n
    if short.any():
        raise EstimationError(
            Problem(
                f"The weights add up to {float(total[short][0]):,.4g}, fewer than the "
                f"{int(n[short][0]):,} respondents, so a sample without replacement is impossible.",
                where="design_effect",
                remedies=(
                    "Scale the weights to the population.",
                    "Say design_effect='with replacement'.",
                ),
                code="weights-below-sample",
            )
        )
    return np.asarray(spread / n * (total - n) / total)


def reference_of_total(spread: Floats, total: Floats, n: Ints, reference: Reference) -> Floats:
    """(k,) variance of a total under simple random sampling: N^2 times that of the mean."""
    return reference_of_mean(spread, total, n, reference) * total**2


def over_reference(covariance: Floats, plain: Floats) -> Floats:
    """(k,) variances over those of the reference; infinite for an item without any spread."""
    nothing = np.full(len(plain), np.inf)
    ratio: Floats = np.divide(np.diag(covariance), plain, out=nothing, where=plain > 0)
    return ratio
