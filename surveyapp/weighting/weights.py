"""Weights that remember how they came about, because the variance needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from surveyapp.design.arrays import Column, Floats, floats
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.projection import Projection


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One thing that was done to the weights.

    Attributes
    ----------
    kind : "poststratify", "rake", "calibrate", "trim", "standardize", "nonresponse", ...
    record : the step as plain data (targets, source, vintage, policies), for the method note and
        for doing it again.
    projection : the calibration's residual, None when the step does not calibrate.
    """

    kind: str
    record: Mapping[str, Any] = field(default_factory=dict)
    projection: Projection | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of a sample of n rows and their history.

    Attributes
    ----------
    final : (n,) the weights to estimate with.
    base : (n,) before any step: the inverse of the inclusion probability.
    history : the steps from base to final, in order.
    replicates : (n, R) replicate weights, taken through the same steps, or None.
    """

    final: Floats
    base: Floats
    history: tuple[Step, ...] = ()
    replicates: Floats | None = None

    @staticmethod
    def of(base: Column, *, replicates: Floats | None = None) -> Weights:
        """Weights with no history.

        Raises
        ------
        WeightingError when a weight is missing, infinite or negative, or all are zero.
        """
        values = floats(base, "weights", error=WeightingError)
        problems = _problems(values)
        if replicates is not None and (
            replicates.ndim != 2 or len(replicates) != len(values) or not replicates.shape[1]
        ):
            problems.append(
                Problem(
                    f"Replicate weights must have shape ({len(values)}, R), got "
                    f"{replicates.shape}.",
                    where="replicates",
                    code="shape",
                )
            )
        elif replicates is not None and not np.isfinite(replicates).all():
            count = int((~np.isfinite(replicates)).any(axis=0).sum())
            problems.append(
                Problem(
                    f"{count:,} replicates have a missing or infinite weight.",
                    where="replicates",
                    remedies=("Export the replicate weights anew.",),
                    code="bad-replicates",
                )
            )
        if problems:
            raise WeightingError(problems)
        return Weights(values, values, (), replicates)

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.final)

    @property
    def total(self) -> float:
        """Sum of the final weights: the estimated size of the population."""
        return float(self.final.sum())

    @property
    def g_factors(self) -> Floats:
        """(n,) final weight over base weight; 1 where both are zero."""
        return np.divide(self.final, self.base, out=np.ones(self.n), where=self.base != 0)

    @property
    def calibrated(self) -> bool:
        """True when some step calibrated, so that every row plays a part in every variance."""
        return any(step.projection is not None for step in self.history)

    @property
    def projections(self) -> tuple[Projection, ...]:
        """The residual of each calibration, in order."""
        return tuple(s.projection for s in self.history if s.projection is not None)

    def residual(self, scores: Floats) -> Floats:
        """What is left of linearised weighted scores after each calibration, in order.

        Parameters
        ----------
        scores : (n,) or (n, k) weighted scores w*z over the whole sample, zero outside a domain.
        """
        for projection in self.projections:
            scores = projection.residual(scores)
        return scores

    def after(self, final: Floats, step: Step, replicates: Floats | None = None) -> Weights:
        """These weights after one more step."""
        return replace(self, final=final, history=(*self.history, step), replicates=replicates)


def _problems(values: Floats) -> list[Problem]:
    problems: list[Problem] = []
    for what, bad in (
        ("missing or infinite", ~np.isfinite(values)),
        ("negative", np.isfinite(values) & (values < 0)),
    ):
        if bad.any():
            problems.append(
                Problem(
                    f"{int(bad.sum()):,} of {len(values):,} weights are {what}, first in row "
                    f"{int(np.flatnonzero(bad)[0])}.",
                    where="weights",
                    remedies=(
                        "Give each row the inverse of its inclusion probability.",
                        "Leave rows that were not sampled out.",
                    ),
                    code="bad-weights",
                )
            )
    if not problems and not (values > 0).any():
        problems.append(
            Problem(
                "No row has a weight above zero.",
                where="weights",
                remedies=("Give each row the inverse of its inclusion probability.",),
                code="no-weight",
            )
        )
    return problems
