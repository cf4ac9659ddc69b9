"""Dense arrays and scipy sparse matrices under one roof, for the few things done to both."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Floats, Ints

Matrix = Any  # a dense (n, p) float array, or a scipy sparse matrix of that shape


def is_sparse(matrix: Matrix) -> bool:
    """True for a scipy sparse matrix."""
    return bool(sparse.issparse(matrix))


def dense(matrix: Matrix) -> Floats:
    """The matrix as a dense float array."""
    return np.asarray(matrix.toarray() if is_sparse(matrix) else matrix, dtype=np.float64)


def scale_rows(matrix: Matrix, factor: Floats) -> Matrix:
    """Each row multiplied with its (n,) factor; sparse stays sparse (CSR)."""
    if not is_sparse(matrix):
        return factor[:, None] * matrix
    scaled = matrix.tocsr(copy=True)
    scaled.data = scaled.data * np.repeat(factor, np.diff(scaled.indptr))
    return scaled


def scale_columns(matrix: Matrix, factor: Floats) -> Matrix:
    """Each column multiplied with its (p,) factor; sparse stays sparse (CSR)."""
    if not is_sparse(matrix):
        return matrix * factor[None, :]
    scaled = matrix.tocsr(copy=True)
    scaled.data = scaled.data * factor[scaled.indices]
    return scaled


def indicator(codes: Ints, count: int) -> Matrix:
    """(count, n) sparse matrix of ones that sums n rows by their code."""
    n = len(codes)
    at = np.arange(n + 1, dtype=np.int64)
    return sparse.csr_array((np.ones(n), codes, at), shape=(n, count)).T


def summed(codes: Ints, values: Floats, count: int) -> Floats:
    """(count,) sums of the values by code."""
    return np.bincount(codes, weights=values, minlength=count).astype(np.float64, copy=False)
