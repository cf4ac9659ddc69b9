"""All places and all groups by all indicators, and the charts of who differs."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.indicators.results import CITY, EVERYONE, Cell, Comparison, ComparisonKind
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.blocks import (
    Block,
    Column,
    FigureBlock,
    Paragraph,
    Row,
    Section,
    Table,
    TableBlock,
    TableCell,
)
from surveyapp.reporting.chapter_indicators import (
    about_sentence,
    area_keys,
    dot_table,
    source_sentence,
)
from surveyapp.reporting.chart_values import groups_chart
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.marks import mark_of
from surveyapp.reporting.report import IndicatorFacts
from surveyapp.reporting.wording import (
    bare_change,
    found_words,
    quiet_sentences,
    tested_sentence,
    verdict_words,
    with_verdict,
)

MOST_COLUMNS = 9


def even_parts(
    indicators: Sequence[IndicatorFacts], most: int = MOST_COLUMNS
) -> tuple[Sequence[IndicatorFacts], ...]:
    """The indicators in as few tables as fit, each about as wide as the others."""
    parts = -(-len(indicators) // most)
    size = -(-len(indicators) // parts) if parts else 1
    return tuple(indicators[start : start + size] for start in range(0, len(indicators), size))


def places_sections(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> tuple[Section, ...]:
    """Places by indicators, at most eight indicators a page."""
    noun = look.report.meta.place_kind
    blocks = [_places_block(look, language, part) for part in even_parts(indicators)]
    if not look.report.places:
        return ()
    title = language.say(f"{noun}s table")
    return (Section(f"{noun}s", title, tuple(blocks), wide=True),)


def _places_block(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> TableBlock:
    rows = [
        Row(
            place.name,
            tuple(_crossing(look, language, i, place.id, EVERYONE) for i in indicators),
        )
        for place in look.report.places
    ]
    rows.append(
        Row(
            language.say("city"),
            tuple(_crossing(look, language, i, CITY, EVERYONE) for i in indicators),
            total=True,
        )
    )
    noun = language.say(look.report.meta.place_kind, count=1)
    against = [c for i in indicators for c in look.of_places(i.id, "rest of city")]
    changes = [c for i in indicators for c in look.of_places(i.id, "previous quarter")]
    said = (tested_sentence(look, language, (*against, *changes)),)
    columns = [Column(language.capital(noun), numeric=False, width="15%")]
    columns += [Column(indicator.title) for indicator in indicators]
    return TableBlock(
        Table(tuple(columns), tuple(rows), dense=True),
        language.say("places title", noun=noun, wave=language.period(look.wave.period)),
        language.say("places about" if changes else "places about plain"),
        keys=area_keys(look, language, tuple(against), tuple(changes)),
        source=tuple(part for part in said if part),
    )


def _crossing(
    look: Lookup, language: Language, indicator: IndicatorFacts, place: str, group: str
) -> TableCell:
    """A figure with the mark of its level, and under it its change with the mark of that."""
    cell = look.cell(indicator.id, place=place, group=group)
    if cell is None:
        return TableCell(language.say("no figure"), muted=True)
    if cell.withheld is not None or cell.value is None:
        return TableCell(language.say(cell.withheld or "imprecise"), muted=True)
    kind: ComparisonKind = "rest of city" if group == EVERYONE else "other groups"
    level = look.comparison(indicator.id, kind, place, group)
    change = look.comparison(indicator.id, "previous quarter", place, group)
    second = bare_change(language, indicator, change)
    return TableCell(
        text=_shown(language, indicator, cell),
        mark=mark_of(level),
        mark_words=verdict_words(language, level) if level else "",
        second=second,
        second_mark=mark_of(change) if second else None,
        second_words=verdict_words(language, change) if change else "",
    )


def _shown(language: Language, indicator: IndicatorFacts, cell: Cell) -> str:
    return "" if cell.value is None else language.value(cell.value, indicator.unit)


def groups_sections(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> tuple[Section, ...]:
    """Who differs: a chart for each primary indicator that was compared, then all in a table."""
    if not look.report.groups:
        return ()
    blocks: list[Block] = []
    for indicator in indicators:
        made = look.of_groups(indicator.id)
        if indicator.primary and any(c.verdict is not None for c in made):
            blocks += _group_blocks(look, language, indicator, made)
    sections = []
    if blocks:
        opening = Paragraph(language.say("groups opening"))
        sections.append(
            Section("who-differs", language.say("who differs"), (opening, *blocks), flows=True)
        )
    tables = tuple(_groups_block(look, language, part) for part in even_parts(indicators))
    sections.append(Section("groups", language.say("groups table"), tables, wide=True))
    return tuple(sections)


def _group_blocks(
    look: Lookup, language: Language, indicator: IndicatorFacts, made: tuple[Comparison, ...]
) -> list[Block]:
    chart = groups_chart(look, language, indicator)
    if chart is None:
        return []
    said = (
        source_sentence(look, language, indicator),
        *quiet_sentences(look, language, made),
        tested_sentence(look, language, made),
    )
    return [
        FigureBlock(
            chart=chart,
            title=groups_title(look, language, indicator, made),
            about=about_sentence(look, language, indicator, "groups"),
            keys=area_keys(look, language, made, ()),
            source=tuple(part for part in said if part),
            data=dot_table(look, language, chart),
        )
    ]


def groups_title(
    look: Lookup, language: Language, indicator: IndicatorFacts, made: tuple[Comparison, ...]
) -> str:
    """The finding of a groups chart, in the words of its tests."""
    found = found_words(look, language, made, longest=2)
    if found:
        return language.say("title colon", title=indicator.title, words=found)
    if all(c.verdict is None for c in made):
        return language.say("groups title plain", title=indicator.title)
    same = with_verdict(made, Verdict.NO_DIFFERENCE)
    key = "groups title none" if same else "groups title few"
    return language.say("title colon", title=indicator.title, words=language.say(key))


def _groups_block(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> TableBlock:
    rows: list[Row] = []
    variable = ""
    for group in look.report.groups:
        if group.variable != variable:
            variable = group.variable
            rows.append(Row(group.variable_title, band=True))
        cells = tuple(_crossing(look, language, i, CITY, group.id) for i in indicators)
        rows.append(Row(group.label, cells))
    made = [c for i in indicators for c in look.of_groups(i.id)]
    families = {c.family for c in made if c.verdict is not None}
    said = [tested_sentence(look, language, made)]
    if "" in families:
        said.append(language.say("groups exploratory"))
    columns = [Column(language.say("column group"), numeric=False, width="29%")]
    columns += [Column(indicator.title) for indicator in indicators]
    return TableBlock(
        Table(tuple(columns), tuple(rows), dense=True),
        language.say("groups table title", wave=language.period(look.wave.period)),
        language.say("groups about"),
        keys=area_keys(look, language, tuple(made), ()),
        source=tuple(part for part in said if part),
    )
