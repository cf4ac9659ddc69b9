"""Answers to an instrument: what they are, the one reader of them, and the canonical response.

The web pages, imported files and the practice city all come through here, so an answer means the
same wherever it was given.
"""

from __future__ import annotations

from surveyapp.instrument.model import Instrument, Variable
from surveyapp.instrument.routing import is_stated, walk
from surveyapp.instrument.values import Answers, AnswerValue, Missing, from_json, to_json

__all__ = [
    "AnswerValue",
    "Answers",
    "Missing",
    "complete",
    "from_json",
    "to_json",
    "variables",
]


def variables(instrument: Instrument) -> tuple[Variable, ...]:
    """Every column of answers of an instrument, in the order asked."""
    return tuple(instrument.variables.values())


def complete(instrument: Instrument, answers: Answers) -> dict[str, AnswerValue]:
    """The one canonical response: every variable once, in the order asked.

    An item off the route is not applicable, whatever was answered before it went off; "rather
    not say" and a page posted blank are not stated; a variable on the route that nothing is known
    of is not reached, and so is one whose condition hangs on such a variable. Answers to anything
    the instrument does not ask are dropped. Completing a completed response changes nothing.
    """
    response: dict[str, AnswerValue] = {}
    on_route = {item.id: verdict for item, verdict in walk(instrument, answers)}
    for name, variable in instrument.variables.items():
        verdict = on_route[variable.item.id]
        value = answers.get(name, Missing.NOT_REACHED)
        if verdict is False:
            response[name] = Missing.NOT_APPLICABLE
        elif verdict is None or value in (Missing.NOT_REACHED, Missing.NOT_APPLICABLE):
            response[name] = Missing.NOT_REACHED
        else:
            response[name] = value if is_stated(value, variable) else Missing.NOT_STATED
    return response
