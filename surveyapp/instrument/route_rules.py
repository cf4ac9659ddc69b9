"""Every condition looks back at something asked, in a way that fits it, and can come true."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from surveyapp.errors import Problem
from surveyapp.instrument.condition import Compare, In, Leaf, leaves
from surveyapp.instrument.model import Instrument, Item, Variable, item_variables
from surveyapp.instrument.reachable import can_hold


def route_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of conditions; a reference to an id in `unsure` is not judged."""
    asked: dict[str, Variable] = {}
    sound = True
    for item in instrument.items:
        found = [
            problem
            for leaf in leaves(item.show_if)
            if leaf.variable.split(".")[0] not in unsure
            for problem in _leaf_problems(item, leaf, asked, instrument)
        ]
        yield from found
        sound &= not found and all(leaf.variable in asked for leaf in leaves(item.show_if))
        if sound and not can_hold(instrument, item):
            yield Problem(
                "Nobody can reach this page: its condition never holds.",
                f"item {item.id}, show_if",
                ("correct the condition.", "delete the item."),
                "unreachable",
            )
        asked |= {variable.name: variable for variable in item_variables(item)}


def unknown_variable(name: str, where: str, instrument: Instrument) -> Problem:
    """The problem of a name that is no column of answers, with what may have been meant."""
    item = instrument.index.get(name.split(".")[0])
    if item is not None and item.kind == "information":
        return Problem(
            f"{name} is an information page: nobody answers it.",
            where,
            ("name a question.",),
            "unknown-reference",
        )
    if item is not None and item.kind == "grid":
        rows = _listed(f"{item.id}.{row.id}" for row in item.rows)
        return Problem(
            f'"{name}" is no row of the grid {item.id}.',
            where,
            (f"name one of its rows: {rows}.",),
            "unknown-reference",
        )
    near = difflib.get_close_matches(name, instrument.variables, n=1)
    guess = (f"did you mean {near[0]}?",) if near else ()
    return Problem(
        f'There is no item "{name}".',
        where,
        (*guess, "name an item of this file."),
        "unknown-reference",
    )


def code_problems(
    codes: Sequence[int], variable: Variable, where: str, what: str
) -> Iterator[Problem]:
    """A problem for each code that is no option, or is "rather not say"."""
    options = {option.code: option for option in variable.options if not option.place}
    unknown = [code for code in codes if code not in options]
    if unknown:
        yield Problem(
            f"{variable.name} has no option {_listed(map(str, unknown))}; {what}.",
            where,
            (f"use codes of its options: {_listed(map(str, options))}.",),
            "unknown-code",
        )
    unstated = [code for code in codes if code in options and options[code].not_stated]
    if unstated:
        yield Problem(
            f'The option {unstated[0]} of {variable.name} is "rather not say", which counts as '
            f"no answer; {what}.",
            where,
            ("leave it out.", "ask for answered = false in a condition."),
            "not-stated-code",
        )


def _leaf_problems(
    item: Item, leaf: Leaf, asked: Mapping[str, Variable], instrument: Instrument
) -> Iterator[Problem]:
    where = f"item {item.id}, show_if"
    variable = asked.get(leaf.variable)
    if leaf.variable not in instrument.variables:
        yield unknown_variable(leaf.variable, where, instrument)
    elif variable is None:
        yield Problem(
            f"It looks at {leaf.variable}, which is not asked before it.",
            where,
            (f"move {item.id} after {leaf.variable.split('.')[0]}.", "look at an earlier item."),
            "used-before-asked",
        )
    elif isinstance(leaf, In):
        if variable.kind not in ("choice", "several"):
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
    wanted = {"choice": int, "number": int, "date": str}.get(variable.kind)
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
            ("write a date such as 2026-01-31." if wanted is str else "write a whole number.",),
            "operator",
        )


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(names)
