"""Words for the annex: what the city's figures are without the responses that raised a flag."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.reporting.language import Language
from surveyapp.workflow.estimate import Estimated
from surveyapp.workflow.quality_report import enough_flagged, sensitivity
from surveyapp.workflow.report_facts import text_in
from surveyapp.workflow.report_words import say


def sensitivity_words(estimated: Estimated, language: Language) -> tuple[str, ...]:
    """One sentence for each indicator the plan names as primary, or one that says why not.

    Nothing is printed where fewer people raised a flag, or did not, than any published figure
    must stand on: with and without would tell about those few.
    """
    return tuple(_words(estimated, language))


def _words(estimated: Estimated, language: Language) -> Iterator[str]:
    file, weights = estimated.weighed.file, estimated.weighed.weights
    wave, code = file.waves[-1], language.code
    flagged = int((file.flagged & file.in_wave(wave.slug)).sum())
    if not flagged:
        return
    fewest = estimated.standards.persons
    if not enough_flagged(file, wave.slug, fewest):
        yield say(code, "sensitivity few", fewest=fewest)
        return
    scored, shown = estimated.analysis.scored, _shown(estimated)
    for line in sensitivity(file, weights, wave.slug):
        primary = line.indicator in wave.plan.primary and line.indicator in shown
        if not primary or line.value_without is None or min(line.n, line.n_without) < fewest:
            continue
        unit = scored[line.indicator].unit
        yield say(
            code,
            "sensitivity",
            title=text_in(scored[line.indicator].indicator.title, code),
            n=language.number(flagged),
            value=language.value(line.value, unit),
            without=language.value(line.value_without, unit),
        )


def _shown(estimated: Estimated) -> frozenset[str]:
    """Indicators whose figure for the city in the newest wave is not withheld."""
    return frozenset(
        cell.indicator
        for cell in estimated.analysis.cells
        if (cell.wave, cell.place, cell.group) == (estimated.analysis.wave, CITY, EVERYONE)
        and cell.withheld is None
    )
