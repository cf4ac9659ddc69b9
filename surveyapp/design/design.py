"""How a sample was chosen: its stages, or its joint probabilities, or its replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveyapp.design.arrays import (
    Column,
    Floats,
    Ints,
    LonelyPsu,
    Mask,
    as_array,
    check_length,
)
from surveyapp.design.stage import Stage, first_stage, next_stage
from surveyapp.errors import DesignError, Problem

__all__ = [
    "Column",
    "Design",
    "Floats",
    "Ints",
    "LonelyPsu",
    "Mask",
    "Pps",
    "ReplicateKind",
    "Replicates",
    "Stage",
    "clustered",
    "srs",
    "stratified",
]

ReplicateKind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "other"]


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """How replicate estimates become a variance: scale * sum(rscales * (theta_r - centre)^2).

    Attributes
    ----------
    scale, rscales : the overall factor and (R,) the factor of each replicate.
    mse : the centre is the full-sample estimate instead of the mean of the replicates.
    """

    kind: ReplicateKind
    scale: float
    rscales: Floats
    mse: bool = False

    def __post_init__(self) -> None:
        if not np.isfinite(self.scale) or self.scale <= 0:
            raise DesignError(Problem(f"The replicate scale is {self.scale}.", where="scale"))
        if self.rscales.ndim != 1 or not len(self.rscales) or not np.isfinite(self.rscales).all():
            raise DesignError(
                Problem("There must be one finite factor per replicate.", where="rscales")
            )


@dataclass(frozen=True, slots=True, eq=False)
class Pps:
    """Unequal-probability sampling without replacement at the first stage.

    Attributes
    ----------
    weighted_covariance : (U, U) covariance of the sample indicators divided by the joint
        inclusion probability, (pi_ij - pi_i pi_j) / pi_ij, over the PSUs.
    estimator : "HT" (Horvitz-Thompson) or "YG" (Yates-Grundy).
    """

    weighted_covariance: Floats
    estimator: Literal["HT", "YG"]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The design of a sample of n rows; weights live elsewhere (surveyapp.weighting).

    Attributes
    ----------
    stages : the stages of sampling, first to last; empty when only replicates are known.
    pps : joint inclusion probabilities of the first stage, when they are used.
    replicates : how replicate weights (in Weights.replicates) become a variance; then the stages
        play no part in it.
    """

    n: int
    stages: tuple[Stage, ...]
    pps: Pps | None = None
    replicates: Replicates | None = None

    @staticmethod
    def of(
        *,
        n: int | None = None,
        strata: Sequence[Column] | Column | None = None,
        psu: Sequence[Column] | Column | None = None,
        population: Sequence[Column] | Column | None = None,
        nest: bool = False,
    ) -> Design:
        """A design from its columns: one column, or a list of columns, one per stage.

        Parameters
        ----------
        n : number of rows; needed only when no column is given.
        strata, psu : stratum and sampled unit of each row; without psu rows are the units.
        population : number of units in the row's stratum at each stage (or sampling fractions,
            all at most 1); without it units count as drawn with replacement.
        nest : PSU labels start anew in each stratum.

        Raises
        ------
        DesignError when columns differ in length, miss values, or contradict each other.
        """
        strata_columns, units, counts = _columns(strata), _columns(psu), _columns(population)
        given = strata_columns + units + counts
        if n is None and not given:
            raise DesignError(Problem("Neither n nor any column was given.", where="design"))
        rows = n if n is not None else len(as_array(given[0]))
        for column in given:
            check_length(as_array(column), "a design column", rows)
        if rows == 0:
            raise DesignError(Problem("The sample has no rows.", where="design", code="empty"))
        outer = _at(strata_columns, 0)
        stages = [first_stage(rows, _at(units, 0), outer, _at(counts, 0), nest=nest)]
        for number in range(1, len(units)):
            inner = _at(strata_columns, number)
            stages.append(
                next_stage(stages[-1], units[number], inner, _at(counts, number), number + 1)
            )
        return Design(rows, tuple(stages))

    def degrees_of_freedom(
        self, *, weights: Floats | None = None, domain: Mask | None = None
    ) -> int:
        """PSUs less strata among the rows of the domain that weigh something.

        Raises
        ------
        DesignError on a design known only by replicates: their degrees of freedom depend on the
        replicate weights (surveyapp.estimation.degrees).
        """
        if not self.stages:
            raise DesignError(
                Problem(
                    "A design known only by replicate weights has no PSUs to count.",
                    remedies=("Use surveyapp.estimation.degrees.degrees_of_freedom.",),
                    code="no-stages",
                )
            )
        first = self.stages[0]
        inside = np.ones(self.n, dtype=np.bool_) if domain is None else domain
        if weights is not None:
            inside = inside & (weights != 0)
        units = np.bincount(first.units[inside], minlength=first.unit_count) > 0
        strata = np.bincount(first.unit_stratum[units], minlength=first.stratum_count) > 0
        return int(units.sum()) - int(strata.sum())


def srs(n: int, population: float | None = None) -> Design:
    """Simple random sampling of n rows from a population of the given size (None: very large)."""
    return Design.of(n=n, population=None if population is None else np.full(n, float(population)))


def stratified(strata: Column, population: Column | None = None) -> Design:
    """Rows drawn at random within strata; population = number of elements of the row's stratum."""
    return Design.of(strata=[strata], population=None if population is None else [population])


def clustered(
    psu: Column,
    strata: Column | None = None,
    population: Column | None = None,
    *,
    nest: bool = False,
) -> Design:
    """Whole PSUs drawn within strata; population = number of PSUs in the row's stratum."""
    return Design.of(
        psu=[psu],
        strata=None if strata is None else [strata],
        population=None if population is None else [population],
        nest=nest,
    )


def _columns(given: Sequence[Column] | Column | None) -> list[Column]:
    """One column or a list of columns, as a list of columns."""
    if given is None:
        return []
    if hasattr(given, "to_numpy") or (isinstance(given, np.ndarray) and given.ndim == 1):
        return [given]
    if isinstance(given, np.ndarray):
        return [given[:, i] for i in range(given.shape[1])]
    listed = list(given)
    if listed and (isinstance(listed[0], (str, bytes)) or np.ndim(listed[0]) == 0):
        return [np.asarray(listed)]
    return listed


def _at(columns: list[Column], index: int) -> Column | None:
    return columns[index] if index < len(columns) else None
