"""Hadamard matrices, which balance half-samples."""

from __future__ import annotations

import numpy as np

from surveyapp.design.arrays import Floats

_SMALLEST = 4


def hadamard(least: int) -> Floats:
    """The smallest matrix of +1 and -1 with orthogonal columns that has at least `least` columns.

    Built by Sylvester's doubling of Paley's matrices of order q + 1, q a prime of the form
    4k + 3; the first column is constant.
    """
    best = 0
    base = 1
    for q in (0, *(_primes(max(least, _SMALLEST) * 2))):
        order = q + 1
        doublings = 0
        while order < least:
            order *= 2
            doublings += 1
        if not best or order < best:
            best, base = order, q
    matrix = np.ones((1, 1)) if base == 0 else _paley(base)
    while len(matrix) < best:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return np.asarray(matrix * matrix[:, :1])


def _primes(limit: int) -> list[int]:
    """Primes below the limit that leave 3 when divided by 4."""
    found = []
    for q in range(3, limit, 4):
        if all(q % d for d in range(3, int(q**0.5) + 1, 2)):
            found.append(q)
    return found


def _paley(q: int) -> Floats:
    """Paley's first construction, order q + 1."""
    squares = {(i * i) % q for i in range(1, q)}
    character = np.array([0] + [1 if i in squares else -1 for i in range(1, q)], dtype=np.float64)
    jacobsthal = character[(np.arange(q)[:, None] - np.arange(q)[None, :]) % q]
    matrix = np.ones((q + 1, q + 1))
    matrix[1:, 1:] = jacobsthal + np.eye(q)
    matrix[1:, 0] = -1.0
    return matrix
