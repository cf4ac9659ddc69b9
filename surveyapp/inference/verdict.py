"""The four words a comparison may end in, and the one rule that chooses among them."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from typing import Literal

from surveyapp.errors import EstimationError

Direction = Literal["higher", "lower", "none"]
Compares = Literal["time", "places"]


class Verdict(StrEnum):
    """What a comparison allows us to say, in the words that are printed."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CHANGE = "no detectable change"
    NO_DIFFERENCE = "no detectable difference"
    TOO_FEW = "too few answers to say"

    @property
    def detected(self) -> bool:
        """Whether the comparison was called, in either direction."""
        return self in (Verdict.HIGHER, Verdict.LOWER)


def decide(
    *,
    difference: float,
    adjusted_p: float,
    smallest_detectable_change: float,
    change_of_interest: float,
    level: float = 0.95,
    compares: Compares = "time",
) -> Verdict:
    """Choose the verdict of one comparison from its test and its power.

    A difference whose adjusted p is at most ``1 - level`` is called by its sign. One that is not
    called says "no detectable change" only when the sample could have shown a change as small as
    the change of interest; otherwise the honest word is "too few answers to say".

    Parameters
    ----------
    difference : estimate now minus estimate then (or here minus elsewhere), in its own units.
    adjusted_p : two-sided p after the adjustment over its declared family, in [0, 1].
    smallest_detectable_change : smallest true change found with the declared power within the
        family, in the units of `difference`.
    change_of_interest : smallest change that would matter, declared before the wave opened, same
        units.
    level : 1 - the familywise (or false discovery) rate.
    compares : "time" or "places"; chooses between the two words for nothing found.

    Raises
    ------
    EstimationError
        When a number is missing or outside its range: a verdict is never guessed.
    """
    numbers = (difference, adjusted_p, smallest_detectable_change, change_of_interest)
    if not all(isfinite(number) for number in numbers) or not 0.0 <= adjusted_p <= 1.0:
        raise EstimationError(
            "A verdict needs a difference, an adjusted p within 0 and 1, a smallest detectable "
            f"change and a change of interest; it was given {numbers}."
        )
    if adjusted_p <= 1.0 - level + 1e-12 and difference != 0.0:
        return Verdict.HIGHER if difference > 0 else Verdict.LOWER
    if smallest_detectable_change > change_of_interest:
        return Verdict.TOO_FEW
    return Verdict.NO_CHANGE if compares == "time" else Verdict.NO_DIFFERENCE


def is_better(verdict: Verdict, better: Direction) -> bool | None:
    """Whether residents would call a detected difference better; None when nothing was detected.

    None as well for an indicator of which neither direction is better.
    """
    if not verdict.detected or better == "none":
        return None
    return (verdict is Verdict.HIGHER) == (better == "higher")
