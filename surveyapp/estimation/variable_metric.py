"""Minimising by the variable metric method, stopped where R's optim stops.

Nash (1990), Compact Numerical Methods for Computers, algorithm 21. Newton's method is faster and
goes further; this one exists so that fits which R leaves short of the optimum can be met to the
last digits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from surveyapp.design.arrays import Floats

_SHORTER = 0.2
_ENOUGH = 1e-4
_COMPARED_WITH = 10.0
_TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


def minimise(
    value: Callable[[Floats], float],
    gradient: Callable[[Floats], Floats],
    start: Floats,
    *,
    rounds: int = 100,
) -> Floats:
    """(p,) where the value stops falling by more than 1.5e-8 of itself.

    Parameters
    ----------
    value, gradient : of the function; value may be infinite outside its range.
    start : (p,) a point where the value is finite.
    """
    point, lowest, slope = start.copy(), value(start), gradient(start)
    gradients = restarted = 1
    metric = np.eye(len(point))
    while True:
        if restarted == gradients:
            metric = np.eye(len(point))
        direction = -metric @ slope
        descent = float(direction @ slope)
        if descent < 0:
            point, found, length = _search(value, point, direction, descent, lowest)
            fell = abs(found - lowest) > _TOLERANCE * (abs(lowest) + _TOLERANCE)
            stuck = length == 0.0 or not fell
            lowest = found
            if not stuck:
                before, slope = slope, gradient(point)
                gradients += 1
                if not _update(metric, length * direction, slope - before):
                    restarted = gradients
            elif restarted < gradients:
                stuck, restarted = False, gradients
        else:
            stuck = restarted == gradients
            restarted = gradients
        if gradients >= rounds:
            return point
        if gradients - restarted > 2 * len(point):
            restarted = gradients
        if stuck and restarted == gradients:
            return point


def differenced_hessian(
    gradient: Callable[[Floats], Floats], point: Floats, step: float = 1e-3
) -> Floats:
    """(p, p) symmetric matrix of central differences of the gradient."""
    rows = []
    for i in range(len(point)):
        apart = np.zeros_like(point)
        apart[i] = step
        rows.append((gradient(point + apart) - gradient(point - apart)) / (2 * step))
    table = np.array(rows)
    return (table + table.T) / 2


def _search(
    value: Callable[[Floats], float],
    point: Floats,
    direction: Floats,
    descent: float,
    lowest: float,
) -> tuple[Floats, float, float]:
    """A point low enough along the direction, its value and the step; step 0 when none moves."""
    length = 1.0
    while True:
        moved = point + length * direction
        if np.array_equal(_COMPARED_WITH + point, _COMPARED_WITH + moved):
            return point, lowest, 0.0
        found = value(moved)
        if np.isfinite(found) and found <= lowest + descent * length * _ENOUGH:
            return moved, found, length
        length *= _SHORTER


def _update(metric: Floats, step: Floats, change: Floats) -> bool:
    """Bring the metric up to date in place; False when the curvature is not positive."""
    along = float(step @ change)
    if along <= 0:
        return False
    turned = metric @ change
    factor = 1.0 + float(turned @ change) / along
    metric += (
        factor * np.outer(step, step) - np.outer(step, turned) - np.outer(turned, step)
    ) / along
    return True
