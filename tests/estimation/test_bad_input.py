"""What cannot be estimated is refused by name with a way out, or has its documented answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, SurveyError
from surveyapp.estimation.agreement import cronbach_alpha, kappa
from surveyapp.estimation.grid import domain_means
from surveyapp.estimation.means import mean, means
from surveyapp.estimation.ordinal import ordinal_regression
from surveyapp.estimation.proportions import proportion
from surveyapp.estimation.quantiles import quantiles
from surveyapp.estimation.ratios import ratio
from surveyapp.estimation.regression import regression
from surveyapp.estimation.totals import total
from surveyapp.inference.association import association
from surveyapp.inference.contrast import contrast
from surveyapp.inference.goodness_of_fit import goodness_of_fit
from surveyapp.inference.grid_contrasts import grid_contrasts
from surveyapp.inference.rank_tests import rank_test
from surveyapp.inference.t_tests import one_sample, two_sample
from surveyapp.weighting.weights import Weights

N = 200
STRATUM = np.arange(N) % 4
PSU = STRATUM * 10 + (np.arange(N) // 4) % 5
D = Design.of(strata=STRATUM, psu=PSU)
RNG = np.random.default_rng(0)
W = Weights.of(RNG.uniform(1, 2, N))
Y = RNG.integers(1, 6, N).astype(float)
B = (Y > 3).astype(float)
G = np.arange(N) % 2
ONE, SAME = np.ones(N), np.full(N, 3.0)
NOBODY = np.zeros(N, dtype=bool)
X = np.column_stack([ONE, G])
FIFTHS = {float(i): 0.2 for i in range(1, 6)}
Call = Callable[..., Any]


def refusal(call: Callable[[], object]) -> SurveyError:
    with pytest.raises(SurveyError) as refused:
        call()
    return refused.value


EVERY: dict[str, Call] = {
    "mean": lambda y, **k: mean(y, W, D, **k),
    "total": lambda y, **k: total(y, W, D, **k),
    "ratio": lambda y, **k: ratio(y, ONE, W, D, **k),
    "proportion": lambda y, **k: proportion(np.where(y > 3, 1.0, 0.0), W, D, **k),
    "quantiles": lambda y, **k: quantiles(y, W, D, [0.5], **k),
    "regression": lambda y, **k: regression(y, X, W, D, names=("a", "b"), **k),
    "association": lambda y, **k: association(y, G, W, D, **k),
    "one sample": lambda y, **k: one_sample(y, W, D, **k),
    "two samples": lambda y, **k: two_sample(y, G, W, D, **k),
    "rank test": lambda y, **k: rank_test(y, G, W, D, **k),
    "goodness of fit": lambda y, **k: goodness_of_fit(y, FIFTHS, W, D, **k),
    "alpha": lambda y, **k: cronbach_alpha({"a": y, "b": B}, W, D, **k),
    "kappa": lambda y, **k: kappa(y, Y, W, D, **k),
    "ordinal": lambda y, **k: ordinal_regression(y, G[:, None] * 1.0, W, D, names=("g",), **k),
}


@pytest.mark.parametrize("name", list(EVERY))
def test_a_domain_with_nobody_is_refused_with_remedies(name: str) -> None:
    found = refusal(lambda: EVERY[name](Y, domain=NOBODY))
    assert "Nobody" in str(found)
    assert all(problem.where and problem.remedies for problem in found.problems)


@pytest.mark.parametrize("name", [n for n in EVERY if n != "proportion"])
def test_a_column_of_another_length_is_refused_with_both_lengths(name: str) -> None:
    text = str(refusal(lambda: EVERY[name](Y[:9])))
    assert "9" in text
    assert "200" in text


@pytest.mark.parametrize("name", list(EVERY))
def test_a_domain_of_another_length_is_refused(name: str) -> None:
    text = str(refusal(lambda: EVERY[name](Y, domain=NOBODY[:4])))
    assert "domain: The column has 4 rows where the sample has 200" in text


def test_weights_of_another_sample_are_refused() -> None:
    text = str(refusal(lambda: mean(Y, Weights.of(np.ones(7)), D)))
    assert "7 weights for a design of 200 rows" in text
    assert "Remedy" in text


def test_a_stratum_with_one_psu_is_named_with_every_policy() -> None:
    alone = np.where(np.arange(N) == 0, 9, STRATUM)
    design = Design.of(strata=alone, psu=PSU + 100 * (np.arange(N) == 0))
    text = str(refusal(lambda: mean(Y, W, design)))
    for words in ("1 of 5 strata have only one PSU: 9", "Merge", "adjust", "average", "certainty"):
        assert words in text
    assert mean(Y, W, design, lonely_psu="adjust").standard_error > 0


def test_a_population_smaller_than_the_sample_is_refused_with_both_counts() -> None:
    text = str(refusal(lambda: Design.of(strata=STRATUM, psu=PSU, population=np.full(N, 3))))
    assert "5 sampled of 3" in text
    assert "Leave the population out" in text


def test_an_item_that_everybody_answered_alike_has_no_variance() -> None:
    for found in (mean(SAME, W, D), ratio(SAME, ONE, W, D)):
        assert found.value == pytest.approx(3)
        assert found.standard_error == pytest.approx(0, abs=1e-12)
    grid = domain_means({"same": SAME}, W, D, by=STRATUM)
    assert np.allclose(grid.standard_errors, 0, atol=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: association(SAME, G, W, D),
        lambda: two_sample(SAME, G, W, D),
        lambda: one_sample(SAME, W, D, value=2),
        lambda: rank_test(SAME, G, W, D),
        lambda: cronbach_alpha({"a": SAME, "b": SAME}, W, D),
        lambda: kappa(SAME, SAME, W, D),
        lambda: ordinal_regression(SAME, G[:, None] * 1.0, W, D, names=("g",)),
    ],
    ids=["association", "two samples", "one sample", "ranks", "alpha", "kappa", "ordinal"],
)
def test_a_test_of_an_item_without_variance_is_refused(call: Callable[[], object]) -> None:
    assert all(problem.remedies for problem in refusal(call).problems)


def test_two_domains_of_equal_constants_do_not_differ() -> None:
    """The sixteenth digit of two means of threes is no finding."""
    for value in (3.0, 0.1, 1 / 3):
        masks = {"a": G == 0, "b": G == 1}
        both = means({"y": np.full(N, value)}, W, D, domains=masks)
        assert contrast(both, {"y|a": 1.0, "y|b": -1.0}).p == 1.0
        grid = domain_means({"y": np.full(N, value)}, W, D, by=G)
        assert grid_contrasts(grid, {"d": {0: 1.0, 1: -1.0}}).p[0, 0] == 1.0


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("method", ["beta", "wilson"])
def test_none_and_all_keep_a_one_sided_interval(method: Any, share: float) -> None:
    found = proportion(np.full(N, share), W, D, method=method)
    assert found.value == share
    assert 0 < found.upper - found.lower < 0.05


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("method", ["logit", "likelihood", "asin", "xlogit"])
def test_intervals_that_need_both_answers_say_which_to_use(method: Any, share: float) -> None:
    text = str(refusal(lambda: proportion(np.full(N, share), W, D, method=method)))
    assert f"exactly {100 * share:.0f}%" in text
    assert "method='beta'" in text


def test_a_million_categories_are_answered_or_refused_but_never_crash() -> None:
    n = 1_000_000
    many, two = np.arange(n), np.arange(n) % 2 * 1.0
    design, weights = (
        Design.of(strata=many % 10, psu=many // 100 * 10 + many % 10),
        Weights.of(np.ones(n)),
    )
    calls: list[Callable[[], object]] = [
        lambda: association(many, two, weights, design),
        lambda: rank_test(two, many, weights, design),
        lambda: ordinal_regression(many, two[:, None], weights, design, names=("x",)),
        lambda: two_sample(two, many, weights, design),
    ]
    for call in calls:
        text = str(refusal(call))
        assert "1,000,000" in text or "2,000,000" in text or "1000000" in text
    grid = domain_means({"y": two}, weights, design, by=many)
    assert np.array_equal(grid.values[0], two)


def test_missing_and_infinite_answers_are_told_apart() -> None:
    holes = Y.copy()
    holes[:3] = np.nan
    text = str(refusal(lambda: mean(holes, W, D)))
    assert "3 of 200 rows have no answer" in text
    assert "missing='drop'" in text
    holes[5] = np.inf
    with pytest.raises(EstimationError, match="1 values are infinite"):
        mean(holes, W, D, missing="drop")
