"""Everything that is left to the lot can be: its outcomes differ, and nothing hangs on an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.computation import operands
from surveyapp.instrument.condition import leaves
from surveyapp.instrument.model import Draw, Instrument, Item
from surveyapp.instrument.pipes import pipe_texts, piped_variable, pipes_in


def draw_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of arms, and of drawn orders of items, options and rows."""
    for name, times in Counter(lot.name for lot in instrument.draws).items():
        if times > 1:
            yield Problem(
                f"{times} draws have the name {name}.",
                name,
                ("give the section, the item or the split another id.",),
                "duplicate-id",
            )
    for item in instrument.items:
        yield from _arm_problems(item, instrument)
        yield from _order_problems(item)
    for lot in instrument.draws:
        rowless = lot.kind == "rows" and not instrument.index[lot.of].rows
        if lot.outcomes < 2 and lot.kind != "arm" and not rowless and not unsure:
            yield Problem(
                "There is one order only: fewer than two things may change places.",
                _place(lot),
                ("delete the order.", "delete fixed where it stands."),
                "one-order",
            )
    for section in instrument.sections:
        if section.items_order:
            yield from _section_problems(section.id, instrument)
    yield from _idle_problems(instrument)


def _place(lot: Draw) -> str:
    return f"section {lot.of}" if lot.kind == "items" else f"item {lot.of}"


def _arm_problems(item: Item, instrument: Instrument) -> Iterator[Problem]:
    where = f"item {item.id}"
    codes = [arm.code for arm in item.arms]
    if len(codes) == 1 or len(set(codes)) < len(codes):
        yield Problem(
            "Its arms have the same code." if len(codes) > 1 else "It has one arm only.",
            where,
            ("give each of two or more arms a code of its own.",),
            "arms",
        )
    if item.split and not item.arms:
        yield Problem(
            "It names a split and has no arms.",
            where,
            ("add arms.", "delete split."),
            "arms",
        )
    shared = [
        other for other in instrument.items if other.arms and other.own_split == item.own_split
    ]
    if item.arms and set(codes) != {arm.code for arm in shared[0].arms}:
        yield Problem(
            f"It shares the split {item.own_split} with {shared[0].id}, and has other arms.",
            where,
            ("give both the same codes.", "name another split."),
            "arms",
        )


def _order_problems(item: Item) -> Iterator[Problem]:
    where = f"item {item.id}"
    if item.options_order and item.options_from:
        yield Problem(
            "The areas of a city stand in an order in which people find theirs.",
            where,
            ("delete options_order.",),
            "options-order",
        )
    if item.options_order == "random" and item.kind in ("scale", "grid"):
        yield Problem(
            "The options of a scale have an order of their own.",
            where,
            ('write options_order = "reversed".', "delete options_order."),
            "options-order",
        )
    if item.rows_order and not item.rows:
        yield Problem(
            "It has no rows to put in order.",
            where,
            ("delete rows_order.", "add rows."),
            "options-order",
        )


def _section_problems(section: str, instrument: Instrument) -> Iterator[Problem]:
    """Nothing in a section whose order is drawn may hang on anything else in it."""
    inside = {item.id: item for item in instrument.items if item.section == section}
    for item in inside.values():
        if item.group:
            yield Problem(
                "A group that repeats cannot stand in a section whose order is drawn.",
                f"item {item.id}",
                ("move the group to a section of its own.", "delete items_order."),
                "order-drawn",
            )
            continue
        for name in sorted(_looks_at(item, instrument)):
            if item.kind != "calculated" and _may_follow(name, item, inside, instrument):
                yield Problem(
                    f"It looks at {name}, and the order of the section may put it before that.",
                    f"item {item.id}",
                    (f"move {item.id} to another section.", "delete items_order."),
                    "order-drawn",
                )


def _may_follow(name: str, item: Item, inside: dict[str, Item], instrument: Instrument) -> bool:
    """Whether a variable of the section may come after the item that looks at it."""
    asked = instrument.variables[name].item
    if asked.id not in inside or asked.kind == "drawn":
        return False
    order = list(inside)
    kept = asked.fixed and item.fixed and order.index(asked.id) < order.index(item.id)
    return not kept


def _looks_at(item: Item, instrument: Instrument) -> set[str]:
    """Every variable on which what an item shows, or whether, depends."""
    names = {leaf.variable for leaf in leaves(item.show_if)} | set(operands(item.value))
    names |= {name for check in item.checks for name in check.names}
    for _, text in pipe_texts(item):
        found = {name for words in text.values() for name in pipes_in(words)}
        piped = [piped_variable(instrument, item, name) for name in found]
        names |= {variable.name for variable in piped if variable is not None}
    own = {variable.name for variable in instrument.columns.get(item.id, ())}
    known = {name for name in names if name in instrument.variables}
    return known - own


def _idle_problems(instrument: Instrument) -> Iterator[Problem]:
    """`fixed` where nothing moves."""
    drawn = {section.id for section in instrument.sections if section.items_order}
    for item in instrument.items:
        if item.fixed and item.section not in drawn:
            yield Problem(
                "It is fixed, and the order of its section is not drawn.",
                f"item {item.id}",
                ("delete fixed.", 'give the section items_order = "random".'),
                "unused",
            )
        if not item.options_order and not item.scale and any(o.fixed for o in item.options):
            yield Problem(
                "An option is fixed, and the order of the options is not drawn.",
                f"item {item.id}",
                ("delete fixed.", 'add options_order = "random".'),
                "unused",
            )
