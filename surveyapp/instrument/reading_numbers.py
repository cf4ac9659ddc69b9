"""Reads a number as people type it: any digits, a point or an unmistakable comma."""

from __future__ import annotations

import re
from decimal import Decimal

from surveyapp.instrument.calculating import number
from surveyapp.instrument.messages import Fault
from surveyapp.instrument.model import Item
from surveyapp.instrument.values import AnswerValue

MOST_DIGITS = 18
MOST_DECIMALS = 6
FARTHEST = 10**15
_WHOLE = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:[.,٫]\d*)?|[.,٫]\d+)")
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def read_number(item: Item, typed: str) -> AnswerValue | Fault:
    """The number typed, or why it cannot be taken.

    A comma before three digits could separate thousands or decimals, and is asked about.
    """
    low, high = _bounds(item)
    decimals = item.decimals if item.value is None else MOST_DECIMALS
    if decimals and _UNCLEAR.fullmatch(typed):
        return Fault("unclear_comma", {"typed": typed})
    if not (_DECIMAL if decimals else _WHOLE).fullmatch(typed):
        key = "not_a_decimal" if decimals else "not_a_number"
        return Fault(key, {"example": min(max(2.5 if decimals else 3, low), high)})
    if len(typed) > MOST_DIGITS:
        return Fault("number_out_of_range", {"minimum": low, "maximum": high})
    exact = Decimal(typed.replace(",", ".").replace("٫", "."))
    if exact != round(exact, decimals):
        return Fault("too_fine", {"decimals": decimals})
    if not Decimal(repr(low)) <= exact <= Decimal(repr(high)):
        return Fault("number_out_of_range", {"minimum": low, "maximum": high})
    return number(exact)


def _bounds(item: Item) -> tuple[float, float]:
    """The least and the most it takes; a value that was worked out may be any number."""
    low, high = item.minimum, item.maximum
    if isinstance(low, int | float) and isinstance(high, int | float):
        return low, high
    return -FARTHEST, FARTHEST
