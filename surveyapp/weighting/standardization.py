"""Direct standardisation: every group weighted to one common make-up (age, say)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from surveyapp.design.arrays import Column, Mask, mask
from surveyapp.weighting.margins import Margin, crossed, label
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.weights import Step, Weights


def standardize(
    weights: Weights,
    *,
    by: Column,
    over: Column,
    population: Mapping[Any, float],
    included: Mask | None = None,
) -> Weights:
    """Weights under which every group of `over` has the make-up of `population` in `by`.

    Each group keeps its own total weight; within it each level of `by` gets the share
    population / sum(population) (as NCHS standardises by age: Klein and Schoenborn, 2001).

    Parameters
    ----------
    by, over : (n,) levels of the standardising variable, and the groups compared.
    population : standard counts or shares per level of `by`.
    included : rows that take part (those who answered the item); the rest weigh nothing after.

    Raises
    ------
    WeightingError as post-stratification; combinations nobody is in are left out.
    """
    inside = mask(included, weights.n, "included")
    kept = _without(weights, inside)
    shares = {label(k): float(v) for k, v in population.items()}
    total = sum(shares.values())
    groups = np.array([label(v) for v in np.asarray(over)], dtype=object)
    targets = {
        f"{level} | {group}": share / total * float(kept.final[groups == group].sum())
        for group in sorted(set(groups[inside]))
        for level, share in shares.items()
    }
    cells = np.asarray(crossed(by, over), dtype=object)
    cells[~inside] = None
    margin = Margin("standard population", cells, targets, outside=())
    done = poststratify(kept, margin, partial=True, kind="standardize")
    record = {"population": shares, "excluded": int((~inside).sum())}
    step = Step("standardize", record, done.history[-1].projection)
    return kept.after(done.final, step, done.replicates)


def _without(weights: Weights, inside: Mask) -> Weights:
    if inside.all():
        return weights
    replicates = weights.replicates
    if replicates is not None:
        replicates = np.where(inside[:, None], replicates, 0.0)
    step = Step("leave out", {"rows": int((~inside).sum())})
    return weights.after(np.where(inside, weights.final, 0.0), step, replicates)
