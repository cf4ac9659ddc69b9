from __future__ import annotations

import numpy as np
import pytest

from surveyapp.design.design import Design, Replicates, clustered
from surveyapp.errors import DesignError, EstimationError
from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.means import mean
from surveyapp.estimation.replication import replicate_covariance, replicate_rank
from surveyapp.weighting.replicate import jackknife
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(4)
n = 120
DESIGN = clustered(np.repeat(np.arange(12), 10), np.repeat(np.arange(3), 40))
Y = RNG.normal(size=n)


def test_replicates_of_a_stratified_jackknife_have_psus_less_strata_degrees_of_freedom():
    weights, design = jackknife(Weights.of(np.ones(n)), DESIGN)
    assert degrees_of_freedom(design, weights) == 9
    domain = np.arange(n) < 40
    assert degrees_of_freedom(design, weights, domain=domain) == 3


def test_the_rank_is_that_of_the_matrix():
    table = RNG.normal(size=(40, 8))
    table[:, 5] = table[:, 1] + table[:, 2]
    table[:, 7] = 0.0
    assert replicate_rank(table) == np.linalg.matrix_rank(table) == 6


def test_mse_measures_from_the_full_sample():
    table = RNG.uniform(0.5, 1.5, (n, 20))
    weights = Weights.of(np.ones(n), replicates=table)
    found = {}
    for mse in (False, True):
        design = Design(n, (), None, Replicates("bootstrap", 1 / 20, np.ones(20), mse))
        found[mse] = mean(Y, weights, design).variance
    replicates = (table * Y[:, None]).sum(axis=0) / table.sum(axis=0)
    assert found[False] == pytest.approx(replicates.var())
    assert found[True] == pytest.approx(((replicates - Y.mean()) ** 2).mean())


def test_any_statistic_can_be_replicated():
    weights, design = jackknife(Weights.of(np.ones(n)), DESIGN)
    found = replicate_covariance(lambda w: np.array([w @ Y / w.sum()]), weights, design)
    assert found[0, 0] == pytest.approx(mean(Y, weights, design).variance)


def test_replicates_and_their_rule_must_come_together():
    design = Design(n, (), None, Replicates("other", 1.0, np.ones(3)))
    with pytest.raises(EstimationError, match="hold no replicate weights"):
        mean(Y, Weights.of(np.ones(n)), design)
    with pytest.raises(EstimationError, match="2 replicate weights but 3 factors"):
        mean(Y, Weights.of(np.ones(n), replicates=np.ones((n, 2))), design)
    with pytest.raises(DesignError, match="no PSUs to count"):
        design.degrees_of_freedom()


def test_a_replicate_without_anybody_in_the_domain_is_refused_with_its_number():
    table = np.ones((n, 3))
    table[:5, 1] = 0.0
    weights = Weights.of(np.ones(n), replicates=table)
    design = Design(n, (), None, Replicates("other", 1.0, np.ones(3)))
    with pytest.raises(
        EstimationError, match="1 of 3 replicates give no estimate, first replicate 2"
    ):
        mean(Y, weights, design, domain=np.arange(n) < 5)
