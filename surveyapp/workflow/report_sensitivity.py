"""Words for the annex: what the city's figures are without the responses that raised a flag."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.reporting.language import Language
from surveyapp.reporting.report import WithoutFlagged
from surveyapp.workflow.estimate import Estimated
from surveyapp.workflow.quality_report import Sensitivity, enough_flagged, sensitivity
from surveyapp.workflow.report_facts import text_in
from surveyapp.workflow.report_words import say


def without_flagged(estimated: Estimated) -> tuple[Sensitivity, ...]:
    """The city's figures of the plan's primary indicators that may be printed without the flagged.

    None where fewer people raised a flag, or did not, than any published figure must stand on;
    and none of an indicator whose own base holds fewer of either: with and without would tell
    about those few, by subtraction.
    """
    file, weights = estimated.weighed.file, estimated.weighed.weights
    wave, fewest = file.waves[-1], estimated.standards.persons
    if not enough_flagged(file, wave.slug, fewest):
        return ()
    shown = _shown(estimated)
    return tuple(
        line
        for line in sensitivity(file, weights, wave.slug)
        if line.indicator in wave.plan.primary
        and line.indicator in shown
        and line.value_without is not None
        and min(line.n_without, line.n - line.n_without) >= fewest
    )


def sensitivity_words(estimated: Estimated, language: Language) -> tuple[str, ...]:
    """One sentence for each figure of `without_flagged`, or one that says why there is none."""
    return tuple(_words(estimated, language))


def sensitivity_values(estimated: Estimated) -> tuple[WithoutFlagged, ...]:
    """The same figures as values, for the report's data and the ledger."""
    wave = estimated.weighed.file.waves[-1].slug
    return tuple(
        WithoutFlagged(line.indicator, wave, line.n_without, line.value_without)
        for line in without_flagged(estimated)
        if line.value_without is not None
    )


def _words(estimated: Estimated, language: Language) -> Iterator[str]:
    file, code = estimated.weighed.file, language.code
    slug = file.waves[-1].slug
    flagged = int((file.flagged & file.in_wave(slug)).sum())
    if not flagged:
        return
    fewest = estimated.standards.persons
    if not enough_flagged(file, slug, fewest):
        yield say(code, "sensitivity few", fewest=fewest)
    scored = estimated.analysis.scored
    for line in without_flagged(estimated):
        unit = scored[line.indicator].unit
        yield say(
            code,
            "sensitivity",
            title=text_in(scored[line.indicator].indicator.title, code),
            n=language.number(flagged),
            value=language.value(line.value, unit),
            without=language.value(line.value_without or 0.0, unit),
        )


def _shown(estimated: Estimated) -> frozenset[str]:
    """Indicators whose figure for the city in the newest wave is not withheld."""
    return frozenset(
        cell.indicator
        for cell in estimated.analysis.cells
        if (cell.wave, cell.place, cell.group) == (estimated.analysis.wave, CITY, EVERYONE)
        and cell.withheld is None
    )
