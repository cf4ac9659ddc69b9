"""The shape of a questionnaire document: which tables and keys there are, and what they hold.

Only the shape is here, as pydantic models, which also give the published JSON Schema. What the
parts must mean together is the work of `check`; `document` makes the model from them.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from surveyapp.instrument.condition import Comparison
from surveyapp.instrument.model import Better, Direction, DontKnow, Role, Scoring

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
VariableName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$")
]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
TextTable = dict[Language, Words]
Code = Annotated[int, Field(ge=0, le=32000)]


class Shape(BaseModel):
    """A table of the document: no key but those named, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def known_keys(shape: type[Shape]) -> set[str]:
    """Every key that a table of this shape, or of a shape made from it, may hold."""
    keys = {field.alias or name for name, field in shape.model_fields.items()}
    return keys.union(*(known_keys(narrower) for narrower in shape.__subclasses__()))


class OptionShape(Shape):
    """An answer that can be chosen, under an integer code."""

    code: Code
    label: TextTable
    dont_know: bool = False
    not_stated: bool = False
    exclusive: bool = False


class ScaleShape(Shape):
    """A list of options that items share by naming it."""

    direction: Direction
    options: list[OptionShape]


class SectionShape(Shape):
    """A part of the questionnaire."""

    id: Id
    title: TextTable


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
    """The answer to `item`, a number, scale code or date, stands in this order to `value`."""

    item: VariableName
    compare: Comparison
    value: int | datetime.date


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


class ShownShape(Shape):
    """What every entry of `items` has."""

    id: Id
    section: Id
    text: TextTable
    hint: TextTable = {}
    show_if: ConditionShape | None = None
    source: str = ""


class AskedShape(ShownShape):
    """What every question has; an opinion can never be required."""

    required: bool = False
    opinion: bool = False
    role: Role | None = None


class ChoiceShape(AskedShape):
    """A question with options: its own, or those of a scale it names."""

    scale: Id | None = None
    options: list[OptionShape] = []

    @model_validator(mode="after")
    def one_source_of_options(self) -> ChoiceShape:
        """Refuse options given twice, or not at all."""
        if self.scale is not None and self.options:
            raise PydanticCustomError(
                "options-twice", "It has both a scale and options of its own."
            )
        if self.scale is None and not self.options and not getattr(self, "options_from", None):
            raise PydanticCustomError("options-empty", "It has no options.")
        return self


class DirectedShape(ChoiceShape):
    """A question whose options stand in an order, with an end residents would call better."""

    direction: Direction | None = None

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


class MultipleShape(ChoiceShape):
    """Any number of answers of a list."""

    kind: Literal["multiple"]


class WholeNumberShape(AskedShape):
    """A whole number between two bounds, both allowed."""

    kind: Literal["whole_number"]
    minimum: int = 0
    maximum: int


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
    """A page that only tells."""

    kind: Literal["information"]


ItemShape = Annotated[
    SingleShape
    | ScaleItemShape
    | GridShape
    | MultipleShape
    | WholeNumberShape
    | ShortTextShape
    | LongTextShape
    | DateShape
    | InformationShape,
    Field(discriminator="kind"),
]


class MissingRuleShape(Shape):
    """How many of an indicator's items a respondent must have answered to count."""

    answered_at_least: Annotated[int, Field(ge=1)] = 1


class IndicatorShape(Shape):
    """A named measure, with the words the report uses for it."""

    id: Id
    title: TextTable
    short: TextTable
    definition: TextTable
    base: TextTable
    statement: TextTable = {}
    among: TextTable = {}
    items: Annotated[list[VariableName], Field(min_length=1)]
    scoring: Scoring
    better: Better
    positive: list[int] = []
    negative: list[int] = []
    dont_know: DontKnow = "excluded, shown beside"
    missing_rule: MissingRuleShape = MissingRuleShape()
    primary: bool = False


class CategoryShape(Shape):
    """A category of the outside source."""

    id: Id
    label: TextTable


class BridgeRuleShape(Shape):
    """Answers with any of `includes`, and nothing outside `only`, go to `category`."""

    category: Id
    includes: list[int] = []
    only: list[int] = []


class BridgeShape(Shape):
    """How the answers of one item become the categories of an outside source."""

    item: Id
    note: TextTable
    source: str = ""
    categories: Annotated[list[CategoryShape], Field(min_length=1)]
    rules: list[BridgeRuleShape]
    otherwise: Id


class InstrumentShape(Shape):
    """A questionnaire: all its languages, items, scales, indicators and bridges in one file."""

    model_config = ConfigDict(title="A surveyapp questionnaire")

    id: Slug
    version: Version
    languages: Annotated[list[Language], Field(min_length=1)]
    title: TextTable
    welcome: TextTable
    thanks: TextTable = {}
    sections: Annotated[list[SectionShape], Field(json_schema_extra={"minItems": 1})]
    scales: dict[Id, ScaleShape] = {}
    items: Annotated[list[ItemShape], Field(json_schema_extra={"minItems": 1})]
    indicators: list[IndicatorShape] = []
    bridges: dict[Id, BridgeShape] = {}
