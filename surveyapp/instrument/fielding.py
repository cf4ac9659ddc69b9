"""What a questionnaire leaves to the wave that fields it: frame, modules in slots, the least age.

The document declares what may be chosen; the wave chooses, and its choice is pinned with its plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveyapp.instrument.item import Text

FrameType = Literal["probability", "census", "opt-in", "event"]
Need = Literal["minimum_age"]

MINIMUM_AGE: Need = "minimum_age"
SETTINGS = frozenset({MINIMUM_AGE})
"""What a text may name in braces besides answers; the wave says it."""
LOWEST_AGE, ADULT = 13, 18
"""Nobody under 13 is ever asked; from 18 on people answer for themselves."""
NO_MODULE = "none"
"""What a wave writes for a slot that it leaves empty."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the questionnaire that one module fills in each wave, or none."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Module:
    """Items asked only in waves that choose them.

    Attributes
    ----------
    slots : ids of the slots it may fill; empty: any.
    """

    id: str
    title: Text
    slots: tuple[str, ...] = ()

    def fits(self, slot: str) -> bool:
        """Whether it may fill this slot."""
        return not self.slots or slot in self.slots
