"""One page per indicator: what it says, its key figures, the places, the quarters."""

from __future__ import annotations

from typing import Literal

from surveyapp.indicators.results import Comparison, ComparisonKind
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.blocks import (
    Block,
    Column,
    FigureBlock,
    Key,
    KeyEntry,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Row,
    Section,
    Table,
    TableCell,
)
from surveyapp.reporting.chart_values import areas_chart, event_lines, trend_chart
from surveyapp.reporting.charts import DotChart, TrendChart
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.marks import Mark, change_mark, level_mark, mark_of
from surveyapp.reporting.report import IndicatorFacts
from surveyapp.reporting.wording import (
    change_sentence,
    detectable_sentence,
    dont_know_sentence,
    found_words,
    interval_name,
    level_percent,
    level_sentence,
    limits,
    period_of,
    place_change_sentence,
    quiet_sentences,
    reason,
    tested_sentence,
    verdict_words,
    with_verdict,
)

MANY = 5
"""A count whose form of a noun is the plain plural in every language we write."""


def indicator_section(look: Lookup, language: Language, indicator: IndicatorFacts) -> Section:
    """The page of one indicator."""
    blocks: list[Block] = [Paragraph(_lead(look, language, indicator), "lead")]
    figures = _key_figures(look, language, indicator)
    if figures:
        blocks.append(KeyFigures(figures))
    blocks += _places(look, language, indicator)
    trend = _trend(look, language, indicator)
    if trend is not None:
        blocks.append(trend)
    return Section(
        id=f"indicator-{indicator.id}",
        title=indicator.title,
        blocks=tuple(blocks),
        label=indicator.section or language.say("indicators"),
    )


def _lead(look: Lookup, language: Language, indicator: IndicatorFacts) -> str:
    """The level, then what may be said of the last quarter."""
    change = look.comparison(indicator.id, "previous quarter")
    said = ""
    if change is not None and change.verdict is not None:
        when = period_of(look, language, change.reference)
        said = language.capital(language.say(f"since {change.verdict.value}", when=when))
        said += language.say("stop")
    parts = (level_sentence(look, language, indicator), said)
    return language.joined(parts)


def _key_figures(
    look: Lookup, language: Language, indicator: IndicatorFacts
) -> tuple[KeyFigure, ...]:
    level = _level_figure(look, language, indicator)
    made = (
        look.comparison(indicator.id, "previous quarter"),
        look.comparison(indicator.id, "same quarter last year"),
        look.comparison(indicator.id, "rolling year"),
    )
    changes = [_change_figure(look, language, indicator, c) for c in made if c is not None]
    return (level, *changes[:2]) if level else tuple(changes[:2])


def _level_figure(look: Lookup, language: Language, indicator: IndicatorFacts) -> KeyFigure | None:
    cell = look.cell(indicator.id)
    if cell is None:
        return None
    label = language.say("key city", wave=language.period(look.wave.period))
    if cell.withheld is not None or cell.value is None:
        words = language.capital(language.say("withheld"))
        return KeyFigure(label, words, (reason(language, cell.withheld),), word=True)
    notes = []
    if cell.lower is not None and cell.upper is not None:
        notes.append(
            language.say(
                "key interval",
                interval=language.interval(cell.lower, cell.upper, indicator.unit),
                name=interval_name(look.report, language),
            )
        )
    if cell.n is not None:
        notes.append(language.say("respondents n", n=language.number(cell.n)))
    return KeyFigure(label, language.value(cell.value, indicator.unit), tuple(notes))


def _change_figure(
    look: Lookup, language: Language, indicator: IndicatorFacts, comparison: Comparison
) -> KeyFigure:
    """The difference when one was found; otherwise the verdict, in words."""
    label = language.say("key change", when=period_of(look, language, comparison.reference))
    if comparison.kind == "rolling year":
        label = language.say("key pool")
    if comparison.difference is None:
        words = language.capital(language.say("withheld"))
        return KeyFigure(label, words, (reason(language, comparison.withheld),), word=True)
    shown = language.change(comparison.difference, indicator.unit)
    lower, upper = limits(comparison)
    span = "" if lower is None or upper is None else language.span(lower, upper, indicator.unit)
    level = level_percent(language, comparison.level)
    if comparison.verdict is None:
        return KeyFigure(label, shown, (language.say("key descriptive"),))
    words = verdict_words(language, comparison)
    ends = language.say("key span", span=span, level=level) if span else ""
    if comparison.verdict.detected:
        note = language.say("key found", verdict=words)
        return KeyFigure(label, shown, (note, ends), mark_of(comparison))
    note = language.say("key not found", difference=shown)
    return KeyFigure(label, language.capital(words), (note, ends), mark_of(comparison), word=True)


