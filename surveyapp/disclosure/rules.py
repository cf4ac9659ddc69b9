"""What makes a figure confidential: thresholds in people, dominance, group disclosure.

Confidential figures are about people; imprecise ones (`presentation`) are about numbers. The two
are never mixed: only a confidential figure takes others with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.errors import DisclosureRefused, Problem

CONFIDENTIAL = "it is about few people, or another figure could be worked out from it"
"""The one reason printed: which of the two holds would itself tell who the few are."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of confidentiality, as data; they are printed on the method page.

    Attributes
    ----------
    count : fewest people behind a printed count; a count of nobody may be printed.
    width : no withheld count may be bounded to a range narrower than this many people.
    group_base : where fewer people than this all gave one answer, that answer is everybody's.
    dominant_people, dominant_share : a value is dominated when so many people hold more than
        this share of it (the n-k rule).
    p_percent : a value is dominated when its second contributor could estimate the first to
        within this share (the p% rule).
    """

    count: int = 10
    width: float = 10.0
    group_base: int = 100
    dominant_people: int = 2
    dominant_share: float = 0.75
    p_percent: float = 0.15

    @property
    def least_effective(self) -> float:
        """Effective sample (Kish) at or under which a few people may hold most of the weight.

        Where k people hold a share s of the weight, the sum of squares is at least
        ``(s T)^2 / k``, so ``(sum w)^2 / sum w^2 <= k / s^2``. Where the p% rule finds a value
        dominated, the total is under ``(1 + p) w1 + w2``, and by Cauchy's inequality the
        effective sample is under ``1 + (1 + p)^2``. The larger of the two covers both rules, for
        every value of which each person's part is at most their weight. It needs no weights:
        only the effective sample that is printed anyway.
        """
        few = self.dominant_people / self.dominant_share**2
        return max(few, 1.0 + (1.0 + self.p_percent) ** 2)


RULES = Rules()


def is_small(n: int, rules: Rules = RULES) -> bool:
    """Whether a count of people is too small to print; nobody at all is not a person."""
    return 0 < n < rules.count


def tells_everybody(part: int, base: int, rules: Rules = RULES) -> bool:
    """Group disclosure: everybody or nobody of a small group gave the answer.

    Parameters
    ----------
    part : people who gave the answer. base : people who answered.
    """
    return 0 < base < rules.group_base and part in (0, base)


def dominated(contributions: Floats, rules: Rules = RULES) -> bool:
    """Whether a few people make up a value: the n-k rule or the p% rule.

    For weights, `Rules.least_effective` bounds both by the effective sample; this is for values
    whose contributions are at hand, and what that bound is proved against.

    n-k: the largest n contributions hold more than the share k of the total. p%: the total less
    the two largest is under p times the largest. (Hundepool and others, Statistical Disclosure
    Control, 2012, section 4.2.)

    Parameters
    ----------
    contributions : (n,) what each person adds to the value: a weight, or weight times score.

    Raises
    ------
    DisclosureRefused for a contribution that is negative or not a number.
    """
    if not np.isfinite(contributions).all() or (contributions < 0).any():
        raise DisclosureRefused(
            Problem(
                "Dominance is judged on contributions of zero or more; some are negative or "
                "missing.",
                remedies=("Give absolute values.", "Leave missing people out."),
                code="contributions",
            )
        )
    total = float(contributions.sum())
    if total <= 0.0:
        return False
    largest = np.sort(contributions)[::-1]
    if float(largest[: rules.dominant_people].sum()) > rules.dominant_share * total:
        return True
    remainder = total - float(largest[:2].sum())
    return remainder < rules.p_percent * float(largest[0])
