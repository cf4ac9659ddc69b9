"""The opening pages: cover, main points, how to read, the city at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.indicators.results import Comparison, ComparisonKind
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.blocks import (
    Block,
    Bullets,
    Card,
    Cards,
    Column,
    Cover,
    Heading,
    Key,
    KeyEntry,
    Paragraph,
    Row,
    Section,
    Table,
    TableBlock,
    TableCell,
)
from surveyapp.reporting.chart_values import interval_column, trend_chart
from surveyapp.reporting.findings import cannot_say, main_points
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.marks import change_mark, level_mark, mark_of
from surveyapp.reporting.report import IndicatorFacts, Meta
from surveyapp.reporting.wording import (
    interval_name,
    is_bounded,
    level_percent,
    people,
    period_of,
    reason,
    verdict_words,
)


def cover(look: Lookup, language: Language, title: str) -> Cover:
    """The first page: what, who, when, for whom, how to reach and cite."""
    meta, wave = look.report.meta, look.wave
    period = language.period(wave.period)
    published = language.day(meta.published)
    citation = meta.citation or language.say(
        "citation",
        department=meta.department,
        year=meta.published.year,
        title=title,
        wave=period,
        date=published,
    )
    answers = language.number(wave.n)
    if wave.response_rate is not None:
        rate = language.value(wave.response_rate, "percent")
        answers = language.say(
            "answers rate", answers=answers, rate=rate, name=wave.response_rate_name
        )
    facts = (
        (language.say("period"), period),
        (language.say("fielded"), wave.fielded),
        (language.say("answers counted"), answers),
        (language.say("published"), published),
        (language.say("status"), _status(meta, language)),
        (language.say("contact"), meta.contact),
        (language.say("cite"), citation),
    )
    return Cover(
        title=title,
        subtitle=language.say("quarterly report", wave=period),
        city=meta.city,
        department=meta.department,
        about=language.say("cover about", people=people(look.report, language)),
        facts=facts,
        ribbon=language.say("simulated") if meta.simulated else "",
        ribbon_note=language.say("simulated note") if meta.simulated else "",
        note=language.joined((language.say("translation note"), _questions(meta, language))),
    )


def _questions(meta: Meta, language: Language) -> str:
    """That the questionnaire has no words in the report's language, where it has none."""
    if not meta.questions_in:
        return ""
    return language.say("questions note", language=language.name_of(meta.questions_in))


def _status(meta: Meta, language: Language) -> str:
    words = language.say(f"status {meta.status}")
    if not meta.status_note:
        return words
    return language.joined((words + language.say("stop"), meta.status_note))


