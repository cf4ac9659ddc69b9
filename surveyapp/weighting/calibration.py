"""Calibration: the weights nearest to those before whose weighted totals are known ones.

Deville and Sarndal (1992), Calibration estimators in survey sampling, JASA 87. With calibration
variables x, distance-specific F and multiplier vector eta, g = F(x'eta) such that
sum(d * g * x) equals the population totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from surveyapp.design.arrays import Column, Floats, floats
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.distances import Distance, distance_function
from surveyapp.weighting.projection import projection
from surveyapp.weighting.weights import Step, Weights

DistanceName = Literal["linear", "raking", "logit"]


def calibrate(
    weights: Weights,
    variables: Mapping[str, Column],
    totals: Mapping[str, float],
    *,
    distance: DistanceName = "linear",
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-10,
    max_steps: int = 200,
    source: str = "",
    vintage: str = "",
) -> Weights:
    """Weights whose totals of the variables are the population's.

    Parameters
    ----------
    variables : (n,) columns x, one per total; a column of ones carries the population's size.
    totals : population total of each variable.
    distance : "linear" (generalised regression), "raking" (exponential, never negative), or
        "logit" (between the bounds).
    bounds : smallest and largest g-factor; needed for "logit", where lower < 1 < upper.
    tolerance : largest |total - target| / (1 + |target|) at the end.

    Every replicate is calibrated to the same totals.

    Raises
    ------
    WeightingError when names disagree, a column misses values, bounds are impossible, or the
    totals cannot be met, naming the variable that is furthest off.
    """
    columns, target = _ready(weights, variables, totals)
    function = distance_function(distance, bounds)
    names = tuple(variables)
    factor, steps = solve(columns, weights.final, target, function, tolerance, max_steps, names)
    final = weights.final * factor
    replicates = None
    if weights.replicates is not None:
        replicates = np.empty_like(weights.replicates)
        for r, before in enumerate(weights.replicates.T):
            name = f"replicate {r + 1}"
            g, _ = solve(columns, before, target, function, tolerance, max_steps, names, name)
            replicates[:, r] = before * g
    record = {
        "totals": {name: float(value) for name, value in zip(names, target, strict=True)},
        "distance": distance,
        "bounds": None if bounds is None else list(bounds),
        "tolerance": tolerance,
        "max_steps": max_steps,
        "steps": steps,
        "source": source,
        "vintage": vintage,
    }
    step = Step("calibrate", record, projection(columns, weights.final, final))
    return weights.after(final, step, replicates)


def solve(
    columns: Floats,
    before: Floats,
    target: Floats,
    function: Distance,
    tolerance: float,
    max_steps: int,
    names: tuple[str, ...],
    where: str = "calibration",
) -> tuple[Floats, int]:
    """(n,) g-factors by Newton's method with halved steps, and the number of steps.

    Raises
    ------
    WeightingError when the totals cannot be met.
    """
    scale = np.maximum(np.abs(columns).max(axis=0, initial=0.0), 1e-300)
    x, wanted = columns / scale, target / scale
    allowed = tolerance * (1 + np.abs(target)) / scale
    eta = np.zeros(x.shape[1])
    misfit = wanted - before @ x
    factor = function.factor(x @ eta)
    for step in range(1, max_steps + 1):
        slope = function.slope(x @ eta)
        matrix = x.T @ ((before * slope)[:, None] * x)
        direction = np.linalg.pinv(matrix, rcond=1e-13, hermitian=True) @ misfit
        length = 1.0
        for _ in range(60):
            moved = eta + length * direction
            trial = function.factor(x @ moved)
            left = wanted - before @ (trial[:, None] * x)
            better = np.isfinite(left).all() and (
                length < 1e-12 or _size(left, allowed) < _size(misfit, allowed) or step == 1
            )
            if better:
                break
            length /= 2
        eta, factor, misfit = moved, trial, left
        if not np.isfinite(misfit).all():
            break
        if (np.abs(misfit) <= allowed).all():
            return factor, step
        if length < 1e-12:
            break
    raise WeightingError(_unmet(misfit * scale, target, names, where, function))


def _size(misfit: Floats, allowed: Floats) -> float:
    return float((np.abs(misfit) / allowed).max())


def _ready(
    weights: Weights, variables: Mapping[str, Column], totals: Mapping[str, float]
) -> tuple[Floats, Floats]:
    problems: list[Problem] = []
    for name in sorted(set(variables) ^ set(totals)):
        given = "total" if name in totals else "column"
        lacking = "column" if name in totals else "total"
        problems.append(
            Problem(
                f"There is a {given} but no {lacking}.",
                where=name,
                remedies=("Give one column and one total per variable.",),
                code="names-disagree",
            )
        )
    columns: list[Floats] = []
    for name, column in variables.items():
        values = floats(column, name, n=weights.n, error=WeightingError)
        lost = ~np.isfinite(values) & (weights.final != 0)
        if lost.any():
            problems.append(
                Problem(
                    f"{int(lost.sum()):,} rows have no value.",
                    where=name,
                    remedies=("Fill the values in.", "Leave the variable out."),
                    code="missing-calibration-variable",
                )
            )
        columns.append(np.where(np.isfinite(values), values, 0.0))
    for name, value in totals.items():
        if not np.isfinite(value):
            problems.append(Problem(f"The total is {value}.", where=name, code="bad-target"))
    if problems:
        raise WeightingError(problems)
    target = np.array([totals[name] for name in variables], dtype=np.float64)
    return np.stack(columns, axis=1), target


def _unmet(
    misfit: Floats, target: Floats, names: tuple[str, ...], where: str, function: Distance
) -> Problem:
    relative = np.abs(misfit) / (1 + np.abs(target))
    at = int(np.nanargmax(np.where(np.isfinite(relative), relative, np.inf)))
    bounded = function.bounds is not None
    remedies = ["Merge categories, or leave the variable out.", "Check the total's source."]
    if bounded:
        remedies.insert(0, "Widen the bounds.")
    inside = f" with g-factors within {function.bounds}" if bounded else ""
    return Problem(
        f"The totals cannot be met{inside}: {names[at]!r} ends {misfit[at]:,.6g} away from "
        f"{target[at]:,.10g}.",
        where=where,
        remedies=tuple(remedies),
        code="no-convergence",
    )
