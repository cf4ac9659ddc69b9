"""What is left to the lot: arms, and orders of options, rows and items.

A draw happens once, before the first page; its outcome is an answer like any other, kept in the
draft and in the response under the name of the draw. Where nothing was drawn (paper, files from
elsewhere) everything stands as written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from surveyapp.instrument.expansion import free_item
from surveyapp.instrument.model import Draw, Instrument, Item, Option, Page
from surveyapp.instrument.orders import in_order, turned
from surveyapp.instrument.values import Answers

Choose = Callable[[int], int]
"""A number below n, each equally likely: `secrets.randbelow`, or a generator's in a test."""


def draw(instrument: Instrument, choose: Choose) -> dict[str, int]:
    """Decide everything that is left to the lot: draw name -> outcome."""
    return {lot.name: lot.codes[choose(lot.outcomes)] for lot in instrument.draws}


def presented(instrument: Instrument, item: Item, answers: Answers) -> Item:
    """The item as one respondent sees it: with their wording, and their order of options and rows.

    Its codes, names and kind are those of the item given, so answers mean the same.
    """
    if not instrument.draws:
        return item
    shown = item
    arm = outcome(instrument, f"{item.own_split}.arm", answers) if item.arms else None
    for wording in item.arms:
        if wording.code == arm:
            shown = replace(shown, text=wording.text, hint=wording.hint)
    if item.options_order:
        order = outcome(instrument, f"{item.definition}.order", answers)
        shown = replace(shown, options=_options(item, order))
    if item.rows_order:
        order = outcome(instrument, f"{item.definition}.rows", answers)
        if order is not None:
            shown = replace(shown, rows=in_order(item.rows, [True] * len(item.rows), order))
    return shown


def variant(instrument: Instrument, item: Item, answers: Answers) -> tuple[int | None, ...]:
    """What the lot decided about an item: equal variants are presented alike."""
    if not instrument.draws:
        return ()
    names = [f"{item.definition}.order"] if item.options_order else []
    names += [f"{item.definition}.rows"] if item.rows_order else []
    names += [f"{item.own_split}.arm"] if item.arms else []
    return tuple(outcome(instrument, name, answers) for name in names)


def outcome(instrument: Instrument, name: str, answers: Answers) -> int | None:
    """What a draw gave; None where it was not drawn."""
    value = answers.get(name)
    variable = instrument.variables.get(name)
    if variable is None or not isinstance(value, int) or variable.option(value) is None:
        return None
    return value


def positions(instrument: Instrument, lot: Draw, code: int) -> dict[str, int]:
    """Where each thing that a draw orders stands for an outcome, counting from 1.

    Keys are option codes as text, row ids or item ids. For analysis of effects of order.
    """
    match lot.kind:
        case "items":
            items = [i for i in instrument.items if i.section == lot.of and i.kind != "calculated"]
            placed = in_order(items, [free_item(i) for i in items], code)
            return {item.id: place for place, item in enumerate(placed, 1)}
        case "rows":
            rows = instrument.index[lot.of].rows
            shown = in_order(rows, [True] * len(rows), code)
            return {row.id: place for place, row in enumerate(shown, 1)}
        case "options" | "reversed":
            options = _options(instrument.index[lot.of], code)
            return {str(option.code): place for place, option in enumerate(options, 1)}
    return {}


def pages_in_order(instrument: Instrument, answers: Answers) -> tuple[Page, ...]:
    """Every page, those of sections whose order was drawn in that order."""
    order = instrument.pages
    for lot in instrument.draws:
        code = outcome(instrument, lot.name, answers) if lot.kind == "items" else None
        if code is not None:
            mine = [instrument.index[page.items[0]].section == lot.of for page in order]
            free = [
                inside and free_item(instrument.index[page.items[0]])
                for inside, page in zip(mine, order, strict=True)
            ]
            order = in_order(order, free, code)
    return order


def _options(item: Item, order: int | None) -> tuple[Option, ...]:
    free = [not option.anchored for option in item.options]
    if order is None:
        return item.options
    if item.options_order == "reversed":
        return turned(item.options, free) if order == 2 else item.options
    return in_order(item.options, free, order)
