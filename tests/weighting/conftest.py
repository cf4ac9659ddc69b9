from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from surveyapp.design.design import Design, clustered
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True)
class Town:
    """A seeded sample: 6 strata of 4 PSUs, two categorical columns and an item."""

    design: Design
    weights: Weights
    sex: np.ndarray
    age: np.ndarray
    wave: np.ndarray
    y: np.ndarray


def town(seed: int = 3, n: int = 600, psus: int = 4) -> Town:
    rng = np.random.default_rng(seed)
    stratum = rng.integers(6, size=n)
    psu = stratum * psus + rng.integers(psus, size=n)
    sex = np.where(rng.random(n) < 0.6, "woman", "man").astype(object)
    age = np.array(["young", "middle", "old"], dtype=object)[rng.integers(3, size=n)]
    wave = rng.integers(1, 4, size=n)
    y = rng.normal(3, 1, n) + (sex == "woman") * 0.7 + (age == "old") * 0.4 + stratum * 0.1
    return Town(clustered(psu, stratum), Weights.of(rng.uniform(5, 15, n)), sex, age, wave, y)


@pytest.fixture
def sample() -> Town:
    return town()
