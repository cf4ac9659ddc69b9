"""The families of refusals. Each says what is wrong, where, and every remedy; none knows HTTP.

A refusal carries *all* its problems, so that nobody repairs one only to meet the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    what : what is wrong, in words for the person who must mend it.
    where : file, item, column, row or margin it concerns; empty when it concerns the whole.
    remedies : each thing that would mend it.
    code : stable name of this kind of problem, for programs and tests.
    """

    what: str
    where: str = ""
    remedies: tuple[str, ...] = ()
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        if not self.remedies:
            return f"{place}{self.what}"
        return f"{place}{self.what} Remedy: {' Or: '.join(self.remedies)}"


class SurveyError(Exception):
    """A refusal with one or more problems; the base of every error we raise on purpose."""

    code = "survey"

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InstrumentError(SurveyError):
    """A questionnaire document that cannot be used."""

    code = "instrument"


class AnswersRejected(SurveyError):
    """Answers to a page that do not fit its items; `where` of each problem is the field name."""

    code = "answers"


class InputError(SurveyError):
    """A file, mapping or option given by staff that cannot be read as it stands."""

    code = "input"


class WaveError(SurveyError):
    """A wave that cannot take the asked step in its present state."""

    code = "wave"


class DesignError(SurveyError):
    """A sample design that contradicts itself or its data."""

    code = "design"


class WeightingError(SurveyError):
    """Weights or population margins that cannot be met."""

    code = "weighting"


class EstimationError(SurveyError):
    """An estimate that the data cannot give."""

    code = "estimation"


class DisclosureRefused(SurveyError):
    """A figure that may not leave the house."""

    code = "disclosure"


class ReportError(SurveyError):
    """A report definition or report value that cannot be built."""

    code = "report"


class StorageError(SurveyError):
    """A store that is missing, locked, full or newer than this program."""

    code = "storage"
