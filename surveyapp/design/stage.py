"""One stage of sampling: which stratum and which unit a row belongs to, and how many there were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyapp.design.arrays import Column, Floats, Ints, codes, floats
from surveyapp.errors import DesignError, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage of a sample of n rows, with H strata and U sampled units.

    Attributes
    ----------
    strata : (n,) 0-based stratum of each row.
    units : (n,) 0-based unit of each row, numbered over all strata.
    population : (n,) number of units in the row's stratum, infinity for a very large one; None
        when drawn with replacement.
    unit_stratum : (U,) stratum of each unit.
    sampled : (H,) number of units sampled in each stratum.
    stratum_population : (H,) number of units in each stratum, or None.
    labels : (H,) the strata's own names, for messages.
    parents : (H,) unit of the stage above that holds the stratum (0 at the first stage).
    fractions : (U,) each unit's own inclusion probability, when units were drawn with unequal
        probabilities without replacement and Brewer's variance is to be used; else None.
    """

    strata: Ints
    units: Ints
    population: Floats | None
    unit_stratum: Ints
    sampled: Ints
    stratum_population: Floats | None
    labels: NDArray[Any]
    parents: Ints
    fractions: Floats | None = None

    @property
    def stratum_count(self) -> int:
        """Number of strata."""
        return len(self.sampled)

    @property
    def unit_count(self) -> int:
        """Number of sampled units over all strata."""
        return len(self.unit_stratum)


def first_stage(
    n: int, units: Column | None, strata: Column | None, population: Column | None, *, nest: bool
) -> Stage:
    """The first stage: rows are their own units when `units` is None, one stratum when none given.

    Raises
    ------
    DesignError when a unit lies in several strata and `nest` is false, or the population counts
    are impossible.
    """
    found, labels = _strata(n, strata)
    if units is None:
        unit = np.arange(n, dtype=np.int64)
    else:
        unit, names = codes(units, "psu", n=n)
        if nest:
            unit = _pairs(found, unit)
        else:
            _refuse_straddling(unit, found, names)
    return _stage(unit, found, labels, population, np.zeros(len(labels), dtype=np.int64), 1)


def next_stage(
    above: Stage, units: Column, strata: Column | None, population: Column | None, number: int
) -> Stage:
    """A further stage, nested within the units of the stage above."""
    n = len(above.units)
    inner, names = _strata(n, strata)
    pairs = above.units * len(names) + inner
    stratum, first = np.unique(pairs, return_index=True)
    found = np.searchsorted(stratum, pairs).astype(np.int64)
    unit, _ = codes(units, f"units of stage {number}", n=n)
    return _stage(
        _pairs(found, unit), found, stratum.astype(object), population, above.units[first], number
    )


def _strata(n: int, strata: Column | None) -> tuple[Ints, NDArray[Any]]:
    if strata is None:
        return np.zeros(n, dtype=np.int64), np.array(["the whole sample"], dtype=object)
    return codes(strata, "strata", n=n)


def _pairs(outer: Ints, inner: Ints) -> Ints:
    """One code for each pair of codes that occurs."""
    joined = outer * (int(inner.max(initial=0)) + 1) + inner
    return pd.factorize(joined, sort=True)[0].astype(np.int64)


def _refuse_straddling(unit: Ints, strata: Ints, names: NDArray[Any]) -> None:
    home = np.zeros(len(names), dtype=np.int64)
    home[unit] = strata
    elsewhere = home[unit] != strata
    if elsewhere.any():
        several = names[np.unique(unit[elsewhere])]
        raise DesignError(
            Problem(
                f"{len(several):,} PSUs lie in more than one stratum, first {several[0]!r}.",
                where="psu",
                remedies=(
                    "Say nest=True when PSU labels start anew in each stratum.",
                    "Mend the labels when the PSUs really are the same.",
                ),
                code="psu-in-several-strata",
            )
        )


def _stage(
    units: Ints,
    strata: Ints,
    labels: NDArray[Any],
    population: Column | None,
    parents: Ints,
    number: int,
) -> Stage:
    unit_count = int(units.max(initial=-1)) + 1
    unit_stratum = np.zeros(unit_count, dtype=np.int64)
    unit_stratum[units] = strata
    sampled = np.bincount(unit_stratum, minlength=len(labels)).astype(np.int64)
    rows = None
    per_stratum = None
    if population is not None:
        rows = _population(population, strata, sampled, labels, number)
        per_stratum = np.zeros(len(labels))
        per_stratum[strata] = rows
    return Stage(strata, units, rows, unit_stratum, sampled, per_stratum, labels, parents)


def _population(
    population: Column, strata: Ints, sampled: Ints, labels: NDArray[Any], number: int
) -> Floats:
    """Population counts per row; fractions (all at most 1) become counts.

    R survey reads a column whose entries are all at most one as sampling fractions, so do we.
    """
    where = f"population of stage {number}"
    given = floats(population, where, n=len(strata))
    problems: list[Problem] = []
    bad = np.isnan(given) | (given <= 0)
    if bad.any():
        problems.append(
            Problem(
                f"{int(bad.sum()):,} rows have a count that is missing, zero or negative.",
                where=where,
                remedies=("Give the number of units in the row's stratum.",),
                code="bad-population",
            )
        )
        raise DesignError(problems)
    fractions = bool((given <= 1).all()) and not bool((given == 1).all() and (sampled == 1).all())
    counts = sampled[strata] / given if fractions else given
    lowest = np.full(len(labels), np.inf)
    highest = np.zeros(len(labels))
    np.minimum.at(lowest, strata, counts)
    np.maximum.at(highest, strata, counts)
    varying = np.flatnonzero(lowest < highest * (1 - 1e-9))
    if len(varying):
        problems.append(
            Problem(
                f"The count varies within {len(varying):,} strata, first {labels[varying[0]]!r}.",
                where=where,
                remedies=("Give one count per stratum.",),
                code="varying-population",
            )
        )
    short = np.flatnonzero(lowest < sampled * (1 - 1e-12))
    if len(short):
        at = short[0]
        problems.append(
            Problem(
                f"More units were sampled than exist in {len(short):,} strata, first "
                f"{labels[at]!r}: {sampled[at]:,} sampled of {lowest[at]:,.0f}.",
                where=where,
                remedies=(
                    "Give the number of units in the stratum, not in the sample.",
                    "Leave the population out: sampling with replacement.",
                ),
                code="population-too-small",
            )
        )
    if problems:
        raise DesignError(problems)
    return counts
