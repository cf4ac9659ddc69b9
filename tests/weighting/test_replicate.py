from __future__ import annotations

import numpy as np
import pytest

from surveyapp.design.design import clustered, srs, stratified
from surveyapp.errors import WeightingError
from surveyapp.estimation.means import mean
from surveyapp.estimation.totals import total
from surveyapp.weighting.hadamard import hadamard
from surveyapp.weighting.replicate import balanced, bootstrap, jackknife
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(11)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9, 13, 20, 33, 41, 93])
def test_hadamard_matrices_have_orthogonal_columns_and_a_constant_first(size):
    matrix = hadamard(size)
    assert len(matrix) >= size
    assert np.array_equal(matrix.T @ matrix, len(matrix) * np.eye(len(matrix)))
    assert (matrix[:, 0] == 1).all()


def test_the_jackknife_of_a_total_is_its_linearised_variance(sample):
    weights, design = jackknife(sample.weights, sample.design)
    linear = total(sample.y, weights, sample.design).standard_error
    assert total(sample.y, weights, design).standard_error == pytest.approx(linear, rel=1e-10)


def test_the_jackknife_keeps_the_finite_population_correction():
    strata = np.repeat([1, 2, 3], 10)
    y = RNG.normal(size=30)
    plain = stratified(strata, np.repeat([20, 50, 1000], 10))
    weights, design = jackknife(Weights.of(np.ones(30)), plain)
    linear = total(y, weights, plain).standard_error
    assert total(y, weights, design).standard_error == pytest.approx(linear, rel=1e-10)


def test_a_stratum_sampled_whole_gets_no_replicate():
    plain = stratified(np.repeat([1, 2], 4), np.repeat([4, 40], 4))
    weights, _ = jackknife(Weights.of(np.ones(8)), plain)
    assert weights.replicates is not None
    assert weights.replicates.shape == (8, 4)


@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_balanced_half_samples_give_the_linearised_variance_of_a_total(rho):
    strata = np.repeat(np.arange(7), 2)
    y = RNG.normal(5, 2, 14)
    plain = stratified(strata)
    weights, design = balanced(Weights.of(RNG.uniform(1, 3, 14)), plain, rho=rho)
    linear = total(y, weights, plain).standard_error
    assert total(y, weights, design).standard_error == pytest.approx(linear, rel=1e-10)


def test_no_psu_is_left_out_of_every_half_sample():
    plain = stratified(np.repeat(np.arange(7), 2))
    weights, _ = balanced(Weights.of(np.ones(14)), plain)
    assert weights.replicates is not None
    assert weights.replicates.max(axis=1).min() == 2.0


def test_balanced_half_samples_need_two_psus_a_stratum():
    with pytest.raises(WeightingError, match="first 'y' with 3") as refused:
        balanced(Weights.of(np.ones(5)), stratified(["x", "x", "y", "y", "y"]), rho=1.0)
    assert len(refused.value.problems) == 2


def test_the_bootstrap_is_near_the_linearised_variance_and_repeats_by_seed(sample):
    weights, design = bootstrap(
        sample.weights, sample.design, np.random.default_rng(1), replicates=600
    )
    linear = mean(sample.y, weights, sample.design).standard_error
    assert mean(sample.y, weights, design).standard_error == pytest.approx(linear, rel=0.12)
    again, _ = bootstrap(sample.weights, sample.design, np.random.default_rng(1), replicates=600)
    assert np.array_equal(weights.replicates, again.replicates)


def test_bootstrap_weights_average_to_the_full_sample(sample):
    weights, _ = bootstrap(sample.weights, sample.design, np.random.default_rng(2), replicates=2000)
    assert weights.replicates is not None
    assert weights.replicates.sum(axis=0).mean() == pytest.approx(sample.weights.total, rel=0.01)


def test_lonely_psus_are_refused_or_handled_by_policy():
    lonely = clustered([1, 2, 3, 3], ["x", "x", "y", "y"])
    weights = Weights.of(np.ones(4))
    with pytest.raises(WeightingError, match="only one PSU, first 'y'"):
        jackknife(weights, lonely)
    with pytest.raises(WeightingError, match="only one PSU"):
        bootstrap(weights, lonely, np.random.default_rng(0))
    removed, _ = jackknife(weights, lonely, lonely_psu="remove")
    adjusted, _ = jackknife(weights, lonely, lonely_psu="adjust")
    assert removed.replicates is not None
    assert adjusted.replicates is not None
    assert (removed.replicates.shape[1], adjusted.replicates.shape[1]) == (2, 3)


def test_jk1_knows_no_strata():
    with pytest.raises(WeightingError, match="JK1 knows no strata"):
        jackknife(Weights.of(np.ones(4)), stratified([1, 1, 2, 2]), kind="JK1")
    weights, design = jackknife(Weights.of(np.ones(4)), srs(4))
    assert design.replicates is not None
    assert design.replicates.kind == "JK1"
    assert design.replicates.scale == pytest.approx(0.75)
    assert weights.replicates is not None
