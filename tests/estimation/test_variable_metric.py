"""The variable metric minimiser."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.estimation.variable_metric import differenced_hessian, minimise


def banana(x: np.ndarray) -> float:
    return float(100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2)


def banana_slope(x: np.ndarray) -> np.ndarray:
    return np.array([-400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)])


def test_rosenbrocks_valley_is_followed_as_far_as_r_follows_it() -> None:
    """optim(c(-1.2, 1), fr, grr, method = "BFGS") of R's own example ends at 1, 1."""
    assert minimise(banana, banana_slope, np.array([-1.2, 1.0])) == pytest.approx([1, 1], abs=1e-4)


def test_a_quadratic_is_solved_and_a_start_at_the_minimum_stays() -> None:
    A = np.array([[4.0, 1.0], [1.0, 3.0]])
    target = np.array([2.0, -1.0])

    def value(x: np.ndarray) -> float:
        return float((x - target) @ A @ (x - target) / 2)

    def slope(x: np.ndarray) -> np.ndarray:
        return A @ (x - target)

    assert minimise(value, slope, np.array([50.0, -80.0])) == pytest.approx(target, abs=1e-5)
    assert minimise(value, slope, target).tolist() == target.tolist()
    assert differenced_hessian(slope, np.zeros(2)) == pytest.approx(A)


def test_points_outside_the_range_are_stepped_back_from() -> None:
    def value(x: np.ndarray) -> float:
        return float(x[0] - np.log(x[0])) if x[0] > 0 else np.inf

    found = minimise(value, lambda x: 1 - 1 / x, np.array([0.01]))
    assert found == pytest.approx([1.0], abs=1e-3)
