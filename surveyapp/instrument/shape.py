"""The shape of a questionnaire document: which tables and keys there are, and what they hold.

Only the shape is here, as pydantic models, which also give the published JSON Schema. What the
parts must mean together is the work of `check`; `document` makes the model from them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from surveyapp.instrument.fielding import FrameType, Need
from surveyapp.instrument.measures import Better, DontKnow, Scoring
from surveyapp.instrument.shape_conditions import ConditionShape
from surveyapp.instrument.shape_editions import RulingShape, TranslationShape
from surveyapp.instrument.shape_items import ItemShape, ScaleShape
from surveyapp.instrument.shape_words import (
    Id,
    Language,
    Shape,
    Slug,
    TextTable,
    VariableName,
    Version,
    known_keys,
)


class SectionShape(Shape):
    """A part of the questionnaire."""

    id: Id
    title: TextTable
    items_order: Literal["", "random"] = ""


class AddAnotherShape(Shape):
    """The question after each repetition whether another one follows."""

    text: TextTable
    yes: TextTable
    no: TextTable


class GroupShape(Shape):
    """Items asked together up to `most` times: as often as `count` says, or until "no more"."""

    id: Id
    title: TextTable
    most: Annotated[int, Field(ge=1, le=20)]
    count: VariableName | None = None
    add_another: AddAnotherShape | None = None
    show_if: ConditionShape | None = None

    @model_validator(mode="after")
    def one_way_to_end(self) -> GroupShape:
        """Refuse a group that nothing ends, or two things."""
        if (self.count is None) == (self.add_another is None):
            raise PydanticCustomError("group-end", "It needs either count or add_another.")
        return self


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


class SlotShape(Shape):
    """A place in the questionnaire that a wave fills with one of the modules, or with none."""

    id: Id
    title: TextTable


class ModuleShape(Shape):
    """Items asked only in waves that choose them; `slots` names those it may fill, or any."""

    id: Id
    title: TextTable
    slots: list[Id] = []


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
    groups: list[GroupShape] = []
    comparability: list[RulingShape] = []
    translations: dict[Language, TranslationShape] = {}
    allowed_frames: Annotated[list[FrameType], Field(min_length=1)] | None = None
    needs: list[Need] = []
    slots: list[SlotShape] = []
    modules: list[ModuleShape] = []


KEYS = sorted(known_keys(Shape))
"""Every key that some table of a document may hold."""
