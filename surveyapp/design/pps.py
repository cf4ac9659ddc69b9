"""Unequal-probability sampling without replacement: joint probabilities and their stand-ins.

All give the weighted covariances D_ij = (pi_ij - pi_i pi_j) / pi_ij of the PSU indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from surveyapp.design.arrays import Column, Floats, floats
from surveyapp.design.design import Design, Pps
from surveyapp.design.stage import Stage
from surveyapp.errors import DesignError, Problem

Estimator = Literal["HT", "YG"]


def with_joint_probabilities(
    design: Design, joint: Floats, *, estimator: Estimator = "HT", tolerance: float = 1e-4
) -> Design:
    """The design with (U, U) joint inclusion probabilities of its PSUs, in order of their rows.

    Covariances smaller than `tolerance` count as independent draws, as in R survey.

    Raises
    ------
    DesignError when the matrix is not square, symmetric, of one row per PSU, and in (0, 1].
    """
    units = design.stages[0].unit_count
    if joint.shape != (units, units):
        raise DesignError(
            Problem(
                f"The joint probabilities have shape {joint.shape} for {units:,} PSUs.",
                where="joint",
                code="shape",
            )
        )
    if not np.isfinite(joint).all() or (joint <= 0).any() or (joint > 1 + 1e-12).any():
        raise DesignError(
            Problem(
                "Joint inclusion probabilities must all be above 0 and at most 1.",
                where="joint",
                remedies=(
                    "Where a pair could never be drawn together no unbiased variance exists: "
                    "use brewer, hartley_rao or overton.",
                ),
                code="bad-joint-probabilities",
            )
        )
    single = np.diag(joint)
    covariance = (joint - np.outer(single, single)) / joint
    covariance[np.abs(covariance) < tolerance] = 0.0
    return replace(design, pps=Pps(covariance, estimator))


def brewer(design: Design, probabilities: Sequence[Column]) -> Design:
    """Brewer's variance, from each unit's own probability at each stage (Brewer, 2002, chapter 9).

    A stage adds sum of (1 - p_i) * n/(n - 1) * (t_i - mean t)^2 over its units.

    Raises
    ------
    DesignError when a probability is not above 0 and at most 1, or varies within a unit.
    """
    stages = list(design.stages)
    for number, column in enumerate(probabilities):
        fractions = _stage_probabilities(stages[number], column, design.n)
        stages[number] = replace(stages[number], fractions=fractions)
    return replace(design, stages=tuple(stages))


def overton(design: Design, probabilities: Column, *, estimator: Estimator = "HT") -> Design:
    """Overton's approximation to joint probabilities (Overton, 1985).

    Within a stratum of n PSUs D_ij = 1 - (n - (p_i + p_j)/2) / (n - 1), and D_ii = 1 - p_i.
    """
    p, stage = _unit_probabilities(design, probabilities)
    n = stage.sampled[stage.unit_stratum].astype(np.float64)
    middle = (p[:, None] + p[None, :]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = 1 - (n[:, None] - middle) / (n[:, None] - 1)
    covariance[middle == 1] = 0.0
    return replace(design, pps=Pps(_within(covariance, stage, 1 - p), estimator))


def hartley_rao(
    design: Design,
    probabilities: Column,
    *,
    mean_square: Floats | float | None = None,
    estimator: Estimator = "HT",
) -> Design:
    """Hartley and Rao's (1962) approximation, cut off after its first term.

    D_ij = 1 - (n - p_i - p_j + s) / (n - 1) within a stratum, where s = sum of p^2 over the
    stratum's population, divided by n: given as `mean_square` (per stratum), else estimated by
    the mean of the sampled p.
    """
    p, stage = _unit_probabilities(design, probabilities)
    n = stage.sampled[stage.unit_stratum].astype(np.float64)
    if mean_square is None:
        sums = np.bincount(stage.unit_stratum, weights=p, minlength=stage.stratum_count)
        square = (sums / stage.sampled)[stage.unit_stratum]
    else:
        given = np.broadcast_to(np.asarray(mean_square, dtype=np.float64), stage.stratum_count)
        square = given[stage.unit_stratum]
    both = p[:, None] + p[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = 1 - (n[:, None] - both + square[:, None]) / (n[:, None] - 1)
    covariance[both == 1] = 0.0
    return replace(design, pps=Pps(_within(covariance, stage, 1 - p), estimator))


def _within(covariance: Floats, stage: Stage, diagonal: Floats) -> Floats:
    same = stage.unit_stratum[:, None] == stage.unit_stratum[None, :]
    found = np.where(same, covariance, 0.0)
    np.fill_diagonal(found, diagonal)
    return found


def _unit_probabilities(design: Design, probabilities: Column) -> tuple[Floats, Stage]:
    stage = design.stages[0]
    return _stage_probabilities(stage, probabilities, design.n), stage


def _stage_probabilities(stage: Stage, probabilities: Column, n: int) -> Floats:
    """(U,) probability of each unit of a stage from the (n,) column."""
    given = floats(probabilities, "probabilities", n=n)
    bad = ~((given > 0) & (given <= 1))
    if bad.any():
        raise DesignError(
            Problem(
                f"{int(bad.sum()):,} inclusion probabilities are not above 0 and at most 1.",
                where="probabilities",
                remedies=("Give each unit's probability of being drawn.",),
                code="bad-probabilities",
            )
        )
    p = np.zeros(stage.unit_count)
    p[stage.units] = given
    varying = np.abs(p[stage.units] - given) > 1e-9
    if varying.any():
        raise DesignError(
            Problem(
                f"The probability varies within units, first in row {np.flatnonzero(varying)[0]}.",
                where="probabilities",
                remedies=("Give each unit one probability.",),
                code="varying-probabilities",
            )
        )
    return p
