"""From the rows of a grid of cells to the variance of any combination of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from surveyapp.design.arrays import Floats, Ints
from surveyapp.design.design import Design
from surveyapp.design.stage import Stage
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import grid_pieces as pieces
from surveyapp.estimation.item_table import ItemTable
from surveyapp.estimation.kernel import Rules, StageTerm, rows_present, stage_terms
from surveyapp.weighting.collapse import collapse
from surveyapp.weighting.matrices import summed
from surveyapp.weighting.weights import Weights

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """Rows that weigh something and are in a domain: their numbers and domains."""

    rows: Ints
    domain: Ints
    count: int
    everybody: bool

    @staticmethod
    def of(codes: Ints, weights: Weights, count: int) -> Inside:
        """The rows inside, from (n,) domain codes; raises EstimationError when there are none."""
        there = (codes >= 0) & (weights.final != 0)
        if there.all():
            return Inside(np.arange(len(codes)), codes, count, True)
        rows = np.flatnonzero(there)
        if not len(rows):
            raise EstimationError(
                Problem(
                    "No row that weighs something is in any domain.",
                    where="by",
                    remedies=("Check the column of domains.",),
                    code="empty-domain",
                )
            )
        return Inside(rows, codes[rows], count, False)

    def take(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """The values of the rows inside."""
        return values if self.everybody else values[self.rows]

    def numbers(self, table: ItemTable) -> Ints:
        """(D, k) rows of each cell that answered."""
        if table.answered is None:
            number = np.bincount(self.domain, minlength=self.count)
            return np.repeat(number[:, None], len(table.names), axis=1)
        ones = np.ones(len(self.domain))
        found = pieces.grouped(self.domain, ones, self.take(table.answered), self.count)
        return found.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Weighted sums over the (domain, unit) pairs of a stage: the one pass over all rows.

    Attributes
    ----------
    domain, unit : (P,) of each pair, sorted by domain.
    sums, held : (P, k) of the answers, and (P, k) or (P, 1) of the weights of those who answered.
    """

    domain: Ints
    unit: Ints
    sums: Floats
    held: Floats

    @staticmethod
    def of(stage: Stage, table: ItemTable, weights: Weights, inside: Inside) -> PairSums:
        """The sums of a stage."""
        units, w = inside.take(stage.units), inside.take(weights.final)
        pairs = collapse([inside.domain, units], [inside.count, stage.unit_count])
        held = (
            summed(pairs.cells, w, pairs.count)[:, None]
            if table.answered is None
            else pieces.grouped(pairs.cells, w, inside.take(table.answered), pairs.count)
        )
        sums = pieces.grouped(pairs.cells, w, inside.take(table.values), pairs.count)
        domain, unit = pairs.codes
        return PairSums(domain, unit, sums, held)

    def by_domain(self, count: int) -> tuple[Floats, Floats]:
        """(D, k) sums of the answers and of the weights."""
        ones = np.ones(len(self.domain))
        held = pieces.grouped(self.domain, ones, self.held, count)
        above = pieces.grouped(self.domain, ones, self.sums, count)
        return above, np.broadcast_to(held, above.shape)


@dataclass(frozen=True, slots=True, eq=False)
class GridPieces:
    """The linear pieces of the cells' variance, stage by stage.

    Attributes
    ----------
    coefficients : (p, D, k) calibration coefficients; None when the weights are not calibrated.
    members : first-stage unit and domain of each pair that occurs.
    unit_stratum : (U,) stratum of each first-stage unit.
    """

    terms: tuple[pieces.TermPieces, ...]
    coefficients: Floats | None
    members: tuple[Ints, Ints]
    unit_stratum: Ints

    def variances(self, count: int) -> Floats:
        """(D, k) variances of the cells themselves."""
        parts = [
            _variance(one, one.entries, one.crossed, self.coefficients, count) for one in self.terms
        ]
        return np.asarray(np.maximum(np.sum(parts, axis=0), 0.0))

    def combined(self, wanted: sparse.csr_array) -> Floats:
        """(C, k) variances of linear combinations of the cells."""
        fitted, count = _mixed(wanted, self.coefficients), wanted.shape[0]
        parts = [
            _variance(one, one.entries.combined(wanted), _mixed(wanted, one.crossed), fitted, count)
            for one in self.terms
        ]
        return np.asarray(np.maximum(np.sum(parts, axis=0), 0.0))

    def own_degrees_of_freedom(self, count: int) -> Floats:
        """(D,) PSUs less strata with members in each domain."""
        units, domains = self.members
        return _degrees(units, domains, self.unit_stratum, count)

    def degrees_of_freedom(self, wanted: sparse.csr_array) -> Floats:
        """(C,) PSUs less strata with members in any domain of each combination."""
        units, domains = self.members
        there = pieces.Entries(units, domains, np.ones((len(units), 1))).combined(abs(wanted))
        return _degrees(there.units, there.cells, self.unit_stratum, wanted.shape[0])


