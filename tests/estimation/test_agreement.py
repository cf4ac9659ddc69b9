"""Cronbach's alpha and Cohen's kappa."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.design.design import Design, Replicates, clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.agreement import cronbach_alpha, kappa
from surveyapp.weighting.weights import Weights


def test_cohens_kappa_of_the_textbook_table_is_four_tenths() -> None:
    """Two readers of 50 proposals: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no."""
    first = np.repeat(["yes", "yes", "no", "no"], [20, 5, 10, 15])
    second = np.repeat(["yes", "no", "yes", "no"], [20, 5, 10, 15])
    found = kappa(first, second, Weights.of(np.ones(50)), srs(50))
    assert found.value == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt (1969): large-sample error, here with n - 1 in place of n
    p = np.array([[20, 5], [10, 15]]) / 50
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    chance = rows @ columns
    on = sum(p[i, i] * (1 - (rows[i] + columns[i]) * 0.6) ** 2 for i in range(2))
    off = sum(p[i, 1 - i] * (columns[i] + rows[1 - i]) ** 2 for i in range(2)) * 0.36
    variance = (on + off - (0.4 - chance * 0.6) ** 2) / (1 - chance) ** 2 / 49
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_perfect_agreement_is_one_and_chance_agreement_is_zero() -> None:
    a = np.tile([0, 0, 1, 1], 25)
    b = np.tile([0, 1, 0, 1], 25)
    weights, design = Weights.of(np.ones(100)), srs(100)
    assert kappa(a, a, weights, design).value == pytest.approx(1.0)
    assert kappa(a, a, weights, design).standard_error == pytest.approx(0.0, abs=1e-12)
    assert kappa(a, b, weights, design).value == pytest.approx(0.0, abs=1e-12)
    with pytest.raises(EstimationError, match="one category only"):
        kappa(np.ones(100), np.ones(100), weights, design)


@pytest.fixture
def items() -> np.ndarray:
    rng = np.random.default_rng(4)
    trait = rng.normal(size=(300, 1))
    return np.round(3 + trait + rng.normal(size=(300, 4)))


def test_alpha_is_that_of_the_covariance_matrix(items: np.ndarray) -> None:
    found = cronbach_alpha(list(items.T), Weights.of(np.ones(300)), srs(300))
    table = np.cov(items.T)
    assert found.value == pytest.approx(4 / 3 * (1 - np.trace(table) / table.sum()), rel=1e-12)
    assert found.lower < found.value < found.upper < 1


def test_identical_items_have_alpha_one_and_another_unit_changes_nothing(
    items: np.ndarray,
) -> None:
    weights, design = Weights.of(np.linspace(1, 2, 300)), clustered(np.arange(300) // 10)
    same = cronbach_alpha({"a": items[:, 0], "b": items[:, 0]}, weights, design)
    assert same.value == pytest.approx(1.0)
    here = cronbach_alpha(list(items.T), weights, design)
    there = cronbach_alpha(list(5 * items.T - 3), weights, design)
    assert there.value == pytest.approx(here.value, rel=1e-10)
    assert there.standard_error == pytest.approx(here.standard_error, rel=1e-9)


def test_the_linearised_error_of_alpha_and_kappa_is_that_of_the_jackknife(
    items: np.ndarray,
) -> None:
    psu = np.arange(300) // 10
    w = np.linspace(1, 2, 300)
    table = w[:, None] * (psu[:, None] != np.arange(30)[None, :]) * 30 / 29
    replicated = Design(300, (), replicates=Replicates("JK1", 29 / 30, np.ones(30)))
    both = Weights.of(w, replicates=table)
    linear = cronbach_alpha(list(items.T), Weights.of(w), clustered(psu))
    again = cronbach_alpha(list(items.T), both, replicated)
    assert again.standard_error == pytest.approx(linear.standard_error, rel=0.05)
    a, b = items[:, 0] > 3, items[:, 1] > 3
    assert kappa(a, b, both, replicated).standard_error == pytest.approx(
        kappa(a, b, Weights.of(w), clustered(psu)).standard_error, rel=0.05
    )


def test_one_item_constant_items_and_missing_answers_are_refused(items: np.ndarray) -> None:
    weights, design = Weights.of(np.ones(300)), srs(300)
    with pytest.raises(EstimationError, match="two items or more, got 1"):
        cronbach_alpha([items[:, 0]], weights, design)
    with pytest.raises(EstimationError, match="same for everybody"):
        cronbach_alpha([np.ones(300), np.ones(300)], weights, design)
    items[5, 2] = np.nan
    with pytest.raises(EstimationError, match="items: 1 of 300 rows"):
        cronbach_alpha(list(items.T), weights, design)
    assert cronbach_alpha(list(items.T), weights, design, missing="drop").n == 299
