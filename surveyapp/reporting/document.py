"""A report set in order: chapters, numbers of figures and tables, titles."""

from __future__ import annotations

from dataclasses import replace

from surveyapp.reporting.blocks import Block, Document, FigureBlock, Section, TableBlock
from surveyapp.reporting.chapter_annex import (
    annex_section,
    answers_section,
    topline_section,
    versions_section,
)
from surveyapp.reporting.chapter_front import (
    cover,
    glance_section,
    how_to_read_section,
    main_points_section,
)
from surveyapp.reporting.chapter_indicators import indicator_section
from surveyapp.reporting.chapter_method import method_section
from surveyapp.reporting.chapter_quotes import quotes_section
from surveyapp.reporting.chapter_tables import groups_sections, places_sections
from surveyapp.reporting.check import check
from surveyapp.reporting.definition import Chapter, Definition
from surveyapp.reporting.findings import has_figures
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import IndicatorFacts, Report


def compose(report: Report, definition: Definition) -> Document:
    """The whole report as blocks, ready for the page or for print.

    Raises
    ------
    ReportError
        When the values contradict each other or say what the frame type forbids (see `check`).
    """
    check(report)
    language = Language.of(report.meta.language)
    look = Lookup.of(report)
    indicators = _chosen(look, definition)
    title = report.meta.title or definition.title_for(
        report.meta.language, city=report.meta.city, department=report.meta.department
    )
    sections: list[Section] = []
    for chapter in definition.chapters:
        sections += _chapter(chapter, look, language, indicators)
    period = language.period(look.wave.period)
    return Document(
        language=report.meta.language,
        title=language.say("title colon", title=title, words=period),
        description=language.say("quarterly report", wave=period),
        running=language.say("comma").join((title, period)),
        published=language.say("published on", date=language.day(report.meta.published)),
        date=report.meta.published.isoformat(),
        cover=cover(look, language, title),
        sections=numbered(tuple(sections)),
        ribbon=language.say("simulated") if report.meta.simulated else "",
    )


def _chosen(look: Lookup, definition: Definition) -> tuple[IndicatorFacts, ...]:
    if definition.indicators:
        wanted = [look.indicators[i] for i in definition.indicators if i in look.indicators]
    else:
        wanted = list(look.report.indicators)
    return tuple(indicator for indicator in wanted if has_figures(look, indicator))


def _chapter(
    chapter: Chapter, look: Lookup, language: Language, indicators: tuple[IndicatorFacts, ...]
) -> list[Section]:
    match chapter:
        case "main points":
            made: list[Section | None] = [main_points_section(look, language, indicators)]
        case "how to read":
            made = [how_to_read_section(look, language)]
        case "at a glance":
            made = [glance_section(look, language, indicators)]
        case "indicators":
            made = [indicator_section(look, language, indicator) for indicator in indicators]
        case "places table":
            made = list(places_sections(look, language, indicators))
        case "who differs":
            made = list(groups_sections(look, language, indicators))
        case "answers":
            made = [answers_section(look, language)]
        case "method":
            made = [method_section(look, language, indicators)]
        case "annex":
            made = [annex_section(look, language)]
        case "topline":
            made = [topline_section(look, language)]
        case "quotes":
            made = [quotes_section(look, language)]
        case "versions":
            made = [versions_section(look, language)]
    return [section for section in made if section is not None]


def numbered(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Figures and tables numbered through the report, each in its own count."""
    figures = tables = 0
    result = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, FigureBlock):
                figures += 1
                blocks.append(replace(block, number=figures))
            elif isinstance(block, TableBlock):
                tables += 1
                blocks.append(replace(block, number=tables))
            else:
                blocks.append(block)
        result.append(replace(section, blocks=tuple(blocks)))
    return tuple(result)
