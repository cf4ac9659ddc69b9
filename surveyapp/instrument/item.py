"""What is asked: sections, items, options, groups that repeat, and the columns they give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveyapp.instrument.computation import Computation, SumCheck
from surveyapp.instrument.condition import Condition

Text = Mapping[str, str]
"""One text in every language of the instrument: language tag -> words."""

Kind = Literal[
    "single",
    "scale",
    "grid",
    "multiple",
    "ranking",
    "whole_number",
    "number",
    "place",
    "short_text",
    "long_text",
    "date",
    "information",
    "calculated",
    "drawn",
]
"""`calculated` items are worked out and `drawn` ones decided by lot: neither has a page."""

ValueKind = Literal["choice", "several", "ranked", "number", "text", "date"]
Direction = Literal["higher is better", "lower is better", "none"]
Role = Literal["age", "gender", "education", "tenure", "household_adults", "race"]
OptionsOrder = Literal["", "random", "reversed"]
FindBy = Literal["list", "street", "point"]
Consent = Literal["", "guardian", "own"]

VALUE_KINDS: Mapping[Kind, ValueKind] = {
    "single": "choice",
    "scale": "choice",
    "grid": "choice",
    "multiple": "several",
    "ranking": "ranked",
    "whole_number": "number",
    "number": "number",
    "place": "choice",
    "short_text": "text",
    "long_text": "text",
    "date": "date",
    "drawn": "choice",
}
PAGELESS: tuple[Kind, ...] = ("calculated", "drawn")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen.

    Attributes
    ----------
    code : the number stored; apart from the label, so that a label may be reworded.
    dont_know : a substantive answer, counted and shown beside the others.
    not_stated : "Rather not say": stored as missing once the response is complete.
    exclusive : in a multiple choice, cannot stand beside another option.
    place : id of the area this option names; only in an item bound to a wave's areas.
    fixed : stays where it is written when the options are put in another order.
    """

    code: int
    label: Text
    dont_know: bool = False
    not_stated: bool = False
    exclusive: bool = False
    place: str = ""
    fixed: bool = False

    @property
    def value(self) -> str:
        """What a page posts for this option: the area id, else the code."""
        return self.place or str(self.code)

    @property
    def substantive(self) -> bool:
        """Whether it says something on the scale: neither "don't know" nor "rather not say"."""
        return not (self.dont_know or self.not_stated)

    @property
    def anchored(self) -> bool:
        """Whether it keeps its place in every order of the options."""
        return self.fixed or self.exclusive or not self.substantive


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a grid, or one field among several numbers; answered by itself."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a numbered scale, such as 0 to 10, with the words at its two ends."""

    lowest: int
    highest: int
    low: Text
    high: Text

    @property
    def codes(self) -> range:
        """The codes of its points."""
        return range(self.lowest, self.highest + 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """A list of options that several items share, and which end residents would call better."""

    id: str
    direction: Direction
    options: tuple[Option, ...]
    points: Points | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire with a heading; `items_order` may leave its order to the lot."""

    id: str
    title: Text
    items_order: Literal["", "random"] = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the wordings of an item, shown to those for whom the lot fell on `code`."""

    code: int
    text: Text
    hint: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked, or one information page.

    `options` are resolved from `scale` when the document names one. `minimum` and `maximum` bound
    numbers and dates, both ends allowed; `longest` bounds texts, in characters. An item with
    `options_from = "areas"` takes further options from the wave: see `areas.with_areas`.

    Attributes
    ----------
    unit, decimals : of a number: what it counts ("minutes"), and its digits after the point.
    checks : sums that must hold once this item is answered.
    points : of a numbered scale; `options` then begins with them.
    most : of a ranking: how many options may be given a position; 0 means all.
    find_by : of a place: the ways in which a resident may name it.
    value : of a calculated item: how it is worked out.
    group : id of the group it repeats with.
    fixed : keeps its place in a section whose order is drawn.
    arms : wordings among which the lot decides; `text` is then what reports call the item.
    split : name of the lot; items that name one split share it. Empty: the item's own id.
    interviewer_note : shown to interviewers only.
    stand_in : what a later text says in place of the answer where there is none.
    module : id of the module it belongs to; it is asked only in waves that choose that module.
    consent : whose yes it asks for; without it nothing more is asked.
    ends : an information page that ends the questionnaire: nothing is stored of whoever gets there.
    repetition : in a group, which time this is, counting from 1; 0 in a document.
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
    minimum: float | datetime.date | None = None
    maximum: float | datetime.date | None = None
    longest: int = 0
    options_from: Literal["", "areas"] = ""
    area: bool = False
    role: Role | None = None
    source: str = ""
    unit: Text = field(default_factory=dict)
    decimals: int = 0
    checks: tuple[SumCheck, ...] = ()
    points: Points | None = None
    most: int = 0
    find_by: tuple[FindBy, ...] = ()
    value: Computation | None = None
    group: str = ""
    options_order: OptionsOrder = ""
    rows_order: Literal["", "random"] = ""
    fixed: bool = False
    arms: tuple[Arm, ...] = ()
    split: str = ""
    interviewer_note: Text = field(default_factory=dict)
    stand_in: Text = field(default_factory=dict)
    module: str = ""
    consent: Consent = ""
    ends: bool = False
    repetition: int = 0

    @property
    def not_stated(self) -> Option | None:
        """The option "Rather not say", where the item has one."""
        return next((option for option in self.options if option.not_stated), None)

    @property
    def definition(self) -> str:
        """The id it has in the document: that of a repeated item without group and number."""
        return self.id.split(".", 2)[2] if self.repetition else self.id

    @property
    def own_split(self) -> str:
        """The name of the lot that decides between its wordings."""
        return self.split or self.definition


@dataclass(frozen=True, slots=True)
class AddAnother:
    """The question after each repetition whether another one follows, with its two answers."""

    text: Text
    yes: Text
    no: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Items asked together up to `most` times, such as once for each child.

    How often is the answer to the item `count`, or each time the answer to `add_another`. Its
    variables are named `group.1.item`, `group.2.item`, and so on.
    """

    id: str
    title: Text
    most: int
    count: str = ""
    add_another: AddAnother | None = None
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of answers: an item, or one row of it.

    `name` is the item id, or `item.row`; it is also the field name on a page.
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


def item_variables(item: Item) -> tuple[Variable, ...]:
    """The columns one item gives: none for information, one per row if it has rows, else one."""
    if item.kind == "information":
        return ()
    kind = VALUE_KINDS[item.kind] if item.kind != "calculated" else _calculated_kind(item)
    if item.rows:
        return tuple(
            Variable(f"{item.id}.{row.id}", item, row, kind, item.options) for row in item.rows
        )
    return (Variable(item.id, item, None, kind, item.options),)


def _calculated_kind(item: Item) -> ValueKind:
    return "choice" if item.options else "number"
