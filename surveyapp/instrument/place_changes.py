"""What changed around an item: the question before it, its section, its filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.instrument.changes import BREAKS, Change, Grade
from surveyapp.instrument.computation import operands
from surveyapp.instrument.condition import All, AnyOf, Condition, In, Leaf, Not, leaves
from surveyapp.instrument.item_changes import renumbered
from surveyapp.instrument.model import PAGELESS, Instrument, Item
from surveyapp.instrument.same_words import shared_languages


def order_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    """Changes of an item's place among the others.

    An opinion takes color from the opinion asked before it (Schuman and Presser 1981, chapter 2),
    also across a heading or a few other questions (Tourangeau, Rasinski, Bradburn and D'Andrade
    1989, Public Opinion Quarterly 53, 495-524): its neighbor is the opinion last before it on the
    whole route, whatever section that stands in. When shared questions changed places so that it
    follows another one, its numbers break; when its neighbor is new or gone, they stay comparable,
    and the change is shown. What either edition marks as an opinion is one.
    """
    old, new = a.index[name], b.index[name]
    if old.section != new.section:
        yield Change("order", "comparable", f"moved from section {old.section} to {new.section}")
    opinion = old.opinion or new.opinion
    random = _drawn(a, old.section), _drawn(b, new.section)
    if random[0] != random[1]:
        grade: Grade = BREAKS if opinion else "comparable"
        yield Change("order", grade, "order of the section: left to the lot, or no longer")
    elif opinion:
        yield from _neighbor_changes(a, b, name)


def _neighbor_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    opinions = {item.id for item in (*a.items, *b.items) if item.opinion}
    before, after = (_opinions_before(instrument, name, opinions) for instrument in (a, b))
    if before == after:
        return
    shared = {item.id for item in a.items} & {item.id for item in b.items}
    swapped = shared.issuperset(before) and shared.issuperset(after)
    words = [", ".join(sorted(each)) or "no other opinion" for each in (before, after)]
    grade: Grade = BREAKS if swapped else "comparable"
    yield Change("order", grade, f"follows {words[1]} instead of {words[0]}", *words)


def _opinions_before(instrument: Instrument, name: str, opinions: set[str]) -> frozenset[str]:
    """The opinion last before an item, or those one of which the lot puts there."""
    own, found = instrument.index[name].section, None
    route = [item for item in instrument.items if item.kind not in PAGELESS]
    for item in route:
        if item.id == name or (item.section == own and _drawn(instrument, own)):
            break
        if item.id in opinions:
            found = item
    if found is None:
        return frozenset()
    if not _drawn(instrument, found.section):
        return frozenset((found.id,))
    return frozenset(i.id for i in route if i.section == found.section and i.id in opinions)


def _drawn(instrument: Instrument, section: str) -> bool:
    return any(part.id == section and part.items_order for part in instrument.sections)


def filter_changes(a: Instrument, b: Instrument, name: str) -> Iterator[Change]:
    """Whether other people are asked, by the item's own filter or that of its group."""
    before = _filters(a, a.index[name], codes_between(a, b))
    if before != _filters(b, b.index[name], {}):
        yield Change("filter", BREAKS, "other people are asked")


def codes_between(a: Instrument, b: Instrument) -> dict[str, Mapping[int, int]]:
    """Earlier code -> later code of the same answers, by item; only items whose codes moved."""
    languages = shared_languages(a.languages, b.languages)
    later = {item.id: item for item in b.items}
    maps = {i.id: renumbered(i, later[i.id], languages)[1] for i in a.items if i.id in later}
    return {name: codes for name, codes in maps.items() if codes}


def inherited(b: Instrument, name: str, grades: Mapping[str, Grade]) -> Iterator[Change]:
    """Breaks that come from the items that decide who is asked, or what is worked out."""
    item = b.index[name]
    for source in dict.fromkeys(leaf.variable for leaf in _deciding(b, item)):
        if _grade(source, grades) == BREAKS:
            yield Change("filter", BREAKS, f"its filter looks at {source}, which breaks the trend")
    for group in b.groups:
        if group.id == item.group and group.count and _grade(group.count, grades) == BREAKS:
            what = f"it is asked as often as {group.count} says, which breaks the trend"
            yield Change("filter", BREAKS, what)
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


def _filters(
    instrument: Instrument, item: Item, codes: Mapping[str, Mapping[int, int]]
) -> list[object]:
    return [normal_condition(each, codes) for each in _conditions(instrument, item) if each]


def normal_condition(
    condition: Condition | None, codes: Mapping[str, Mapping[int, int]] | None = None
) -> object:
    """The condition without what its writer might order or number otherwise.

    `codes` holds, by item, the later codes of options that were renumbered.
    """
    match condition:
        case All((part,)) | AnyOf((part,)):
            return normal_condition(part, codes)
        case All(parts) | AnyOf(parts):
            whole = frozenset(normal_condition(part, codes) for part in parts)
            return (type(condition).__name__, whole)
        case Not(Not(part)):
            return normal_condition(part, codes)
        case Not(part):
            return ("Not", normal_condition(part, codes))
        case In(variable, values):
            moved = next(
                (m for name, m in (codes or {}).items() if name in variable.split(".")), {}
            )
            return ("In", variable, frozenset(moved.get(value, value) for value in values))
    return condition
