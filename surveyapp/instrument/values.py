"""What an answer can be, and how answers are written down without loss."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import Enum

from surveyapp.errors import InputError


class Missing(Enum):
    """Why there is no answer. Each kind is stored by its name, never by a number among codes."""

    NOT_STATED = "not stated"
    NOT_APPLICABLE = "not applicable"
    NOT_REACHED = "not reached"


AnswerValue = int | float | str | tuple[int, ...] | Missing
"""A code or number (a whole one is an int, any other a float); a text, ISO date or area id; the
codes ticked, or ranked from the first; or why there is none."""

Answers = Mapping[str, AnswerValue]
"""Variable name (item id, `item.row`, `group.1.item`) -> answer."""


def to_json(answers: Answers) -> str:
    """Answers as canonical JSON: sorted keys, no spaces, ASCII; equal answers, equal text."""
    return json.dumps(
        {name: _encoded(value) for name, value in answers.items()},
        sort_keys=True,
        separators=(",", ":"),
    )


def from_json(text: str) -> dict[str, AnswerValue]:
    """Answers read back from `to_json`.

    Raises
    ------
    InputError
        When the text was not written by `to_json`.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InputError(f"These answers are not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise InputError("These answers are not a JSON object of variable names and values.")
    return {name: _decoded(name, value) for name, value in document.items()}


def _encoded(value: AnswerValue) -> object:
    match value:
        case Missing():
            return {"missing": value.value}
        case tuple():
            return list(value)
        case _:
            return value


def _decoded(name: str, value: object) -> AnswerValue:
    match value:
        case bool() | None:
            pass
        case int() | str():
            return value
        case float() if math.isfinite(value) and not value.is_integer():
            return value
        case list() if all(type(code) is int for code in value):
            return tuple(value)
        case {"missing": str(kind), **rest} if not rest and kind in _MISSING:
            return _MISSING[kind]
    raise InputError(f"The stored value of {name} is no answer: {value!r}.")


_MISSING = {kind.value: kind for kind in Missing}
