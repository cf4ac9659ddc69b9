"""The residual of a calibration, kept in the factors that let it be applied to sums.

A calibrated total behaves, to first order, like the total of regression residuals (Deville and
Sarndal, 1992, section 3). For weighted scores s = w*z the residual is

    s - L @ (G @ (X.T @ (r * s))),   L = w * X,   r = d / w,   G = inverse of X' d X,

with d the weights before and w those after. Only L and the small coefficients are needed to know
the residual's sum over any group of rows, so no array of n x domains is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.weighting.matrices import Matrix, dense, scale_rows


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """One calibration's residual on p calibration variables.

    Attributes
    ----------
    variables : (n, p) dense or CSR matrix X of the calibration variables.
    loading : (n, p) dense or CSR matrix L that the fitted part is spread with.
    ratio : (n,) weights before over weights after (0 where the latter are 0).
    inverse : (p, p) pseudo-inverse of X' d X.
    """

    variables: Matrix
    loading: Matrix
    ratio: Floats
    inverse: Floats

    def coefficients(self, scores: Matrix) -> Floats:
        """(p, k) regression coefficients of the unweighted scores on the variables."""
        return self.inverse @ dense(self.variables.T @ scale_rows(scores, self.ratio))

    def residual(self, scores: Floats) -> Floats:
        """The scores less their fitted part; same shape as the scores, (n,) or (n, k)."""
        table = scores[:, None] if scores.ndim == 1 else scores
        left: Floats = table - dense(self.loading @ self.coefficients(table))
        return left[:, 0] if scores.ndim == 1 else left


def projection(variables: Matrix, before: Floats, after: Floats) -> Projection:
    """The projection of a calibration on `variables` that turned weights d into weights w."""
    gram = dense(variables.T @ scale_rows(variables, before))
    ratio = np.divide(before, after, out=np.zeros_like(before), where=after != 0)
    return Projection(variables, scale_rows(variables, after), ratio, pseudo_inverse(gram))


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
