"""Proportions under a design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from surveyapp.design.design import Design, Replicates, clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.means import mean
from surveyapp.estimation.proportions import proportion, with_interval
from surveyapp.weighting.weights import Weights


@pytest.fixture
def blocks() -> tuple[np.ndarray, np.ndarray, Weights, Design]:
    rng = np.random.default_rng(3)
    psu = np.repeat(np.arange(30), 12)
    lean = np.repeat(rng.normal(0, 0.7, 30), 12)
    y = (rng.random(360) < 1 / (1 + np.exp(-lean))).astype(float)
    area = np.where(psu % 3 == 0, "North", "South")
    weights = Weights.of(rng.uniform(0.5, 2.0, 360))
    return y, area, weights, clustered(psu)


def test_a_proportion_is_a_mean_with_an_interval_that_stays_inside(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, area, weights, design = blocks
    north = area == "North"
    found = proportion(y, weights, design, domain=north)
    same = mean(y, weights, design, domain=north)
    assert found.value == pytest.approx(same.value, rel=1e-12)
    assert found.standard_error == pytest.approx(same.standard_error, rel=1e-12)
    assert 0 < found.lower < found.value < found.upper < 1
    assert found.n == 120
    assert found.method == "beta"


def test_a_random_sample_has_the_textbook_standard_error() -> None:
    y = np.array([1.0] * 30 + [0.0] * 70)
    found = proportion(y, Weights.of(np.full(100, 7.0)), srs(100), method="mean")
    assert found.standard_error == pytest.approx(np.sqrt(0.3 * 0.7 / 99), rel=1e-12)
    assert found.n_effective == pytest.approx(99)
    assert found.kish_effective_n == pytest.approx(100)


def test_the_two_effective_sizes_are_two_fields(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    found = proportion(y, weights, design)
    p, error = found.value, found.standard_error
    assert found.n_effective == pytest.approx(p * (1 - p) / error**2)
    w = weights.final
    assert found.kish_effective_n == pytest.approx(w.sum() ** 2 / (w @ w))
    assert found.n_effective < found.kish_effective_n


def test_weights_times_a_constant_and_another_row_order_change_nothing(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, _ = blocks
    psu = np.repeat(np.arange(30), 12)
    order = np.random.default_rng(1).permutation(360)
    here = proportion(y, weights, clustered(psu))
    there = proportion(y[order], Weights.of(40 * weights.final[order]), clustered(psu[order]))
    assert (there.value, there.lower, there.upper) == pytest.approx(
        (here.value, here.lower, here.upper), rel=1e-10
    )


def test_replicates_that_drop_one_block_each_agree_with_the_linearised_error(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    psu = design.stages[0].units
    table = weights.final[:, None] * (psu[:, None] != np.arange(30)[None, :]) * 30 / 29
    replicated = Design(360, (), replicates=Replicates("JK1", 29 / 30, np.ones(30)))
    found = proportion(y, Weights.of(weights.final, replicates=table), replicated, method="logit")
    linear = proportion(y, weights, design, method="logit")
    assert found.standard_error == pytest.approx(linear.standard_error, rel=0.02)
    assert found.lower == pytest.approx(linear.lower, abs=0.005)


def test_nobody_still_has_an_answer(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    found = proportion(np.zeros_like(y), weights, design)
    assert (found.value, found.standard_error, found.lower) == (0.0, 0.0, 0.0)
    assert 0 < found.upper < 0.03
    assert found.n_effective == 360


def test_missing_answers_are_refused_or_dropped_as_a_domain(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    holes = y.copy()
    holes[:24] = np.nan
    with pytest.raises(EstimationError, match=r"y: 24 of 360 rows of the domain have no value"):
        proportion(holes, weights, design)
    found = proportion(pd.Series(holes), weights, design, missing="drop")
    same = proportion(y, weights, design, domain=np.arange(360) >= 24, sample_size=360)
    assert found.standard_error == pytest.approx(same.standard_error, rel=1e-12)
    assert found.degrees_of_freedom == 29
    assert same.degrees_of_freedom == 27


def test_other_codes_and_empty_domains_are_refused(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    with pytest.raises(EstimationError, match="coded 0 and 1; this one also holds 2"):
        proportion(y * 2, weights, design)
    with pytest.raises(EstimationError, match="Nobody in the domain"):
        proportion(y, weights, design, domain=np.zeros(360, dtype=bool))


def test_a_grid_of_means_can_be_given_proportion_intervals(
    blocks: tuple[np.ndarray, np.ndarray, Weights, Design],
) -> None:
    y, _, weights, design = blocks
    turned = with_interval(mean(y, weights, design), method="beta")
    direct = proportion(y, weights, design)
    assert (turned.lower, turned.upper) == pytest.approx((direct.lower, direct.upper))
    with pytest.raises(EstimationError, match="lies between 0 and 1"):
        with_interval(mean(y * 5, weights, design))
