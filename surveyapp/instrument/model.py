"""The questionnaire as the program sees it: references resolved, everything frozen.

`document` makes these from TOML and writes them back; `check` has then already found every
reference in order, so the rest of the house reads them without doubt.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveyapp.instrument.condition import Condition

Text = Mapping[str, str]
"""One text in every language of the instrument: language tag -> words."""

Kind = Literal[
    "single",
    "scale",
    "grid",
    "multiple",
    "whole_number",
    "short_text",
    "long_text",
    "date",
    "information",
]
ValueKind = Literal["choice", "several", "number", "text", "date"]
Direction = Literal["higher is better", "lower is better", "none"]
Role = Literal["age", "gender", "education", "tenure", "household_adults", "race"]
Scoring = Literal["top_share", "mean", "net_balance", "scale_mean"]
DontKnow = Literal["excluded, shown beside", "in the base"]
Better = Literal["higher", "lower"]

VALUE_KINDS: Mapping[Kind, ValueKind] = {
    "single": "choice",
    "scale": "choice",
    "grid": "choice",
    "multiple": "several",
    "whole_number": "number",
    "short_text": "text",
    "long_text": "text",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen.

    Attributes
    ----------
    code : the number stored; apart from the label, so that a label may be reworded.
    dont_know : a substantive answer, counted and shown beside the others.
    not_stated : "Rather not say": stored as missing once the response is complete.
    exclusive : in a multiple choice, cannot stand beside another option.
    place : id of the area this option names; only in an area item bound to a wave's areas.
    """

    code: int
    label: Text
    dont_know: bool = False
    not_stated: bool = False
    exclusive: bool = False
    place: str = ""

    @property
    def value(self) -> str:
        """What a page posts for this option: the area id, else the code."""
        return self.place or str(self.code)

    @property
    def substantive(self) -> bool:
        """Whether it says something on the scale: neither "don't know" nor "rather not say"."""
        return not (self.dont_know or self.not_stated)


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a grid; each row is answered by itself."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """A list of options that several items share, and which end residents would call better."""

    id: str
    direction: Direction
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire with a heading."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked, or one information page.

    `options` are resolved from `scale` when the document names one. `minimum` and `maximum` bound
    numbers and dates, both ends allowed; `longest` bounds texts, in characters. An item with
    `options_from = "areas"` takes further options from the wave: see `areas.with_areas`.
    """

    id: str
    kind: Kind
    section: str
    text: Text
    hint: Text = field(default_factory=dict)
    required: bool = False
    opinion: bool = False
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    scale: str = ""
    direction: Direction = "none"
    rows: tuple[Row, ...] = ()
    minimum: int | datetime.date | None = None
    maximum: int | datetime.date | None = None
    longest: int = 0
    options_from: Literal["", "areas"] = ""
    area: bool = False
    role: Role | None = None
    source: str = ""

    @property
    def not_stated(self) -> Option | None:
        """The option "Rather not say", where the item has one."""
        return next((option for option in self.options if option.not_stated), None)


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of answers: an item, or one row of a grid.

    `name` is the item id, or `grid.row`; it is also the field name on a page.
    """

    name: str
    item: Item
    row: Row | None
    kind: ValueKind
    options: tuple[Option, ...]

    def option(self, code: int) -> Option | None:
        """The option with this code, or None."""
        return next((o for o in self.options if o.code == code and not o.place), None)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: one question, or one information page.

    `id` stands in the address of the page; `number` counts from 1 over all pages.
    """

    id: str
    number: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingRule:
    """A respondent counts when at least this many of the indicator's items were answered."""

    answered_at_least: int = 1


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named measure made from items; `items` holds variable names (`grid.row` for a row).

    A respondent's score, over the k of its variables they answered (k >= `missing_rule`):

    - top_share: share of the k answers with a code in `positive` (0 or 1 for one item);
    - net_balance: that share minus the share with a code in `negative`;
    - mean: mean of the k numbers or codes as they are;
    - scale_mean: mean of the k codes, each turned so that a higher one is better
      (lowest + highest - code where the item's direction is "lower is better").

    For the report: `short` labels a table column; `definition` and `base` are what is measured
    and the denominator, without a full stop; `statement` completes "61% of residents …" and
    `among` says of whom only some were asked ("who talked with the police"). The last two may be
    empty.
    """

    id: str
    title: Text
    short: Text
    definition: Text
    base: Text
    items: tuple[str, ...]
    scoring: Scoring
    better: Better
    positive: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    dont_know: DontKnow = "excluded, shown beside"
    missing_rule: MissingRule = MissingRule()
    primary: bool = False
    statement: Text = field(default_factory=dict)
    among: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Category:
    """One category that a bridge leads to."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class BridgeRule:
    """Leads to `category` when any of `includes` is chosen and nothing outside `only` is.

    An empty list asks for nothing.
    """

    category: str
    includes: tuple[int, ...] = ()
    only: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """How the answers of one item become the categories of an outside source.

    Rules are tried in order and the first that fits decides; `otherwise` takes the rest.
    """

    id: str
    item: str
    categories: tuple[Category, ...]
    rules: tuple[BridgeRule, ...]
    otherwise: str
    note: Text
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One immutable edition of a questionnaire; its name in storage is its content hash.

    `languages[0]` is the source language. Made from `items`: `index` finds an item by id,
    `variables` lists every column of answers in the order asked, `columns` the variables of an
    item, and `pages` every page in order.
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
    index: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    variables: Mapping[str, Variable] = field(init=False, repr=False, compare=False)

    columns: Mapping[str, tuple[Variable, ...]] = field(init=False, repr=False, compare=False)
    pages: tuple[Page, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = {item.id: item_variables(item) for item in self.items}
        made = {
            "index": {item.id: item for item in self.items},
            "columns": columns,
            "variables": {v.name: v for variables in columns.values() for v in variables},
            "pages": tuple(Page(item.id, n, (item.id,)) for n, item in enumerate(self.items, 1)),
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


def item_variables(item: Item) -> tuple[Variable, ...]:
    """The columns one item gives: none for information, one per row for a grid, else one."""
    if item.kind == "information":
        return ()
    kind = VALUE_KINDS[item.kind]
    if item.kind == "grid":
        return tuple(
            Variable(f"{item.id}.{row.id}", item, row, kind, item.options) for row in item.rows
        )
    return (Variable(item.id, item, None, kind, item.options),)
