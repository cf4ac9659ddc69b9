"""What may be printed of a weighting margin's people: the verdict of its question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.plan import MarginUse
from surveyapp.disclosure.answers import printable
from surveyapp.disclosure.rules import is_small
from surveyapp.weighting.margin_check import MarginCheck
from surveyapp.workflow.topline import answers_shown


@dataclass(frozen=True, slots=True)
class PrintedMargin:
    """Which numbers of a margin are printed in one wave.

    Attributes
    ----------
    levels : for each level, whether its count and unweighted share are.
    unknown, outside : people in no level, as printed. A small number outside is counted with the
        unknown; neither is printed beside a withheld level, which would follow from them.
    """

    levels: tuple[bool, ...]
    unknown: int
    outside: int


def printed_margin(check: MarginCheck, file: AnalysisFile) -> PrintedMargin:
    """The verdict on one margin of one wave."""
    use = use_of(check.name, file)
    answers = None
    if use is not None and not use.bridge:
        answers = answers_shown(use.variable, file, file.in_wave(check.wave))
    if use is None or answers is None:
        counts = [level.n for level in check.levels]
        levels = printable([*counts, check.outside], rest=check.unknown)[:-1]
    else:
        codes = codes_of(use, answers)
        levels = tuple(
            all(answers[c] for c in codes.get(level.category, ())) for level in check.levels
        )
    if not all(levels):
        return PrintedMargin(levels, 0, 0)
    if is_small(check.outside):
        return PrintedMargin(levels, check.unknown + check.outside, 0)
    return PrintedMargin(levels, check.unknown, check.outside)


def use_of(margin: str, file: AnalysisFile) -> MarginUse | None:
    """How a margin meets the answers, by the newest plan."""
    uses = file.waves[-1].plan.weighting.margins
    return next((use for use in uses if use.margin == margin), None)


def codes_of(use: MarginUse, answers: Mapping[str, object]) -> dict[str, Sequence[str]]:
    """Category of a margin -> codes of the answers that lead to it."""
    found: dict[str, list[str]] = {}
    for code in answers:
        found.setdefault(use.categories.get(code, code), []).append(code)
    return {category: tuple(codes) for category, codes in found.items()}
