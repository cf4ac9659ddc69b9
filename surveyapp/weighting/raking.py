"""Raking: weights multiplied by factors per level until every margin is met.

Iterative proportional fitting (Deming and Stephan, 1940), on the distinct combinations of levels
instead of rows, to convergence. The projection for the variance is the exact one that the
alternating projections tend to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Column, Floats, Ints
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.margin_frame import (
    Disagreeing,
    MarginFrame,
    MarginTable,
    Unknown,
    margin_frame,
)
from surveyapp.weighting.margins import Margin, label
from surveyapp.weighting.matrices import Matrix, scale_rows
from surveyapp.weighting.projection import Projection, projection
from surveyapp.weighting.weights import Step, Weights

Residuals = Literal["unweighted", "base weighted"]


def rake(
    weights: Weights,
    margins: Sequence[Margin],
    *,
    within: Column | None = None,
    unknown: Unknown = "refuse",
    disagreeing: Disagreeing = "refuse",
    residuals: Residuals = "unweighted",
    tolerance: float = 1e-10,
    max_sweeps: int = 2000,
    generator: np.random.Generator | None = None,
    impute_within: Column | None = None,
) -> Weights:
    """Weights whose sums meet every margin, as close as possible to those before.

    Parameters
    ----------
    within : (n,) groups (quarters, say), each raked by itself to its own targets.
    unknown : rows whose level is unknown are refused; or "keep share": they keep the share of
        their group's weight they have before raking and the targets apply to the rest; or
        "impute": their level is drawn by `generator` from the weighted levels of the rows of the
        same group, or of the same value of `impute_within`.
    disagreeing : margins with different totals are refused, or scaled to the first's.
    residuals : how rows count in the regression that the variance takes its residuals from:
        each once, as R survey's rake has it, or by weight before raking (Deville and Sarndal,
        1992, equation 3.4), as its calibrate has it.
    tolerance : largest relative distance of any margin from its target at the end.

    Replicate weights are each raked to the same targets. Every replicate works out its own share
    of unknown levels.

    Raises
    ------
    WeightingError naming margin and level: a target nobody meets, a level without a target,
    margins that disagree (with amounts), or no convergence (with the worst level).
    """
    frame = margin_frame(
        margins,
        weights.final,
        within=within,
        unknown=unknown,
        disagreeing=disagreeing,
        generator=generator,
        impute_within=impute_within,
    )
    before = frame.collapsed.sums(weights.final)
    raked, sweeps = iterate(before, frame.tables, tolerance=tolerance, max_sweeps=max_sweeps)
    factor = np.divide(raked, before, out=np.ones_like(before), where=before > 0)
    final = weights.final * factor[frame.collapsed.cells]
    record = {
        "margins": [margin.record() for margin in margins],
        "groups": [label(group) for group in frame.groups] if within is not None else None,
        "unknown": unknown,
        "unknown_counts": frame.unknown_counts,
        "disagreeing": disagreeing,
        "residuals": residuals,
        "tolerance": tolerance,
        "max_sweeps": max_sweeps,
        "sweeps": sweeps,
    }
    projected = margin_projection(frame, weights.final, final, residuals)
    step = Step("rake", record, projected)
    return weights.after(final, step, rake_replicates(weights, frame, tolerance, max_sweeps))


def iterate(
    before: Floats, tables: Sequence[MarginTable], *, tolerance: float, max_sweeps: int
) -> tuple[Floats, int]:
    """(C,) or (C, R) raked cell weights, and how many sweeps it took.

    Raises
    ------
    WeightingError without convergence, naming the worst margin and level.
    """
    weight = before.copy()
    wanted = [table.wanted(before) for table in tables]
    worst: tuple[float, MarginTable | None, int] = (np.inf, None, 0)
    for sweep in range(1, max_sweeps + 1):
        worst = (0.0, None, 0)
        for table, target in zip(tables, wanted, strict=True):
            have = table.sums(weight)
            factor = np.divide(target, have, out=np.ones_like(have), where=have > 0)
            off = np.abs(factor - 1)
            if len(off) and float(off.max()) > worst[0]:
                at = int(off.argmax()) // (off.shape[1] if off.ndim == 2 else 1)
                worst = (float(off.max()), table, at)
            weight *= factor[table.codes]
        if worst[0] <= tolerance:
            return weight, sweep
        if len(tables) == 1:
            return weight, sweep
    raise WeightingError(_no_convergence(worst, max_sweeps, tolerance))


def margin_projection(
    frame: MarginFrame, before: Floats, after: Floats, residuals: Residuals
) -> Projection:
    """The exact residual of a raking or post-stratification to the margins of a frame."""
    parts = [table.matrix for table in frame.tables]
    variables = sparse.hstack(parts, format="csr")
    collapsed = frame.collapsed
    return projection(
        variables,
        before if residuals == "base weighted" else None,
        after,
        cells=collapsed.cells,
        spread=_spread(frame, variables, collapsed.sums(before), collapsed.sums(after)),
        blocks=_blocks(frame),
    )


def _spread(frame: MarginFrame, variables: Matrix, before: Floats, after: Floats) -> Matrix:
    """X less what the estimated share of unknown levels adds to the variance.

    A target T*(1 - q) with q = sum(d*u)/sum(d) moves with q, whose linearised score is
    d*(u - q)/sum(d); a fitted total changes with q by N*B_unknown - sum(T*B).
    """
    if not frame.unknown_counts:
        return variables
    groups = len(frame.groups)
    weight = np.bincount(frame.group_of_cell, weights=before, minlength=groups)
    per_g = np.divide(before, after, out=np.zeros_like(before), where=after != 0)
    taken: list[Matrix] = []
    for table in frame.tables:
        share = table.share_unknown(before)
        is_unknown = table.codes % table.width == table.width - 1
        score = (is_unknown - share[frame.group_of_cell]) / weight[frame.group_of_cell]
        score = np.where(share[frame.group_of_cell] > 0, score, 0.0) * per_g
        targets = table.targets.reshape(groups, table.width)
        slope = -targets.copy()
        slope[:, -1] = targets.sum(axis=1)
        rows = sparse.csr_array(
            (
                np.ones(len(score)),
                (np.arange(len(score)), frame.group_of_cell),
            ),
            shape=(len(score), groups),
        )
        columns = np.repeat(np.arange(groups), table.width)
        slopes = sparse.csr_array(
            (slope.reshape(-1), (columns, np.arange(groups * table.width))),
            shape=(groups, groups * table.width),
        )
        taken.append(scale_rows(rows @ slopes, score))
    return (variables - sparse.hstack(taken, format="csr")).tocsr()


def _blocks(frame: MarginFrame) -> tuple[Ints, ...]:
    """Columns of each group: groups never meet, so their equations are solved apart."""
    offsets = np.cumsum([0] + [len(table.targets) for table in frame.tables])
    return tuple(
        np.concatenate(
            [
                offset + g * table.width + np.arange(table.width)
                for offset, table in zip(offsets[:-1], frame.tables, strict=True)
            ]
        )
        for g in range(len(frame.groups))
    )


def rake_replicates(
    weights: Weights,
    frame: MarginFrame,
    tolerance: float,
    max_sweeps: int,
    *,
    partial: bool = False,
) -> Floats | None:
    """Each replicate raked to the same targets, or None without replicates.

    Raises
    ------
    WeightingError when a replicate has nobody left in a level (unless `partial`).
    """
    if weights.replicates is None:
        return None
    before = frame.collapsed.sums(weights.replicates)
    if not partial:
        refuse_lost_levels(frame, before)
    raked, _ = iterate(before, frame.tables, tolerance=tolerance, max_sweeps=max_sweeps)
    factor = np.divide(raked, before, out=np.ones_like(before), where=before > 0)
    return np.asarray(weights.replicates * factor[frame.collapsed.cells])


def refuse_lost_levels(frame: MarginFrame, before: Floats) -> None:
    """Raise WeightingError for levels that have nobody left in some replicate, (C, R) weights."""
    problems: list[Problem] = []
    for table in frame.tables:
        empty = (table.sums(before) == 0) & (table.wanted(before) > 0)
        for entry in np.flatnonzero(empty.any(axis=1)):
            problems.append(
                Problem(
                    f"In {int(empty[entry].sum()):,} of {before.shape[1]:,} replicates nobody is "
                    f"left in {table.place(int(entry))}.",
                    where=table.name,
                    remedies=(
                        "Merge the level with a similar one.",
                        "Use replicates that keep every row, such as Fay's.",
                        "Use the linearised variance.",
                    ),
                    code="replicate-without-level",
                )
            )
    if problems:
        raise WeightingError(problems)


def _no_convergence(
    worst: tuple[float, MarginTable | None, int], sweeps: int, tolerance: float
) -> Problem:
    off, table, entry = worst
    place = "no margin" if table is None else table.place(int(entry))
    details: dict[str, Any] = {"where": "" if table is None else table.name}
    return Problem(
        f"After {sweeps:,} sweeps the margins are still not met together: {place} is off by "
        f"{off:.3g} of its target (wanted {tolerance:.1g}).",
        remedies=(
            "Merge small levels that hardly occur together with others.",
            "Drop the margin named.",
            "Raise max_sweeps, or the tolerance.",
        ),
        code="no-convergence",
        **details,
    )
