"""The variance of many cells without a column per cell.

A cell's residual score summed over a unit u is A_u - L_u B: A_u the weighted deviations of the
cell's own rows (nonzero in few units), L_u the calibration loadings (the same for every cell) and
B the cell's calibration coefficients. The variance sum f (T_u - mean T)^2 opens into

    ||A||^2 - 2 B'K + B'GB,    K = L'A,   G = L'L   (centred within strata, scaled by sqrt f),

so that no array of units x cells is ever made. All of A, B and K are linear in the cells, hence
the same pieces give any contrast of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Floats, Ints
from surveyapp.design.stage import Stage
from surveyapp.estimation.kernel import StageTerm
from surveyapp.weighting.collapse import collapse
from surveyapp.weighting.matrices import Matrix, dense, is_sparse, scale_rows, summed
from surveyapp.weighting.projection import Projection


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Sums over the (unit, cell) pairs that occur.

    Attributes
    ----------
    units, cells : (E,) of each pair.
    sums : (E, k) of the items' scores.
    """

    units: Ints
    cells: Ints
    sums: Floats

    def combined(self, coefficients: sparse.csr_array) -> Entries:
        """The same for linear combinations of cells, given as rows (C, D) of coefficients."""
        by_cell = np.argsort(self.cells, kind="stable")
        counts = np.bincount(self.cells, minlength=coefficients.shape[1])
        start = np.cumsum(counts) - counts
        wanted = counts[coefficients.indices]
        combination = np.repeat(
            np.arange(coefficients.shape[0]), np.diff(coefficients.indptr)
        ).astype(np.int64)
        within = np.arange(wanted.sum()) - np.repeat(np.cumsum(wanted) - wanted, wanted)
        source = by_cell[np.repeat(start[coefficients.indices], wanted) + within]
        target = np.repeat(combination, wanted)
        pairs = collapse(
            [target, self.units[source]],
            [coefficients.shape[0], int(self.units.max(initial=0)) + 1],
        )
        factor = np.repeat(coefficients.data, wanted)
        sums = grouped(pairs.cells, factor, self.sums[source], pairs.count)
        return Entries(pairs.codes[1], pairs.codes[0], sums)


@dataclass(frozen=True, slots=True, eq=False)
class TermPieces:
    """One stage's share of the variance, ready for any combination of cells.

    Attributes
    ----------
    entries : A by unit and cell.
    crossed : (p, D, k) K of each cell; None without calibration.
    gram : (p, p) G.
    """

    term: StageTerm
    entries: Entries
    crossed: Floats | None
    gram: Floats | None


def grouped(codes: Ints, factor: Floats, values: Floats, count: int) -> Floats:
    """(count, k) sums of factor * values by code, one pass over the rows of values."""
    at = np.arange(len(codes) + 1)
    by_code = sparse.csr_array((factor, codes, at), shape=(len(codes), count)).T
    return np.asarray(by_code @ values)


def loadings(projections: tuple[Projection, ...], stage: Stage) -> Floats:
    """(U, p) sums over the units of the rows' loadings, all calibrations side by side."""
    return np.hstack([_loading(projection, stage) for projection in projections])


def _loading(projection: Projection, stage: Stage) -> Floats:
    spread, cells = projection.spread, projection.cells
    if not is_sparse(spread) or cells is None:
        rows = scale_rows(spread if cells is None else spread[cells], projection.after)
        at = np.arange(len(stage.units) + 1)
        units = sparse.csr_array(
            (np.ones(len(stage.units)), stage.units, at), shape=(len(stage.units), stage.unit_count)
        )
        return dense(units.T @ rows)
    return _loading_by_slots(spread.tocsr(), cells, projection.after, stage)


def _loading_by_slots(spread: sparse.csr_array, cells: Ints, after: Floats, stage: Stage) -> Floats:
    """Entry by entry of the cells' rows: the first entry of all rows, then the second, and so on.

    A product of sparse matrices over all rows costs ten times as much.
    """
    p = spread.shape[1]
    found = np.zeros(stage.unit_count * p)
    counts = np.diff(spread.indptr)
    base = stage.units * p
    for slot in range(int(counts.max(initial=0))):
        there = counts > slot
        at = np.where(there, spread.indptr[:-1] + slot, 0)
        column = np.where(there, spread.indices[at], 0).astype(np.int64)
        value = np.where(there, spread.data[at], 0.0)
        found += np.bincount(
            base + column[cells], weights=after * value[cells], minlength=len(found)
        )
    return found.reshape(stage.unit_count, p)


