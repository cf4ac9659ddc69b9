"""The shape of values that are worked out, and of sums that must hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from surveyapp.instrument.shape_conditions import ConditionShape
from surveyapp.instrument.shape_words import Code, Number, Shape, TextTable, VariableName

Variables = Annotated[list[VariableName], Field(min_length=1)]


class SumShape(Shape):
    """The sum of the numbers of these variables."""

    sum: Variables
    answered_at_least: Annotated[int, Field(ge=0)] = 0


class MeanShape(Shape):
    """The mean of the numbers of these variables."""

    mean: Variables
    answered_at_least: Annotated[int, Field(ge=0)] = 0


class SmallestShape(Shape):
    """The smallest of the numbers of these variables."""

    smallest: Variables
    answered_at_least: Annotated[int, Field(ge=0)] = 0


class LargestShape(Shape):
    """The largest of the numbers of these variables."""

    largest: Variables
    answered_at_least: Annotated[int, Field(ge=0)] = 0


class DifferenceShape(Shape):
    """The first number less the second."""

    difference: Annotated[list[VariableName], Field(min_length=2, max_length=2)]


class CountShape(Shape):
    """How many of these variables are answered, or have one of the codes in `in`."""

    count: Variables
    in_: Annotated[list[int], Field(alias="in")] = []


class CaseShape(Shape):
    """The code when the condition holds."""

    when: ConditionShape
    code: Code


class CasesShape(Shape):
    """The code of the first case that holds, else `otherwise`."""

    cases: Annotated[list[CaseShape], Field(min_length=1)]
    otherwise: Code


OPERATORS = ("sum", "mean", "smallest", "largest", "difference", "count", "cases")


def _computation(value: Any) -> str:
    """Which computation a table is, by the first operator key in it."""
    keys = value if isinstance(value, dict) else {}
    return next((name for name in OPERATORS if name in keys), "unknown")


ComputationShape = Annotated[
    Annotated[SumShape, Tag("sum")]
    | Annotated[MeanShape, Tag("mean")]
    | Annotated[SmallestShape, Tag("smallest")]
    | Annotated[LargestShape, Tag("largest")]
    | Annotated[DifferenceShape, Tag("difference")]
    | Annotated[CountShape, Tag("count")]
    | Annotated[CasesShape, Tag("cases")],
    Discriminator(_computation),
]


class SumCheckShape(Shape):
    """These numbers add up to `equals`, or to no more than `at_most`: a number or a variable."""

    sum: Variables
    equals: Number | VariableName | None = None
    at_most: Number | VariableName | None = None
    message: TextTable = {}

    @model_validator(mode="after")
    def one_bound(self) -> SumCheckShape:
        """Refuse a sum that is held against nothing, or against two things."""
        if (self.equals is None) == (self.at_most is None):
            raise PydanticCustomError("sum-bound", "It needs either equals or at_most.")
        return self
