"""The shape of conditions: tables with one operator each."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from surveyapp.instrument.condition import Comparison
from surveyapp.instrument.shape_words import Number, Shape, VariableName


class AllShape(Shape):
    """Holds when every part holds."""

    all: Annotated[list[ConditionShape], Field(min_length=1)]


class AnyShape(Shape):
    """Holds when at least one part holds."""

    any: Annotated[list[ConditionShape], Field(min_length=1)]


class NotShape(Shape):
    """Holds when its part does not."""

    not_: Annotated[ConditionShape, Field(alias="not")]


class EqualsShape(Shape):
    """The answer to `item` has this code; in a multiple choice: it is ticked."""

    item: VariableName
    equals: int


class InShape(Shape):
    """The answer to `item` has one of these codes."""

    item: VariableName
    in_: Annotated[list[int], Field(alias="in", min_length=1)]


class CompareShape(Shape):
    """The answer to `item`, a number, scale code or date, stands in this order to `value`.

    `"minimum_age"` is the least age, which the wave decides.
    """

    item: VariableName
    compare: Comparison
    value: int | Number | datetime.date | Literal["minimum_age"]


class AnsweredShape(Shape):
    """Whether `item` has a substantive answer; "don't know" is one."""

    item: VariableName
    answered: bool


def _operator(value: Any) -> str:
    """Which condition a table is, by the first operator key in it."""
    operators = ("all", "any", "not", "equals", "in", "compare", "answered")
    keys = value if isinstance(value, dict) else {}
    return next((name for name in operators if name in keys or name + "_" in keys), "unknown")


ConditionShape = Annotated[
    Annotated[AllShape, Tag("all")]
    | Annotated[AnyShape, Tag("any")]
    | Annotated[NotShape, Tag("not")]
    | Annotated[EqualsShape, Tag("equals")]
    | Annotated[InShape, Tag("in")]
    | Annotated[CompareShape, Tag("compare")]
    | Annotated[AnsweredShape, Tag("answered")],
    Discriminator(_operator),
]
