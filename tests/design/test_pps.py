from __future__ import annotations

import numpy as np
import pytest

from surveyapp.design.design import srs
from surveyapp.design.pps import brewer, hartley_rao, overton, with_joint_probabilities
from surveyapp.errors import DesignError
from surveyapp.estimation.totals import total
from surveyapp.weighting.weights import Weights

N, n = 40, 8
Y = np.random.default_rng(5).normal(20, 6, n)
WEIGHTS = Weights.of(np.full(n, N / n))
PLAIN = total(Y, WEIGHTS, srs(n, N)).standard_error


def equal_joint() -> np.ndarray:
    joint = np.full((n, n), n * (n - 1) / (N * (N - 1)))
    np.fill_diagonal(joint, n / N)
    return joint


@pytest.mark.parametrize("estimator", ["HT", "YG"])
def test_equal_joint_probabilities_give_the_variance_of_simple_random_sampling(estimator):
    design = with_joint_probabilities(srs(n), equal_joint(), estimator=estimator, tolerance=0.0)
    assert total(Y, WEIGHTS, design).standard_error == pytest.approx(PLAIN, rel=1e-12)


def test_brewers_variance_with_equal_probabilities_is_that_of_simple_random_sampling():
    design = brewer(srs(n), [np.full(n, n / N)])
    assert total(Y, WEIGHTS, design).standard_error == pytest.approx(PLAIN, rel=1e-12)


def test_overtons_joint_probabilities_with_equal_ones_are_those_of_simple_random_sampling():
    design = overton(srs(n), np.full(n, n / N))
    assert total(Y, WEIGHTS, design).standard_error == pytest.approx(PLAIN, rel=1e-12)


def test_hartley_and_raos_with_the_population_sum_is_close_to_simple_random_sampling():
    design = hartley_rao(srs(n), np.full(n, n / N), mean_square=N * (n / N) ** 2 / n)
    assert total(Y, WEIGHTS, design).standard_error == pytest.approx(PLAIN, rel=1e-12)


def test_a_unit_sure_to_be_chosen_adds_nothing_to_brewers_variance():
    p = np.array([1.0, 0.2, 0.2, 0.2])
    sure = Weights.of(1 / p)
    design = brewer(srs(4), [p])
    shifted = np.array([0.0, 5.0, 5.0, 5.0])
    spread = total(shifted, sure, design).variance
    t = shifted / p
    assert spread == pytest.approx(0.8 * 4 / 3 * ((t[1:] - t.mean()) ** 2).sum(), rel=1e-12)


def test_pairs_that_can_never_be_drawn_together_are_refused_with_other_ways():
    joint = equal_joint()
    joint[0, 1] = joint[1, 0] = 0.0
    with pytest.raises(DesignError, match="brewer, hartley_rao or overton"):
        with_joint_probabilities(srs(n), joint)
    with pytest.raises(DesignError, match="shape"):
        with_joint_probabilities(srs(n), joint[:2, :2])


def test_impossible_probabilities_are_counted():
    with pytest.raises(DesignError, match="2 inclusion probabilities"):
        brewer(srs(3), [np.array([0.0, 1.5, 0.5])])
