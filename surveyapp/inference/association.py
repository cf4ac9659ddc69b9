"""Does the distribution of one categorical item depend on another, under a survey design?

The tests of Rao and Scott (1984, Annals of Statistics 12) and Koch, Freeman and Freeman (1975,
International Statistical Review 43) for two-way tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import linalg, sparse, stats

from surveyapp.design.arrays import Column, Floats, Ints, LonelyPsu, Mask, as_array
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import level_codes, refuse_many_levels, taking_part
from surveyapp.estimation.replication import replicate_covariance
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.inference.chi_square_mixtures import tail
from surveyapp.weighting.weights import Weights

AssociationStatistic = Literal["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"]


@dataclass(frozen=True, eq=False)
class Association:
    """A test of independence in a two-way table.

    Attributes
    ----------
    statistic : "F" Rao-Scott second order; "Chisq" first order; "Wald", "adjWald"; "lincom"
        Pearson's X^2 against its exact limiting distribution; "saddlepoint" the approximation.
    value : of the statistic: an F for "F", "Wald" and "adjWald", Pearson's X^2 for the others.
    numerator_df, denominator_df : of the reference distribution; infinity where it has no
        denominator; None where it is a mixture of chi-squares.
    row_levels, column_levels : in the order of the table.
    observed : (r, c) weighted table scaled to n_rows.
    shares : (r, c) estimated shares of the whole.
    design_effects : generalised design effects (eigenvalues), largest first; empty for Wald.
    n : rows with both answers; n_rows : rows of the domain.
    smallest_expected : smallest expected count; under 5 the approximations are doubtful.
    """

    statistic: AssociationStatistic
    value: float
    numerator_df: float | None
    denominator_df: float | None
    p: float
    row_levels: tuple[Any, ...]
    column_levels: tuple[Any, ...]
    observed: Floats
    shares: Floats
    design_effects: Floats
    n: int
    n_rows: int
    smallest_expected: float
    policies: Mapping[str, Any] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """The test as a table of one row."""
        return pd.DataFrame(
            {
                "statistic": [self.statistic],
                "value": [self.value],
                "numerator_df": [self.numerator_df],
                "denominator_df": [self.denominator_df],
                "p": [self.p],
                "n": [self.n],
            }
        )


def association(
    rows: Column,
    columns: Column,
    weights: Weights,
    design: Design,
    *,
    statistic: AssociationStatistic = "F",
    domain: Column | None = None,
    degrees_of_freedom: float | None = None,
    sample_size: int | None = None,
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Association:
    """Test whether two categorical items are independent in the population.

    Rows with either answer missing leave the table, as a domain does; the denominator degrees
    of freedom stay those of the whole domain.

    Parameters
    ----------
    rows, columns : (n,) categories of any type; None and NaN are missing.
    degrees_of_freedom : of the design; PSUs less strata of the domain if not given.
    sample_size : what the table is scaled to for X^2; rows of the domain if not given. F and p
        do not depend on it.

    Raises
    ------
    EstimationError
        When an item has fewer than two answers in the domain, too few degrees of freedom are
        left for a Wald test, or the variance of the table is singular.
    """
    table = _Table.of(rows, columns, weights, domain)
    n_rows = table.rows_in_domain if sample_size is None else sample_size
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    totals = score_covariance(table.scores(weights.final), design, weights, table.used, rules)
    counted = degrees.degrees_of_freedom
    given = degrees_of_freedom
    df = counted(design, weights, domain=table.inside) if given is None else given
    first: float | None
    second: float | None
    if statistic in ("Wald", "adjWald"):
        value, first, second, p = _wald(table, totals, df, adjusted=statistic == "adjWald")
        effects = np.empty(0)
    else:
        shares_covariance = _shares_covariance(table, totals, weights, design)
        effects = _generalised_effects(table, shares_covariance * n_rows)
        x2 = table.pearson() * n_rows
        replicated = design.replicates is not None
        value, first, second, p = _rao_scott(statistic, x2, effects, df, replicated)
    expected = np.outer(table.shares.sum(axis=1), table.shares.sum(axis=0)) * n_rows
    return Association(
        statistic=statistic,
        value=value,
        numerator_df=first,
        denominator_df=second,
        p=p,
        row_levels=table.row_levels,
        column_levels=table.column_levels,
        observed=table.shares * n_rows,
        shares=table.shares,
        design_effects=effects,
        n=int(table.used.sum()),
        n_rows=n_rows,
        smallest_expected=float(expected.min()),
        policies=recorded(rules, missing="drop"),
    )


@dataclass(frozen=True, eq=False)
class _Table:
    """Cell of each row used (row level fastest), and the weighted shares."""

    cells: Ints
    used: Mask
    inside: Mask
    row_levels: tuple[Any, ...]
    column_levels: tuple[Any, ...]
    totals: Floats
    rows_in_domain: int

    @staticmethod
    def of(rows: Column, columns: Column, weights: Weights, domain: Column | None) -> _Table:
        given = {"rows": as_array(rows), "columns": as_array(columns)}
        inside, used = taking_part(given, weights.final, domain=domain, missing="drop")
        row_codes, row_levels = level_codes(rows, used, "rows")
        column_codes, column_levels = level_codes(columns, used, "columns")
        _refuse_constant({"rows": row_levels, "columns": column_levels})
        refuse_many_levels("rows, columns", len(row_levels) * len(column_levels))
        cells = np.where(used, row_codes + len(row_levels) * column_codes, -1)
        count = len(row_levels) * len(column_levels)
        totals = np.zeros(count)
        np.add.at(totals, cells[used], weights.final[used])
        return _Table(cells, used, inside, row_levels, column_levels, totals, int(inside.sum()))

    @property
    def shares(self) -> Floats:
        """(r, c) estimated shares."""
        flat = self.totals / self.totals.sum()
        return np.asarray(flat.reshape(len(self.column_levels), len(self.row_levels)).T)

    def scores(self, final: Floats) -> sparse.csr_array:
        """(n, rc) weighted cell indicators."""
        rows = np.flatnonzero(self.used)
        shape = (len(final), len(self.totals))
        return sparse.csr_array((final[rows], (rows, self.cells[rows])), shape=shape)

    def pearson(self) -> float:
        """Pearson's X^2 of the shares, per respondent."""
        expected = np.outer(self.shares.sum(axis=1), self.shares.sum(axis=0))
        return float(np.sum((self.shares - expected) ** 2 / expected))


