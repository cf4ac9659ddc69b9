"""Estimates: one number, or many with the covariance of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from surveyapp.design.arrays import Floats, Ints
from surveyapp.errors import EstimationError, Problem


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate, how sure it is, and by which rules.

    Attributes
    ----------
    value, standard_error : in the units of the item; the sampling standard deviation.
    degrees_of_freedom : of the t distribution behind the interval.
    n : respondents in the domain with an answer, unweighted.
    lower, upper, level, method : the interval, its level (0.95) and how it was made.
    design_effect : variance over that of a simple random sample, when asked for.
    kish_effective_n : (sum w)^2 / sum w^2 over the same respondents.
    n_effective : p(1-p)/SE^2, proportions only; never the same as Kish's.
    policies : the policy arguments in force, for the method note.
    """

    value: float
    standard_error: float
    degrees_of_freedom: float
    n: int
    lower: float
    upper: float
    level: float = 0.95
    method: str = "t"
    design_effect: float | None = None
    kish_effective_n: float | None = None
    n_effective: float | None = None
    policies: Mapping[str, Any] = field(default_factory=dict)

    @property
    def variance(self) -> float:
        """Standard error squared."""
        return self.standard_error**2

    def to_frame(self) -> pd.DataFrame:
        """The estimate as a table of one row."""
        return pd.DataFrame(
            {
                "value": [self.value],
                "standard_error": [self.standard_error],
                "degrees_of_freedom": [self.degrees_of_freedom],
                "n": [self.n],
                "lower": [self.lower],
                "upper": [self.upper],
                "level": [self.level],
                "method": [self.method],
            }
        )


@dataclass(frozen=True, eq=False)
class Estimates:
    """m estimates with the covariance of all of them.

    Attributes
    ----------
    names : one per estimate.
    values, covariance, degrees_of_freedom, n : (m,), (m, m), (m,), (m,).
    design_effects, kish_effective_n : (m,) or None.
    level : of the intervals.
    skipped : names asked for that nobody could answer, when the caller chose to go on.
    policies : the policy arguments in force.
    """

    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    degrees_of_freedom: Floats
    n: Ints
    level: float = 0.95
    method: str = "t"
    design_effects: Floats | None = None
    kish_effective_n: Floats | None = None
    skipped: tuple[str, ...] = ()
    policies: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def standard_errors(self) -> Floats:
        """(m,) square roots of the variances."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @cached_property
    def lower(self) -> Floats:
        """(m,) lower ends of the intervals."""
        return self.values - self._half_widths

    @cached_property
    def upper(self) -> Floats:
        """(m,) upper ends of the intervals."""
        return self.values + self._half_widths

    @cached_property
    def _half_widths(self) -> Floats:
        return half_width(self.level, self.degrees_of_freedom, self.standard_errors)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def index(self, name: str) -> int:
        """Where an estimate stands.

        Raises
        ------
        EstimationError when there is none of that name.
        """
        if name not in self._places:
            shown = ", ".join(self.names[:8]) + (" ..." if len(self.names) > 8 else "")
            reason = " Nobody in it answered." if name in self.skipped else ""
            raise EstimationError(
                Problem(
                    f"There is no estimate named {name!r}.{reason} There are: {shown}.",
                    where=name,
                    code="no-such-estimate",
                )
            )
        return self._places[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> Estimate:
        i = self.index(name)
        return Estimate(
            value=float(self.values[i]),
            standard_error=float(self.standard_errors[i]),
            degrees_of_freedom=float(self.degrees_of_freedom[i]),
            n=int(self.n[i]),
            lower=float(self.lower[i]),
            upper=float(self.upper[i]),
            level=self.level,
            method=self.method,
            design_effect=None if self.design_effects is None else float(self.design_effects[i]),
            kish_effective_n=(
                None if self.kish_effective_n is None else float(self.kish_effective_n[i])
            ),
            policies=self.policies,
        )

    def select(self, names: Sequence[str]) -> Estimates:
        """Some of the estimates, in the order asked for, with their covariance."""
        at = np.array([self.index(name) for name in names], dtype=np.int64)
        return Estimates(
            names=tuple(names),
            values=self.values[at],
            covariance=self.covariance[np.ix_(at, at)],
            degrees_of_freedom=self.degrees_of_freedom[at],
            n=self.n[at],
            level=self.level,
            method=self.method,
            design_effects=None if self.design_effects is None else self.design_effects[at],
            kish_effective_n=None if self.kish_effective_n is None else self.kish_effective_n[at],
            policies=self.policies,
        )

    def renamed(self, names: Sequence[str]) -> Estimates:
        """The same estimates under other names."""
        return replace(self, names=tuple(names))

    def to_frame(self) -> pd.DataFrame:
        """One row per estimate."""
        frame = pd.DataFrame(
            {
                "name": self.names,
                "value": self.values,
                "standard_error": self.standard_errors,
                "degrees_of_freedom": self.degrees_of_freedom,
                "n": self.n,
                "lower": self.lower,
                "upper": self.upper,
            }
        )
        if self.design_effects is not None:
            frame["design_effect"] = self.design_effects
        return frame


def t_quantile(level: float, degrees_of_freedom: Floats | float) -> Floats:
    """Two-sided quantile of the t distribution; normal where the degrees are infinite.

    Where no degrees of freedom are left (a domain with no more PSUs than strata) nothing bounds
    the value: the quantile is infinite, and so is the interval.

    Raises
    ------
    EstimationError when the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise EstimationError(
            Problem(f"The level {level} is not between 0 and 1.", where="level", code="level")
        )
    given = np.asarray(degrees_of_freedom, dtype=np.float64)
    quantile = stats.t.ppf(0.5 + level / 2, np.where(given > 0, given, 1.0))
    return np.asarray(np.where(given > 0, quantile, np.inf), dtype=np.float64)


def half_width(level: float, degrees_of_freedom: Floats | float, se: Floats | float) -> Floats:
    """Half the width of a t interval: 0 where the standard error is, infinite without degrees."""
    error = np.asarray(se, dtype=np.float64)
    quantile = t_quantile(level, degrees_of_freedom)
    return np.multiply(quantile, error, out=np.zeros(error.shape), where=error != 0)
