"""Reads what was given for one variable: an answer, or why it cannot be taken.

Nothing here trusts its input: a page can be forged, a file can hold anything.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from surveyapp.instrument.messages import Fault
from surveyapp.instrument.model import Option, ValueKind, Variable
from surveyapp.instrument.reading_numbers import read_number
from surveyapp.instrument.reading_places import Locator, place_fields, read_place
from surveyapp.instrument.reading_ranks import chosen_ranks, listed_ranks, ranks
from surveyapp.instrument.text import cleaned, unmarked
from surveyapp.instrument.values import AnswerValue, Missing

Given = Mapping[str, Sequence[str]]
"""Field name -> every value posted under it."""

DATE_PARTS = ("year", "month", "day")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read(variable: Variable, given: Given, places: Locator | None = None) -> AnswerValue | Fault:
    """The answer given for a variable; "not stated" when its fields are absent or blank.

    A field the variable does not know is not looked at; a value posted twice counts once.
    `places` resolves the address or the point that a resident names; only the area is returned.
    """
    if variable.item.kind == "place":
        return read_place(variable.item, _posted, given, places)
    return READERS[variable.kind](variable, given)


def blank_fault(variable: Variable) -> Fault:
    """Why a required item cannot be left blank, naming the option to decline where it has one."""
    if variable.kind in ("choice", "several"):
        decline = variable.item.not_stated
        if decline is None:
            return Fault("required_place" if variable.item.kind == "place" else "required_choice")
        return Fault("required_choice_or_decline", {"decline": decline.label})
    return Fault(f"required_{variable.kind}")


def unfinished(variable: Variable, value: AnswerValue) -> Fault | None:
    """Why an answer to a required item is not enough yet; None when it is."""
    if value is Missing.NOT_STATED:
        return blank_fault(variable)
    if variable.kind == "ranked" and isinstance(value, tuple) and len(value) < ranks(variable.item):
        return Fault("rank_incomplete", {"positions": ranks(variable.item)})
    return None


def field_names(variable: Variable) -> tuple[str, ...]:
    """The fields a page has for a variable: its name, or one for each part of the answer."""
    if variable.kind == "ranked":
        return tuple(f"{variable.name}-{option.code}" for option in variable.options)
    if variable.item.kind == "place":
        return place_fields(variable.item)
    if variable.kind == "date":
        return tuple(f"{variable.name}-{part}" for part in DATE_PARTS)
    return (variable.name,)


def _posted(given: Given, name: str) -> list[str]:
    """The distinct values of a field that are not blank, in order."""
    values = dict.fromkeys(unmarked(value) for value in given.get(name, ()))
    return [value for value in values if value]


def _choice(variable: Variable, given: Given) -> AnswerValue | Fault:
    chosen = _chosen(variable, given)
    if isinstance(chosen, Fault):
        return chosen
    if len(chosen) > 1:
        return Fault("one_only")
    if not chosen:
        return Missing.NOT_STATED
    return chosen[0].place or chosen[0].code


def _several(variable: Variable, given: Given) -> AnswerValue | Fault:
    chosen = _chosen(variable, given)
    if isinstance(chosen, Fault):
        return chosen
    alone = [option for option in chosen if option.exclusive or not option.substantive]
    if alone and len(chosen) > 1:
        return Fault("exclusive", {"option": alone[0].label})
    return tuple(option.code for option in chosen) or Missing.NOT_STATED


def _chosen(variable: Variable, given: Given) -> list[Option] | Fault:
    """The options posted, in the order of the questionnaire."""
    values = _posted(given, variable.name)
    chosen = [option for option in variable.options if option.value in values]
    if len(chosen) < len(values):
        return Fault("unknown_option")
    return chosen


def _ranked(variable: Variable, given: Given) -> AnswerValue | Fault:
    """A position for each option, or (in a file) the codes from the first to the last."""
    if _posted(given, variable.name):
        return listed_ranks(variable, _posted(given, variable.name))
    chosen = [
        (option, posted)
        for option in variable.options
        if (posted := _posted(given, f"{variable.name}-{option.code}"))
    ]
    return chosen_ranks(variable, chosen)


def _number(variable: Variable, given: Given) -> AnswerValue | Fault:
    values = _posted(given, variable.name)
    if not values:
        return Missing.NOT_STATED
    if len(values) > 1:
        return Fault("one_only")
    return read_number(variable.item, values[0])


def _text(variable: Variable, given: Given) -> AnswerValue | Fault:
    item = variable.item
    raw = next((value for value in given.get(variable.name, ()) if value.strip()), "")
    # Composing a hostile text can take quadratic time, so what is far too long is not composed.
    far = len(raw) > 4 * item.longest + 1000
    text = raw if far else cleaned(raw, lines=item.kind == "long_text")
    if len(text) > item.longest:
        return Fault("too_long", {"length": len(text), "limit": item.longest})
    return text or Missing.NOT_STATED


def _date(variable: Variable, given: Given) -> AnswerValue | Fault:
    whole = _posted(given, variable.name)
    if whole:
        match = _ISO_DATE.fullmatch(whole[0])
        if len(whole) > 1 or match is None:
            return Fault("not_a_date")
        parts = list(match.groups())
    else:
        posted = [_posted(given, name) for name in field_names(variable)]
        if not any(posted):
            return Missing.NOT_STATED
        if not all(posted):
            return Fault("date_incomplete")
        if any(len(values) > 1 for values in posted):
            return Fault("one_only")
        parts = [values[0] for values in posted]
    return _day(parts, variable)


def _day(parts: Sequence[str], variable: Variable) -> AnswerValue | Fault:
    if not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return Fault("not_a_date")
    try:
        day = datetime.date(*map(int, parts))
    except ValueError:
        return Fault("not_a_date")
    low, high = variable.item.minimum, variable.item.maximum
    assert isinstance(low, datetime.date)
    assert isinstance(high, datetime.date)
    if not low <= day <= high:
        return Fault("date_out_of_range", {"minimum": low, "maximum": high})
    return day.isoformat()


READERS: Mapping[ValueKind, Callable[[Variable, Given], AnswerValue | Fault]] = {
    "choice": _choice,
    "several": _several,
    "ranked": _ranked,
    "number": _number,
    "text": _text,
    "date": _date,
}