def _shares_covariance(table: _Table, totals: Floats, weights: Weights, design: Design) -> Floats:
    """(rc, rc) covariance of the cell shares, from that of the cell totals or the replicates."""
    if design.replicates is not None:
        cells, count = table.cells[table.used], len(table.totals)

        def shares(w: Floats) -> Floats:
            found = np.bincount(cells, weights=w[table.used], minlength=count)
            return np.asarray(found / found.sum())

        return replicate_covariance(shares, weights, design)
    whole = table.totals.sum()
    jacobian = (np.eye(len(table.totals)) - (table.totals / whole)[:, None]) / whole
    return np.asarray(jacobian @ totals @ jacobian.T)


def _generalised_effects(table: _Table, shares_covariance: Floats) -> Floats:
    """Generalised design effects, largest first, from n times the covariance of the shares."""
    contrasts = _interactions(len(table.row_levels), len(table.column_levels))
    flat = table.totals / table.totals.sum()
    inverse = np.divide(1.0, flat, out=np.zeros_like(flat), where=flat > 0)
    weighted = inverse[:, None] * contrasts
    designed = weighted.T @ shares_covariance @ weighted
    try:
        effects = linalg.eigh(designed, contrasts.T @ weighted, eigvals_only=True)
    except linalg.LinAlgError as cause:
        raise EstimationError(_singular()) from cause
    return np.asarray(effects[::-1], dtype=np.float64)


