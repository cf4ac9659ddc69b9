"""Tails of weighted sums of chi-squares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveyapp.errors import EstimationError
from surveyapp.inference.chi_square_mixtures import tail

positive = st.floats(0.05, 20.0)


@pytest.mark.parametrize(
    ("x", "published"),
    [(0.1, 0.9458), (0.7, 0.5064), (2.0, 0.1240)],
)
def test_imhofs_table_is_reproduced(x: float, published: float) -> None:
    """Imhof (1961), table 1: 0.6 chi2 + 0.3 chi2 + 0.1 chi2."""
    assert tail(x, [0.6, 0.3, 0.1]) == pytest.approx(published, abs=5.1e-5)


@given(x=st.floats(1e-4, 300.0), df=st.integers(1, 9), scale=positive)
def test_equal_weights_give_the_chi_square(x: float, df: int, scale: float) -> None:
    expected = stats.chi2.sf(x / scale, df)
    assert tail(x, [scale] * df) == pytest.approx(expected, rel=1e-9, abs=1e-290)


@given(x=st.floats(1e-3, 60.0), df=st.integers(1, 9), denominator=st.floats(1.0, 400.0))
def test_equal_weights_over_a_denominator_give_f(x: float, df: int, denominator: float) -> None:
    expected = stats.f.sf(x / df, df, denominator)
    found = tail(x, [1.0] * df, denominator_df=denominator)
    assert found == pytest.approx(expected, rel=1e-9)


@given(weights=st.lists(positive, min_size=1, max_size=6), x=st.floats(0.01, 50.0))
def test_the_tail_falls_and_ignores_order_scale_and_zeros(weights: list[float], x: float) -> None:
    here = tail(x, weights)
    assert tail(x * 1.1, weights) < here
    assert tail(x, [*weights[::-1], 0.0]) == pytest.approx(here, rel=1e-9)
    assert tail(3 * x, 3 * np.array(weights)) == pytest.approx(here, rel=1e-9)


def test_the_exact_tail_agrees_with_simulation() -> None:
    rng = np.random.default_rng(7)
    weights = np.array([2.5, 1.0, 0.4])
    draws = rng.chisquare(1, (400_000, 3)) @ weights
    against = rng.chisquare(12, 400_000) / 12
    for x in (2.0, 6.0, 12.0):
        found = tail(x, weights, denominator_df=12)
        assert np.mean(draws > x * against) == pytest.approx(found, abs=0.003)


def test_approximations_are_near_but_not_exact() -> None:
    exact = tail(8.0, [2.0, 0.5])
    assert tail(8.0, [2.0, 0.5], method="saddlepoint") == pytest.approx(exact, rel=0.1)
    assert tail(8.0, [2.0, 0.5], method="satterthwaite") == pytest.approx(exact, rel=0.15)
    assert tail(8.0, [2.0, 0.5], method="saddlepoint") != exact


def test_negative_weights_are_allowed() -> None:
    assert tail(0.0, [1.0, -1.0]) == pytest.approx(0.5, rel=1e-9)
    assert tail(-1.0, [1.0, -1.0]) == pytest.approx(1 - tail(1.0, [1.0, -1.0]), rel=1e-9)
    assert tail(1.0, [-1.0]) == 0.0


def test_what_cannot_be_integrated_is_refused_with_a_reason() -> None:
    with pytest.raises(EstimationError, match="must be finite numbers"):
        tail(np.nan, [1.0])
    with pytest.raises(EstimationError, match="All variances of the tested quantities are zero"):
        tail(1.0, [0.0, 0.0])
