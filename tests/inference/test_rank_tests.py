"""Rank tests under a design."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveyapp.design.design import clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.inference.rank_tests import rank_scores, rank_test
from surveyapp.inference.t_tests import two_sample
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(17)
Y = np.round(RNG.normal(3, 1.2, 240))
GROUP = RNG.integers(0, 3, 240)
PSU = np.arange(240) // 6


@given(values=st.lists(st.integers(0, 5).map(float), min_size=2, max_size=30))
def test_equal_weights_give_average_ranks(values: list[float]) -> None:
    y = np.array(values)
    expected = (stats.rankdata(y) - 0.5) / len(y)
    assert rank_scores(y, np.ones(len(y)), "wilcoxon") == pytest.approx(expected)


@given(values=st.lists(st.integers(0, 5).map(float), min_size=3, max_size=12))
def test_a_whole_weight_is_the_row_repeated(values: list[float]) -> None:
    y = np.array(values)
    w = np.arange(len(y)) % 3 + 1
    for test in ("wilcoxon", "vanderWaerden", "median"):
        repeated = rank_scores(np.repeat(y, w), np.ones(w.sum()), test)  # type: ignore[arg-type]
        weighted = rank_scores(y, w.astype(float), test)  # type: ignore[arg-type]
        assert np.repeat(weighted, w) == pytest.approx(repeated)


def test_a_random_sample_comes_close_to_the_classical_tests() -> None:
    weights, design = Weights.of(np.ones(240)), srs(240)
    found = rank_test(Y, GROUP, weights, design, test="KruskalWallis")
    expected = stats.kruskal(*(Y[np.equal(GROUP, g)] for g in range(3)))
    assert found.statistic == pytest.approx(expected.statistic, rel=0.1)
    assert found.p == pytest.approx(expected.pvalue, abs=0.03)
    two = rank_test(Y, GROUP, weights, design, domain=GROUP < 2)
    classical = stats.mannwhitneyu(Y[GROUP == 0], Y[GROUP == 1], method="asymptotic")
    assert two.p == pytest.approx(classical.pvalue, abs=0.03)


def test_the_test_is_a_t_test_of_the_scores() -> None:
    weights, design = Weights.of(RNG.uniform(1, 3, 240)), clustered(PSU)
    group = GROUP > 0
    for test in ("wilcoxon", "vanderWaerden", "median"):
        found = rank_test(Y, group, weights, design, test=test)  # type: ignore[arg-type]
        scores = rank_scores(Y, weights.final, test)  # type: ignore[arg-type]
        same = two_sample(scores, group, weights, design)
        assert found.statistic == pytest.approx(same.t, rel=1e-9)
        assert found.p == pytest.approx(same.p, rel=1e-9)
        assert found.differences[0] == pytest.approx(same.estimate, rel=1e-9)


def test_only_the_order_of_the_answers_counts() -> None:
    weights, design = Weights.of(RNG.uniform(1, 3, 240)), clustered(PSU)
    here = rank_test(Y, GROUP, weights, design, test="KruskalWallis")
    there = rank_test(np.exp(2 * Y), GROUP, weights, design, test="KruskalWallis")
    assert there.p == pytest.approx(here.p, rel=1e-9)
    assert (here.df, here.denominator_df) == (2, 37)
    assert list(here.to_frame()["df"]) == [2]


def test_one_group_constant_answers_and_few_blocks_are_refused() -> None:
    weights, design = Weights.of(np.ones(240)), srs(240)
    with pytest.raises(EstimationError, match="the domain has only 'all'"):
        rank_test(Y, np.full(240, "all"), weights, design)
    with pytest.raises(EstimationError, match="no variance under this design"):
        rank_test(np.ones(240), GROUP, weights, design)
    with pytest.raises(EstimationError, match="3 groups leave 0 degrees of freedom"):
        rank_test(Y, GROUP, weights, clustered(np.arange(240) // 80))


def test_ties_do_not_depend_on_the_order_of_the_rows_unless_r_is_asked_for() -> None:
    w = RNG.uniform(1, 5, 240)
    turned = slice(None, None, -1)
    here = rank_scores(Y, w, "wilcoxon")
    assert rank_scores(Y[turned], w[turned], "wilcoxon")[turned] == pytest.approx(here)
    as_r = rank_scores(Y, w, "wilcoxon", "mean of midpoints")
    assert as_r == pytest.approx(here, abs=0.01)
    assert not np.allclose(as_r, here, rtol=1e-6)
