"""Whether a condition holds for the answers so far."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
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
from surveyapp.instrument.model import Variable
from surveyapp.instrument.values import Answers, AnswerValue, Missing

COMPARISONS: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


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
            chosen = chosen[:1] if variable.kind == "ranked" else chosen
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
        return isinstance(value, int | float | str)
    option = variable.option(value) if isinstance(value, int) else None
    return option is not None and option.substantive
