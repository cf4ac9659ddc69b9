"""Design-based t tests."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyapp.design.design import clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.means import mean, means
from surveyapp.inference.contrast import contrast
from surveyapp.inference.t_tests import one_sample, two_sample
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(9)
Y = RNG.normal(3, 1, 200)
GROUP = np.where(np.arange(200) % 2 == 0, "new", "old")
PSU = np.arange(200) // 8


def test_a_random_sample_gives_students_one_sample_test() -> None:
    found = one_sample(Y, Weights.of(np.full(200, 5.0)), srs(200), value=2.9)
    expected = stats.ttest_1samp(Y, 2.9)
    assert found.t == pytest.approx(expected.statistic, rel=1e-10)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.degrees_of_freedom == 199


def test_two_groups_of_a_random_sample_give_welch_nearly() -> None:
    found = two_sample(Y, GROUP, Weights.of(np.ones(200)), srs(200))
    expected = stats.ttest_ind(Y[GROUP == "old"], Y[GROUP == "new"], equal_var=False)
    assert found.groups == ("new", "old")
    assert found.t == pytest.approx(expected.statistic, rel=0.01)
    assert found.degrees_of_freedom == 198


def test_the_difference_is_the_contrast_of_the_two_means() -> None:
    weights, design = Weights.of(RNG.uniform(1, 4, 200)), clustered(PSU)
    found = two_sample(Y, GROUP, weights, design)
    domains = {"new": GROUP == "new", "old": GROUP == "old"}
    both = means({"y": Y}, weights, design, domains=domains)
    names = {name: (1.0 if "old" in name else -1.0) for name in both.names}
    same = contrast(both, names, degrees_of_freedom=found.degrees_of_freedom)
    assert found.estimate == pytest.approx(same.value, rel=1e-9)
    assert found.standard_error == pytest.approx(same.standard_error, rel=1e-9)
    assert found.p == pytest.approx(same.p, rel=1e-8)


def test_one_sample_is_the_mean_and_its_interval() -> None:
    weights, design = Weights.of(RNG.uniform(1, 4, 200)), clustered(PSU)
    found, same = one_sample(Y, weights, design), mean(Y, weights, design)
    assert (found.lower, found.upper) == pytest.approx((same.lower, same.upper))
    assert list(found.to_frame()["t"]) == [found.t]


def test_three_groups_constant_answers_and_missing_ones_are_refused() -> None:
    weights, design = Weights.of(np.ones(200)), srs(200)
    with pytest.raises(EstimationError, match="Two groups are needed, the domain has 3: 0, 1, 2"):
        two_sample(Y, np.arange(200) % 3, weights, design)
    with pytest.raises(EstimationError, match="standard error is zero"):
        one_sample(np.ones(200), weights, design, value=1.0)
    holes = Y.copy()
    holes[0] = np.nan
    with pytest.raises(EstimationError, match="y: 1 of 200 rows"):
        two_sample(holes, GROUP, weights, design)
    assert two_sample(holes, GROUP, weights, design, missing="drop").n == 199
