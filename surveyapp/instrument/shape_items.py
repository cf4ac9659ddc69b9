"""The shape of what is asked: options, scales and one table for each kind of item."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from surveyapp.instrument.item import Consent, Direction, FindBy, OptionsOrder, Role
from surveyapp.instrument.shape_computations import ComputationShape, SumCheckShape
from surveyapp.instrument.shape_conditions import ConditionShape
from surveyapp.instrument.shape_words import Code, Id, Number, Shape, TextTable


class OptionShape(Shape):
    """An answer that can be chosen, under an integer code."""

    code: Code
    label: TextTable
    dont_know: bool = False
    not_stated: bool = False
    exclusive: bool = False
    fixed: bool = False


class PointsShape(Shape):
    """A numbered scale, such as 0 to 10, with words at its two ends."""

    lowest: Code = 0
    highest: Code = 10
    low: TextTable
    high: TextTable


class ScaleShape(Shape):
    """A list of options that items share by naming it."""

    direction: Direction
    options: list[OptionShape] = []
    points: PointsShape | None = None


class ShownShape(Shape):
    """What every entry of `items` has."""

    id: Id
    section: Id
    text: TextTable
    hint: TextTable = {}
    show_if: ConditionShape | None = None
    source: str = ""
    group: Id | None = None
    fixed: bool = False
    interviewer_note: TextTable = {}
    module: Id | None = None


class ArmShape(Shape):
    """One of the wordings among which the lot decides."""

    code: Annotated[int, Field(ge=1, le=99)]
    text: TextTable
    hint: TextTable = {}


class AskedShape(ShownShape):
    """What every question has; an opinion can never be required."""

    required: bool = False
    opinion: bool = False
    role: Role | None = None
    arms: list[ArmShape] = []
    split: Id | None = None
    stand_in: TextTable = {}


class ChoiceShape(AskedShape):
    """A question with options: its own, or those of a scale it names."""

    scale: Id | None = None
    options: list[OptionShape] = []
    options_order: OptionsOrder = ""

    @model_validator(mode="after")
    def one_source_of_options(self) -> ChoiceShape:
        """Refuse options given twice, or not at all."""
        if self.scale is not None and self.options:
            raise PydanticCustomError(
                "options-twice", "It has both a scale and options of its own."
            )
        own = self.options or getattr(self, "points", None) or getattr(self, "options_from", None)
        if self.scale is not None and getattr(self, "points", None):
            raise PydanticCustomError("options-twice", "It has both a scale and points of its own.")
        if self.scale is None and not own:
            raise PydanticCustomError("options-empty", "It has no options.")
        return self


class DirectedShape(ChoiceShape):
    """A question whose options stand in an order, with an end residents would call better."""

    direction: Direction | None = None
    points: PointsShape | None = None

    @model_validator(mode="after")
    def direction_of_own_options(self) -> DirectedShape:
        """Refuse an ordered list without a direction, or one that contradicts its scale."""
        if self.scale is None and self.direction is None:
            raise PydanticCustomError("direction-missing", "Its options have no direction.")
        if self.scale is not None and self.direction is not None:
            raise PydanticCustomError("direction-twice", "Its direction is that of its scale.")
        return self


class SingleShape(ChoiceShape):
    """One answer of a list; an `area` item takes its list from the wave."""

    kind: Literal["single"]
    options_from: Literal["areas"] | None = None
    area: bool = False
    consent: Consent = ""


class ScaleItemShape(DirectedShape):
    """One answer on an ordered scale with a direction."""

    kind: Literal["scale"]


class RowShape(Shape):
    """One statement of a grid."""

    id: Id
    text: TextTable


class GridShape(DirectedShape):
    """Several statements on one scale; each row is answered by itself."""

    kind: Literal["grid"]
    rows: Annotated[list[RowShape], Field(min_length=1)]
    rows_order: Literal["", "random"] = ""


class MultipleShape(ChoiceShape):
    """Any number of answers of a list."""

    kind: Literal["multiple"]


class RankingShape(ChoiceShape):
    """An order of preference: each option gets a position, or the `most` preferred ones."""

    kind: Literal["ranking"]
    most: Annotated[int, Field(ge=0, le=50)] = 0


class NumbersShape(AskedShape):
    """What numbers have, whole or not: a unit, several fields, and sums that must hold."""

    unit: TextTable = {}
    rows: list[RowShape] = []
    rows_order: Literal["", "random"] = ""
    checks: list[SumCheckShape] = []


class WholeNumberShape(NumbersShape):
    """A whole number between two bounds, both allowed."""

    kind: Literal["whole_number"]
    minimum: int = 0
    maximum: int


class NumberShape(NumbersShape):
    """A number with digits after the point, between two bounds, both allowed."""

    kind: Literal["number"]
    decimals: Annotated[int, Field(ge=1, le=6)] = 2
    minimum: Number = 0.0
    maximum: Number


class PlaceShape(AskedShape):
    """A place of the city, named from a list, by its street or by a point; its area is kept."""

    kind: Literal["place"]
    options_from: Literal["areas"] = "areas"
    options: list[OptionShape] = []
    area: bool = False
    find_by: Annotated[list[FindBy], Field(min_length=1)] = ["list"]


class CalculatedShape(Shape):
    """A value worked out from answers; it has no page."""

    kind: Literal["calculated"]
    id: Id
    section: Id
    text: TextTable
    value: ComputationShape
    options: list[OptionShape] = []
    show_if: ConditionShape | None = None
    group: Id | None = None
    source: str = ""
    stand_in: TextTable = {}
    module: Id | None = None


class ShortTextShape(AskedShape):
    """One line of text."""

    kind: Literal["short_text"]
    longest: Annotated[int, Field(ge=1, le=1000)] = 200


class LongTextShape(AskedShape):
    """Several lines of text."""

    kind: Literal["long_text"]
    longest: Annotated[int, Field(ge=1, le=20000)] = 2000


class DateShape(AskedShape):
    """A calendar date between two bounds, both allowed."""

    kind: Literal["date"]
    minimum: datetime.date = datetime.date(1900, 1, 1)
    maximum: datetime.date = datetime.date(2100, 12, 31)


class InformationShape(ShownShape):
    """A page that only tells; with `ends` it is the last, and nothing is stored."""

    kind: Literal["information"]
    ends: bool = False


ItemShape = Annotated[
    SingleShape
    | ScaleItemShape
    | GridShape
    | MultipleShape
    | RankingShape
    | WholeNumberShape
    | NumberShape
    | PlaceShape
    | ShortTextShape
    | LongTextShape
    | DateShape
    | InformationShape
    | CalculatedShape,
    Field(discriminator="kind"),
]
