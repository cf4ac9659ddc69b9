"""Words for the annex: how few invented answers would turn what the report says of the city."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.indicators.results import CITY, EVERYONE, Comparison
from surveyapp.indicators.tipping import tipping
from surveyapp.reporting.language import Language
from surveyapp.workflow.estimate import Estimated
from surveyapp.workflow.report_facts import text_in
from surveyapp.workflow.report_words import say


def tipping_words(estimated: Estimated, language: str) -> tuple[str, ...]:
    """One sentence a city comparison of the newest wave that ended in a verdict."""
    return tuple(_words(estimated, language))


def _words(estimated: Estimated, language: str) -> Iterator[str]:
    analysis = estimated.analysis
    cells = {
        (cell.indicator, cell.wave): cell
        for cell in analysis.cells
        if cell.place == CITY and cell.group == EVERYONE and cell.withheld is None
    }
    speech = Language.of(language)
    periods = {wave.slug: speech.period(wave.period) for wave in estimated.weighed.file.waves}
    for made in analysis.comparisons:
        cell = cells.get((made.indicator, made.wave))
        if cell is None or not _over_time(made, analysis.wave) or made.reference not in periods:
            continue
        scored = analysis.scored[made.indicator]
        found = tipping(cell, made, lowest=scored.lowest, highest=scored.highest)
        title = text_in(scored.indicator.title, language)
        period = periods[made.reference]
        if found is None:
            yield say(language, "tipping none", title=title, period=period)
        else:
            yield say(
                language,
                "tipping",
                title=title,
                period=period,
                n=found.answers,
                share=100 * found.share,
            )


def _over_time(made: Comparison, wave: str) -> bool:
    """Whether a comparison is the city's own, between two waves, and ended in a verdict."""
    whole = made.place == CITY and made.group == EVERYONE
    plain = made.kind in ("previous quarter", "same quarter last year")
    return whole and plain and made.wave == wave and made.verdict is not None and not made.withheld
