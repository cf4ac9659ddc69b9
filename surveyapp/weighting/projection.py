"""The residual of a calibration, kept in the factors that let it be applied to sums.

A calibrated total behaves, to first order, like the total of regression residuals (Deville and
Sarndal, 1992, section 3). With w the weights after, weighted scores s = w*z and q the weight of a
row in the regression (its weight before the calibration, or 1),

    residual = s - w*X B,   B = inverse(X' q X) X' (q * s / w).

Rows of one cell share their calibration variables, so X is kept by cell (C rows, not n), and sums
of the residual over PSUs need no array of n x domains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Floats, Ints
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.matrices import Matrix, dense, indicator, is_sparse, scale_rows, summed

Blocks = tuple[tuple[Ints, Matrix], ...]  # columns of a block, and its inverse

LARGEST = 15_000


@dataclass(frozen=True, eq=False)
class Projection:
    """One calibration's residual on p variables that are constant within C cells.

    Attributes
    ----------
    cells : (n,) cell of each row; None when each row is its own cell.
    variables : (C, p) dense or CSR matrix X.
    spread : (C, p) what the fitted part is spread with; X itself unless targets were estimated
        from the sample (a share kept by those whose level is unknown).
    after : (n,) weights after the calibration.
    regression : (n,) weight q of each row in the regression; None counts every row once.
    blocks : columns of variables that go together; those of other blocks never meet them.
    """

    cells: Ints | None
    variables: Matrix
    spread: Matrix
    after: Floats
    regression: Floats | None
    blocks: tuple[Ints, ...]

    @cached_property
    def ratio(self) -> Floats:
        """(n,) regression weight over weight after (0 where the latter is 0)."""
        after = self.after
        q = 1.0 if self.regression is None else self.regression
        ratio: Floats = np.divide(q, after, out=np.zeros_like(after), where=after != 0)
        return ratio

    @cached_property
    def inverse(self) -> Blocks:
        """The pseudo-inverse of X' q X, block by block."""
        q = (self.after != 0).astype(np.float64)
        if self.regression is not None:
            q *= self.regression
        if self.cells is not None:
            q = summed(self.cells, q, self.variables.shape[0])
        gram = self.variables.T @ scale_rows(self.variables, q)
        return tuple((c, _inverse(gram[c][:, c])) for c in self.blocks)

    @property
    def loading(self) -> Matrix:
        """(n, p) matrix that turns coefficients into the fitted part of each row's score."""
        rows = self.spread if self.cells is None else self.spread[self.cells]
        return scale_rows(rows, self.after)

    def coefficients(self, scores: Matrix) -> Floats:
        """(p, k) regression coefficients of the unweighted scores on the variables."""
        plain = scale_rows(scores, self.ratio)
        if self.cells is not None:
            plain = indicator(self.cells, self.variables.shape[0]) @ plain
        return self.solve(dense(self.variables.T @ plain))

    def solve(self, crossed: Floats) -> Floats:
        """(p, k) coefficients from the (p, k) sums of variables times scores."""
        found = np.zeros_like(crossed)
        for columns, inverse in self.inverse:
            found[columns] = inverse @ crossed[columns]
        return found

    def residual(self, scores: Floats) -> Floats:
        """The scores less their fitted part; same shape as the scores, (n,) or (n, k)."""
        table = scores[:, None] if scores.ndim == 1 else scores
        left: Floats = table - dense(self.loading @ self.coefficients(table))
        return left[:, 0] if scores.ndim == 1 else left


def projection(
    variables: Matrix,
    regression: Floats | None,
    after: Floats,
    *,
    cells: Ints | None = None,
    spread: Matrix | None = None,
    blocks: tuple[Ints, ...] | None = None,
) -> Projection:
    """The projection of a calibration on `variables` that ended in weights w.

    Parameters
    ----------
    variables : (C, p) calibration variables by cell ((n, p) without cells).
    regression : (n,) weight q of each row in the regression; None counts every row once.
    after : (n,) weights w.
    blocks : columns that go together when the variables fall into unconnected groups.
    """
    columns = blocks or (np.arange(variables.shape[1], dtype=np.int64),)
    wide = variables if spread is None else spread
    return Projection(cells, variables, wide, after, regression, columns)


def pseudo_inverse(gram: Floats) -> Floats:
    """Moore-Penrose inverse of a symmetric matrix, scaled first so that units do not matter.

    Margins that share one total make the matrix singular on purpose; any generalized inverse
    gives the same fitted values.
    """
    size = np.sqrt(np.maximum(np.diag(gram), 0.0))
    unit = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(gram / unit[:, None] / unit[None, :])
    keep = values > max(values.max(initial=0.0), 0.0) * len(values) * 1e-12
    inner = (vectors[:, keep] / values[keep]) @ vectors[:, keep].T
    return np.asarray(inner / unit[:, None] / unit[None, :])


def _inverse(gram: Matrix) -> Matrix:
    """The pseudo-inverse; of one margin alone it is a diagonal, however many its levels."""
    if is_sparse(gram):
        diagonal = gram.diagonal()
        if gram.count_nonzero() == np.count_nonzero(diagonal):
            size: Floats = np.divide(
                1.0, diagonal, out=np.zeros_like(diagonal), where=diagonal != 0
            )
            return sparse.diags_array(size).tocsr()
    if gram.shape[0] > LARGEST:
        raise WeightingError(
            Problem(
                f"A linearised variance after calibrating {gram.shape[0]:,} levels at once does "
                f"not fit in memory (at most {LARGEST:,}).",
                where="calibration",
                remedies=("Merge levels.", "Calibrate within groups.", "Use replicate weights."),
                code="too-many-levels",
            )
        )
    return pseudo_inverse(dense(gram))
