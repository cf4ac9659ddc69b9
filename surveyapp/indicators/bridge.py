"""A split-ballot bridge: what another wording does to an indicator, from a wave that asked both.

Where the lot decided who was asked which wording, the two groups differ by nothing else, so the
difference of their means estimates the effect of the wording. Earlier values can then be carried
over to the new wording, and carry the uncertainty of the bridge with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import Estimate
from surveyapp.indicators.figures import Sample
from surveyapp.inference.contrast import Contrast, contrast, t_contrast

FEWEST = 50


@dataclass(frozen=True, slots=True)
class WordingEffect:
    """What the new wording adds to the value of the old one.

    Attributes
    ----------
    effect : mean under the new wording less mean under the old one, with interval and test.
    old, new : the two means.
    """

    effect: Contrast
    old: Estimate
    new: Estimate


def wording_effect(
    values: Floats,
    arm: Floats,
    sample: Sample,
    *,
    old: int = 1,
    new: int = 2,
    domain: Mask | None = None,
    fewest: int = FEWEST,
) -> WordingEffect:
    """The effect of a wording from a wave in which both were asked at random.

    effect = mean(new) - mean(old), weighted; its variance is that of the two domain means of one
    sample, their covariance included.

    Parameters
    ----------
    values : (n,) scores in display units, NaN outside the base.
    arm : (n,) code of the wording each respondent was shown, NaN where none was drawn.
    domain : (n,) bool, the bridging wave where the sample holds several.
    fewest : people that each wording must stand on.

    Raises
    ------
    EstimationError when fewer answered under either wording.
    """
    inside = np.ones(len(values), dtype=bool) if domain is None else domain
    masks = {"old": inside & (arm == old), "new": inside & (arm == new)}
    counts = {name: int((mask & ~np.isnan(values)).sum()) for name, mask in masks.items()}
    problems = [
        Problem(
            f"{count} people answered the {name} wording; a bridge needs {fewest}.",
            "bridge",
            ("ask both wordings in another wave.", "mark a break instead."),
            "bridge-small",
        )
        for name, count in counts.items()
        if count < fewest
    ]
    if problems:
        raise EstimationError(problems)
    found = sample.means({"y": values}, masks)
    effect = contrast(
        found, {"y|new": 1.0, "y|old": -1.0}, level=sample.level, name="effect of the wording"
    )
    return WordingEffect(effect, found["y|old"], found["y|new"])


def carried_over(earlier: Estimate, bridge: WordingEffect, *, level: float = 0.95) -> Contrast:
    """An earlier value as it would be under the new wording, with the bridge's uncertainty.

    value + effect; the earlier wave and the bridging wave are other samples, so variances add:
    se^2 = se_earlier^2 + se_effect^2. Degrees of freedom by Welch and Satterthwaite. All carried
    values share one bridge, so their differences among each other do not depend on it.
    """
    parts = (
        (earlier.standard_error**2, float(earlier.degrees_of_freedom)),
        (bridge.effect.standard_error**2, bridge.effect.degrees_of_freedom),
    )
    variance = sum(part for part, _ in parts)
    spread = sum(part**2 / df for part, df in parts if part > 0 and df > 0)
    df = variance**2 / spread if spread > 0 else min(df for _, df in parts)
    value = earlier.value + bridge.effect.value
    return t_contrast(value, float(np.sqrt(variance)), df, level=level, name="carried over")
