"""Worst and best case of a figure, for those who were asked and did not answer.

Where everybody was asked there is no error of sampling, and what is not known is what those who
did not answer would have said. Without any assumption about them a figure can only be bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem


@dataclass(frozen=True, slots=True)
class WorstBest:
    """The ends of what a mean over everybody can be.

    Attributes
    ----------
    lower, upper : were every unknown score the lowest, or the highest, there is.
    value : of those who are known.
    known, unknown : people of either kind.
    """

    lower: float
    upper: float
    value: float
    known: int
    unknown: int

    @property
    def asked(self) -> int:
        """Everybody whom the figure is about."""
        return self.known + self.unknown


def worst_best(
    scores: Floats,
    unknown: int,
    *,
    lowest: float,
    highest: float,
    domain: Mask | None = None,
) -> WorstBest:
    """Bounds of the mean of scores in a domain when `unknown` further people have none.

    With b known scores of sum s: lower = (s + unknown * lowest) / (b + unknown) and upper =
    (s + unknown * highest) / (b + unknown). For a share of N people these are (answered yes) / N
    and (answered yes + not answered) / N. Nothing is assumed of those who did not answer, so
    nothing narrower holds (Manski 1989, Journal of Human Resources 24, 343-360; 2003, Partial
    Identification of Probability Distributions, section 1.1).

    Parameters
    ----------
    scores : (n,) in their own units; NaN for people without one.
    unknown : people of the domain who were asked and have no score.
    lowest, highest : ends of the scale.
    domain : (n,) mask; everybody if not given.

    Raises
    ------
    EstimationError : nobody's score is known, `unknown` is negative, or a score is off the scale.
    """
    inside = np.ones(len(scores), dtype=np.bool_) if domain is None else domain
    known = scores[inside & ~np.isnan(scores)]
    problems = []
    if unknown < 0:
        problems.append(
            Problem(
                f"{unknown} people did not answer: more answered than were asked.",
                "unknown",
                ("Give the number of those asked, not of those who answered.",),
                "too-few-asked",
            )
        )
    if not known.size:
        problems.append(
            Problem(
                "Nobody's answer is known, so nothing bounds the figure.", "scores", (), "nobody"
            )
        )
    slack = 1e-9 * max(1.0, abs(lowest), abs(highest))
    off = int(((known < lowest - slack) | (known > highest + slack)).sum())
    if off:
        problems.append(
            Problem(
                f"{off} scores lie outside {lowest:g} to {highest:g}.",
                "scores",
                ("Give the ends of the scale that the scores are on.",),
                "off-scale",
            )
        )
    if problems:
        raise EstimationError(problems)
    total, everybody = float(known.sum()), known.size + unknown
    return WorstBest(
        lower=(total + unknown * lowest) / everybody,
        upper=(total + unknown * highest) / everybody,
        value=total / known.size,
        known=int(known.size),
        unknown=unknown,
    )
