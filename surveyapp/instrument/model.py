"""The questionnaire as the program sees it: references resolved, everything frozen.

`document` makes these from TOML and writes them back; `check` has then already found every
reference in order, so the rest of the house reads them without doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.instrument.expansion import Draw, asked_items, drawn_items, draws
from surveyapp.instrument.fielding import FrameType, Module, Need, Slot
from surveyapp.instrument.item import (
    PAGELESS,
    VALUE_KINDS,
    AddAnother,
    Arm,
    Direction,
    FindBy,
    Group,
    Item,
    Kind,
    Option,
    OptionsOrder,
    Page,
    Points,
    Role,
    Row,
    Scale,
    Section,
    Text,
    ValueKind,
    Variable,
    item_variables,
)
from surveyapp.instrument.measures import (
    Better,
    Bridge,
    BridgeRule,
    Category,
    DontKnow,
    Indicator,
    MissingRule,
    Scoring,
)
from surveyapp.instrument.ruling import Ruling
from surveyapp.instrument.translation import Translation

__all__ = [
    "PAGELESS",
    "VALUE_KINDS",
    "AddAnother",
    "Arm",
    "Better",
    "Bridge",
    "BridgeRule",
    "Category",
    "Direction",
    "DontKnow",
    "Draw",
    "FindBy",
    "Group",
    "Indicator",
    "Instrument",
    "Item",
    "Kind",
    "MissingRule",
    "Module",
    "Option",
    "OptionsOrder",
    "Page",
    "Points",
    "Role",
    "Row",
    "Ruling",
    "Scale",
    "Scoring",
    "Section",
    "Slot",
    "Text",
    "Translation",
    "ValueKind",
    "Variable",
    "item_variables",
]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One immutable edition of a questionnaire; its name in storage is its content hash.

    `languages[0]` is the source language; `items` are as the document has them; `rulings` are the
    author's on earlier editions, `translations` what is known of each language. A wave has one of
    the `allowed_frames` (any, where none is named), states what the instrument `needs`, and chooses
    which of the `modules` fills each of the `slots`. Made from them:

    - draws: what is decided by lot before the first page;
    - asked: one item for each draw, then every item in order, those of a group once for each
      repetition under the ids `group.1.item`, `group.2.item`, ...;
    - index: finds an item by id, as asked or as in the document;
    - variables, columns: every column of answers in the order asked; those of one asked item;
    - pages: every page in the order written.
    """

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    welcome: Text
    thanks: Text
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    bridges: Mapping[str, Bridge] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    translations: tuple[Translation, ...] = ()
    allowed_frames: tuple[FrameType, ...] = ()
    needs: tuple[Need, ...] = ()
    slots: tuple[Slot, ...] = ()
    modules: tuple[Module, ...] = ()
    draws: tuple[Draw, ...] = field(init=False, repr=False, compare=False)
    asked: tuple[Item, ...] = field(init=False, repr=False, compare=False)
    index: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    variables: Mapping[str, Variable] = field(init=False, repr=False, compare=False)
    columns: Mapping[str, tuple[Variable, ...]] = field(init=False, repr=False, compare=False)
    pages: tuple[Page, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lots = draws(self.sections, self.items)
        asked = (*drawn_items(lots, self.languages), *asked_items(self.items, self.groups))
        columns = {item.id: item_variables(item) for item in asked}
        shown = (item for item in asked if item.kind not in PAGELESS)
        made = {
            "draws": lots,
            "asked": asked,
            "index": {item.id: item for item in (*self.items, *asked)},
            "columns": columns,
            "variables": {v.name: v for variables in columns.values() for v in variables},
            "pages": tuple(Page(item.id, n, (item.id,)) for n, item in enumerate(shown, 1)),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @property
    def area_item(self) -> Item | None:
        """The item whose answer names the resident's area."""
        return next((item for item in self.items if item.area), None)

    def role(self, role: Role) -> Item | None:
        """The item that plays a part in weighting, such as age."""
        return next((item for item in self.items if item.role == role), None)