def _interactions(r: int, c: int) -> Floats:
    """(rc, (r-1)(c-1)) contrasts of a table orthogonal to its margins, row level fastest."""
    rows = np.eye(r)[:, 1:] - 1.0 / r
    columns = np.eye(c)[:, 1:] - 1.0 / c
    return np.asarray(np.kron(columns, rows))


def _rao_scott(
    statistic: AssociationStatistic,
    x2: float,
    effects: Floats,
    df: float,
    replicated: bool,
) -> tuple[float, float | None, float | None, float]:
    trace = float(effects.sum())
    if trace <= 0:
        raise EstimationError(_singular())
    matched = trace**2 / float(np.sum(effects**2))
    if statistic == "F":
        value = x2 / trace
        return value, matched, matched * df, float(stats.f.sf(value, matched, matched * df))
    if statistic == "Chisq":
        count = len(effects)
        return x2, float(count), np.inf, float(stats.chi2.sf(x2 * count / trace, count))
    denominator = np.inf if replicated else matched * df
    if statistic == "lincom":
        return x2, None, None, tail(x2, effects, denominator_df=denominator)
    approximate = tail(
        x2, effects, denominator_df=denominator, method="saddlepoint", whole_denominator=True
    )
    return x2, None, None, approximate


def _wald(
    table: _Table, totals: Floats, df: float, *, adjusted: bool
) -> tuple[float, float, float, float]:
    """F of the Wald test that each cell equals the product of its margins."""
    r, c = len(table.row_levels), len(table.column_levels)
    counts = table.totals.reshape(c, r).T
    whole, by_row, by_column = counts.sum(), counts.sum(axis=1), counts.sum(axis=0)
    row, column = np.tile(np.arange(r), c), np.repeat(np.arange(c), r)
    jacobian = np.eye(r * c)
    jacobian -= (row[:, None] == row[None, :]) * (by_column[column] / whole)[:, None]
    jacobian -= (column[:, None] == column[None, :]) * (by_row[row] / whole)[:, None]
    jacobian += (by_row[row] * by_column[column] / whole**2)[:, None]
    apart = table.totals - by_row[row] * by_column[column] / whole
    use = (row > 0) & (column > 0)
    variance = (jacobian @ totals @ jacobian.T)[np.ix_(use, use)]
    first = int(use.sum())
    second = df - first + 1 if adjusted else df
    if second <= 0:
        raise EstimationError(_too_few(first, df))
    try:
        chi_square = float(apart[use] @ linalg.solve(variance, apart[use], assume_a="sym"))
    except linalg.LinAlgError as cause:
        raise EstimationError(_singular()) from cause
    value = chi_square * second / (first * df) if adjusted else chi_square / first
    return value, float(first), float(second), float(stats.f.sf(value, first, second))


def _refuse_constant(levels: Mapping[str, tuple[Any, ...]]) -> None:
    problems = [
        Problem(
            f"Only one answer is found in the domain ({found[0]!r}), so nothing can depend on it.",
            where=name,
            remedies=("Widen the domain.", "Leave this table out of the family of tests."),
            code="constant-item",
        )
        for name, found in levels.items()
        if len(found) < 2
    ]
    if problems:
        raise EstimationError(problems)


def _singular() -> Problem:
    return Problem(
        "The variance of the table is singular: some cells never vary under this design.",
        remedies=("Join rare categories.", "Use statistic='F' on a coarser table."),
        code="singular-table",
    )


def _too_few(first: int, df: float) -> Problem:
    return Problem(
        f"The table has {first} degrees of freedom and the design only {df:g}, too few for an "
        "adjusted Wald test.",
        remedies=("Use statistic='F'.", "Join categories."),
        code="no-degrees-of-freedom",
    )
