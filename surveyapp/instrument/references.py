"""Problems of names that one part of a questionnaire uses for another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from surveyapp.errors import Problem
from surveyapp.instrument.computation import operands
from surveyapp.instrument.model import Instrument, Item, Variable


def part_of(name: str, ids: frozenset[str]) -> bool:
    """Whether some step of a variable's name is one of these ids."""
    return not ids.isdisjoint(name.split("."))


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
    if item is not None and item.group:
        return Problem(
            f"{name} is asked once for each {item.group}, so its name does not say which.",
            where,
            (f"name one: {item.group}.1.{name}.", f"add up all of them as {item.group}.{name}."),
            "unknown-reference",
        )
    if item is not None and item.rows:
        rows = ", ".join(f"{item.id}.{row.id}" for row in item.rows)
        kind = "the grid " if item.kind == "grid" else ""
        return Problem(
            f'"{name}" is no row of {kind}{item.id}.',
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
            f"{variable.name} has no option {', '.join(map(str, unknown))}; {what}.",
            where,
            (f"use codes of its options: {', '.join(map(str, options))}.",),
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


def looked_up(
    name: str, item: Item, where: str, asked: Mapping[str, Variable], instrument: Instrument
) -> Problem | None:
    """Why an item cannot look at a variable: it does not exist, or is not asked before it."""
    if name in asked:
        return None
    if name not in instrument.variables:
        return unknown_variable(name, where, instrument)
    target = instrument.variables[name].item
    if target.id == item.id or item.id in _rests_on(target, instrument, set()):
        return Problem(
            f"{item.definition} is worked out from {name}, which hangs on {item.definition}."
            if target.id != item.id
            else f"It looks at itself: {name} is not asked before it.",
            where,
            ("break the circle: look at an earlier item.",),
            "cycle" if target.id != item.id else "used-before-asked",
        )
    return Problem(
        f"It looks at {name}, which is not asked before it.",
        where,
        (f"move {item.definition} after {target.definition}.", "look at an earlier item."),
        "used-before-asked",
    )


def _rests_on(item: Item, instrument: Instrument, seen: set[str]) -> set[str]:
    """Ids of every item that a calculated item is worked out from, directly or not."""
    for name in operands(item.value):
        variable = instrument.variables.get(name)
        if variable is not None and variable.item.id not in seen:
            seen.add(variable.item.id)
            _rests_on(variable.item, instrument, seen)
    return seen
