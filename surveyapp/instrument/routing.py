"""Which page comes when: the route through an instrument that the answers so far open.

Conditions have three outcomes: true, false, and undecided while an item they look at has not
been reached. The route shows what is true; progress also counts what may still come, so the
number of pages ahead never grows while a resident goes forward.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from surveyapp.instrument.condition import (
    All,
    Answered,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    In,
    Not,
)
from surveyapp.instrument.model import Instrument, Item, Page, Variable
from surveyapp.instrument.values import Answers, AnswerValue, Missing

__all__ = [
    "Page",
    "evaluate",
    "find_page",
    "first_unseen",
    "is_stated",
    "next_page",
    "pages",
    "path",
    "previous_page",
    "progress",
    "walk",
]

COMPARISONS: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """Every page of an instrument in order, whether or not it is on anybody's route."""
    return instrument.pages


def find_page(instrument: Instrument, page_id: str) -> Page | None:
    """The page with this id, or None for an id that no page has."""
    return next((page for page in instrument.pages if page.id == page_id), None)


def path(instrument: Instrument, answers: Answers) -> tuple[Page, ...]:
    """The pages on the route that these answers open, in order.

    An answer to an item that is off the route is not looked at.
    """
    return tuple(page for page, verdict in _verdicts(instrument, answers) if verdict)


def next_page(instrument: Instrument, answers: Answers, current: Page | None) -> Page | None:
    """The page on the route after `current` (None: the first); None when only review is left."""
    after = current.number if current else 0
    return next((page for page in path(instrument, answers) if page.number > after), None)


def previous_page(instrument: Instrument, answers: Answers, current: Page | None) -> Page | None:
    """The page on the route before `current` (None: the last); None at the start."""
    route = path(instrument, answers)
    before = current.number if current else len(instrument.pages) + 1
    return next((page for page in reversed(route) if page.number < before), None)


def first_unseen(instrument: Instrument, answers: Answers) -> Page | None:
    """The first question on the route that no page was posted for; None when all were.

    A page posted blank holds "not stated", so it was seen.
    """
    for page in path(instrument, answers):
        names = [variable.name for item in page.items for variable in instrument.columns[item]]
        if any(answers.get(name, Missing.NOT_REACHED) is Missing.NOT_REACHED for name in names):
            return page
    return None


def progress(instrument: Instrument, answers: Answers, page: Page) -> tuple[int, int]:
    """Which page this is on the route, and how many there can be at most: (k, of).

    `of` counts the pages up to this one and every later page that is open or undecided.
    """
    behind = ahead = 0
    for step, verdict in _verdicts(instrument, answers):
        if step.number <= page.number:
            behind += verdict is True
        else:
            ahead += verdict is not False
    return behind, behind + ahead


def _verdicts(instrument: Instrument, answers: Answers) -> Iterator[tuple[Page, bool | None]]:
    """Each page with whether it is on the route; with several items, the most open one decides."""
    items = {item.id: verdict for item, verdict in walk(instrument, answers)}
    for page in instrument.pages:
        verdicts = [items[item] for item in page.items]
        yield page, True if True in verdicts else None if None in verdicts else False


def walk(instrument: Instrument, answers: Answers) -> Iterator[tuple[Item, bool | None]]:
    """Each item with whether it is on the route: True, False, or None while undecided."""
    seen: dict[str, AnswerValue] = {}
    for item in instrument.items:
        verdict = evaluate(item.show_if, seen, instrument.variables)
        yield item, verdict
        for variable in instrument.columns[item.id]:
            if verdict is False:
                seen[variable.name] = Missing.NOT_APPLICABLE
            elif variable.name in answers:
                seen[variable.name] = answers[variable.name]


def evaluate(
    condition: Condition | None, answers: Answers, variables: Mapping[str, Variable]
) -> bool | None:
    """Whether a condition holds; None while it hangs on an answer not given yet (Kleene 1938).

    An absent variable and `NOT_REACHED` are not given yet; the other kinds of missing are known
    not to be there, so everything but `answered = false` is false for them.
    """
    match condition:
        case None:
            return True
        case All(parts):
            verdicts = [evaluate(part, answers, variables) for part in parts]
            return False if False in verdicts else None if None in verdicts else True
        case AnyOf(parts):
            verdicts = [evaluate(part, answers, variables) for part in parts]
            return True if True in verdicts else None if None in verdicts else False
        case Not(part):
            verdict = evaluate(part, answers, variables)
            return None if verdict is None else not verdict
        case _:
            value = answers.get(condition.variable, Missing.NOT_REACHED)
            return _leaf(condition, value, variables[condition.variable])


def _leaf(leaf: In | Compare | Answered, value: AnswerValue, variable: Variable) -> bool | None:
    if value is Missing.NOT_REACHED:
        return None
    given = is_stated(value, variable)
    match leaf:
        case Answered(answered=wanted):
            return given is wanted
        case In(values=values):
            chosen = value if isinstance(value, tuple) else (value,)
            return given and not set(chosen).isdisjoint(values)
        case Compare(operator=name, value=bound):
            return given and _ordered(value, variable) and COMPARISONS[name](value, bound)


def is_stated(value: AnswerValue, variable: Variable) -> bool:
    """Whether a value says something: it is not missing and not "rather not say"."""
    if isinstance(value, Missing):
        return False
    codes = value if isinstance(value, tuple) else (value,)
    refusals = {option.code for option in variable.options if option.not_stated}
    return refusals.isdisjoint(code for code in codes if isinstance(code, int))


def _ordered(value: AnswerValue, variable: Variable) -> bool:
    if variable.kind != "choice":
        return isinstance(value, int | str)
    option = variable.option(value) if isinstance(value, int) else None
    return option is not None and option.substantive
