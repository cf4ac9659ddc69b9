"""From the items of a document to the items that are asked: groups repeated, lots named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from surveyapp.instrument.computation import (
    Aggregate,
    Case,
    Coded,
    Computation,
    Count,
    Difference,
    SumCheck,
)
from surveyapp.instrument.condition import All, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.item import Group, Item, Option, Section, Text
from surveyapp.instrument.orders import number_of_orders

DrawKind = Literal["arm", "options", "reversed", "rows", "items"]


@dataclass(frozen=True, slots=True)
class Draw:
    """Something decided by lot before the first page, and stored as the variable `name`.

    Its value is a number from 1 to `outcomes`: the arm, or which of the balanced orders
    (`orders.balanced_orders`) is used. Neither a seed nor a permutation is kept.

    Attributes
    ----------
    of : id of the split, item or section.
    codes : the values that can be drawn, all equally likely.
    """

    name: str
    kind: DrawKind
    of: str
    codes: tuple[int, ...]
    section: str
    text: Text
    labels: tuple[Text, ...] = ()

    @property
    def outcomes(self) -> int:
        """How many values can be drawn."""
        return len(self.codes)


def draws(sections: Sequence[Section], items: Sequence[Item]) -> tuple[Draw, ...]:
    """Every draw of a questionnaire: order within sections, then by item wording and orders."""
    return (
        *(lot for section in sections for lot in _section_draws(section, items)),
        *_first_of_each(lot for item in items for lot in _arm_draws(item)),
        *(lot for item in items for lot in _order_draws(item)),
    )


def _first_of_each(lots: Iterable[Draw]) -> Iterator[Draw]:
    """Items that share a split share its draw."""
    named: dict[str, Draw] = {}
    for lot in lots:
        named.setdefault(lot.name, lot)
    yield from named.values()


def _section_draws(section: Section, items: Sequence[Item]) -> Iterator[Draw]:
    if section.items_order:
        n = sum(free_item(item) for item in items if item.section == section.id)
        yield _order_draw(f"{section.id}.order", "items", section.id, n, section.id, section.title)


def _arm_draws(item: Item) -> Iterator[Draw]:
    if item.arms:
        codes = tuple(arm.code for arm in item.arms)
        labels = tuple(arm.text for arm in item.arms)
        name = item.own_split
        yield Draw(f"{name}.arm", "arm", name, codes, item.section, item.text, labels)


def _order_draws(item: Item) -> Iterator[Draw]:
    if item.options_order:
        n = sum(not option.anchored for option in item.options)
        kind: DrawKind = "options" if item.options_order == "random" else "reversed"
        yield _order_draw(f"{item.id}.order", kind, item.id, n, item.section, item.text)
    if item.rows_order:
        name = f"{item.id}.rows"
        yield _order_draw(name, "rows", item.id, len(item.rows), item.section, item.text)


def _order_draw(name: str, kind: DrawKind, of: str, n: int, section: str, text: Text) -> Draw:
    count = min(2, n) if kind == "reversed" else number_of_orders(n)
    return Draw(name, kind, of, tuple(range(1, count + 1)), section, text)


def free_item(item: Item) -> bool:
    """Whether an item takes part in the drawn order of its section."""
    return not item.fixed and item.kind != "calculated"


def drawn_items(lots: Sequence[Draw], languages: Sequence[str]) -> Iterator[Item]:
    """One item without a page for each draw, so that conditions and files can name its value."""
    for lot in lots:
        labels = lot.labels or tuple(dict.fromkeys(languages, str(code)) for code in lot.codes)
        options = tuple(Option(code, label) for code, label in zip(lot.codes, labels, strict=True))
        yield Item(lot.name, "drawn", lot.section, lot.text, options=options)


def asked_items(items: Sequence[Item], groups: Sequence[Group]) -> Iterator[Item]:
    """Every item in the order asked; a group stands where its first item stands."""
    by_id = {group.id: group for group in groups}
    spread = _spreading(by_id)
    done: set[str] = set()
    for item in items:
        group = by_id.get(item.group)
        if group is None:
            yield _renamed(item, spread) if by_id else item
        elif group.id not in done:
            done.add(group.id)
            members = [member for member in items if member.group == group.id]
            for n in range(1, group.most + 1):
                yield from _repetition(group, members, n, spread)


Names = Callable[[str], tuple[str, ...]]


def _spreading(groups: Mapping[str, Group]) -> Names:
    """`group.item` names the item in every repetition; any other name stands for itself."""

    def spread(name: str) -> tuple[str, ...]:
        first, _, rest = name.partition(".")
        group = groups.get(first)
        if group is None or not rest or rest.split(".")[0].isdigit():
            return (name,)
        return tuple(f"{first}.{n}.{rest}" for n in range(1, group.most + 1))

    return spread


def _repetition(group: Group, members: Sequence[Item], n: int, spread: Names) -> Iterator[Item]:
    mine = {member.id for member in members}

    def named(name: str) -> tuple[str, ...]:
        if name.split(".")[0] in mine:
            return (f"{group.id}.{n}.{name}",)
        return spread(name)

    gate = _gate(group, n)
    for member in members:
        item = _renamed(member, named)
        show_if = _both(gate, item.show_if)
        yield replace(item, id=f"{group.id}.{n}.{member.id}", repetition=n, show_if=show_if)
    if group.add_another is not None and n < group.most:
        yield _another(group, members[-1].section, n, gate)


def _gate(group: Group, n: int) -> Condition | None:
    """What must hold for a repetition to be asked."""
    if group.count:
        return _both(group.show_if, Compare(group.count, ">=", n))
    if group.add_another is not None and n > 1:
        return In(f"{group.id}.{n - 1}.another", (1,))
    return group.show_if


def _another(group: Group, section: str, n: int, gate: Condition | None) -> Item:
    asked = group.add_another
    assert asked is not None
    return Item(
        id=f"{group.id}.{n}.another",
        kind="single",
        section=section,
        text=asked.text,
        required=True,
        show_if=gate,
        options=(Option(1, asked.yes), Option(2, asked.no)),
        group=group.id,
        repetition=n,
    )


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    if first is None or second is None:
        return second if first is None else first
    return All((first, second))


def _renamed(item: Item, names: Names) -> Item:
    """The item with the variables it looks at named as they are asked."""
    if item.show_if is None and item.value is None and not item.checks:
        return item
    return replace(
        item,
        show_if=_condition(item.show_if, names) if item.show_if is not None else None,
        value=_computation(item.value, names),
        checks=tuple(_check(check, names) for check in item.checks),
    )


def _condition(condition: Condition, names: Names) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_condition(part, names) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_condition(part, names) for part in parts))
        case Not(part):
            return Not(_condition(part, names))
        case _:
            # "group.item" has no meaning in a condition; it stays as written for the check to find.
            found = names(condition.variable)
            return replace(condition, variable=found[0]) if len(found) == 1 else condition


def _computation(value: Computation | None, names: Names) -> Computation | None:
    match value:
        case Aggregate() | Count():
            return replace(value, variables=_all(value.variables, names))
        case Difference(first, second):
            return Difference(_one(first, names), _one(second, names))
        case Coded(cases, otherwise):
            return Coded(
                tuple(Case(_condition(case.condition, names), case.code) for case in cases),
                otherwise,
            )
    return None


def _check(check: SumCheck, names: Names) -> SumCheck:
    return replace(
        check,
        variables=_all(check.variables, names),
        equals=_bound(check.equals, names),
        at_most=_bound(check.at_most, names),
    )


def _bound(bound: float | str | None, names: Names) -> float | str | None:
    return _one(bound, names) if isinstance(bound, str) else bound


def _all(given: Sequence[str], names: Names) -> tuple[str, ...]:
    return tuple(found for name in given for found in names(name))


def _one(name: str, names: Names) -> str:
    found = names(name)
    return found[0] if len(found) == 1 else name
