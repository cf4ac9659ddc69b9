from __future__ import annotations

import numpy as np
import pytest
from statsmodels.api import GLM, families

from surveyapp.errors import WeightingError
from surveyapp.weighting.nonresponse import (
    adjust_by_classes,
    adjust_by_propensity,
    response_propensity,
)
from surveyapp.weighting.replicate import jackknife

RNG = np.random.default_rng(8)
ANSWERED = RNG.random(600) < 0.5


def test_respondents_stand_for_their_class_and_the_others_for_nobody(sample):
    done = adjust_by_classes(sample.weights, ANSWERED, sample.age)
    assert done.final[~ANSWERED].sum() == 0
    for age in ("young", "middle", "old"):
        rows = sample.age == age
        assert done.final[rows].sum() == pytest.approx(sample.weights.final[rows].sum())


def test_a_class_in_which_nobody_answered_is_named(sample):
    silent = ANSWERED & (sample.age != "old")
    with pytest.raises(WeightingError, match="Nobody answered in the class 'old'"):
        adjust_by_classes(sample.weights, silent, sample.age)
    classes = np.where(np.arange(600) < 2, None, sample.age)
    with pytest.raises(WeightingError, match="2 cases have no class"):
        adjust_by_classes(sample.weights, ANSWERED, classes)


def test_every_replicate_is_adjusted(sample):
    replicated, _ = jackknife(sample.weights, sample.design)
    done = adjust_by_classes(replicated, ANSWERED, sample.age)
    assert done.replicates is not None
    assert replicated.replicates is not None
    assert done.replicates.sum(axis=0) == pytest.approx(replicated.replicates.sum(axis=0))


def test_the_propensity_is_a_weighted_logistic_regression(sample):
    X = np.stack([np.ones(600), sample.y, sample.wave.astype(float)], axis=1)
    w = sample.weights.final
    fitted = GLM(ANSWERED * 1.0, X, family=families.Binomial(), freq_weights=w).fit()
    ours = response_propensity(X, ANSWERED, w)
    assert ours == pytest.approx(fitted.fittedvalues, rel=1e-6)


@pytest.mark.parametrize("classes", [None, 5])
def test_propensity_adjustment_restores_the_total(sample, classes):
    done = adjust_by_propensity(sample.weights, ANSWERED, {"y": sample.y}, classes=classes)
    assert done.total == pytest.approx(sample.weights.total, rel=0.02)
    assert done.history[-1].record["response_rate"] == pytest.approx(
        sample.weights.final[ANSWERED].sum() / sample.weights.total
    )


def test_a_covariate_that_tells_who_answers_is_refused(sample):
    with pytest.raises(WeightingError, match="tell exactly who answers"):
        adjust_by_propensity(sample.weights, ANSWERED, {"known": ANSWERED * 1.0})
    lost = np.where(np.arange(600) == 3, np.nan, 1.0)
    with pytest.raises(WeightingError, match="1 cases have no value"):
        adjust_by_propensity(sample.weights, ANSWERED, {"x": lost})
