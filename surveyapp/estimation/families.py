"""The three families of regression: how a mean follows from its predictor, and how it varies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem

FamilyName = Literal["gaussian", "logistic", "poisson"]


@dataclass(frozen=True, slots=True)
class Family:
    """A quasi-likelihood family with its canonical link.

    Attributes
    ----------
    mean : predictor -> mean.
    variance : mean -> variance; for a canonical link also the slope of the mean.
    deviance : (y, mean) -> (n,) contributions, before weights.
    start : (y, weights) -> means safely inside the range.
    """

    name: FamilyName
    mean: Callable[[Floats], Floats]
    predictor: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]
    deviance: Callable[[Floats, Floats], Floats]
    start: Callable[[Floats, Floats], Floats]


def family(name: FamilyName) -> Family:
    """The family of that name.

    Raises
    ------
    EstimationError when there is none.
    """
    if name not in _FAMILIES:
        raise EstimationError(
            Problem(
                f"There is no family {name!r}.",
                where="family",
                remedies=(f"Choose one of {', '.join(_FAMILIES)}.",),
                code="family",
            )
        )
    return _FAMILIES[name]


def refuse_impossible(y: Floats, name: FamilyName) -> None:
    """Refuse responses outside the range of the family.

    Raises
    ------
    EstimationError saying how many.
    """
    bad = {
        "gaussian": np.zeros(len(y), dtype=np.bool_),
        "logistic": (y < 0) | (y > 1),
        "poisson": y < 0,
    }[name]
    if bad.any():
        wanted = "between 0 and 1" if name == "logistic" else "zero or more"
        raise EstimationError(
            Problem(
                f"{int(bad.sum()):,} of {len(y):,} responses are not {wanted}.",
                where="y",
                remedies=(f"Code the response of a {name} regression {wanted}.",),
                code="response-range",
            )
        )


def _binomial_deviance(y: Floats, mu: Floats) -> Floats:
    return np.asarray(2 * (special.xlogy(y, y) - special.xlogy(y, mu) + _rest(y, mu)))


def _rest(y: Floats, mu: Floats) -> Floats:
    return np.asarray(special.xlog1py(1 - y, -y) - special.xlog1py(1 - y, -mu))


def _poisson_deviance(y: Floats, mu: Floats) -> Floats:
    return np.asarray(2 * (special.xlogy(y, y) - special.xlogy(y, mu) - (y - mu)))


_FAMILIES: dict[FamilyName, Family] = {
    "gaussian": Family(
        name="gaussian",
        mean=lambda eta: eta,
        predictor=lambda mu: mu,
        variance=lambda mu: np.ones_like(mu),
        deviance=lambda y, mu: np.asarray((y - mu) ** 2),
        start=lambda y, w: y,
    ),
    "logistic": Family(
        name="logistic",
        mean=lambda eta: np.asarray(special.expit(eta)),
        predictor=lambda mu: np.asarray(special.logit(mu)),
        variance=lambda mu: np.asarray(mu * (1 - mu)),
        deviance=_binomial_deviance,
        start=lambda y, w: np.asarray((w * y + 0.5) / (w + 1)),
    ),
    "poisson": Family(
        name="poisson",
        mean=lambda eta: np.asarray(np.exp(eta)),
        predictor=lambda mu: np.asarray(np.log(mu)),
        variance=lambda mu: mu,
        deviance=_poisson_deviance,
        start=lambda y, w: np.asarray(y + 0.1),
    ),
}
