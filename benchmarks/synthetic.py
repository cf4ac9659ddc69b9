"""A synthetic survey of any size: 12 quarters, 50 neighborhoods, six margins, 20 items.

The cells of quarter x neighborhood are strata (600) with 4, 10, 20 or 20 PSUs each for 10
thousand, 100 thousand, 1 or 10 million rows. In the panel the neighborhoods are the strata, and
the same PSUs come back every quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surveyapp.design.design import Design
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.weights import Weights

QUARTERS, NEIGHBORHOODS, ITEMS = 12, 50, 20
MARGIN_SIZES = (6, 2, 6, 4, 2, NEIGHBORHOODS)


@dataclass(frozen=True, eq=False)
class Survey:
    """n rows of the synthetic survey."""

    n: int
    seed: int = 1

    @cached_property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    @cached_property
    def psus(self) -> int:
        return 4 if self.n < 50_000 else 10 if self.n < 500_000 else 20

    @cached_property
    def quarter(self) -> NDArray[np.int64]:
        return np.random.default_rng(self.seed + 1).integers(0, QUARTERS, self.n)

    @cached_property
    def neighborhood(self) -> NDArray[np.int64]:
        return np.random.default_rng(self.seed + 2).integers(0, NEIGHBORHOODS, self.n)

    @cached_property
    def stratum(self) -> NDArray[np.int64]:
        return self.quarter * NEIGHBORHOODS + self.neighborhood

    @cached_property
    def block(self) -> NDArray[np.int64]:
        return np.random.default_rng(self.seed + 3).integers(0, self.psus, self.n)

    @cached_property
    def psu(self) -> NDArray[np.int64]:
        return self.stratum * self.psus + self.block

    @cached_property
    def base(self) -> NDArray[np.float64]:
        return np.random.default_rng(self.seed + 4).uniform(1, 3, self.n)

    @cached_property
    def columns(self) -> dict[str, NDArray[np.int64]]:
        """The six margin columns."""
        rng = np.random.default_rng(self.seed + 5)
        made = {
            f"m{j}": rng.choice(size, self.n, p=_shares(size))
            for j, size in enumerate(MARGIN_SIZES[:-1])
        }
        return made | {"m5": self.neighborhood}

    @cached_property
    def targets(self) -> dict[str, dict[int, float]]:
        """Population counts per margin, up to a fifth away from the weighted sample."""
        rng = np.random.default_rng(self.seed + 6)
        total = float(self.base.sum()) * 2
        found = {}
        for name, size in zip(self.columns, MARGIN_SIZES, strict=True):
            have = np.bincount(self.columns[name], self.base, size)
            wanted = have * rng.uniform(0.8, 1.25, size)
            wanted *= total / wanted.sum()
            found[name] = {level: float(wanted[level]) for level in range(size)}
        return found

    @cached_property
    def items(self) -> dict[str, NDArray[np.float64]]:
        """20 answers from 1 to 5 that lean on the neighborhood, the block and two margins."""
        rng = np.random.default_rng(self.seed + 7)
        place = rng.normal(0, 0.3, (NEIGHBORHOODS, self.psus))
        lean = place[self.neighborhood, self.block]
        lean += 0.1 * self.columns["m0"] - 0.2 * self.columns["m1"]
        return {
            f"item{j:02d}": np.clip(np.rint(3 + lean + rng.normal(0, 1, self.n)), 1, 5)
            for j in range(ITEMS)
        }

    @property
    def margins(self) -> list[Margin]:
        return [Margin(name, self.columns[name], self.targets[name]) for name in self.columns]

    @property
    def weights(self) -> Weights:
        return Weights.of(self.base)

    @property
    def design(self) -> Design:
        return Design.of(strata=self.stratum, psu=self.psu)

    @property
    def panel(self) -> Design:
        """The same PSUs in every quarter."""
        return Design.of(strata=self.neighborhood, psu=self.neighborhood * self.psus + self.block)


def _shares(size: int) -> NDArray[np.float64]:
    shares = 1.0 / np.arange(2, size + 2)
    return np.asarray(shares / shares.sum())
