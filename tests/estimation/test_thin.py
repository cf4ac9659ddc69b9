"""Expanding the squares gives the covariance that dense unit totals give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from surveyapp.design.design import Design, clustered, stratified
from surveyapp.design.pps import brewer
from surveyapp.estimation import thin
from surveyapp.estimation.kernel import covariance
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(12)
n = 300
STRATUM = RNG.integers(4, size=n)
GROUP = RNG.integers(3, size=n)
SCORES = sparse.csr_array(np.where(RNG.random((n, 12)) < 0.05, RNG.normal(size=(n, 12)), 0.0))
PLAIN = Weights.of(RNG.uniform(1, 4, n))
RAKED = rake(
    PLAIN,
    [
        Margin("s", STRATUM, dict.fromkeys(range(4), 60.0)),
        Margin("g", GROUP, {0: 90, 1: 80, 2: 70}),
    ],
)
TWICE = poststratify(RAKED, Margin("g", GROUP, {0: 100, 1: 80, 2: 70}))
DESIGNS = {
    "rows": stratified(STRATUM),
    "rows of a finite population": stratified(STRATUM, np.full(n, 400.0)),
    "clusters": clustered(STRATUM * 20 + RNG.integers(20, size=n), STRATUM),
    "two stages": Design.of(
        psu=[STRATUM * 9 + GROUP, np.arange(n)],
        strata=[STRATUM],
        population=[np.full(n, 30.0), np.full(n, 500.0)],
    ),
    "unequal probabilities": brewer(stratified(STRATUM), [RNG.uniform(0.1, 0.6, n)]),
}


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("weights", [PLAIN, RAKED, TWICE], ids=["plain", "raked", "twice"])
def test_thin_and_dense_sums_of_squares_agree(design, weights, monkeypatch):
    want = covariance(SCORES.toarray(), design, weights)
    monkeypatch.setattr(thin, "DENSE_LIMIT", 0)
    assert thin.is_thin(SCORES, design.stages[0])
    found = covariance(SCORES, design, weights)
    assert found == pytest.approx(want, rel=1e-9, abs=1e-12 * np.abs(want).max())


def test_lonely_strata_adjust_alike(monkeypatch):
    design = stratified(np.append(STRATUM[:-1], 99))
    want = covariance(SCORES.toarray(), design, PLAIN, lonely_psu="adjust")
    monkeypatch.setattr(thin, "DENSE_LIMIT", 0)
    found = covariance(SCORES, design, PLAIN, lonely_psu="adjust")
    assert found == pytest.approx(want, rel=1e-9, abs=1e-12)
