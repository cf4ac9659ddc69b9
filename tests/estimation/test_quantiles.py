"""Quantiles with intervals under a design."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.design.design import Design, Replicates, clustered
from surveyapp.errors import EstimationError
from surveyapp.estimation.proportions import proportion
from surveyapp.estimation.quantiles import quantiles
from surveyapp.weighting.weights import Weights


@pytest.fixture
def sample() -> tuple[np.ndarray, Weights, Design, np.ndarray]:
    rng = np.random.default_rng(11)
    psu = np.repeat(np.arange(40), 10)
    y = rng.normal(50, 10, 400) + np.repeat(rng.normal(0, 4, 40), 10)
    return y, Weights.of(rng.uniform(1, 3, 400)), clustered(psu), psu


def test_woodruffs_limits_are_quantiles_at_the_limits_of_the_share(
    sample: tuple[np.ndarray, Weights, Design, np.ndarray],
) -> None:
    y, weights, design, _ = sample
    found = quantiles(y, weights, design, [0.5], rule="math").quantiles[0]
    share = proportion((y <= found.value).astype(float), weights, design, method="mean")
    order = np.argsort(y)
    running = np.cumsum(weights.final[order]) / weights.final.sum()
    assert found.lower == y[order][np.searchsorted(running, share.lower)]
    assert found.upper == y[order][np.searchsorted(running, share.upper)]


@pytest.mark.parametrize("kind", ["mean", "beta", "xlogit", "asin", "score"])
def test_every_interval_holds_the_quantile(
    kind: str, sample: tuple[np.ndarray, Weights, Design, np.ndarray]
) -> None:
    y, weights, design, _ = sample
    found = quantiles(y, weights, design, [0.25, 0.5, 0.75], interval_type=kind)  # type: ignore[arg-type]
    for one in found.quantiles:
        assert one.lower is not None
        assert one.upper is not None
        assert one.lower <= one.value <= one.upper


def test_moving_and_stretching_the_item_moves_and_stretches_its_quantiles(
    sample: tuple[np.ndarray, Weights, Design, np.ndarray],
) -> None:
    y, weights, design, _ = sample
    here = quantiles(y, weights, design, [0.3], rule="hf7").quantiles[0]
    there = quantiles(2 * y + 5, weights, design, [0.3], rule="hf7").quantiles[0]
    assert there.value == pytest.approx(2 * here.value + 5)
    assert there.standard_error == pytest.approx(2 * (here.standard_error or 0))


def test_replicates_answer_with_their_own_quantiles(
    sample: tuple[np.ndarray, Weights, Design, np.ndarray],
) -> None:
    y, weights, design, psu = sample
    rng = np.random.default_rng(2)
    drawn = np.array([np.bincount(rng.integers(0, 40, 40), minlength=40) for _ in range(200)]).T
    table = weights.final[:, None] * drawn[psu]
    rule = Replicates("bootstrap", 1 / 199, np.ones(200))
    replicated = Design(400, (), replicates=rule)
    both = Weights.of(weights.final, replicates=table)
    found = quantiles(y, both, replicated, [0.5], interval_type="quantile").quantiles[0]
    linear = quantiles(y, weights, design, [0.5]).quantiles[0]
    assert found.value == linear.value
    assert found.standard_error == pytest.approx(linear.standard_error, rel=0.35)


def test_the_largest_value_has_no_limit_that_a_log_odds_could_give(
    sample: tuple[np.ndarray, Weights, Design, np.ndarray],
) -> None:
    _, weights, design, _ = sample
    likert = np.where(np.arange(400) % 4 == 0, 4.0, 5.0)
    found = quantiles(likert, weights, design, [0.9], interval_type="xlogit").quantiles[0]
    assert (found.value, found.lower, found.upper, found.standard_error) == (5.0, None, None, None)
    assert quantiles(likert, weights, design, [0.9]).quantiles[0].upper == 5.0


def test_interval_types_that_do_not_fit_the_design_are_refused(
    sample: tuple[np.ndarray, Weights, Design, np.ndarray],
) -> None:
    y, weights, design, _ = sample
    with pytest.raises(EstimationError, match="needs replicate weights") as refused:
        quantiles(y, weights, design, [1.5], interval_type="quantile")
    assert len(refused.value.problems) == 2
    frame = quantiles(y, weights, design, [0.5]).to_frame()
    assert list(frame.columns) == ["probability", "value", "lower", "upper", "standard_error"]
