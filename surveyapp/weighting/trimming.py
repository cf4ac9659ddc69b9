"""Trimming: no weight above or below a limit, what is cut off handed to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.diagnostics import diagnostics
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Step, Weights


def trim(
    weights: Weights,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    strict: bool = False,
) -> Weights:
    """Weights cut to [lower, upper]; the sum cut off is shared equally by those inside.

    `strict` repeats until the shares themselves push nothing over a limit. Margins met before
    are met no longer: see `rake_trimmed`.

    Raises
    ------
    WeightingError when the limits leave no room for the total.
    """
    _refuse_limits(weights, lower, upper)
    final = _trimmed(weights.final, lower, upper, strict, "weights")
    replicates = None
    if weights.replicates is not None:
        columns = [
            _trimmed(column, lower, upper, strict, f"replicate {r + 1}")
            for r, column in enumerate(weights.replicates.T)
        ]
        replicates = np.stack(columns, axis=1)
    record = {"lower": _plain(lower), "upper": _plain(upper), "strict": strict}
    return weights.after(final, Step("trim", record), replicates)


def rake_trimmed(
    weights: Weights,
    margins: Sequence[Margin],
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    rounds: int = 100,
    tolerance: float = 1e-6,
    **raking: Any,
) -> Weights:
    """Raked weights that also keep within limits: raking and trimming in turn until both hold.

    Parameters
    ----------
    lower, upper : limits of the weights.
    tolerance : how far, relatively, a weight may lie outside its limit at the end.
    raking : the keyword arguments of `rake`.

    Raises
    ------
    WeightingError when margins and limits cannot hold together, with how far a weight is off.
    """
    current = rake(weights, margins, **raking)
    for _ in range(rounds):
        w = current.final[current.final > 0]
        above = float(w.max()) / upper - 1
        below = 1 - float(w.min()) / lower if lower > 0 else 0.0
        if max(above, below) <= tolerance:
            return _folded(weights, current, margins, lower, upper)
        current = rake(trim(current, lower=lower, upper=upper, strict=True), margins, **raking)
    raise WeightingError(
        Problem(
            f"After {rounds} rounds margins and limits do not hold together: weights run from "
            f"{float(w.min()):,.4g} to {float(w.max()):,.4g}.",
            where="trimming",
            remedies=("Widen the limits.", "Merge small levels.", "Drop a margin."),
            code="limits-against-margins",
        )
    )


def trim_to_design_effect(
    weights: Weights,
    wanted: float,
    *,
    margins: Sequence[Margin] | None = None,
    **raking: Any,
) -> Weights:
    """The loosest upper limit under which Kish's design effect is at most `wanted`.

    With margins the trimmed weights are raked again and still keep the limit. The limit is found
    by halving the range between the mean and the largest weight.

    Raises
    ------
    WeightingError when even the tightest possible limit does not suffice.
    """
    start = rake(weights, margins, **raking) if margins is not None else weights
    if diagnostics(start).kish_design_effect <= wanted:
        return start
    w = start.final[start.final > 0]
    low, high = float(w.mean()) * 1.0001, float(w.max())
    found: Weights | None = None
    for _ in range(40):
        limit = (low + high) / 2
        try:
            trial = _limited(weights, start, limit, margins, raking)
        except WeightingError:
            low = limit
            continue
        if diagnostics(trial).kish_design_effect <= wanted:
            found, low = trial, limit
        else:
            high = limit
        if found is not None and high - low < 1e-4 * high:
            break
    if found is None:
        raise WeightingError(
            Problem(
                f"No upper limit brings Kish's design effect from "
                f"{diagnostics(start).kish_design_effect:.3f} to {wanted:.3f}.",
                where="trimming",
                remedies=("Ask for a larger design effect.", "Merge small levels of the margins."),
                code="design-effect-out-of-reach",
            )
        )
    return found


def _limited(
    weights: Weights,
    start: Weights,
    limit: float,
    margins: Sequence[Margin] | None,
    raking: dict[str, Any],
) -> Weights:
    if margins is None:
        return trim(start, upper=limit, strict=True)
    return rake_trimmed(weights, margins, upper=limit, rounds=30, tolerance=1e-4, **raking)


def _folded(
    before: Weights, after: Weights, margins: Sequence[Margin], lower: float, upper: float
) -> Weights:
    """The rounds as one step: its residual is that of the last raking."""
    last = after.history[-1]
    record = {
        **last.record,
        "lower": _plain(lower),
        "upper": _plain(upper),
        "rounds": (len(after.history) - len(before.history) + 1) // 2,
        "margins": [margin.record() for margin in margins],
    }
    step = Step("rake trimmed", record, last.projection)
    return before.after(after.final, step, after.replicates)


def _trimmed(weight: Floats, lower: float, upper: float, strict: bool, where: str) -> Floats:
    current = weight
    for _ in range(10_000):
        outside = (current < lower) | (current > upper)
        if not outside.any():
            return current
        if outside.all():
            break
        cut = np.clip(current, lower, upper)
        handed = float((current - cut).sum()) / int((~outside).sum())
        current = np.where(outside, cut, cut + handed)
        if not strict:
            return np.asarray(current)
    raise WeightingError(
        Problem(
            f"The limits {lower:,.6g} to {upper:,.6g} leave no room for the total "
            f"{float(weight.sum()):,.6g} of {len(weight):,} rows.",
            where=where,
            remedies=("Widen the limits.",),
            code="limits-too-tight",
        )
    )


def _refuse_limits(weights: Weights, lower: float, upper: float) -> None:
    mean = weights.total / weights.n
    if not lower <= mean <= upper:
        raise WeightingError(
            Problem(
                f"The mean weight {mean:,.6g} lies outside the limits {lower:,.6g} to "
                f"{upper:,.6g}, so no weights within them keep the total.",
                where="trimming",
                remedies=("Widen the limits.",),
                code="limits-too-tight",
            )
        )


def _plain(limit: float) -> float | None:
    return float(limit) if np.isfinite(limit) else None
