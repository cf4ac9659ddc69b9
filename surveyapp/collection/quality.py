"""Quality flags: yes or no, computed at submit from the answers alone, documented and few.

A flag never removes a response; reports show results with and without the flagged ones. The
rules stand in `quality_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveyapp.collection.plan import Answered, Inconsistency
from surveyapp.collection.quality_rules import (
    SECONDS_A_WORD,
    STRAIGHT_LINE_ITEMS,
    UNANSWERED_SHARE,
)
from surveyapp.instrument.answers import Answers, Missing
from surveyapp.instrument.model import PAGELESS, Instrument
from surveyapp.instrument.reading_time import count_words
from surveyapp.instrument.routing import path


def quality_flags(
    instrument: Instrument,
    answers: Answers,
    observed: Mapping[str, bool],
    pairs: Sequence[Inconsistency] = (),
) -> dict[str, bool]:
    """The flags of one completed response.

    - straight_lining: at least five variables of one scale were answered, all with one code.
    - many_unanswered: over half of the variables on the route are not stated or not reached.
    - inconsistent: both answers of one of the plan's `pairs` were given; only where it has any.
    - and the yes-or-no observations made on the way, such as a form filled in faster than it
      can be read.
    """
    flags = {
        **observed,
        "many_unanswered": many_unanswered(asked_of(instrument, answers)),
        "straight_lining": straight_lining(instrument, answers),
    }
    return flags | ({"inconsistent": inconsistent(answers, pairs)} if pairs else {})


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


def asked_of(instrument: Instrument, answers: Answers) -> Answers:
    """The answers to questions: what was worked out or decided by lot was asked of nobody."""
    return {
        name: value
        for name, value in answers.items()
        if instrument.variables[name].item.kind not in PAGELESS
    }


def many_unanswered(answers: Answers) -> bool:
    """Whether over half of what was asked has no answer."""
    asked = [value for value in answers.values() if value is not Missing.NOT_APPLICABLE]
    unanswered = sum(isinstance(value, Missing) for value in asked)
    return unanswered > UNANSWERED_SHARE * len(asked)


def inconsistent(answers: Answers, pairs: Sequence[Inconsistency]) -> bool:
    """Whether both sides of any pair were answered."""
    return any(_given(answers, pair.first) and _given(answers, pair.second) for pair in pairs)


def faster_than_reading(
    instrument: Instrument, answers: Answers, language: str, seconds: int | None
) -> bool:
    """Whether answering took less time than reading the route does, at 0.3 seconds a word.

    Counts question, hint and rows of every item on the route, and the labels of each scale once.
    Where the age of the form is not known (`seconds` None) nobody is called fast.
    """
    if seconds is None:
        return False
    return seconds < SECONDS_A_WORD * _words(instrument, answers, language)


def _given(answers: Answers, wanted: Answered) -> bool:
    value = answers.get(wanted.item)
    chosen = value if isinstance(value, tuple) else (value,)
    return any(code in wanted.codes for code in chosen if isinstance(code, int))


def _words(instrument: Instrument, answers: Answers, language: str) -> int:
    total = 0
    scales: set[str] = set()
    for page in path(instrument, answers):
        for name in page.items:
            item = instrument.index[name]
            texts = [item.text, item.hint, *(row.text for row in item.rows)]
            if not item.scale or item.scale not in scales:
                texts += [option.label for option in item.options if not option.place]
                scales.add(item.scale)
            total += sum(count_words(text.get(language, "")) for text in texts)
    return total