# --- places -----------------------------------------------------------------------------------


def _places(look: Lookup, language: Language, indicator: IndicatorFacts) -> list[Block]:
    chart = areas_chart(look, language, indicator)
    if chart is None:
        return []
    against = look.of_places(indicator.id, "rest of city")
    changes = look.of_places(indicator.id, "previous quarter")
    said = [
        *quiet_sentences(look, language, against),
        place_change_sentence(look, language, changes),
        place_change_sentence(
            look, language, look.of_places(indicator.id, "same quarter last year")
        ),
    ]
    text = language.joined(said)
    blocks: list[Block] = []
    if text:
        blocks.append(Paragraph(text))
    blocks.append(
        FigureBlock(
            chart=chart,
            title=areas_title(look, language, indicator, against),
            about=about_sentence(look, language, indicator, "areas"),
            keys=area_keys(look, language, against, changes),
            source=_areas_source(look, language, indicator, against, changes),
            data=dot_table(look, language, chart),
        )
    )
    return blocks


def areas_title(
    look: Lookup, language: Language, indicator: IndicatorFacts, made: tuple[Comparison, ...]
) -> str:
    """The finding of an areas chart, in the words of its tests."""
    noun = language.say(look.report.meta.place_kind, count=1)
    nouns = language.say(look.report.meta.place_kind, count=MANY)
    found = found_words(look, language, made, longest=3)
    if found:
        return language.say("than rest", found=language.capital(found))
    if with_verdict(made, Verdict.NO_DIFFERENCE):
        return language.say("areas title none", noun=noun)
    if with_verdict(made, Verdict.TOO_FEW):
        return language.say("areas title few", nouns=nouns)
    return language.say("areas title plain", title=indicator.title, noun=noun)


def about_sentence(
    look: Lookup, language: Language, indicator: IndicatorFacts, kind: Literal["areas", "groups"]
) -> str:
    """What a chart shows: the measure, its unit and its interval."""
    interval = interval_name(look.report, language)
    if not interval:
        return language.say(f"about {kind} plain", definition=indicator.definition)
    level = level_percent(language, look.report.method.level)
    words = language.say("interval with level", level=level, name=interval)
    return language.say(f"about {kind}", definition=indicator.definition, interval=words)


def area_keys(
    look: Lookup,
    language: Language,
    against: tuple[Comparison, ...],
    changes: tuple[Comparison, ...],
) -> tuple[Key, ...]:
    """Keys of the marks that a chart or table uses, and of no others."""
    keys = []
    if any(c.verdict is not None for c in against):
        kind = "groups" if against[0].kind == "other groups" else "rest"
        keys.append(Key(language.say(f"compared with {kind}"), key_entries(language, against)))
    if any(c.verdict is not None for c in changes):
        when = period_of(look, language, changes[0].reference)
        opening = language.say("change since", when=when)
        keys.append(Key(opening, key_entries(language, changes)))
    return tuple(keys)


_ORDER = (
    Verdict.HIGHER,
    Verdict.LOWER,
    Verdict.NO_CHANGE,
    Verdict.NO_DIFFERENCE,
    Verdict.TOO_FEW,
)


def key_entries(language: Language, made: tuple[Comparison, ...]) -> tuple[KeyEntry, ...]:
    """Each mark once, in the fixed order of the verdicts."""
    time = made[0].kind not in ("rest of city", "other groups")
    used: dict[Mark, str] = {}
    for comparison in made:
        if comparison.verdict is None:
            continue
        draw = change_mark if time else level_mark
        mark = draw(comparison.verdict, comparison.better)
        used.setdefault(mark, verdict_words(language, comparison))
    return tuple(
        KeyEntry(mark, words)
        for verdict in _ORDER
        for mark, words in used.items()
        if mark.verdict is verdict
    )


def _areas_source(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    against: tuple[Comparison, ...],
    changes: tuple[Comparison, ...],
) -> tuple[str, ...]:
    cell = look.cell(indicator.id)
    said = [
        source_sentence(look, language, indicator),
        dont_know_sentence(language, cell),
        tested_sentence(look, language, (*against, *changes)),
        detectable_sentence(look, language, indicator, changes),
    ]
    said.append(language.say("cells", cells=indicator.id))
    return tuple(part for part in said if part)


