"""What a weighted share tells about the number of people behind it."""

from __future__ import annotations

from math import ceil, floor

from surveyapp.disclosure.rules import RULES, Rules
from surveyapp.errors import DisclosureRefused, Problem


def people_behind(
    share: float, n: int, lightest: float, heaviest: float, *, rounded_to: float = 0.0
) -> tuple[int, int]:
    """Fewest and most of n people who can make up a weighted share.

    With weights between a and b, k people can weigh as little as k a beside (n - k) b and as much
    as k b beside (n - k) a. So ``n p a / (p a + (1 - p) b) <= k <= n p b / (p b + (1 - p) a)``.
    Equal weights give the count itself: a percentage with its base is a count.

    Parameters
    ----------
    share : as printed, 0 to 1. n : people in the base.
    lightest, heaviest : smallest and largest weight that a reader knows of.
    rounded_to : step of the printed share; 0 when it is printed in full.

    Raises
    ------
    DisclosureRefused for a share outside 0 to 1, or weights that are not positive and ordered.
    """
    if not (0.0 <= share <= 1.0 and 0.0 < lightest <= heaviest and n >= 0):
        raise DisclosureRefused(
            Problem(
                f"A share of {share} among {n} people with weights {lightest} to {heaviest} "
                "cannot be.",
                remedies=("Give a share within 0 and 1, and the positive ends of the weights.",),
                code="share",
            )
        )
    least = max(0.0, share - rounded_to / 2)
    most = min(1.0, share + rounded_to / 2)
    low = _odds(least, lightest, heaviest)
    high = _odds(most, heaviest, lightest)
    return ceil(n * low - 1e-9), floor(n * high + 1e-9)


def gives_away(
    share: float, n: int, lightest: float, heaviest: float, rules: Rules = RULES
) -> bool:
    """Whether a printed share tells closely how few people gave, or did not give, an answer.

    True when the range that weights leave for either side ends under a printable count and is
    narrower than a withheld count's must be.

    Parameters
    ----------
    share : printed, 0 to 1. n : people in the base.
    """
    low, high = people_behind(share, n, lightest, heaviest)
    few = high < rules.count or n - low < rules.count
    return few and high - low < rules.width


def _odds(share: float, here: float, elsewhere: float) -> float:
    """Share of people when those inside weigh `elsewhere` each and those outside `here`."""
    inside = share * here
    total = inside + (1.0 - share) * elsewhere
    return inside / total if total > 0 else 0.0
