"""Values worked out from answers, and sums that must hold: data with a closed set of operators.

As with conditions there is no expression language, so every computation can be checked before a
wave opens, and means the same on a page, in an imported file and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveyapp.instrument.condition import Condition, leaves

AggregateName = Literal["sum", "mean", "smallest", "largest"]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number made of the numbers of `variables`.

    A variable off the route is left out. When one of the others was not stated there is no value,
    unless `answered_at_least` is above 0 and that many were answered: they are then taken alone.
    """

    operator: AggregateName
    variables: tuple[str, ...]
    answered_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The number of `first` less that of `second`; no value unless both were answered."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many of `variables` have an answer among `values`.

    Without `values`: how many have a substantive answer. Of a multiple choice, each tick counts.
    """

    variables: tuple[str, ...]
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """`code` when the condition holds."""

    condition: Condition
    code: int


@dataclass(frozen=True, slots=True)
class Coded:
    """The code of the first case that holds, else `otherwise`; the options give the codes names."""

    cases: tuple[Case, ...]
    otherwise: int


Computation = Aggregate | Difference | Count | Coded


@dataclass(frozen=True, slots=True)
class SumCheck:
    """The numbers of `variables` add up to `equals`, or to no more than `at_most`.

    Either bound is a number or the name of a variable. A variable off the route adds nothing; while
    one that is on it has no number, nothing is checked. `message` may say it in the author's words.
    """

    variables: tuple[str, ...]
    equals: float | str | None = None
    at_most: float | str | None = None
    message: Mapping[str, str] = field(default_factory=dict)

    @property
    def bound(self) -> float | str:
        """What the sum is held against."""
        bound = self.equals if self.equals is not None else self.at_most
        assert bound is not None, "the shape of a document has one of them"
        return bound

    @property
    def names(self) -> tuple[str, ...]:
        """Every variable it looks at."""
        return (*self.variables, *((self.bound,) if isinstance(self.bound, str) else ()))


def operands(computation: Computation | None) -> Iterator[str]:
    """Every variable that a computation looks at, in the order written."""
    match computation:
        case Aggregate(variables=names) | Count(variables=names):
            yield from names
        case Difference(first, second):
            yield from (first, second)
        case Coded(cases):
            for case in cases:
                yield from (leaf.variable for leaf in leaves(case.condition))