def main_points_section(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Section:
    """Five to seven points, what did not change among them, then what cannot be said."""
    points = main_points(look, language, indicators)
    blocks: list[Block] = []
    blocks.append(
        Bullets(tuple(point.text for point in points), tuple(point.lead for point in points))
    )
    blocks.append(Heading(language.say("cannot title")))
    blocks.append(Bullets(cannot_say(look, language, indicators)))
    return Section(
        "main-points",
        language.say("main points"),
        tuple(blocks),
        label=language.say("main points label"),
    )


def how_to_read_section(look: Lookup, language: Language) -> Section:
    """What an interval, a verdict, a mark and a withheld figure mean."""
    rule = FRAME_RULES[look.report.meta.frame]
    meta, method = look.report.meta, look.report.method
    blocks: list[Block] = []
    if rule.interval_name is not None and (rule.uncertainty != "bounds" or is_bounded(look.report)):
        level = level_percent(language, method.level)
        text = language.say(
            f"read interval {meta.frame}",
            n=language.number(look.wave.n),
            population=meta.population,
            level=level,
            count=round(100 * method.level),
            name=interval_name(look.report, language),
        )
        blocks += [Heading(language.say("read interval title")), Paragraph(text)]
    blocks += [
        Heading(language.say("read people title")),
        Paragraph(_people(look, language)),
    ]
    if rule.tests == "all":
        blocks += _verdicts(look, language)
    blocks += [
        Heading(language.say("read withheld title")),
        Paragraph(language.say("read withheld")),
        Heading(language.say("read dont know title")),
        Paragraph(language.say("read dont know")),
    ]
    return Section("how-to-read", language.say("how to read"), tuple(blocks))


def _people(look: Lookup, language: Language) -> str:
    """Whom the figures describe; in a census, how many of all who were asked."""
    frame = look.report.meta.frame
    if frame == "census" and look.wave.asked is not None:
        n, of = language.number(look.wave.n), language.number(look.wave.asked)
        return language.say("read people census of", n=n, of=of)
    return language.say(f"read people {frame}")


def _verdicts(look: Lookup, language: Language) -> list[Block]:
    error = level_percent(language, 1 - look.report.method.level)
    power = level_percent(language, look.report.method.power)
    time = (
        (change_mark(Verdict.HIGHER, True), "read up better"),
        (change_mark(Verdict.LOWER, False), "read down worse"),
        (change_mark(Verdict.HIGHER, None), "read up neutral"),
        (change_mark(Verdict.NO_CHANGE, None), "read same"),
        (change_mark(Verdict.TOO_FEW, None), "read few"),
    )
    place = (
        (level_mark(Verdict.HIGHER, True), "read level better"),
        (level_mark(Verdict.LOWER, False), "read level worse"),
        (level_mark(Verdict.NO_DIFFERENCE, None), "read level same"),
        (level_mark(Verdict.TOO_FEW, None), "read few"),
    )
    return [
        Heading(language.say("read verdicts title")),
        Paragraph(language.say("read verdicts", power=power)),
        Key(
            language.say("read key time"),
            tuple(KeyEntry(mark, language.say(words)) for mark, words in time),
        ),
        Key(
            language.say("read key place"),
            tuple(KeyEntry(mark, language.say(words)) for mark, words in place),
        ),
        Heading(language.say("read many title")),
        Paragraph(language.say("read many", error=error)),
    ]


MOST_CARDS = 8


def glance_section(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Section:
    """Every indicator of the city: a small trend each, and all figures in one table."""
    drawn = [i for i in indicators if i.primary] if len(indicators) > MOST_CARDS else indicators
    cards = []
    for indicator in drawn:
        chart = trend_chart(look, language, indicator, small=True)
        if chart is None:
            continue
        change = look.comparison(indicator.id, "previous quarter")
        words = ""
        if change is not None and change.verdict is not None:
            when = period_of(look, language, change.reference)
            words = language.capital(language.say(f"since {change.verdict.value}", when=when))
        cards.append(Card(indicator.title, chart, words, mark_of(change)))
    blocks: list[Block] = [Cards(tuple(cards))] if cards else []
    blocks.append(_glance_table(look, language, indicators))
    return Section("at-a-glance", language.say("at a glance"), tuple(blocks))


def _glance_table(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> TableBlock:
    kinds: list[tuple[ComparisonKind, Comparison]] = []
    compared: tuple[ComparisonKind, ...] = ("previous quarter", "same quarter last year")
    for kind in compared:
        made = next(
            (c for i in indicators if (c := look.comparison(i.id, kind)) is not None),
            None,
        )
        if made is not None:
            kinds.append((kind, made))
    interval = interval_column(look, language)
    columns = [
        Column(language.say("column measure"), numeric=False, width="26%"),
        Column(language.period(look.wave.period, short=True)),
    ]
    if interval:
        columns.append(Column(interval))
    for _, made in kinds:
        when = period_of(look, language, made.reference)
        columns.append(Column(language.say("column since", when=when), numeric=False, width="25%"))
    rows = tuple(
        Row(
            indicator.title,
            _glance_cells(look, language, indicator, [kind for kind, _ in kinds], bool(interval)),
        )
        for indicator in indicators
        if look.cell(indicator.id) is not None
    )
    return TableBlock(
        Table(tuple(columns), rows),
        language.say("glance title"),
        language.say("glance about"),
        source=(language.say("glance source"),) if kinds else (),
    )


def _glance_cells(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    kinds: list[ComparisonKind],
    interval: bool,
) -> tuple[TableCell, ...]:
    cell = look.cell(indicator.id)
    cells: list[TableCell] = []
    if cell is None or cell.withheld is not None or cell.value is None:
        words = language.say(
            "withheld reason", reason=reason(language, cell.withheld if cell else None)
        )
        cells.append(TableCell(words, muted=True))
        cells += [TableCell()] * bool(interval)
    else:
        cells.append(TableCell(language.value(cell.value, indicator.unit)))
        if interval:
            shown = ""
            if cell.lower is not None and cell.upper is not None:
                shown = language.interval(cell.lower, cell.upper, indicator.unit)
            cells.append(TableCell(shown))
    for kind in kinds:
        cells.append(change_cell(look, language, indicator, kind))
    return tuple(cells)


def change_cell(
    look: Lookup, language: Language, indicator: IndicatorFacts, kind: ComparisonKind
) -> TableCell:
    """A city comparison in a table: the verdict in words, the difference where one was found."""
    made = look.comparison(indicator.id, kind)
    if made is None:
        return TableCell()
    if made.verdict is None:
        shown = "" if made.difference is None else language.signed(made.difference)
        return TableCell(shown)
    words = verdict_words(language, made)
    if made.verdict.detected and made.difference is not None:
        words = (
            f"{language.signed(made.difference, 2 if indicator.unit == 'scale' else 1)}, {words}"
        )
    return TableCell(words, mark_of(made))