def centred_loadings(total: Floats, term: StageTerm) -> Floats:
    """(U, p) f * (L - mean of L within the stratum)."""
    stage = term.stage
    strata = stage.unit_stratum
    sums = grouped(strata, np.ones(len(strata)), total, stage.stratum_count)
    means = sums / stage.sampled[:, None] * term.centred[:, None]
    centred: Floats = (total - means[strata]) * term.factor[strata][:, None]
    return centred


def crossed(entries: Entries, centred: Floats, count: int) -> Floats:
    """(p, D, k) K = sum over units of centred loading times A; entries come sorted by cell."""
    k = entries.sums.shape[1]
    found = np.zeros((centred.shape[1], count, k))
    edges = np.searchsorted(entries.cells, np.arange(count + 1))
    for cell in np.flatnonzero(np.diff(edges)):
        rows = slice(edges[cell], edges[cell + 1])
        found[:, cell] = centred[entries.units[rows]].T @ entries.sums[rows]
    return found


def own_squares(entries: Entries, term: StageTerm, count: int) -> Floats:
    """(D, k) ||A||^2: sum f A_u^2 less f (sum A_u)^2 / n_h of each stratum."""
    stage = term.stage
    stratum = stage.unit_stratum[entries.units]
    squares = grouped(entries.cells, term.factor[stratum], entries.sums**2, count)
    pairs = collapse([entries.cells, stratum], [count, stage.stratum_count])
    sums = grouped(pairs.cells, np.ones(len(stratum)), entries.sums, pairs.count)
    held = pairs.codes[1]
    weight = (term.factor * term.centred / stage.sampled)[held]
    return np.asarray(squares - grouped(pairs.codes[0], weight, sums**2, count))


def coefficients(projections: tuple[Projection, ...], own: list[Floats]) -> Floats:
    """(p, D, k) calibration coefficients, all calibrations side by side, in their order.

    Parameters
    ----------
    own : X'(q s / w) of each calibration, (p, D, k) each. What an earlier calibration has taken
        away is seen by a later one through the earlier loadings.
    """
    solved: list[Floats] = []
    for projection, sums in zip(projections, own, strict=True):
        answer = projection.solve(sums.reshape(len(sums), -1))
        for before, earlier in zip(projections, solved, strict=False):
            answer = answer - projection.coefficients(before.loading) @ earlier
        solved.append(answer)
    stacked = solved[0] if len(solved) == 1 else np.vstack(solved)
    return stacked.reshape(len(stacked), *own[0].shape[1:])


def regression_sums(
    projection: Projection,
    domain: Ints,
    rows: Ints,
    weights: Floats,
    tables: Sequence[Floats | None],
    count: int,
) -> list[Floats]:
    """(p, D, k) sums of X * ratio * w * table over the rows inside each domain, for each table.

    Parameters
    ----------
    domain, rows : (r,) domain and row number of each row that is inside one.
    weights : (n,) w; tables : (n, k) each; None stands for a table of ones, (n, 1).
    """
    p = projection.variables.shape[1]
    factor = (projection.ratio * weights)[rows]
    if projection.cells is None:
        sums = [_taken(table, rows) * factor[:, None] for table in tables]
        variables, owner = projection.variables[rows], domain
    else:
        pairs = collapse([domain, projection.cells[rows]], [count, projection.variables.shape[0]])
        sums = [
            summed(pairs.cells, factor, pairs.count)[:, None]
            if table is None
            else grouped(pairs.cells, factor, _taken(table, rows), pairs.count)
            for table in tables
        ]
        variables, owner = projection.variables[pairs.codes[1]], pairs.codes[0]
    blocks = _by_domain(variables, owner, count, p)
    return [
        np.asarray(blocks @ one).reshape(count, p, one.shape[1]).transpose(1, 0, 2) for one in sums
    ]


def _taken(table: Floats | None, rows: Ints) -> Floats:
    if table is None:
        return np.ones((len(rows), 1))
    return table if len(rows) == len(table) else table[rows]


def _by_domain(variables: Matrix, owner: Ints, count: int, p: int) -> Matrix:
    """(D*p, r) sparse: the variables of each row, transposed, in the place of its domain."""
    spread = sparse.csr_array(variables)
    column = spread.indices + np.repeat(owner * p, np.diff(spread.indptr))
    return sparse.csr_array((spread.data, column, spread.indptr), shape=(len(owner), count * p)).T