def source_sentence(look: Lookup, language: Language, indicator: IndicatorFacts) -> str:
    """Survey, wave and base."""
    base = look.report.meta.population
    if indicator.among:
        base = language.say("people among", people=base, among=indicator.among)
    survey, wave = look.report.meta.survey, language.period(look.wave.period)
    source = language.say("source plain", survey=survey, wave=wave, base=base)
    counted = indicator.base + language.say("stop") if indicator.base else ""
    return language.joined((source, counted))


def dot_table(look: Lookup, language: Language, chart: DotChart) -> Table:
    """The same values as a table, for those who cannot see the chart."""
    heads = [head for head in chart.columns if head]
    columns = [Column(language.say(look.report.meta.place_kind, count=1), numeric=False)]
    columns += [Column(head) for head in heads]
    columns.append(Column(language.say("column verdict"), numeric=False))
    rows = []
    for row in chart.rows:
        values = (row.shown, row.interval, row.n, row.change)
        kept = [v for v, head in zip(values, chart.columns, strict=True) if head]
        verdicts = language.say("semicolon").join(
            part for part in (row.verdict, row.change_verdict) if part
        )
        cells = [TableCell(value) for value in kept] + [TableCell(row.note or verdicts)]
        if row.band:
            rows.append(Row(row.band, band=True))
        rows.append(Row(row.label, tuple(cells)))
    return Table(tuple(columns), tuple(rows))


# --- quarters ---------------------------------------------------------------------------------


def _trend(look: Lookup, language: Language, indicator: IndicatorFacts) -> FigureBlock | None:
    chart = trend_chart(look, language, indicator)
    if chart is None:
        return None
    trend = look.comparison(indicator.id, "trend")
    said = change_sentence(look, language, indicator, trend)
    return FigureBlock(
        chart=chart,
        title=trend_title(look, language, indicator),
        about=_trend_about(look, language, indicator, chart),
        source=(
            *((said,) if said else ()),
            *(line.note for line in look.adjusted(indicator.id)),
            *event_lines(look, language),
        ),
        data=trend_table(language, chart),
    )


def trend_title(look: Lookup, language: Language, indicator: IndicatorFacts) -> str:
    """What the tests let us say of the last quarter and of the last year."""
    made_of: dict[Verdict, list[str]] = {}
    kinds: tuple[ComparisonKind, ...] = ("previous quarter", "same quarter last year")
    for kind in kinds:
        made = look.comparison(indicator.id, kind)
        if made is not None and made.verdict is not None:
            made_of.setdefault(made.verdict, []).append(period_of(look, language, made.reference))
    if not made_of:
        return language.say("trend title plain", title=indicator.title)
    phrases = [
        language.say(f"since {verdict.value}", when=_periods(language, verdict, periods))
        for verdict, periods in made_of.items()
    ]
    joined = phrases[0]
    for phrase in phrases[1:]:
        joined = language.say("then", first=joined, second=phrase)
    return language.say("trend title", title=indicator.title, phrases=joined)


def _periods(language: Language, verdict: Verdict, periods: list[str]) -> str:
    if len(periods) == 1:
        return periods[0]
    key = "both" if verdict.detected else "either"
    return language.say(key, first=periods[0], second=periods[1])


def _trend_about(
    look: Lookup, language: Language, indicator: IndicatorFacts, chart: TrendChart
) -> str:
    whole = (indicator.low, indicator.high) if indicator.unit == "scale" else (0.0, 100.0)
    if indicator.unit == "balance":
        whole = (-100.0, 100.0)
    low, high = (language.value(end, indicator.unit) for end in (chart.low, chart.high))
    cut = chart.low > whole[0] or chart.high < whole[1]
    said = language.say("axis cut" if cut else "axis whole", low=low, high=high)
    interval = interval_name(look.report, language)
    level = level_percent(language, look.report.method.level)
    return language.say(
        "about trend" if interval else "about trend plain",
        interval=language.say("interval with level", level=level, name=interval),
        axis=said,
    ).strip()


def trend_table(language: Language, chart: TrendChart) -> Table:
    """The same lines as a table, a row a quarter."""
    columns = [Column(language.say("period"), numeric=False)]
    for line in chart.lines:
        columns += [Column(line.label), Column(language.say("column interval"))]
    rows = []
    for place, point in enumerate(chart.lines[0].points):
        cells: list[TableCell] = []
        for line in chart.lines:
            at = line.points[place]
            cells += [TableCell(at.shown or at.note), TableCell(at.interval)]
        rows.append(Row(point.label, tuple(cells)))
    return Table(tuple(columns), tuple(rows))
