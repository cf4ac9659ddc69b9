"""When an item is asked: conditions as data, with a closed set of operators.

A condition names variables (an item id, or `grid.row`) asked earlier. There is no expression
language: what cannot be said with these six classes cannot be said, so every condition can be
checked before a wave opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Comparison = Literal["<", "<=", ">", ">="]
Comparable = float | str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class In:
    """The answer is one of `values`; for a multiple choice, at least one of them is ticked.

    `equals = 1` in a document is `In` with one value.
    """

    variable: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """The answer stands in this order to `value`: a number, a scale code, or a date (ISO text).

    "Don't know" stands in no order to anything. With `setting`, the wave decides the value; until
    then it is the lowest that a wave may decide.
    """

    variable: str
    operator: Comparison
    value: Comparable
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether a substantive answer was given; "don't know" is one, "rather not say" is none."""

    variable: str
    answered: bool = True


Condition = All | AnyOf | Not | In | Compare | Answered
Leaf = In | Compare | Answered


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Every part of a condition that looks at an answer, in the order written."""
    match condition:
        case None:
            return
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition
