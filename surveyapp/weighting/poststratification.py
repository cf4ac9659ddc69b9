"""Post-stratification: weights scaled so that each cell of a table adds up to its count."""

from __future__ import annotations

import numpy as np

from surveyapp.design.arrays import Column
from surveyapp.weighting.margin_frame import Unknown, margin_frame
from surveyapp.weighting.margins import Margin, label
from surveyapp.weighting.raking import margin_projection, rake_replicates
from surveyapp.weighting.weights import Step, Weights


def poststratify(
    weights: Weights,
    margin: Margin,
    *,
    within: Column | None = None,
    unknown: Unknown = "refuse",
    partial: bool = False,
    kind: str = "poststratify",
) -> Weights:
    """Weights scaled by target / sum of weights within each level of one margin.

    Several variables are crossed with `surveyapp.weighting.margins.crossed` first. The residual
    for the variance is that from the level's mean, rows counting by weight before (Sarndal,
    Swensson and Wretman, 1992, section 7.6).

    Parameters
    ----------
    within, unknown : as in `surveyapp.weighting.raking.rake`.
    partial : leave targets out that nobody answered for, instead of refusing.

    Raises
    ------
    WeightingError naming each level that cannot be met.
    """
    frame = margin_frame(
        [margin],
        weights.final,
        within=within,
        unknown=unknown,
        disagreeing="refuse",
        partial=partial,
    )
    before = frame.collapsed.sums(weights.final)
    table = frame.tables[0]
    have = table.sums(before)
    wanted = table.wanted(before)
    factor = np.divide(wanted, have, out=np.ones_like(have), where=have > 0)
    final = weights.final * factor[table.codes][frame.collapsed.cells]
    record = {
        "margin": margin.record(),
        "groups": [label(group) for group in frame.groups] if within is not None else None,
        "unknown": unknown,
        "unknown_counts": frame.unknown_counts,
        "partial": partial,
    }
    replicates = rake_replicates(weights, frame, np.inf, 1, partial=partial)
    projected = margin_projection(frame, weights.final, final, "base weighted")
    return weights.after(final, Step(kind, record, projected), replicates)
