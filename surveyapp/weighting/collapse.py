"""Rows collapsed to the distinct combinations of a few small integer codes.

Raking treats all rows of a combination alike, so a sample of ten million rows rakes as fast as its
few thousand combinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyapp.design.arrays import AnyInts, Floats, Ints
from surveyapp.weighting.matrices import summed

DENSE_LIMIT = 50_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Collapsed:
    """C combinations of the codes.

    Attributes
    ----------
    cells : (n,) combination of each row.
    codes : one (C,) array per given code column.
    """

    cells: Ints
    codes: tuple[Ints, ...]

    @property
    def count(self) -> int:
        """Number of combinations that occur."""
        return len(self.codes[0])

    def sums(self, values: Floats) -> Floats:
        """(C,) or (C, k) sums of (n,) or (n, k) values over the rows of each combination."""
        if values.ndim == 1:
            return summed(self.cells, values, self.count)
        columns = [summed(self.cells, column, self.count) for column in values.T]
        return np.stack(columns, axis=1)


def collapse(codes: Sequence[AnyInts], sizes: Sequence[int]) -> Collapsed:
    """The combinations of codes that occur; `sizes` says how many values each code can take."""
    total = 1
    for size in sizes:
        total *= size
    if total >= 2**62:
        return _collapse_by_steps(codes, sizes)
    key = codes[0].astype(np.int64)
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        key *= size
        key += code
    if total <= max(4 * len(key), 1_000_000) and total <= DENSE_LIMIT:
        counts = np.bincount(key, minlength=total)
        present = np.flatnonzero(counts)
        place = np.zeros(total, dtype=np.int64)
        place[present] = np.arange(len(present))
        return Collapsed(place[key], _unpack(present, sizes))
    cells, present = pd.factorize(key, sort=True)
    return Collapsed(cells.astype(np.int64), _unpack(present, sizes))


def _collapse_by_steps(codes: Sequence[AnyInts], sizes: Sequence[int]) -> Collapsed:
    """Too many possible combinations for one integer: fold the codes in one after the other."""
    cells = codes[0].astype(np.int64)
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        cells = pd.factorize(cells * size + code, sort=True)[0].astype(np.int64)
    first = np.zeros(int(cells.max()) + 1, dtype=np.int64)
    first[cells] = np.arange(len(cells))
    return Collapsed(cells, tuple(code[first].astype(np.int64) for code in codes))


def _unpack(keys: Ints, sizes: Sequence[int]) -> tuple[Ints, ...]:
    found: list[Ints] = []
    rest = keys
    for size in reversed(sizes):
        found.append(rest % size)
        rest = rest // size
    return tuple(reversed(found))
