"""Every condition looks back at something asked, in a way that fits it, and can come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.errors import Problem
from surveyapp.instrument.computation import Coded
from surveyapp.instrument.computation_rules import check_problems, value_problems
from surveyapp.instrument.condition import Compare, Condition, In, Leaf, leaves
from surveyapp.instrument.model import Instrument, Item, Variable, item_variables
from surveyapp.instrument.pipe_rules import pipe_problems
from surveyapp.instrument.reachable import can_hold
from surveyapp.instrument.references import code_problems, looked_up, part_of

REMEDIES = {
    "date": "write a date such as 2026-01-31.",
    "number": "write a number.",
    "choice": "write a whole number.",
}


def route_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of everything that looks at answers; a reference to an id in `unsure` passes.

    Items are gone through in the order asked. Of a group, the first repetition is judged, and of
    the later ones whether they can be reached.
    """
    asked: dict[str, Variable] = {}
    sound = True
    ended: set[str] = set()
    for item in instrument.asked:
        found = [*_looks(item, asked, instrument, unsure)]
        if item.repetition <= 1:
            yield from found
        names = [leaf.variable for leaf in leaves(item.show_if)]
        sound &= not found and all(name in asked for name in names)
        known = item.repetition > 1 and item.group in ended
        if sound and not known and not can_hold(instrument, item):
            yield _unreachable(item)
            ended |= {item.group}
        asked |= {variable.name: variable for variable in item_variables(item)}


def _looks(
    item: Item, asked: Mapping[str, Variable], instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    """What is wrong with the conditions, values, sums and pipes of one item."""
    where = f"item {item.definition}"
    yield from _condition_problems(
        item, item.show_if, f"{where}, show_if", asked, instrument, unsure
    )
    if isinstance(item.value, Coded):
        for case in item.value.cases:
            place = f"{where}, value"
            yield from _condition_problems(item, case.condition, place, asked, instrument, unsure)
    yield from value_problems(item, asked, instrument, unsure)
    yield from check_problems(item, asked, instrument, unsure)
    yield from pipe_problems(item, asked, instrument, unsure)


def _condition_problems(
    item: Item,
    condition: Condition | None,
    where: str,
    asked: Mapping[str, Variable],
    instrument: Instrument,
    unsure: frozenset[str],
) -> Iterator[Problem]:
    groups = {group.id: group for group in instrument.groups}
    group = groups.get(item.group)
    gate = {leaf.variable for leaf in leaves(group.show_if)} if group else set()
    for leaf in leaves(condition):
        if part_of(leaf.variable, unsure):
            continue
        if group is not None and leaf.variable == group.count:
            place = f"group {group.id}, count"
            counted = asked.get(leaf.variable)
            if counted is not None and counted.kind != "number":
                yield _uncounted(leaf.variable, place)
                continue
        elif group is not None and leaf.variable in gate:
            place = f"group {group.id}, show_if"
        else:
            place = where
        yield from _leaf_problems(item, leaf, place, asked, instrument)


def _uncounted(name: str, where: str) -> Problem:
    return Problem(
        f"{name} asks for no number, so it cannot say how often to ask.",
        where,
        ("name a whole number.", "write add_another."),
        "operator",
    )


def _unreachable(item: Item) -> Problem:
    if item.repetition > 1:
        return Problem(
            f"Nobody can reach repetition {item.repetition} of it: its condition never holds.",
            f"group {item.group}",
            (f"write most = {item.repetition - 1}.", "let the item that counts them go higher."),
            "unreachable",
        )
    return Problem(
        "Nobody can reach this page: its condition never holds.",
        f"item {item.definition}, show_if",
        ("correct the condition.", "delete the item."),
        "unreachable",
    )


def _leaf_problems(
    item: Item, leaf: Leaf, where: str, asked: Mapping[str, Variable], instrument: Instrument
) -> Iterator[Problem]:
    problem = looked_up(leaf.variable, item, where, asked, instrument)
    if problem is not None:
        yield problem
        return
    variable = asked[leaf.variable]
    if isinstance(leaf, In):
        if variable.kind not in ("choice", "several", "ranked"):
            yield Problem(
                f"{leaf.variable} is a {variable.kind}: equals and in are for options.",
                where,
                ("use compare.", "use answered."),
                "operator",
            )
        else:
            yield from code_problems(leaf.values, variable, where, "the condition asks for it")
    elif isinstance(leaf, Compare):
        yield from _compare_problems(leaf, variable, where)


def _compare_problems(leaf: Compare, variable: Variable, where: str) -> Iterator[Problem]:
    wanted = {"choice": (int,), "number": (int, float), "date": (str,)}.get(variable.kind)
    if wanted is None or variable.item.options_from:
        yield Problem(
            f"{leaf.variable} has no order to compare in.",
            where,
            ("use equals, in or answered.",),
            "operator",
        )
    elif not isinstance(leaf.value, wanted):
        yield Problem(
            f"{leaf.variable} is a {variable.kind}, and {leaf.value} is not.",
            where,
            (REMEDIES[variable.kind],),
            "operator",
        )
