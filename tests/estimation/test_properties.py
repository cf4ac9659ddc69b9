"""Properties that every estimator keeps, whatever the sample: scale, order, parts and wholes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from surveyapp.design.design import Design
from surveyapp.estimation.agreement import cronbach_alpha, kappa
from surveyapp.estimation.means import mean, means
from surveyapp.estimation.proportions import proportion
from surveyapp.estimation.quantiles import quantiles
from surveyapp.estimation.ratios import ratio
from surveyapp.estimation.regression import regression
from surveyapp.estimation.totals import total, totals
from surveyapp.inference.association import association
from surveyapp.inference.rank_tests import rank_test
from surveyapp.inference.t_tests import two_sample
from surveyapp.weighting.factored import bootstrap_factors, rake_replicates
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.replicate import jackknife
from surveyapp.weighting.weights import Weights

FEW = settings(deadline=None, max_examples=8)
SEEDS = st.integers(0, 10_000)


@dataclass
class Sample:
    """A random stratified, clustered sample with an item, a share, a group and a domain."""

    stratum: Any
    psu: Any
    base: Any
    score: Any
    yes: Any
    group: Any
    sex: Any
    domain: Any

    @staticmethod
    def of(seed: int) -> Sample:
        rng = np.random.default_rng(seed)
        n = int(rng.integers(80, 200))
        stratum = np.arange(n) % 3
        psu = stratum * 100 + (np.arange(n) // 3) % int(rng.integers(3, 7))
        lean = rng.normal(0, 0.4, 1000)[psu]
        return Sample(
            stratum,
            psu,
            rng.uniform(0.5, 4, n),
            np.clip(np.rint(3 + lean + rng.normal(0, 1, n)), 1, 5),
            (rng.random(n) < 0.5).astype(float),
            rng.integers(0, 2, n),
            rng.integers(0, 2, n),
            rng.random(n) < 0.6,
        )

    def taken(self, rows: Any) -> Sample:
        return Sample(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    @property
    def design(self) -> Design:
        return Design.of(strata=self.stratum, psu=self.psu)

    def weights(self, factor: float = 1.0, *, raked: bool = False) -> Weights:
        made = Weights.of(self.base * factor)
        if not raked:
            return made
        whole = {0: 1000.0 * factor, 1: 1100.0 * factor}
        return rake(made, [Margin("sex", self.sex, whole)])


Question = Callable[[Sample, Weights], list[float]]


def _mean(s: Sample, w: Weights) -> list[float]:
    found = mean(s.score, w, s.design, domain=s.domain, design_effect="with replacement")
    assert found.design_effect is not None
    return [found.value, found.standard_error, found.lower, found.upper, found.design_effect]


def _ratio(s: Sample, w: Weights) -> list[float]:
    found = ratio(s.score, s.yes + 1, w, s.design, domain=s.domain)
    return [found.value, found.standard_error]


def _proportion(s: Sample, w: Weights) -> list[float]:
    found = proportion(s.yes, w, s.design, domain=s.domain)
    return [found.value, found.lower, found.upper, found.n_effective or 0.0]


def _quantile(s: Sample, w: Weights) -> list[float]:
    found = quantiles(s.score, w, s.design, [0.25, 0.5]).quantiles
    return [one.value for one in found] + [one.lower for one in found]


def _regression(s: Sample, w: Weights) -> list[float]:
    X = np.column_stack([np.ones(len(s.score)), s.group])
    found = regression(s.yes, X, w, s.design, names=("a", "b"), family="logistic")
    return [*found.coefficients, *found.standard_errors]


def _association(s: Sample, w: Weights) -> list[float]:
    found = association(s.group, s.yes, w, s.design)
    return [found.value, found.p]


def _t_test(s: Sample, w: Weights) -> list[float]:
    found = two_sample(s.score, s.group, w, s.design)
    return [found.estimate, found.t, found.p]


def _rank(s: Sample, w: Weights) -> list[float]:
    found = rank_test(s.score, s.group, w, s.design)
    return [float(found.statistic), float(found.p)]


def _alpha(s: Sample, w: Weights) -> list[float]:
    found = cronbach_alpha({"a": s.score, "b": s.score + s.yes}, w, s.design)
    return [found.value, found.standard_error]


def _kappa(s: Sample, w: Weights) -> list[float]:
    found = kappa(s.yes, s.group.astype(float), w, s.design)
    return [found.value, found.standard_error]


QUESTIONS: list[Question] = [
    _mean,
    _ratio,
    _proportion,
    _quantile,
    _regression,
    _association,
    _t_test,
    _rank,
    _alpha,
    _kappa,
]
NAMES = [question.__name__.strip("_") for question in QUESTIONS]


@pytest.mark.parametrize("raked", [False, True], ids=["base weights", "raked"])
@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
@FEW
@given(seed=SEEDS, factor=st.sampled_from([1e-6, 0.37, 1000.0]))
def test_the_unit_of_the_weights_does_not_matter(
    question: Question, raked: bool, seed: int, factor: float
) -> None:
    sample = Sample.of(seed)
    one, other = sample.weights(raked=raked), sample.weights(factor, raked=raked)
    assert_allclose(question(sample, other), question(sample, one), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("raked", [False, True], ids=["base weights", "raked"])
@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
@FEW
@given(seed=SEEDS)
def test_the_order_of_the_rows_does_not_matter(question: Question, raked: bool, seed: int) -> None:
    sample = Sample.of(seed)
    mixed = sample.taken(np.random.default_rng(seed).permutation(len(sample.score)))
    assert_allclose(
        question(mixed, mixed.weights(raked=raked)),
        question(sample, sample.weights(raked=raked)),
        rtol=1e-6,
        atol=1e-9,
    )


@FEW
@given(seed=SEEDS, factor=st.sampled_from([0.01, 3.0]))
def test_totals_scale_with_the_weights(seed: int, factor: float) -> None:
    sample = Sample.of(seed)
    one = total(sample.score, sample.weights(), sample.design)
    other = total(sample.score, sample.weights(factor), sample.design)
    assert other.value == pytest.approx(factor * one.value)
    assert other.standard_error == pytest.approx(factor * one.standard_error)


@pytest.mark.parametrize("raked", [False, True], ids=["base weights", "raked"])
@FEW
@given(seed=SEEDS)
def test_the_parts_of_a_domain_add_up_to_it(raked: bool, seed: int) -> None:
    sample = Sample.of(seed)
    weights, design = sample.weights(raked=raked), sample.design
    first, second = sample.domain & (sample.sex == 0), sample.domain & (sample.sex == 1)
    whole = total(sample.score, weights, design, domain=sample.domain)
    parts = totals({"y": sample.score}, weights, design, domains={"a": first, "b": second})
    assert parts.values.sum() == pytest.approx(whole.value)
    assert parts.covariance.sum() == pytest.approx(whole.variance, rel=1e-9)
    shares = np.array([weights.final[first].sum(), weights.final[second].sum()])
    split = means({"y": sample.score}, weights, design, domains={"a": first, "b": second})
    wanted = mean(sample.score, weights, design, domain=sample.domain)
    assert split.values @ shares / shares.sum() == pytest.approx(wanted.value)


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
@FEW
@given(seed=SEEDS)
def test_a_stratum_that_weighs_nothing_changes_nothing(question: Question, seed: int) -> None:
    sample = Sample.of(seed)
    extra = sample.taken(np.arange(12))
    extra.stratum = np.full(12, 9)
    extra.psu = 900 + np.arange(12) % 4
    extra.base = np.zeros(12)
    names = Sample.__dataclass_fields__
    both = Sample(
        **{name: np.concatenate([getattr(sample, name), getattr(extra, name)]) for name in names}
    )
    assert_allclose(
        question(both, both.weights()), question(sample, sample.weights()), rtol=1e-6, atol=1e-9
    )


@FEW
@given(seed=SEEDS)
def test_a_stratum_without_members_of_the_domain_changes_nothing_in_it(seed: int) -> None:
    sample = Sample.of(seed)
    sample.domain = sample.domain & (sample.stratum != 2)
    kept = sample.taken(sample.stratum != 2)
    whole = mean(sample.score, sample.weights(), sample.design, domain=sample.domain)
    without = mean(kept.score, kept.weights(), kept.design, domain=kept.domain)
    assert whole.value == pytest.approx(without.value)
    assert whole.standard_error == pytest.approx(without.standard_error)
    assert whole.degrees_of_freedom == without.degrees_of_freedom


@FEW
@given(seed=SEEDS)
def test_the_jackknife_of_a_total_is_its_linearised_variance(seed: int) -> None:
    sample = Sample.of(seed)
    weights, design = jackknife(sample.weights(), sample.design)
    assert total(sample.score, weights, design).standard_error == pytest.approx(
        total(sample.score, sample.weights(), sample.design).standard_error, rel=1e-9
    )


@pytest.mark.parametrize("raked", [False, True], ids=["base weights", "raked"])
def test_the_bootstrap_meets_the_linearised_variance_within_simulation_error(raked: bool) -> None:
    rng = np.random.default_rng(12)
    n, replicates = 6000, 1500
    stratum = np.arange(n) % 10
    psu = stratum * 1000 + (np.arange(n) // 10) % 40
    sex = rng.integers(0, 2, n)
    score = 3 + 0.8 * sex + rng.normal(0, 0.3, 10_000)[psu] + rng.normal(0, 1, n)
    design, weights = Design.of(strata=stratum, psu=psu), Weights.of(rng.uniform(1, 2, n))
    margins = [Margin("sex", sex, {0: 5000.0, 1: 6000.0})]
    drawn = bootstrap_factors(weights, design, rng, replicates=replicates)
    if raked:
        weights = rake(weights, margins)
        drawn = rake_replicates(drawn, margins)
    table = drawn.table()
    each = (table.T @ score) / table.sum(axis=0)
    linear = mean(score, weights, design).standard_error
    error = 4 / np.sqrt(2 * replicates) + 0.02
    assert each.std() == pytest.approx(linear, rel=error)
