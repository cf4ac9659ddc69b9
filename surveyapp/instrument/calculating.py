"""Works out calculated values and sums, exactly, from the answers so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from surveyapp.instrument.computation import (
    Aggregate,
    AggregateName,
    Coded,
    Computation,
    Count,
    Difference,
    SumCheck,
)
from surveyapp.instrument.deciding import evaluate, is_stated
from surveyapp.instrument.model import Variable
from surveyapp.instrument.values import Answers, AnswerValue, Missing

FINEST = Decimal("0.000001")
"""Digits kept of a mean that does not end."""


def work_out(
    computation: Computation, answers: Answers, variables: Mapping[str, Variable]
) -> AnswerValue:
    """The value of a calculated item.

    Not reached while it hangs on an answer not given yet; not applicable when everything it looks
    at is off the route; not stated when too little was answered. Decimals are added exactly, and a
    mean is rounded to six digits after the point, halves to even.
    """
    match computation:
        case Coded(cases, otherwise):
            for case in cases:
                verdict = evaluate(case.condition, answers, variables)
                if verdict is None:
                    return Missing.NOT_REACHED
                if verdict:
                    return case.code
            return otherwise
        case Aggregate(operator, names, least):
            return _aggregate(operator, [_known(name, answers, variables) for name in names], least)
        case Count(names, codes):
            given = [_known(name, answers, variables) for name in names]
            missing = _why_none(given, least=1)
            counted = [len(_counted(value, codes)) for value in given]
            return missing or sum(counted)
        case Difference(first, second):
            given = [_known(name, answers, variables) for name in (first, second)]
            missing = next((value for value in given if isinstance(value, Missing)), None)
            return missing or number(_exact(given[0]) - _exact(given[1]))


def failed(
    check: SumCheck, answers: Answers, variables: Mapping[str, Variable]
) -> tuple[Decimal, Decimal] | None:
    """The sum and what it is held against, when the check fails; None when it holds or is open."""
    given = [_known(name, answers, variables) for name in check.variables]
    unknown = (Missing.NOT_STATED, Missing.NOT_REACHED)
    if any(value in unknown for value in given):
        return None
    bound = check.bound
    limit = _known(bound, answers, variables) if isinstance(bound, str) else bound
    if isinstance(limit, Missing):
        return None
    total, wanted = sum(_numbers(given), Decimal()), _exact(limit)
    holds = total == wanted if check.equals is not None else total <= wanted
    return None if holds else (total, wanted)


def number(exact: Decimal) -> int | float:
    """A number as answers hold it: an int when it is whole."""
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _known(name: str, answers: Answers, variables: Mapping[str, Variable]) -> AnswerValue:
    """An answer, with "rather not say" as not stated."""
    value = answers.get(name, Missing.NOT_REACHED)
    if isinstance(value, Missing) or is_stated(value, variables[name]):
        return value
    return Missing.NOT_STATED


def _why_none(given: list[AnswerValue], least: int) -> Missing | None:
    """Why no value can be made of these, where at least `least` of those asked must be answered.

    With `least` 0, all of them.
    """
    if Missing.NOT_REACHED in given:
        return Missing.NOT_REACHED
    asked = [value for value in given if value is not Missing.NOT_APPLICABLE]
    if not asked:
        return Missing.NOT_APPLICABLE
    answered = sum(value is not Missing.NOT_STATED for value in asked)
    return None if answered >= (least or len(asked)) else Missing.NOT_STATED


def _aggregate(operator: AggregateName, given: list[AnswerValue], least: int) -> AnswerValue:
    missing = _why_none(given, least)
    if missing is not None:
        return missing
    numbers = _numbers(given)
    match operator:
        case "sum":
            return number(sum(numbers, Decimal()))
        case "mean":
            return number((sum(numbers, Decimal()) / len(numbers)).quantize(FINEST))
        case "smallest":
            return number(min(numbers))
        case "largest":
            return number(max(numbers))


def _counted(value: AnswerValue, codes: tuple[int, ...]) -> list[object]:
    if isinstance(value, Missing):
        return []
    given = value if isinstance(value, tuple) else (value,)
    return [one for one in given if not codes or one in codes]


def _numbers(given: Iterable[AnswerValue]) -> list[Decimal]:
    return [_exact(value) for value in given if not isinstance(value, Missing)]


def _exact(value: AnswerValue) -> Decimal:
    """A number as it was written: the shortest decimal that is this float."""
    return Decimal(repr(value))
