"""Reads a ranking: which option stands first, second and so on, without ties or gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyapp.instrument.messages import Fault
from surveyapp.instrument.model import Item, Option, Variable
from surveyapp.instrument.values import AnswerValue, Missing

_POSITION = re.compile(r"\d{1,3}")


def ranks(item: Item) -> int:
    """How many positions a ranking has."""
    return min(item.most or len(item.options), len(item.options))


def chosen_ranks(
    variable: Variable, chosen: Sequence[tuple[Option, Sequence[str]]]
) -> AnswerValue | Fault:
    """The codes from the first position to the last, from the position chosen for each option."""
    most = ranks(variable.item)
    standing: dict[int, Option] = {}
    for option, posted in chosen:
        if len(posted) > 1 or not _POSITION.fullmatch(posted[0]):
            return Fault("unknown_position")
        position = int(posted[0])
        if not 1 <= position <= most:
            return Fault("unknown_position")
        if position in standing:
            labels = {"first": standing[position].label, "second": option.label}
            return Fault("rank_tie", {"position": position, **labels})
        standing[position] = option
    gap = next((n for n in range(1, len(standing) + 1) if n not in standing), None)
    if gap is not None:
        return Fault("rank_gap", {"position": gap})
    codes = tuple(standing[position].code for position in sorted(standing))
    return codes or Missing.NOT_STATED


def listed_ranks(variable: Variable, codes: Sequence[str]) -> AnswerValue | Fault:
    """The same from codes listed in order, as a file has them."""
    known = {option.value: option.code for option in variable.options}
    if any(code not in known for code in codes):
        return Fault("unknown_option")
    if len(codes) > ranks(variable.item):
        return Fault("rank_many", {"positions": ranks(variable.item)})
    return tuple(known[code] for code in codes)
