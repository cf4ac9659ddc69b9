"""Replicate weights made from a design: jackknife, balanced half-samples, bootstrap.

Each maker returns the weights with their replicates and the design that knows how to combine
them. Calibrate after making them, so that every replicate is calibrated too.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from surveyapp.design.arrays import Floats, Ints, LonelyPsu
from surveyapp.design.design import Design, ReplicateKind, Replicates
from surveyapp.design.stage import Stage
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.hadamard import hadamard
from surveyapp.weighting.weights import Weights

Made = tuple[Weights, Design]


def jackknife(
    weights: Weights,
    design: Design,
    *,
    kind: ReplicateKind | None = None,
    mse: bool = False,
    lonely_psu: LonelyPsu = "fail",
) -> Made:
    """One replicate per PSU: its rows get weight 0, those of its stratum n/(n-1) times theirs.

    JK1 (one stratum): scale (1 - f)(n-1)/n. JKn: the same factor for each stratum (Wolter, 2007,
    chapter 4). Strata sampled whole get no replicate. A stratum with one PSU gets none under
    "remove", "certainty" and "average" (which scales the rest up), and one that drops the stratum
    under "adjust".

    Raises
    ------
    WeightingError for JK1 on strata, and for lonely PSUs under "fail".
    """
    stage = _first(design)
    chosen = kind or ("JK1" if stage.stratum_count == 1 else "JKn")
    if chosen == "JK1" and stage.stratum_count > 1:
        raise WeightingError(
            Problem(
                f"JK1 knows no strata, the design has {stage.stratum_count:,}.",
                where="kind",
                remedies=("Make JKn replicates.",),
                code="jk1-with-strata",
            )
        )
    sampled = stage.sampled.astype(np.float64)
    rest = _remaining(stage)
    lonely = (stage.sampled == 1) & (rest > 0)
    if lonely.any() and lonely_psu == "fail":
        raise WeightingError(_lonely(stage, int(lonely.sum()), stage.labels[lonely][0]))
    dropped = stage.sampled[stage.unit_stratum] > 1
    dropped &= rest[stage.unit_stratum] > 0
    if lonely_psu == "adjust":
        dropped |= lonely[stage.unit_stratum]
    units = np.flatnonzero(dropped)
    if not len(units):
        raise WeightingError(Problem("No stratum gives a replicate.", where="strata"))
    strata = stage.unit_stratum[units]
    rscales = rest[strata] * (sampled[strata] - 1) / sampled[strata]
    table = np.repeat(weights.final[:, None], len(units), axis=1)
    for r, (unit, stratum) in enumerate(zip(units, strata, strict=True)):
        if lonely[stratum]:
            table[:, r] *= stage.stratum_count / (stage.stratum_count - 1)
            table[stage.strata == stratum, r] = 0.0
            rscales[r] = (stage.stratum_count - 1) / stage.stratum_count
            continue
        table[stage.strata == stratum, r] *= sampled[stratum] / (sampled[stratum] - 1)
        table[stage.units == unit, r] = 0.0
    scale = 1.0
    if lonely_psu == "average":
        scale = stage.unit_count / len(units)
    if chosen == "JK1":
        scale, rscales = float(rscales[0]), np.ones(len(units))
    return _made(weights, design, table, Replicates(chosen, scale, rscales, mse))


def balanced(weights: Weights, design: Design, *, rho: float = 0.0, mse: bool = False) -> Made:
    """Balanced half-samples of two PSUs per stratum (McCarthy, 1966), or Fay's with rho > 0.

    In each replicate one PSU of each stratum, chosen by a row of a Hadamard matrix, weighs
    2 - rho and the other rho; scale 1 / (R (1 - rho)^2) (Judkins, 1990). The matrix's constant
    column is not used: it would leave the same PSU out every time.

    Raises
    ------
    WeightingError when a stratum has not two PSUs, or rho is not in [0, 1).
    """
    stage = _first(design)
    problems: list[Problem] = []
    if not 0 <= rho < 1:
        problems.append(Problem(f"rho is {rho}, not in [0, 1).", where="rho", code="rho"))
    odd = np.flatnonzero(stage.sampled != 2)
    if len(odd):
        problems.append(
            Problem(
                f"{len(odd):,} strata do not have two PSUs, first {stage.labels[odd[0]]!r} with "
                f"{stage.sampled[odd[0]]:,}.",
                where="strata",
                remedies=("Pair PSUs into strata of two.", "Make jackknife replicates."),
                code="not-two-psus",
            )
        )
    if problems:
        raise WeightingError(problems)
    signs = hadamard(stage.stratum_count + 1)[:, 1 : stage.stratum_count + 1]
    order = np.argsort(stage.unit_stratum, kind="stable")
    second = np.zeros(stage.unit_count, dtype=np.bool_)
    second[order[1::2]] = True
    plus = signs[:, stage.unit_stratum] * np.where(second, -1.0, 1.0)
    factor = np.where(plus > 0, 2 - rho, rho)
    table = weights.final[:, None] * factor.T[stage.units]
    count = len(signs)
    rule = Replicates("Fay" if rho else "BRR", 1 / (count * (1 - rho) ** 2), np.ones(count), mse)
    return _made(weights, design, table, rule)


def bootstrap(
    weights: Weights,
    design: Design,
    generator: np.random.Generator,
    *,
    replicates: int = 200,
    mse: bool = True,
) -> Made:
    """Rescaled bootstrap: n - 1 PSUs drawn with replacement in each stratum.

    With f the sampled fraction and m the times a PSU was drawn, its weight is multiplied with
    1 - sqrt(1 - f) + sqrt(1 - f) * n/(n - 1) * m (Rao, Wu and Yue, 1992, Survey Methodology 18);
    scale 1/R.

    Raises
    ------
    WeightingError for strata with one PSU, unless they were sampled whole.
    """
    stage = _first(design)
    rest = _remaining(stage)
    lonely = (stage.sampled == 1) & (rest > 0)
    if lonely.any():
        raise WeightingError(_lonely(stage, int(lonely.sum()), stage.labels[lonely][0]))
    factor = unit_factors(stage, generator, replicates)
    table = weights.final[:, None] * factor[stage.units]
    rule = Replicates("bootstrap", 1 / replicates, np.ones(replicates), mse)
    return _made(weights, design, table, rule)


def unit_factors(stage: Stage, generator: np.random.Generator, replicates: int) -> Floats:
    """(U, R) factors of the rescaled bootstrap, one stratum after the other."""
    rest = _remaining(stage)
    order = np.argsort(stage.unit_stratum, kind="stable")
    starts = np.concatenate([[0], np.cumsum(stage.sampled)])
    factor = np.ones((stage.unit_count, replicates))
    for stratum in range(stage.stratum_count):
        units: Ints = order[starts[stratum] : starts[stratum + 1]]
        n, keep = len(units), np.sqrt(rest[stratum])
        if n < 2 or keep == 0:
            continue
        drawn = generator.multinomial(n - 1, np.full(n, 1 / n), size=replicates).T
        factor[units] = 1 - keep + keep * n / (n - 1) * drawn
    return factor


def _first(design: Design) -> Stage:
    if not design.stages:
        raise WeightingError(
            Problem("The design has no stages to replicate.", where="design", code="no-stages")
        )
    return design.stages[0]


def _remaining(stage: Stage) -> Floats:
    """(H,) share of each stratum's units that was not sampled; 1 with replacement."""
    if stage.stratum_population is None:
        return np.ones(stage.stratum_count)
    left = 1 - stage.sampled / stage.stratum_population
    return np.asarray(np.where(left < 1e-12, 0.0, left))


def _made(weights: Weights, design: Design, table: Floats, rule: Replicates) -> Made:
    return replace(weights, replicates=table), replace(design, replicates=rule)


def _lonely(stage: Stage, count: int, first: object) -> Problem:
    return Problem(
        f"{count:,} of {stage.stratum_count:,} strata have only one PSU, first {first!r}.",
        where="strata",
        remedies=("Merge each with a similar stratum.", "Choose another lonely_psu policy."),
        code="lonely-psu",
    )
