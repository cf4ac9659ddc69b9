"""A line adjusted for mode: each wave's figure as if every wave had been answered by one mix.

People answer otherwise to a person than to a page. Where the mix of modes shifts, the plain figure
moves with it; standardized to one fixed mix it does not. It is offered beside the plain line,
never in its place, and rests on an assumption that it cannot check: that within a mode the kind of
people who answer by it stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.indicators.figures import Sample
from surveyapp.inference.contrast import Contrast, contrast

FEWEST = 20


def mode_adjusted(
    values: Floats,
    mode: Texts,
    waves: Mapping[str, Mask],
    sample: Sample,
    *,
    mix: Mapping[str, float],
    fewest: int = FEWEST,
) -> dict[str, Contrast]:
    """Directly standardized means: sum over modes of mix[mode] * mean(wave, mode).

    The mix is taken as fixed, so the variance is c' V c over the means of a wave's modes, their
    covariances included.

    Parameters
    ----------
    values : (n,) scores in display units, NaN outside the base.
    mode : (n,) how each response came in.
    waves : slug -> (n,) mask.
    mix : mode -> share; shares add up to 1.

    Returns
    -------
    slug -> adjusted mean with interval, for each wave.

    Raises
    ------
    EstimationError : shares that do not add up to 1, or a wave in which fewer than `fewest`
        answered by a mode of the mix; every such wave and mode is named.
    """
    shares = {name: share for name, share in mix.items() if share}
    if abs(sum(shares.values()) - 1.0) > 1e-9 or min(shares.values(), default=0.0) < 0:
        raise EstimationError(
            Problem(
                f"The shares of the mix add up to {sum(shares.values()):g}.",
                "mix",
                ("give shares from 0 to 1 that add up to 1.",),
                "mix",
            )
        )
    masks = {
        f"{slug}/{name}": mask & (mode == name) for slug, mask in waves.items() for name in shares
    }
    given = ~np.isnan(values)
    few = {name: int((mask & given).sum()) for name, mask in masks.items()}
    problems = [
        Problem(
            f"{count} people answered; an adjusted figure needs {fewest}.",
            name,
            ("leave the wave out of the adjusted line.", "leave the mode out of the mix."),
            "mode-small",
        )
        for name, count in few.items()
        if count < fewest
    ]
    if problems:
        raise EstimationError(problems)
    found = sample.means({"y": values}, masks)
    return {
        slug: contrast(
            found,
            {f"y|{slug}/{name}": share for name, share in shares.items()},
            level=sample.level,
            name=slug,
        )
        for slug in waves
    }
