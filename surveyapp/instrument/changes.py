"""One change between two editions, and how far it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Grade = Literal["same", "cosmetic", "comparable", "breaks the trend"]
GRADES: tuple[Grade, ...] = ("same", "cosmetic", "comparable", "breaks the trend")
"""From no change to one after which the numbers no longer mean the same."""

BREAKS: Grade = "breaks the trend"

Reason = Literal[
    "wording",
    "options",
    "direction",
    "order",
    "filter",
    "kind",
    "translation",
    "answering",
    "computation",
    "scoring",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two editions of an item.

    Attributes
    ----------
    what : in a few words, such as "option 3: reworded".
    before, after : the texts, where it is about a text.
    """

    reason: Reason
    grade: Grade
    what: str
    before: str = ""
    after: str = ""


def worst(grades: Iterable[Grade]) -> Grade:
    """The grade that goes furthest; "same" of none."""
    return max(grades, key=GRADES.index, default="same")
