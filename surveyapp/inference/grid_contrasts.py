"""Thousands of contrasts of a grid's cells, tested together as families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import special

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import half_width
from surveyapp.estimation.grid import Grid
from surveyapp.inference.multiplicity import Method, adjust

FamilyOf = Literal["everything", "item"]
Freedom = Literal["smallest", "together"]


@dataclass(frozen=True, eq=False)
class GridContrasts:
    """C contrasts of each of k items.

    Attributes
    ----------
    values, standard_errors, p, p_adjusted : (k, C); p by the t distribution, two-sided.
    degrees_of_freedom : (C,).
    method, family : how p was adjusted, and over which tests: "everything" or each "item" apart.
    """

    items: tuple[str, ...]
    names: tuple[str, ...]
    values: Floats
    standard_errors: Floats
    degrees_of_freedom: Floats
    p: Floats
    p_adjusted: Floats
    method: Method
    family: FamilyOf
    level: float

    @property
    def half_widths(self) -> Floats:
        """(k, C) of the unadjusted t intervals."""
        return half_width(self.level, self.degrees_of_freedom[None, :], self.standard_errors)

    def to_frame(self) -> pd.DataFrame:
        """One row per item and contrast."""
        k, count = self.values.shape
        return pd.DataFrame(
            {
                "item": np.repeat(np.array(self.items, dtype=object), count),
                "name": list(self.names) * k,
                "value": self.values.ravel(),
                "standard_error": self.standard_errors.ravel(),
                "degrees_of_freedom": np.tile(self.degrees_of_freedom, k),
                "lower": (self.values - self.half_widths).ravel(),
                "upper": (self.values + self.half_widths).ravel(),
                "p": self.p.ravel(),
                "p_adjusted": self.p_adjusted.ravel(),
            }
        )


def grid_contrasts(
    grid: Grid,
    terms: Mapping[str, Mapping[Any, float]],
    *,
    method: Method = "holm",
    family: FamilyOf = "everything",
    degrees_of_freedom: Freedom = "smallest",
    level: float = 0.95,
) -> GridContrasts:
    """Test that each combination of domains is zero, for every item of a grid.

    PSUs that several domains share enter with their covariance, calibration included.

    Parameters
    ----------
    terms : by name of the contrast, the coefficient of each domain's label.
    family : the p-values that are adjusted together.
    degrees_of_freedom : the "smallest" of the domains used, as `contrast` takes them, or PSUs
        less strata of the domains taken "together".

    Raises
    ------
    EstimationError for a domain that the grid does not hold or that nobody answered.
    """
    if not terms:
        raise EstimationError(
            Problem(
                "No contrast was asked for.",
                where="terms",
                remedies=("Give at least one combination of domains.",),
                code="no-terms",
            )
        )
    wanted = grid.coefficients(tuple(terms.values()))
    values, errors, together = grid.combined(wanted)
    df = together if degrees_of_freedom == "together" else _smallest(grid, wanted)
    p = _two_sided(values, errors, df)
    adjusted = (
        adjust(p.ravel(), method).reshape(p.shape)
        if family == "everything"
        else np.stack([adjust(row, method) for row in p])
    )
    return GridContrasts(
        grid.items, tuple(terms), values, errors, df, p, adjusted, method, family, level
    )


def adjacent_terms(
    grid: Grid, waves: Sequence[Any], *, along: int = -1
) -> dict[str, dict[Any, float]]:
    """Later less earlier for every two waves that follow each other and hold the same domain.

    Parameters
    ----------
    waves : labels of the waves in order of time.
    along : which part of a domain's label is the wave; labels are tuples, or the wave itself.
    """
    order = {wave: place for place, wave in enumerate(waves)}
    found: dict[str, dict[Any, float]] = {}
    known = set(grid.domains)
    for label in grid.domains:
        parts = label if isinstance(label, tuple) else (label,)
        place = order.get(parts[along])
        if not place:
            continue
        at = along % len(parts)
        before: Any = (*parts[:at], waves[place - 1], *parts[at + 1 :])
        before = before if isinstance(label, tuple) else before[0]
        if before in known:
            rest = ", ".join(str(part) for i, part in enumerate(parts) if i != at)
            name = f"{rest + ': ' if rest else ''}{waves[place]} less {waves[place - 1]}"
            found[name] = {label: 1.0, before: -1.0}
    return found


def _smallest(grid: Grid, wanted: Any) -> Floats:
    """(C,) smallest degrees of freedom among the domains with a coefficient."""
    of_entry = grid.degrees_of_freedom[wanted.indices]
    starts = wanted.indptr[:-1]
    return np.asarray(np.minimum.reduceat(of_entry, starts), dtype=np.float64)


def _two_sided(values: Floats, errors: Floats, df: Floats) -> Floats:
    """Two-sided p by t; 1 without degrees of freedom; 0 or 1 where nothing varies."""
    still = np.where(values == 0, 0.0, np.inf)
    ratio = np.divide(np.abs(values), errors, out=still, where=errors > 0)
    p = 2 * special.stdtr(np.where(df > 0, df, 1.0), -ratio)
    return np.where(df > 0, p, 1.0)
