"""Weights for a public file: made of its own columns, so that they tell nothing more.

Weights raked on detailed margins are a fingerprint: nearly every cell of the margins has a number
of its own. Public weights start equal and meet only margins of the released variables, so rows
with equal quasi-identifiers have equal weights.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Floats
from surveyapp.disclosure.coarsening import Rung
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights


def public_weights(
    released: Mapping[str, Texts],
    populations: Mapping[str, Mapping[str, float]],
    mapping: Mapping[str, Rung],
) -> Floats:
    """(n,) weights raked from equal ones to the margins of the released variables.

    Parameters
    ----------
    released : variable -> (n,) published label, "" where unknown or blanked; those people keep
        their share.
    populations : variable -> original label -> population.
    mapping : variable -> original label -> published label; counts of joined labels add up.

    A variable without a known population, or with one level left, makes no margin. The weights
    sum to the population of the first margin, or to n where there is none.
    """
    margins = []
    total = 0.0
    for name, labels in released.items():
        counts = _coarse(populations.get(name, {}), mapping.get(name, {}))
        present = set(labels.tolist()) - {""}
        targets = {level: count for level, count in counts.items() if level in present}
        if len(targets) > 1:
            outside = tuple(sorted(present - set(targets)))
            margins.append(Margin(name, labels, targets, outside=outside))
            total = total or sum(targets.values())
    n = len(next(iter(released.values())))
    equal = Weights.of(np.ones(n))
    if not margins:
        return equal.final
    raked = rake(equal, margins, unknown="keep share", disagreeing="scale to first")
    return np.asarray(raked.final * total / raked.final.sum())


def _coarse(population: Mapping[str, float], rung: Rung) -> dict[str, float]:
    found: dict[str, float] = {}
    for level, count in population.items():
        name = rung.get(level, level)
        found[name] = found.get(name, 0.0) + count
    return found
