"""What changed around an item: the question before it, its section, its filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.instrument.changes import BREAKS, Change, Grade
from surveyapp.instrument.computation import operands
from surveyapp.instrument.condition import All, AnyOf, Condition, In, Leaf, Not, leaves
from surveyapp.instrument.model import PAGELESS, Instrument, Item


def order_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    """Changes of an item's place among the others.

    An opinion takes color from the opinion asked directly before it (Schuman and Presser 1981,
    chapter 2). When shared questions changed places so that it follows another one, its numbers
    break; when its neighbor is new or gone, they stay comparable, and the change is shown.
    """
    old, new = a.index[name], b.index[name]
    if old.section != new.section:
        yield Change("order", "comparable", f"moved from section {old.section} to {new.section}")
        return
    random = [_drawn(instrument, new.section) for instrument in (a, b)]
    if random[0] != random[1]:
        grade: Grade = BREAKS if new.opinion else "comparable"
        yield Change("order", grade, "order of the section: left to the lot, or no longer")
    elif new.opinion and not random[1]:
        yield from _neighbor_changes(a, b, name)


def _neighbor_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    before, after = _opinion_before(a, name), _opinion_before(b, name)
    if before == after:
        return
    shared = {item.id for item in a.items} & {item.id for item in b.items}
    swapped = all(other is None or other in shared for other in (before, after))
    what = f"follows {after or 'no other opinion'} instead of {before or 'no other opinion'}"
    yield Change("order", BREAKS if swapped else "comparable", what, before or "", after or "")


def _opinion_before(instrument: Instrument, name: str) -> str | None:
    section = instrument.index[name].section
    found = None
    for item in instrument.items:
        if item.id == name:
            break
        if item.opinion and item.section == section and item.kind not in PAGELESS:
            found = item.id
    return found


def _drawn(instrument: Instrument, section: str) -> bool:
    return any(part.id == section and part.items_order for part in instrument.sections)


def filter_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    """Whether other people are asked, by the item's own filter or that of its group."""
    pairs = [_filters(instrument, instrument.index[name]) for instrument in (a, b)]
    if pairs[0] != pairs[1]:
        yield Change("filter", BREAKS, "other people are asked")


def inherited(b: Instrument, name: str, grades: Mapping[str, Grade]) -> Iterator[Change]:
    """Breaks that come from the items that decide who is asked, or what is worked out."""
    item = b.index[name]
    for source in dict.fromkeys(leaf.variable for leaf in _deciding(b, item)):
        if _grade(source, grades) == BREAKS:
            yield Change("filter", BREAKS, f"its filter looks at {source}, which breaks the trend")
    if item.value is not None:
        for source in dict.fromkeys(operands(item.value)):
            if _grade(source, grades) == BREAKS:
                what = f"it is worked out from {source}, which breaks the trend"
                yield Change("computation", BREAKS, what)


def _deciding(instrument: Instrument, item: Item) -> Iterator[Leaf]:
    for condition in _conditions(instrument, item):
        yield from leaves(condition)


def _grade(variable: str, grades: Mapping[str, Grade]) -> Grade:
    """The grade of a variable as the document names it: group and number of repetition left out."""
    parts = [part for part in variable.split(".") if not part.isdigit()]
    for name in (".".join(parts), ".".join(parts[1:]), parts[0]):
        if name in grades:
            return grades[name]
    return "same"


def _conditions(instrument: Instrument, item: Item) -> Iterator[Condition | None]:
    yield item.show_if
    yield from (group.show_if for group in instrument.groups if group.id == item.group)


def _filters(instrument: Instrument, item: Item) -> list[object]:
    return [_normal(condition) for condition in _conditions(instrument, item) if condition]


def _normal(condition: Condition) -> object:
    """The condition without what its writer might order otherwise."""
    match condition:
        case All((part,)) | AnyOf((part,)):
            return _normal(part)
        case All(parts) | AnyOf(parts):
            return (type(condition).__name__, frozenset(_normal(part) for part in parts))
        case Not(Not(part)):
            return _normal(part)
        case Not(part):
            return ("Not", _normal(part))
        case In(variable, values):
            return ("In", variable, frozenset(values))
    return condition
