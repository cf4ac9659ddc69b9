"""Tests of given shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyapp.design.design import clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.inference.goodness_of_fit import goodness_of_fit
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(31)
ANSWER = np.array(["a", "b", "c"], dtype=object)[RNG.choice(3, 600, p=[0.5, 0.3, 0.2])]
SHARES = {"a": 0.45, "b": 0.33, "c": 0.22}


def test_a_random_sample_gives_pearsons_test() -> None:
    """The weights are 0, 1, 1 for true shares, and near them for shares nearly true."""
    found = goodness_of_fit(ANSWER, SHARES, Weights.of(np.ones(600)), srs(600))
    counts = np.array([np.sum(np.equal(ANSWER, level)) for level in "abc"])
    expected = stats.chisquare(counts, 600 * np.array(list(SHARES.values())))
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.weights == pytest.approx([1, 1, 0], abs=0.15)
    assert found.p == pytest.approx(expected.pvalue, abs=0.02)


def test_a_statistic_of_totals_grows_with_the_weights_but_its_p_does_not() -> None:
    design = clustered(np.arange(600) // 10)
    w = RNG.uniform(1, 3, 600)
    here = goodness_of_fit(ANSWER, SHARES, Weights.of(w), design)
    there = goodness_of_fit(ANSWER, SHARES, Weights.of(50 * w), design)
    assert there.statistic == pytest.approx(50 * here.statistic)
    assert there.p == pytest.approx(here.p, rel=1e-8)


def test_shares_by_name_and_in_sorted_order_are_the_same_and_are_scaled() -> None:
    weights, design = Weights.of(np.ones(600)), srs(600)
    named = goodness_of_fit(ANSWER, SHARES, weights, design)
    listed = goodness_of_fit(ANSWER, [45, 33, 22], weights, design)
    assert listed.p == pytest.approx(named.p, rel=1e-12)
    assert named.levels == ("a", "b", "c")
    assert list(named.to_frame()["expected"]) == pytest.approx([0.45, 0.33, 0.22])


def test_the_matched_chi_square_is_near_the_exact_distribution() -> None:
    weights, design = Weights.of(RNG.uniform(1, 3, 600)), clustered(np.arange(600) // 10)
    exact = goodness_of_fit(ANSWER, SHARES, weights, design)
    matched = goodness_of_fit(ANSWER, SHARES, weights, design, approximation="satterthwaite")
    assert matched.p == pytest.approx(stats.chi2.sf(matched.statistic / matched.scale, matched.df))
    assert matched.p == pytest.approx(exact.p, abs=0.03)


def test_shares_that_do_not_fit_the_categories_are_refused_by_name() -> None:
    weights, design = Weights.of(np.ones(600)), srs(600)
    with pytest.raises(EstimationError, match=r"no share is given for c; nobody .* is in d"):
        goodness_of_fit(ANSWER, {"a": 0.5, "b": 0.3, "d": 0.2}, weights, design)
    with pytest.raises(EstimationError) as refused:
        goodness_of_fit(ANSWER, [0.5, -0.5], weights, design)
    assert len(refused.value.problems) == 2
