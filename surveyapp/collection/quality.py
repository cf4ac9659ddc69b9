"""Quality flags: yes or no, computed at submit from the answers alone, documented and few.

A flag never removes a response; reports show results with and without the flagged ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.instrument.answers import Answers, Missing
from surveyapp.instrument.model import PAGELESS, Instrument

STRAIGHT_LINE_ITEMS = 5
UNANSWERED_SHARE = 0.5


def quality_flags(
    instrument: Instrument, answers: Answers, observed: Mapping[str, bool]
) -> dict[str, bool]:
    """The flags of one completed response.

    - straight_lining: at least five variables of one scale were answered, all with one code.
    - many_unanswered: over half of the variables on the route are not stated or not reached.
    - and the yes-or-no observations made on the way, such as a form filled in faster than it
      can be read.
    """
    asked = {
        name: value
        for name, value in answers.items()
        if instrument.variables[name].item.kind not in PAGELESS
    }
    return {
        **observed,
        "many_unanswered": many_unanswered(asked),
        "straight_lining": straight_lining(instrument, answers),
    }


def straight_lining(instrument: Instrument, answers: Answers) -> bool:
    """Whether five or more answers on one scale are all the same substantive code."""
    by_scale: dict[object, list[int]] = {}
    for name, variable in instrument.variables.items():
        value = answers.get(name)
        scale = variable.item.scale or (variable.item.id if variable.row else "")
        option = variable.option(value) if isinstance(value, int) else None
        if scale and option is not None and option.substantive:
            by_scale.setdefault(scale, []).append(option.code)
    return any(
        len(codes) >= STRAIGHT_LINE_ITEMS and len(set(codes)) == 1 for codes in by_scale.values()
    )


def many_unanswered(answers: Answers) -> bool:
    """Whether over half of what was asked has no answer."""
    asked = [value for value in answers.values() if value is not Missing.NOT_APPLICABLE]
    unanswered = sum(isinstance(value, Missing) for value in asked)
    return unanswered > UNANSWERED_SHARE * len(asked)
