"""What a stratum contributes when only one of its units is there to tell.

The policies are those of R survey (Lumley, 2010, Complex Surveys, section 2.4): "fail" refuses;
"remove" and "certainty" add nothing; "adjust" takes the unit's own total as the deviation;
"average" gives the stratum the mean variance of the strata that have one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, Ints, LonelyPsu, Mask
from surveyapp.design.stage import Stage
from surveyapp.errors import EstimationError, Problem

CERTAIN = 1e-7


@dataclass(frozen=True, slots=True)
class StratumRules:
    """How each of the H strata of a stage enters the variance.

    Attributes
    ----------
    factor : (H,) what the sum of squared deviations is multiplied with; 0 adds nothing.
    centred : (H,) deviations are taken from the stratum's mean; otherwise from zero.
    """

    factor: Floats
    centred: Mask


def stratum_rules(
    stage: Stage,
    present: Ints,
    policy: LonelyPsu,
    *,
    adjust_domain_lonely: bool,
    number: int = 1,
) -> StratumRules:
    """The rules for every stratum.

    Parameters
    ----------
    present : (H,) number of units of each stratum with a row in the estimate.
    adjust_domain_lonely : treat a stratum left with one unit by the domain like a lonely one
        ("adjust" and "average" only).

    Raises
    ------
    EstimationError under "fail" when a stratum has one sampled unit, and under "average" when no
    stratum has a variance.
    """
    sampled = stage.sampled.astype(np.float64)
    rest, certain = _remaining(stage)
    there = present > 0
    lonely = there & ~certain & (stage.sampled == 1)
    if policy == "fail" and lonely.any():
        raise EstimationError(_lonely_problem(stage, lonely, number))
    several = np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1.0), 1.0)
    factor = np.where(there & ~certain, rest * several, 0.0)
    centred = np.ones(stage.stratum_count, dtype=np.bool_)
    left_alone = there & ~certain & (stage.sampled > 1) & (present == 1) & adjust_domain_lonely
    if policy == "adjust":
        centred = ~(lonely | left_alone)
    elif policy == "average":
        without = lonely | left_alone
        factor = np.where(without, 0.0, factor) * _average_scale(stage, there, without, number)
    elif policy in ("remove", "certainty"):
        factor = np.where(lonely, 0.0, factor)
    return StratumRules(factor, centred)


def _remaining(stage: Stage) -> tuple[Floats, Mask]:
    """(H,) share of each stratum's units not sampled, and the strata sampled whole.

    Where units have probabilities of their own the share is theirs too (StageTerm.own): 1 here.
    """
    rest = np.ones(stage.stratum_count)
    if stage.fractions is not None:
        largest = np.zeros(stage.stratum_count)
        np.maximum.at(largest, stage.unit_stratum, 1 - stage.fractions)
        return rest, largest < CERTAIN
    if stage.stratum_population is not None:
        rest = 1 - stage.sampled / stage.stratum_population
    return rest, rest < CERTAIN


def _average_scale(stage: Stage, there: Mask, without: Mask, number: int) -> Floats:
    """(H,) strata over strata with a variance, within the unit of the stage above."""
    parents = stage.parents
    groups = int(parents.max(initial=0)) + 1
    strata = np.bincount(parents[there], minlength=groups)
    with_variance = np.bincount(parents[there & ~without], minlength=groups)
    if ((strata > 0) & (with_variance == 0)).any():
        raise EstimationError(
            Problem(
                f"No stratum of stage {number} has two units, so there is no variance to average.",
                where="lonely_psu='average'",
                remedies=("Merge strata.", "Choose lonely_psu='adjust'."),
                code="nothing-to-average",
            )
        )
    scale = strata / np.maximum(with_variance, 1)
    return np.asarray(scale[parents], dtype=np.float64)


def _lonely_problem(stage: Stage, lonely: Mask, number: int) -> Problem:
    labels = [str(label) for label in stage.labels[lonely]]
    shown = ", ".join(labels[:5]) + (f" and {len(labels) - 5:,} more" if len(labels) > 5 else "")
    unit = "PSU" if number == 1 else f"unit of stage {number}"
    return Problem(
        f"{len(labels):,} of {stage.stratum_count:,} strata have only one {unit}: {shown}. "
        "One unit shows no variance.",
        where="strata",
        remedies=(
            "Merge each such stratum with a similar one.",
            "Choose lonely_psu='adjust' (cautious), 'average', or 'certainty' when the unit was "
            "sure to be chosen.",
        ),
        code="lonely-psu",
    )