def grid_pieces_of(
    table: ItemTable,
    weights: Weights,
    design: Design,
    inside: Inside,
    first: PairSums,
    rules: Rules,
) -> GridPieces:
    """The pieces of cells, given the sums of the first stage."""
    above, total = first.by_domain(inside.count)
    scale = np.divide(1.0, total, out=np.zeros_like(above), where=total > 0)
    shift = above * scale**2
    present = np.zeros(design.n, dtype=np.bool_)
    present[inside.rows] = True
    fitted = _coefficients(table, weights, inside, scale, shift)
    terms: list[pieces.TermPieces] = []
    for term in stage_terms(design, rows_present(design.n, weights, present), rules):
        pairs = PairSums.of(term.stage, table, weights, inside) if terms else first
        own = pairs.sums * scale[pairs.domain] - pairs.held * shift[pairs.domain]
        entries = pieces.Entries(pairs.unit, pairs.domain, own)
        terms.append(_term(term, entries, weights, inside.count))
    unit_stratum = design.stages[0].unit_stratum
    return GridPieces(tuple(terms), fitted, (first.unit, first.domain), unit_stratum)


def _term(
    term: StageTerm, entries: pieces.Entries, weights: Weights, count: int
) -> pieces.TermPieces:
    """One stage's pieces."""
    if not weights.calibrated:
        return pieces.TermPieces(term, entries, None, None)
    loading = pieces.loadings(weights.projections, term.stage)
    centred = pieces.centred_loadings(loading, term)
    across = pieces.crossed(entries, centred, count)
    return pieces.TermPieces(term, entries, across, loading.T @ centred)


def _coefficients(
    table: ItemTable, weights: Weights, inside: Inside, scale: Floats, shift: Floats
) -> Floats | None:
    """(p, D, k) calibration coefficients of every cell's scores."""
    if not weights.calibrated:
        return None
    own: list[Floats] = []
    for projection in weights.projections:
        sums, held = pieces.regression_sums(
            projection,
            inside.domain,
            inside.rows,
            weights.final,
            (table.values, table.answered),
            inside.count,
        )
        own.append(sums * scale - held * shift)
    return pieces.coefficients(weights.projections, own)


def _variance(
    one: pieces.TermPieces,
    entries: pieces.Entries,
    across: Floats | None,
    fitted: Floats | None,
    count: int,
) -> Floats:
    own = pieces.own_squares(entries, one.term, count)
    if across is None or fitted is None or one.gram is None:
        return own
    flat = fitted.reshape(len(fitted), -1)
    explained = one.gram @ flat
    explained -= 2 * across.reshape(len(across), -1)
    explained *= flat
    return np.asarray(own + explained.sum(axis=0).reshape(own.shape))


def _mixed(wanted: sparse.csr_array, parts: Floats | None) -> Floats | None:
    """(p, C, k) combinations of (p, D, k) parts."""
    if parts is None:
        return None
    return np.stack([np.asarray(wanted @ part) for part in parts])


def _degrees(units: Ints, cells: Ints, unit_stratum: Ints, count: int) -> Floats:
    """(D,) units less strata among the pairs of each cell."""
    strata = collapse([cells, unit_stratum[units]], [count, int(unit_stratum.max(initial=0)) + 1])
    found = np.bincount(cells, minlength=count) - np.bincount(strata.codes[0], minlength=count)
    return np.asarray(found, dtype=np.float64)
