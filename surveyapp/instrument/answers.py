"""Answers to an instrument: what they are, the one reader of them, and the canonical response.

The web pages, imported files and the practice city all come through here, so an answer means the
same wherever it was given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveyapp.errors import AnswersRejected, Problem
from surveyapp.instrument.calculating import failed, number
from surveyapp.instrument.computation import SumCheck
from surveyapp.instrument.deciding import is_stated
from surveyapp.instrument.messages import Fault, say
from surveyapp.instrument.model import Instrument, Page, Variable
from surveyapp.instrument.reader import read, unfinished
from surveyapp.instrument.reading_places import Locator
from surveyapp.instrument.routing import UNSEEN, settle
from surveyapp.instrument.values import Answers, AnswerValue, Missing, from_json, to_json

__all__ = [
    "AnswerValue",
    "Answers",
    "Missing",
    "broken_sums",
    "complete",
    "from_json",
    "read_page",
    "read_record",
    "to_json",
    "variables",
]

_TRAILING_ZEROS = re.compile(r"(\d+)\.0+")
LISTED = ("several", "ranked")
_SEPARATORS = re.compile(r"[;,|\s]+")


def variables(instrument: Instrument) -> tuple[Variable, ...]:
    """Every column of answers of an instrument, in the order asked."""
    return tuple(instrument.variables.values())


def read_page(
    instrument: Instrument,
    page: Page,
    form: Mapping[str, Sequence[str]],
    language: str,
    *,
    before: Answers | None = None,
    places: Locator | None = None,
) -> dict[str, AnswerValue]:
    """The answers posted from one page: an answer, or "not stated", for each of its variables.

    A field is named as its variable; a date has `<variable>-year`, `-month` and `-day`, or one
    ISO date under its name. Fields of other pages, and unknown ones, are not looked at. The
    instrument must be bound to its areas (`areas.with_areas`).

    Parameters
    ----------
    before : answers of the pages before, for sums that stretch over pages.
    places : resolves an address or a point to its area.

    Raises
    ------
    AnswersRejected
        With a problem for each variable that cannot be taken: `where` is its name, `what` tells
        the resident in `language`, `code` is the key of the message.
    """
    answers: dict[str, AnswerValue] = {}
    problems: list[Problem] = []
    for variable in _asked(instrument, page):
        value = read(variable, form, places)
        if variable.item.required and not isinstance(value, Fault):
            value = unfinished(variable, value) or value
        if isinstance(value, Fault):
            problems.append(Problem(say(value, language), variable.name, (), value.key))
        else:
            answers[variable.name] = value
    if not problems:
        checked = [check for item in page.items for check in instrument.index[item].checks]
        everything = {**(before or {}), **answers}
        problems = _sum_problems(instrument, checked, everything, list(answers), language)
    if problems:
        raise AnswersRejected(problems)
    return answers


def broken_sums(
    instrument: Instrument, page: Page, answers: Answers, language: str
) -> list[Problem]:
    """Sums of a page answered before that no longer hold, as a number elsewhere was changed.

    Problems are those that `read_page` would give; none for a page that was not answered yet.
    """
    checks = [check for item in page.items for check in instrument.index[item].checks]
    names = [variable.name for variable in _asked(instrument, page)] if checks else []
    if not checks or not all(name in answers for name in names):
        return []
    return _sum_problems(instrument, checks, answers, names, language)


def read_record(
    instrument: Instrument, record: Mapping[str, str | Missing]
) -> tuple[dict[str, AnswerValue], tuple[Problem, ...]]:
    """The answers in one row of a file, by the same reader as a page, and what is wrong with it.

    A value is what a page would post for the variable: an option's code (also as "4.0", as
    spreadsheets write whole numbers), codes with `;` or `,` between them for a multiple choice or
    (from the first) a ranking, a number, an ISO date, a text, an area id. Blank is "not stated",
    required or not: nobody is there to be asked again. A `Missing` is taken as it is. A variable
    that is absent from the row stays absent. Sums must hold as on a page, and a value that is
    worked out must be the one that the row gives. Problems have the variable as `where` and are in
    English, for staff.
    """
    answers: dict[str, AnswerValue] = {}
    problems: list[Problem] = []
    for name, raw in record.items():
        variable = instrument.variables.get(name)
        if variable is None:
            problems.append(_unknown(name))
            continue
        value = raw if isinstance(raw, Missing) else read(variable, {name: _values(variable, raw)})
        if isinstance(value, Fault):
            problems.append(_bad_cell(variable, str(raw), value))
        else:
            answers[name] = value
    checked = [check for item in instrument.asked for check in item.checks]
    problems += _sum_problems(instrument, checked, answers, list(answers), "en")
    return answers, (*problems, *_miscalculated(instrument, answers))


def complete(instrument: Instrument, answers: Answers) -> dict[str, AnswerValue]:
    """The one canonical response: every variable once, in the order asked.

    An item off the route is not applicable, whatever was answered before it went off, and so is
    one that a file says was not applicable. "Rather not say" and a page posted blank are not
    stated. A variable on the route that nothing is known of is not reached, and so is one whose
    condition hangs on such a variable. What was not drawn by lot, as on paper, is not applicable,
    and what hangs on it is not reached. Calculated values are worked out anew. Answers
    to anything the instrument does not ask are dropped. Completing a completed response changes
    nothing.
    """
    response: dict[str, AnswerValue] = {}
    settled = settle(instrument, answers)
    for name, variable in instrument.variables.items():
        verdict = settled.verdicts[variable.item.id]
        value = settled.known.get(name, Missing.NOT_REACHED)
        undrawn = variable.item.kind == "drawn" and isinstance(value, Missing)
        if verdict is False or undrawn:
            response[name] = Missing.NOT_APPLICABLE
        elif verdict is None or value is Missing.NOT_REACHED:
            response[name] = Missing.NOT_REACHED
        elif value is Missing.NOT_APPLICABLE:
            response[name] = value
        else:
            stated = is_stated(value, variable)
            response[name] = _in_order(value, variable) if stated else Missing.NOT_STATED
    return response


def _sum_problems(
    instrument: Instrument,
    checks: Sequence[SumCheck],
    answers: Answers,
    names: Sequence[str],
    language: str,
) -> list[Problem]:
    """A problem for each sum that fails, at the last of its numbers among `names`."""
    if not checks:
        return []
    known = settle(instrument, answers).known
    problems = []
    for check in checks:
        fault = _sum_fault(check, known, instrument)
        mine = [name for name in names if name in check.variables]
        if fault is not None and names:
            words = check.message.get(language) or say(fault, language)
            problems.append(Problem(words, mine[-1] if mine else names[-1], (), fault.key))
    return problems


def _sum_fault(check: SumCheck, known: Answers, instrument: Instrument) -> Fault | None:
    sums = failed(check, known, instrument.variables)
    if sums is None:
        return None
    total, wanted = map(number, sums)
    key = "sum_equals" if check.equals is not None else "sum_at_most"
    return Fault(key, {"total": total, "wanted": wanted})


def _miscalculated(instrument: Instrument, answers: Answers) -> list[Problem]:
    """A problem for each calculated value of a row that its own answers do not give."""
    given = [n for n in answers if instrument.variables[n].item.value is not None]
    if not given:
        return []
    known = settle(instrument, answers).known
    return [
        Problem(
            f"It is {answers[name]}, and the answers of the row give {known[name]}.",
            name,
            ("leave the column out: it is worked out.", "correct the answers."),
            "calculated",
        )
        for name in given
        if not isinstance(known.get(name, UNSEEN), Missing) and known[name] != answers[name]
    ]


def _in_order(value: AnswerValue, variable: Variable) -> AnswerValue:
    """Ticked codes in the order of the questionnaire, so that equal responses are equal."""
    if not isinstance(value, tuple) or variable.kind == "ranked":
        return value
    return tuple(option.code for option in variable.options if option.code in value)


def _asked(instrument: Instrument, page: Page) -> list[Variable]:
    return [variable for item in page.items for variable in instrument.columns[item]]


def _values(variable: Variable, raw: str) -> list[str]:
    """What a page would have posted for a cell of a file."""
    if variable.kind == "text":
        return [raw]
    parts = _SEPARATORS.split(raw.strip()) if variable.kind in LISTED else [raw.strip()]
    if variable.kind == "date" or variable.item.options_from:
        return parts
    return [whole[1] if (whole := _TRAILING_ZEROS.fullmatch(part)) else part for part in parts]


def _unknown(name: str) -> Problem:
    return Problem(
        f'The questionnaire has no variable "{name}".',
        name,
        ("correct the mapping.", "leave the column out."),
        "unknown_variable",
    )


def _bad_cell(variable: Variable, raw: str, fault: Fault) -> Problem:
    given = raw if len(raw) <= 40 else raw[:37] + "..."
    remedies: tuple[str, ...] = ()
    if fault.key == "unknown_option":
        codes = ", ".join(option.value for option in variable.options[:20])
        remedies = (f"use one of {codes}.", "give the value a code in the mapping.")
    return Problem(
        f'"{given}" cannot be read. {say(fault, "en")}', variable.name, remedies, fault.key
    )
