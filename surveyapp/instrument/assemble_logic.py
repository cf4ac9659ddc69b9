"""Conditions, computations and sum checks, from their tables to the model."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from surveyapp.instrument import shape_computations as computed
from surveyapp.instrument import shape_conditions as conditional
from surveyapp.instrument.computation import (
    Aggregate,
    Case,
    Coded,
    Computation,
    Count,
    Difference,
    SumCheck,
)
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.fielding import LOWEST_AGE, MINIMUM_AGE


def condition(part: conditional.ConditionShape | None) -> Condition | None:
    """The condition that a table of the document says."""
    return None if part is None else _part(part)


def _part(part: conditional.ConditionShape) -> Condition:
    match part:
        case conditional.AllShape():
            return All(tuple(_part(entry) for entry in part.all))
        case conditional.AnyShape():
            return AnyOf(tuple(_part(entry) for entry in part.any))
        case conditional.NotShape():
            return Not(_part(part.not_))
        case conditional.EqualsShape():
            return In(part.item, (part.equals,))
        case conditional.InShape():
            return In(part.item, tuple(part.in_))
        case conditional.CompareShape():
            bound = part.value
            if bound == MINIMUM_AGE:
                return Compare(part.item, part.compare, LOWEST_AGE, MINIMUM_AGE)
            value = bound.isoformat() if isinstance(bound, datetime.date) else bound
            return Compare(part.item, part.compare, value)
        case conditional.AnsweredShape():
            return Answered(part.item, part.answered)


def computation(part: computed.ComputationShape) -> Computation:
    """The computation that a table of the document says."""
    match part:
        case computed.SumShape():
            return Aggregate("sum", tuple(part.sum), part.answered_at_least)
        case computed.MeanShape():
            return Aggregate("mean", tuple(part.mean), part.answered_at_least)
        case computed.SmallestShape():
            return Aggregate("smallest", tuple(part.smallest), part.answered_at_least)
        case computed.LargestShape():
            return Aggregate("largest", tuple(part.largest), part.answered_at_least)
        case computed.DifferenceShape():
            return Difference(*part.difference)
        case computed.CountShape():
            return Count(tuple(part.count), tuple(part.in_))
        case computed.CasesShape():
            cases = tuple(Case(_part(case.when), case.code) for case in part.cases)
            return Coded(cases, part.otherwise)


def sum_checks(parts: Sequence[computed.SumCheckShape]) -> tuple[SumCheck, ...]:
    """The sums that must hold."""
    return tuple(
        SumCheck(tuple(part.sum), part.equals, part.at_most, part.message) for part in parts
    )
