"""A report's values, gathered from the estimates of a wave; no file is written here."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from surveyapp import __version__
from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.plan import Addition, plan_hash
from surveyapp.indicators.results import FamilyTest
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.language import Language
from surveyapp.reporting.report import DisclosureFacts, Fixed, Meta, Quotes, Report, Versions
from surveyapp.storage.events import WaveEvent
from surveyapp.workflow.estimate import Estimated
from surveyapp.workflow.planned_names import planned_titles
from surveyapp.workflow.reasons import translated
from surveyapp.workflow.report_adjusted import adjusted_facts, event_facts
from surveyapp.workflow.report_facts import (
    About,
    group_facts,
    indicator_facts,
    newest_instrument,
    place_facts,
    question,
    text_in,
    wave_facts,
)
from surveyapp.workflow.report_method import disclosure_facts, method
from surveyapp.workflow.report_sensitivity import sensitivity_values, sensitivity_words
from surveyapp.workflow.report_tipping import tipping_words
from surveyapp.workflow.report_words import say
from surveyapp.workflow.topline import topline


def report_of(
    estimated: Estimated,
    definition: Definition,
    about: About,
    *,
    published: datetime.date,
    language: str = "en",
    additions: Sequence[Addition] = (),
    receipts: Sequence[str] = (),
    advance: Sequence[Fixed] = (),
    events: Sequence[WaveEvent] = (),
    quotes: Mapping[str, Sequence[str]] | None = None,
) -> Report:
    """Everything one report says, in one language.

    Parameters
    ----------
    estimated : figures after disclosure.
    published : the day printed on the report.
    additions : what was added to the plan after it was frozen.
    receipts : hashes of the receipts of the counted responses.
    advance : what the public log fixed beforehand.
    events : the log, of which the outside events of the report's waves are printed.
    quotes : item -> approved open answers, for a definition that prints them.

    Raises
    ------
    ReportError for a language that reports are not written in.
    """
    weighed, analysis = estimated.weighed, estimated.analysis
    file = weighed.file
    speech = Language.of(language)
    outside = event_facts(file, events, speech)
    waves = wave_facts(file, weighed.diagnostics, speech, analysis.series)
    return Report(
        meta=_meta(file, definition, about, published, language),
        waves=tuple(replace(wave, events=outside[wave.id]) for wave in waves),
        places=place_facts(analysis, file, about),
        groups=group_facts(analysis, speech),
        indicators=indicator_facts(analysis, file, speech),
        cells=tuple(translated(cell, language) for cell in analysis.cells),
        comparisons=tuple(translated(one, language) for one in analysis.comparisons),
        families=tuple(_titled(test, file, language) for test in analysis.families),
        method=method(estimated, additions, about, speech),
        disclosure=_with_doubts(disclosure_facts(weighed, about, language), estimated, speech),
        topline=topline(file, weighed.weights, language, estimated.standards),
        versions=replace(_versions(estimated, receipts), advance=tuple(advance)),
        adjusted=adjusted_facts(analysis, speech),
        formerly=file.formerly,
        quotes=tuple(
            Quotes(item, question(newest_instrument(file).variables[item], language), tuple(texts))
            for item, texts in (quotes or {}).items()
        ),
    )


def _with_doubts(
    facts: DisclosureFacts, estimated: Estimated, language: Language
) -> DisclosureFacts:
    """The annex's facts with figures without flagged answers, and the tipping counts."""
    words = (*sensitivity_words(estimated, language), *tipping_words(estimated, language.code))
    return replace(
        facts,
        quality_checks=(*facts.quality_checks, *words),
        without_flagged=sensitivity_values(estimated),
    )


def _titled(test: FamilyTest, file: AnalysisFile, language: str) -> FamilyTest:
    """Declared families have the plan's title in the language; the exploratory one has none."""
    said = translated(test, language)
    if not test.family:
        return replace(said, title=say(language, "exploratory family"))
    return replace(said, title=planned_titles(file, language).get(test.family, test.title))


def content_digest(file: AnalysisFile) -> str:
    """SHA-256 of every answer of the file: the same answers have the same digest."""
    digest = hashlib.sha256()
    for name, column in sorted(file.columns.items()):
        digest.update(f"\0{name}\0".encode())
        digest.update(np.ascontiguousarray(column.values).tobytes())
        digest.update(np.ascontiguousarray(column.missing).tobytes())
    facts = (file.area, file.mode, file.language, file.design_cell, *file.texts.values())
    for labels in facts:
        digest.update("\0".join(labels.tolist()).encode())
    digest.update(np.ascontiguousarray(file.wave).tobytes())
    return digest.hexdigest()


def _meta(
    file: AnalysisFile,
    definition: Definition,
    about: About,
    published: datetime.date,
    language: str,
) -> Meta:
    wave = file.waves[-1]
    instrument = newest_instrument(file)
    title = definition.title_for(language, city=about.city, department=about.department)
    return Meta(
        title=about.title or title,
        department=about.department,
        city=about.city,
        wave=wave.slug,
        published=published,
        frame=wave.frame,
        population=about.population or _population(file, about, language),
        contact=about.contact,
        survey=about.survey or text_in(instrument.title, language),
        place_kind=about.place_kind,
        language=language,
        languages=wave.languages,
        simulated=wave.simulated,
        status="corrected" if about.correction else "final",
        status_note=about.correction,
        questions_in="" if language in instrument.languages else instrument.languages[0],
    )


def _population(file: AnalysisFile, about: About, language: str) -> str:
    if FRAME_RULES[file.waves[-1].frame].tests == "all":
        return say(language, "population", city=about.city)
    return say(language, "answerers", city=about.city)


def _versions(estimated: Estimated, receipts: Sequence[str]) -> Versions:
    weighed = estimated.weighed
    file = weighed.file
    wave, instrument = file.waves[-1], newest_instrument(file)
    snapshot = hashlib.sha256(f"{content_digest(file)}\0{weighed.run_id}".encode()).hexdigest()
    return Versions(
        instrument=instrument.id,
        instrument_version=instrument.version,
        instrument_hash=wave.instrument_hash,
        recipe_hash=hashlib.sha256(weighed.recipe.encode()).hexdigest(),
        snapshot_hash=snapshot,
        plan_hash=plan_hash(wave.plan),
        software=f"surveyapp {__version__}",
        receipts=tuple(receipts),
    )
