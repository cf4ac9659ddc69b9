"""Whether any answers lead to an item: a search through the few answers that matter to it.

Conditions know a closed set of operators, so for each variable only finitely many answers differ:
each option; each bound, its neighbors and the ends of the range; stated or not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from surveyapp.instrument.condition import (
    All,
    Answered,
    AnyOf,
    Compare,
    Condition,
    In,
    Leaf,
    leaves,
)
from surveyapp.instrument.deciding import evaluate
from surveyapp.instrument.model import Instrument, Item, Variable
from surveyapp.instrument.values import AnswerValue, Missing

LIMIT = 200_000
"""Steps after which the search gives up and believes the author."""


def can_hold(instrument: Instrument, item: Item) -> bool:
    """Whether some answers, each on its own route, make the item's condition true."""
    if item.show_if is None:
        return True
    demand = _with_routes(item.show_if, instrument)
    bounds = list(leaves(demand))
    names = [n for n in instrument.variables if any(leaf.variable == n for leaf in bounds)]
    choices = [(name, _answers(instrument.variables[name], bounds)) for name in names]
    return _search(demand, choices, {}, instrument.variables, iter(range(LIMIT)))


def _with_routes(condition: Condition, instrument: Instrument) -> Condition:
    """The condition, and that whatever was answered was on the route by its own condition."""
    demands: list[Condition] = [condition]
    seen: set[str] = set()
    for demand in demands:
        for leaf in leaves(demand):
            owner = instrument.variables[leaf.variable].item
            if leaf.variable not in seen and owner.show_if is not None:
                demands.append(AnyOf((Answered(leaf.variable, False), owner.show_if)))
            seen.add(leaf.variable)
    return All(tuple(demands))


def _search(
    demand: Condition,
    choices: list[tuple[str, list[AnswerValue]]],
    answers: Mapping[str, AnswerValue],
    variables: Mapping[str, Variable],
    steps: Iterator[int],
) -> bool:
    verdict = evaluate(demand, answers, variables)
    if verdict is not None or next(steps, None) is None:
        return verdict is not False
    (name, values), rest = choices[0], choices[1:]
    return any(
        _search(demand, rest, {**answers, name: value}, variables, steps) for value in values
    )


def _answers(variable: Variable, bounds: Iterable[In | Compare | Answered]) -> list[AnswerValue]:
    """Answers to a variable that between them make every difference a condition can see."""
    mine = [leaf for leaf in bounds if leaf.variable == variable.name]
    item = variable.item
    found: list[AnswerValue] = [Missing.NOT_STATED]
    match variable.kind:
        case "choice":
            found += [option.code for option in variable.options if not option.not_stated]
            found += [-1] if item.options_from else []
        case "several":
            found += _subsets(variable, mine)
        case "text":
            found.append("text")
        case "ranked":
            found += [(option.code,) for option in variable.options]
        case "number":
            finest = 10.0**-item.decimals
            points = _around([b.value for b in mine if isinstance(b, Compare)], finest)
            ends = [n for n in (item.minimum, item.maximum) if isinstance(n, int | float)]
            found += [n for n in {*points, *ends} if _in(n, item)]
        case "date":
            found += [day.isoformat() for day in _days(mine, item) if _in(day, item)]
    return found


def _days(mine: Iterable[Leaf], item: Item) -> set[datetime.date]:
    """Each day that is asked for with its neighbors, and the ends of the range."""
    asked = [str(leaf.value) for leaf in mine if isinstance(leaf, Compare)]
    days = {datetime.date.fromisoformat(iso).toordinal() + d for iso in asked for d in (-1, 0, 1)}
    ends = {end for end in (item.minimum, item.maximum) if isinstance(end, datetime.date)}
    return {datetime.date.fromordinal(day) for day in days} | ends


def _around(points: Iterable[float | str], step: float) -> set[float]:
    return {round(n + d, 6) for n in points if isinstance(n, int | float) for d in (-step, 0, step)}


def _in(value: float | datetime.date, item: Item) -> bool:
    low, high = item.minimum, item.maximum
    return (low is None or low <= value) and (high is None or value <= high)  # type: ignore[operator]


def _subsets(variable: Variable, mine: list[In | Compare | Answered]) -> list[AnswerValue]:
    """Ticks that matter: each set of mentioned codes that can stand together, and one other."""
    alone = {o.code for o in variable.options if o.exclusive or not o.substantive}
    named = sorted({code for leaf in mine if isinstance(leaf, In) for code in leaf.values})
    joint = [code for code in named if code not in alone][:8]
    sets = [
        tuple(c for k, c in enumerate(joint) if mask >> k & 1) for mask in range(1 << len(joint))
    ]
    others = [o.code for o in variable.options if o.code not in named and not o.not_stated]
    return [
        *filter(None, sets),
        *((code,) for code in named if code in alone),
        *((c,) for c in others[:1]),
    ]
