"""The questionnaire as one wave asks it: its modules chosen, its least age written in.

As with areas, an instrument is written and hashed without a wave's choices, and pages, booklets
and readers use the instrument bound to them. What a wave does not ask is not in it at all, so
nobody is shown it, and nobody's silence about it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from surveyapp.instrument.computation import Case, Coded, Computation
from surveyapp.instrument.condition import All, AnyOf, Compare, Condition, Not
from surveyapp.instrument.fielding import LOWEST_AGE, MINIMUM_AGE, NO_MODULE, Module
from surveyapp.instrument.model import Indicator, Instrument, Item, Text
from surveyapp.instrument.reading_time import minutes


def with_modules(instrument: Instrument, chosen: Mapping[str, str]) -> Instrument:
    """The instrument with the items of the chosen modules only, in the order of the document.

    Parameters
    ----------
    chosen : slot -> module; a slot that is not named, or has "none", is empty.

    Sections, groups, indicators and bridges that rest on an item not asked are left out with it.
    An instrument without modules is returned as it is.
    """
    if not instrument.modules:
        return instrument
    asked = set(chosen.values()) | {""}
    items = tuple(item for item in instrument.items if item.module in asked)
    sections = {item.section for item in items}
    groups = {item.group for item in items}
    left = {item.id for item in items}
    return replace(
        instrument,
        items=items,
        sections=tuple(section for section in instrument.sections if section.id in sections),
        groups=tuple(group for group in instrument.groups if group.id in groups),
        indicators=tuple(one for one in instrument.indicators if item_ids(instrument, one) <= left),
        bridges={name: one for name, one in instrument.bridges.items() if one.item in left},
        modules=tuple(module for module in instrument.modules if module.id in asked),
    )


def with_minimum_age(instrument: Instrument, age: int | None) -> Instrument:
    """The instrument with its least age in every text and condition that names it.

    Without an age, or in an instrument that names none, it is returned as it is; its conditions
    then hold the lowest age that any wave may choose.
    """
    if age is None or MINIMUM_AGE not in instrument.needs:
        return instrument
    return replace(
        instrument,
        welcome=_said(instrument.welcome, age),
        thanks=_said(instrument.thanks, age),
        items=tuple(_aged(item, age) for item in instrument.items),
    )


def item_ids(instrument: Instrument, indicator: Indicator) -> set[str]:
    """Ids, as in the document, of the items that an indicator is made of."""
    known = instrument.variables
    return {known[name].item.definition for name in indicator.items if name in known}


def fillings(instrument: Instrument) -> Iterator[dict[str, str]]:
    """Every way to fill the slots: slot -> module or "none", no module twice."""
    choices = [
        [NO_MODULE, *(module.id for module in instrument.modules if module.fits(slot.id))]
        for slot in instrument.slots
    ]
    for picked in product(*choices):
        named = [name for name in picked if name != NO_MODULE]
        if len(set(named)) == len(named):
            slots = (slot.id for slot in instrument.slots)
            yield dict(zip(slots, picked, strict=True))


LONGEST = 5.0
"""Minutes that a questionnaire with modules may take in any language it is offered in."""


def shortest_with(instrument: Instrument, module: str, language: str) -> float:
    """Minutes in a language of the shortest way to ask a module; infinite where there is none."""
    found = (
        minutes(with_modules(instrument, each), language)
        for each in fillings(instrument)
        if module in each.values()
    )
    return min(found, default=float("inf"))


def longest_minutes(instrument: Instrument, language: str) -> tuple[float, float]:
    """Minutes in a language with every slot empty, and with the longest filling of the slots."""
    found = [minutes(with_modules(instrument, each), language) for each in fillings(instrument)]
    return min(found), max(found)


def module_of(instrument: Instrument, name: str) -> Module | None:
    """The module of this id."""
    return next((module for module in instrument.modules if module.id == name), None)


def compared_with(setting: str, item: Item) -> bool:
    """Whether a condition or a computed value of the item looks at a setting of the wave."""
    conditions = [item.show_if] if item.show_if is not None else []
    if isinstance(item.value, Coded):
        conditions += [case.condition for case in item.value.cases]
    return any(leaf.setting == setting for one in conditions for leaf in _compares(one))


def _compares(condition: Condition) -> Iterator[Compare]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _compares(part)
        case Not(part):
            yield from _compares(part)
        case Compare():
            yield condition


def _aged(item: Item, age: int) -> Item:
    return replace(
        item,
        text=_said(item.text, age),
        hint=_said(item.hint, age),
        interviewer_note=_said(item.interviewer_note, age),
        rows=tuple(replace(row, text=_said(row.text, age)) for row in item.rows),
        show_if=None if item.show_if is None else _bounded(item.show_if, age),
        value=_computed(item.value, age),
    )


def _said(text: Text, age: int) -> Text:
    return {tag: words.replace(f"{{{MINIMUM_AGE}}}", str(age)) for tag, words in text.items()}


def _bounded(condition: Condition, age: int) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_bounded(part, age) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_bounded(part, age) for part in parts))
        case Not(part):
            return Not(_bounded(part, age))
        case Compare(setting="minimum_age"):
            return replace(condition, value=max(age, LOWEST_AGE), setting="")
    return condition


def _computed(value: Computation | None, age: int) -> Computation | None:
    if not isinstance(value, Coded):
        return value
    cases = tuple(Case(_bounded(case.condition, age), case.code) for case in value.cases)
    return replace(value, cases=cases)
