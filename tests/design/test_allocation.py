"""A total divided over strata."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.design.allocation import (
    divide,
    neyman_allocation,
    power_allocation,
    proportional_allocation,
)
from surveyapp.errors import DesignError


def variance(n: np.ndarray, sizes: np.ndarray, spreads: np.ndarray) -> float:
    return float((sizes**2 * spreads**2 / n).sum())


def test_neyman_gives_the_textbook_allocation() -> None:
    # Cochran (1977, section 5.9): N = 394, ... shortened to two strata by hand:
    # N S = 100 * 3 = 300 and 200 * 6 = 1,200, so 50 units divide as 1 to 4.
    n = neyman_allocation(50, np.array([100.0, 200.0]), np.array([3.0, 6.0]))
    assert n.tolist() == [10, 40]


def test_no_other_allocation_of_the_total_has_a_smaller_variance() -> None:
    sizes, spreads = np.array([900.0, 300.0, 4000.0]), np.array([0.5, 0.3, 0.4])
    best = neyman_allocation(60, sizes, spreads)
    least = variance(best, sizes, spreads)
    every = [
        np.array([a, b, 60 - a - b]) for a in range(2, 57) for b in range(2, 59 - a) if a + b < 59
    ]
    assert least <= min(variance(n, sizes, spreads) for n in every) * 1.001


def test_dear_strata_get_fewer() -> None:
    even, spread = np.array([100.0, 100.0]), np.ones(2)
    assert neyman_allocation(30, even, spread, costs=np.array([1.0, 4.0])).tolist() == [20, 10]


def test_power_one_is_neyman_and_power_zero_serves_neighborhoods_alike() -> None:
    sizes, spreads = np.array([1000.0, 3000.0, 9000.0]), np.array([0.5, 0.4, 0.45])
    one = power_allocation(500, sizes, spreads, power=1)
    assert one.tolist() == neyman_allocation(500, sizes, spreads).tolist()
    alike = power_allocation(300, sizes, np.full(3, 0.5), power=0)
    assert alike.tolist() == [100, 100, 100]


def test_power_allocation_minimizes_bankiers_loss() -> None:
    sizes, spreads = np.array([1000.0, 3000.0, 9000.0]), np.array([0.5, 0.4, 0.45])
    means = np.array([0.5, 0.2, 0.7])

    def loss(n: np.ndarray) -> float:
        return float((sizes * (spreads / means) ** 2 / n).sum())

    best = power_allocation(90, sizes, spreads, power=0.5, means=means)
    every = [np.array([a, b, 90 - a - b]) for a in range(2, 86) for b in range(2, 89 - a)]
    assert loss(best) <= min(loss(n) for n in every) * 1.001


def test_limits_hold_and_what_they_free_goes_elsewhere() -> None:
    n = divide(100, np.array([1.0, 1.0, 98.0]), smallest=5, largest=np.array([50.0, 50, 60]))
    assert n.tolist() == [20, 20, 60]


@given(
    st.lists(st.floats(0.01, 1e4), min_size=1, max_size=30),
    st.integers(0, 500),
)
def test_sizes_always_sum_to_the_total(need: list[float], more: int) -> None:
    total = 2 * len(need) + more
    n = divide(total, np.array(need))
    assert n.sum() == total
    assert n.min() >= 2


def test_proportional_keeps_shares() -> None:
    assert proportional_allocation(10, np.array([30.0, 20.0])).tolist() == [6, 4]


def test_refusals_say_what_to_change() -> None:
    with pytest.raises(DesignError, match=r"A total of 3 does not lie between 4"):
        divide(3, np.ones(2))
    with pytest.raises(DesignError, match="no size or no spread"):
        neyman_allocation(10, np.array([0.0, 5.0]), np.ones(2))
    with pytest.raises(DesignError, match="between 0"):
        power_allocation(10, np.ones(2), np.ones(2), power=2)
    with pytest.raises(DesignError, match="fewer than the smallest sample"):
        divide(10, np.ones(2), largest=np.array([1.0, 50.0]))
