"""Means of many items in many domains in one pass over the rows, and contrasts of them.

The same numbers as `surveyapp.estimation.means.means`, calibration residuals included, where its
covariance of all cells would not fit in memory: 20 items in 600 domains are 12,000 cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from surveyapp.design.arrays import Column, Floats, Ints, LonelyPsu
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.cells import check_sample
from surveyapp.estimation.estimate import half_width
from surveyapp.estimation.grid_variance import GridPieces, Inside, PairSums, grid_pieces_of
from surveyapp.estimation.item_table import domain_codes, item_table
from surveyapp.estimation.kernel import Rules
from surveyapp.weighting.weights import Weights

ROUNDING = 1e-14  # differences no larger than this share of their terms are none


@dataclass(frozen=True, eq=False)
class Grid:
    """k items in D domains.

    Attributes
    ----------
    items, domains : names of the items and labels of the domains.
    values, standard_errors, n : (k, D); values are NaN only where `n` is 0, as `skipped` lists.
    degrees_of_freedom : (D,) PSUs less strata with members.
    skipped : (item, domain) pairs that nobody answered.
    pieces : what contrasts of the cells are made from.
    """

    items: tuple[str, ...]
    domains: tuple[Any, ...]
    values: Floats
    standard_errors: Floats
    n: Ints
    degrees_of_freedom: Floats
    level: float
    skipped: tuple[tuple[str, Any], ...]
    pieces: GridPieces
    policies: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def half_widths(self) -> Floats:
        """(k, D) of the t intervals."""
        return half_width(self.level, self.degrees_of_freedom[None, :], self.standard_errors)

    @property
    def lower(self) -> Floats:
        """(k, D) lower ends of the intervals."""
        return self.values - self.half_widths

    @property
    def upper(self) -> Floats:
        """(k, D) upper ends of the intervals."""
        return self.values + self.half_widths

    def place(self, domain: Any) -> int:
        """Where a domain stands.

        Raises
        ------
        EstimationError when there is none of that label.
        """
        if domain not in self._places:
            raise EstimationError(
                Problem(
                    f"There is no domain {domain!r} among the {len(self.domains):,}.",
                    where="domains",
                    remedies=("Use a label from the grid's `domains`.",),
                    code="no-such-domain",
                )
            )
        return self._places[domain]

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {label: place for place, label in enumerate(self.domains)}

    def coefficients(self, terms: Sequence[Mapping[Any, float]]) -> sparse.csr_array:
        """(C, D) coefficients from one mapping of domain label to coefficient per contrast."""
        columns = [self.place(domain) for one in terms for domain in one]
        data = [float(value) for one in terms for value in one.values()]
        at = np.concatenate([[0], np.cumsum([len(one) for one in terms])])
        return sparse.csr_array(
            (np.array(data), np.array(columns, dtype=np.int64), at),
            shape=(len(terms), len(self.domains)),
        )

    def combined(self, coefficients: sparse.csr_array) -> tuple[Floats, Floats, Floats]:
        """Linear combinations of the domains, item by item, with the covariance they really have.

        Parameters
        ----------
        coefficients : (C, D) one row per combination, such as `coefficients` makes.

        Returns (k, C) values, (k, C) standard errors, and (C,) degrees of freedom: PSUs less
        strata with members in any of the combination's domains.

        Raises
        ------
        EstimationError when a combination needs a cell that nobody answered.
        """
        wanted = sparse.csr_array(coefficients)
        self._refuse_skipped(wanted)
        known = np.where(self.n > 0, self.values, 0.0).T
        values = (wanted @ known).T
        values[np.abs(values) <= ROUNDING * (abs(wanted) @ np.abs(known)).T] = 0.0
        variance = self.pieces.combined(wanted)
        return values, np.sqrt(variance).T, self.pieces.degrees_of_freedom(wanted)

    def _refuse_skipped(self, wanted: sparse.csr_array) -> None:
        empty = (self.n == 0).any(axis=0)
        if empty[wanted.indices].any():
            lost = [str(self.domains[d]) for d in np.unique(wanted.indices) if empty[d]]
            raise EstimationError(
                Problem(
                    f"Nobody answered some item in {len(lost):,} domains of the combinations, "
                    f"first {lost[0]}.",
                    where="domains",
                    remedies=("Leave those domains out.", "Pool waves."),
                    code="empty-domain",
                )
            )

    def to_frame(self) -> pd.DataFrame:
        """One row per item and domain."""
        k, d = self.values.shape
        return pd.DataFrame(
            {
                "item": np.repeat(np.array(self.items, dtype=object), d),
                "domain": list(self.domains) * k,
                "value": self.values.ravel(),
                "standard_error": self.standard_errors.ravel(),
                "degrees_of_freedom": np.tile(self.degrees_of_freedom, k),
                "n": self.n.ravel(),
                "lower": self.lower.ravel(),
                "upper": self.upper.ravel(),
            }
        )


def domain_means(
    items: Mapping[str, Column] | pd.DataFrame,
    weights: Weights,
    design: Design,
    *,
    by: Mapping[str, Column] | Column,
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
    level: float = 0.95,
) -> Grid:
    """Weighted means of every item in every domain, with standard errors, in one pass.

    Each cell's variance is that of the linearised scores w*(y - mean)/sum(w) of the rows in the
    domain that answered, less what each calibration of the weights explains, over all PSUs.

    Parameters
    ----------
    items : (n,) columns by name; NaN is missing, item by item.
    by : a column whose levels are the domains, or several columns by name whose occurring
        combinations are (labels are then tuples). Rows without a level are in no domain.

    Raises
    ------
    EstimationError for lengths that differ, designs of joint probabilities or replicates (use
    `means`, or `surveyapp.estimation.factored_means`), lonely PSUs under "fail", or when no
    domain has a row that weighs something.
    """
    check_sample(weights, design)
    _refuse_design(design)
    table = item_table(items, design.n)
    codes, labels = domain_codes(by, design.n)
    inside = Inside.of(codes, weights, len(labels))
    n = inside.numbers(table)
    first = PairSums.of(design.stages[0], table, weights, inside)
    above, total = first.by_domain(len(labels))
    means = np.divide(above, total, out=np.full(above.shape, np.nan), where=total > 0)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    made = grid_pieces_of(table, weights, design, inside, first, rules)
    error = np.where(n > 0, np.sqrt(made.variances(len(labels))), np.nan)
    return Grid(
        items=table.names,
        domains=labels,
        values=means.T,
        standard_errors=error.T,
        n=n.T,
        degrees_of_freedom=made.own_degrees_of_freedom(len(labels)),
        level=level,
        skipped=tuple(
            (table.names[j], labels[d]) for d, j in zip(*np.nonzero(n == 0), strict=True)
        ),
        pieces=made,
        policies={
            "lonely_psu": lonely_psu,
            "adjust_domain_lonely": adjust_domain_lonely,
            "ultimate_cluster": ultimate_cluster,
            "missing": "drop",
            "level": level,
        },
    )


def _refuse_design(design: Design) -> None:
    if design.replicates is not None or design.pps is not None:
        raise EstimationError(
            Problem(
                "A grid needs a design of stages; this one has "
                + ("replicates." if design.replicates is not None else "joint probabilities."),
                where="design",
                remedies=(
                    "Use surveyapp.estimation.means.means.",
                    "Use surveyapp.estimation.factored_means for many replicates.",
                ),
                code="not-staged",
            )
        )
