"""Double keying: a paper booklet is typed in twice, and the two must agree."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.collection.draft import Draft
from surveyapp.instrument.answers import AnswerValue, complete
from surveyapp.instrument.model import Instrument


@dataclass(frozen=True, slots=True)
class Difference:
    """One variable that was keyed in two ways."""

    variable: str
    first: AnswerValue
    second: AnswerValue


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Everything in which two keyings of one booklet differ.

    Attributes
    ----------
    language, design_cell : whether the booklet's language or its printed cell differ.
    """

    answers: tuple[Difference, ...] = ()
    language: bool = False
    design_cell: bool = False

    def __bool__(self) -> bool:
        return bool(self.answers) or self.language or self.design_cell


def compare(instrument: Instrument, first: Draft, second: Draft) -> Disagreement:
    """What differs between two keyings, variable by variable, as it would be stored.

    Answers that are off the route of either keying compare as not applicable, so a difference in
    a filter shows in everything behind it.
    """
    one, other = complete(instrument, first.answers), complete(instrument, second.answers)
    names = dict.fromkeys([*one, *other])
    return Disagreement(
        tuple(Difference(n, one[n], other[n]) for n in names if one[n] != other[n]),
        language=first.language != second.language,
        design_cell=first.design_cell != second.design_cell,
    )
