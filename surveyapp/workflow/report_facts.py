"""Facts of a report about its waves, places, groups and indicators, in the report's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.wave import Wave
from surveyapp.disclosure.answers import printable
from surveyapp.indicators.analysis import Analysis
from surveyapp.indicators.bounds import asked_of
from surveyapp.indicators.scoring import Scored
from surveyapp.indicators.series import Series
from surveyapp.instrument.model import Instrument, Text, Variable
from surveyapp.instrument.pipes import without_pipes
from surveyapp.reporting.language import Language
from surveyapp.reporting.report import Group, IndicatorFacts, Place, WaveFacts
from surveyapp.weighting.diagnostics import WeightDiagnostics
from surveyapp.workflow.report_outcomes import outcome_facts
from surveyapp.workflow.report_words import say


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of its publisher, which no table of the store holds.

    Attributes
    ----------
    population : who the figures are about; composed from the city when empty.
    correction : what was wrong in an earlier edition and what changed; this one is then a
        corrected edition.
    place_names : level of places that are parents of areas -> id -> name.
    """

    city: str
    department: str
    contact: str
    title: str = ""
    survey: str = ""
    population: str = ""
    place_kind: Literal["neighborhood", "district"] = "neighborhood"
    sponsor: str = ""
    conductor: str = ""
    funder: str = ""
    recruitment: str = ""
    frame_source: str = ""
    selection: str = ""
    correction: str = ""
    place_names: Mapping[str, str] = field(default_factory=dict)


def text_in(text: Text, language: str) -> str:
    """A text in a language, or in its first one."""
    return text.get(language) or next(iter(text.values()), "")


def newest_instrument(file: AnalysisFile) -> Instrument:
    """The instrument of the newest wave."""
    return file.instrument_of(file.waves[-1])


def wave_facts(
    file: AnalysisFile,
    spread: Mapping[str, WeightDiagnostics],
    language: Language,
    series: Series,
) -> tuple[WaveFacts, ...]:
    """One entry a wave, oldest first."""
    return tuple(_wave(file, wave, spread[wave.slug], language, series) for wave in file.waves)


def place_facts(analysis: Analysis, file: AnalysisFile, about: About) -> tuple[Place, ...]:
    """The places with figures of their own, in the order the wave declares them."""
    names = {area.id: area.name for area in file.areas}
    return tuple(
        Place(place, about.place_names.get(place) or names.get(place) or place.partition(":")[2])
        for place in analysis.places
    )


def group_facts(analysis: Analysis, language: Language) -> tuple[Group, ...]:
    """Every level of every grouping."""
    return tuple(
        Group(
            f"{grouping.variable}:{level}",
            grouping.variable,
            text_in(grouping.title, language.code),
            text_in(label, language.code),
        )
        for grouping in analysis.groupings
        for level, label in grouping.levels.items()
    )


def indicator_facts(
    analysis: Analysis, file: AnalysisFile, language: Language
) -> tuple[IndicatorFacts, ...]:
    """What each indicator measures and how it was scored."""
    instrument = newest_instrument(file)
    plan = file.waves[-1].plan
    return tuple(
        _indicator(scored, instrument, language.code, primary=name in plan.primary)
        for name, scored in analysis.scored.items()
    )


def question(variable: Variable, language: str) -> str:
    """The wording of a variable: the item's, and the row's for a grid; each pipe is an ellipsis."""
    words = without_pipes(text_in(variable.item.text, language))
    return words if variable.row is None else f"{words} {text_in(variable.row.text, language)}"


def _indicator(
    scored: Scored, instrument: Instrument, language: str, *, primary: bool
) -> IndicatorFacts:
    indicator = scored.indicator
    variables = [instrument.variables[name] for name in indicator.items]
    sections = {section.id: section.title for section in instrument.sections}
    several = len(indicator.items) > 1
    kept_in = indicator.dont_know == "in the base"
    return IndicatorFacts(
        id=indicator.id,
        title=text_in(indicator.title, language),
        definition=text_in(indicator.definition, language),
        unit=scored.unit,
        better=indicator.better,
        statement=text_in(indicator.statement, language),
        among=text_in(indicator.among, language),
        questions=tuple(question(variable, language) for variable in variables),
        base=text_in(indicator.base, language),
        scoring=_scoring(scored, variables[0], language),
        missing_rule=say(
            language,
            "answered several" if several else "answered one",
            k=indicator.missing_rule.answered_at_least,
            of=len(indicator.items),
        ),
        dont_know_rule=say(language, "dont know base" if kept_in else "dont know beside"),
        low=scored.lowest,
        high=scored.highest,
        primary=primary or indicator.primary,
        section=text_in(sections.get(variables[0].item.section, {}), language),
    )


def _scoring(scored: Scored, variable: Variable, language: str) -> str:
    indicator = scored.indicator
    several = indicator.scoring == "top_share" and len(indicator.items) > 1
    return say(
        language,
        "top_share several" if several else indicator.scoring,
        positive=_options(variable, indicator.positive, language),
        negative=_options(variable, indicator.negative, language),
        low=f"{scored.lowest:g}",
        high=f"{scored.highest:g}",
    )


def _options(variable: Variable, codes: Sequence[int], language: str) -> str:
    chosen = (variable.option(code) for code in codes)
    labels = [f"“{text_in(option.label, language)}”" for option in chosen if option is not None]
    return say(language, "or").join(labels)


def _wave(
    file: AnalysisFile,
    wave: Wave,
    spread: WeightDiagnostics,
    language: Language,
    series: Series,
) -> WaveFacts:
    rows = file.in_wave(wave.slug)
    outcomes = outcome_facts(file, wave, language)
    n = int(rows.sum())
    return WaveFacts(
        id=wave.slug,
        period=wave.period,
        fielded=_fielded(wave, language),
        n=n,
        invited=outcomes.invited,
        response_rate=outcomes.rate,
        response_rate_name=outcomes.name,
        outcomes=outcomes.words,
        kish_effective_n=spread.kish_effective_n,
        modes=_counted(file.mode[rows]),
        languages=_counted(file.language[rows]),
        breaks=series.broken_at(wave.slug),
        asked=asked_of(wave, file) if wave.frame == "census" else None,
    )


def _fielded(wave: Wave, language: Language) -> str:
    if wave.opened_on is None or wave.closed_on is None:
        return say(language.code, "undated")
    start, end = language.day(wave.opened_on), language.day(wave.closed_on)
    return say(language.code, "from to", start=start, end=end)


def _counted(labels: np.ndarray) -> dict[str, int]:
    """People by label, the most frequent first; labels that may not be counted are left out."""
    found = Counter(label for label in labels.tolist() if label)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    shown = printable([n for _, n in ordered], rest=len(labels) - found.total())
    return {label: n for (label, n), ok in zip(ordered, shown, strict=True) if ok}
