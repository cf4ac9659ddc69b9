"""The annexes: the AAPOR disclosure items, how people answered, topline, exact versions.

The eleven items are those of the AAPOR Code of Professional Ethics and Practices (April 2021),
each filled from the report's own values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.reporting.blocks import (
    Block,
    Bullets,
    Column,
    FigureBlock,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    TableBlock,
    TableCell,
)
from surveyapp.reporting.chart_values import DONT_KNOW, answers_chart
from surveyapp.reporting.charts import ShareChart
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import Fixed, ToplineItem
from surveyapp.reporting.wording import cannot_frame, interval_name, level_percent, reason

MOST_BARS = 14
SHORT_HASH = 16


def annex_section(look: Lookup, language: Language) -> Section:
    """The eleven disclosure items, in their own order."""
    blocks: list[Block] = [Paragraph(language.say("annex opening"))]
    for number, texts in enumerate(_disclosures(look, language), start=1):
        blocks.append(Heading(f"{number}. {language.say(f'annex item {number}')}"))
        said = tuple(text for text in texts if text)
        if len(said) == 1:
            blocks.append(Paragraph(said[0]))
        else:
            blocks.append(Bullets(said))
    return Section("annex", language.say("annex"), tuple(blocks), flows=True)


def _disclosures(look: Lookup, language: Language) -> tuple[tuple[str, ...], ...]:
    meta, wave, facts = look.report.meta, look.wave, look.report.disclosure
    method, versions = look.report.method, look.report.versions
    modes = _counts(language, {language.called("mode", m): n for m, n in wave.modes.items()})
    asked = len(look.report.topline)
    return (
        (language.say(f"annex strategy {meta.frame}", survey=meta.survey),),
        (
            language.say("annex sponsor", name=facts.sponsor),
            language.say("annex conductor", name=facts.conductor),
            language.say("annex funder", name=facts.funder),
        ),
        (
            language.say(
                "annex instrument",
                id=versions.instrument,
                version=versions.instrument_version,
                count=asked,
            ),
            facts.translation,
        ),
        (language.capital(language.say("annex population", population=meta.population)),),
        (
            language.say(
                "design source",
                source=method.design.frame_source,
                chosen=method.design.selection,
            ),
            facts.recruitment,
            facts.incentives,
        ),
        (language.say("annex modes", modes=modes), _languages(look, language)),
        (language.say("annex dates", fielded=wave.fielded),),
        (_sizes(look, language), look.wave.outcomes, _precision(look, language)),
        method.steps or (language.say("annex unweighted"),),
        (facts.processing, *facts.quality_checks),
        (*facts.limitations, cannot_frame(look.report, language), *method.warnings),
    )


def _counts(language: Language, counts: Mapping[str, int]) -> str:
    return language.listed([f"{name} {language.number(n)}" for name, n in counts.items()])


def _languages(look: Lookup, language: Language) -> str:
    if not look.wave.languages:
        return ""
    named = {language.name_of(tag): count for tag, count in look.wave.languages.items()}
    return language.say("annex languages", languages=_counts(language, named))


def _sizes(look: Lookup, language: Language) -> str:
    wave = look.wave
    n = language.number(wave.n)
    if wave.response_rate is None or wave.invited is None:
        return language.say("annex size", n=n)
    return language.say(
        "annex size rate",
        n=n,
        invited=language.number(wave.invited),
        rate=language.value(wave.response_rate, "percent"),
        name=wave.response_rate_name,
    )


def _precision(look: Lookup, language: Language) -> str:
    meta = look.report.meta
    if FRAME_RULES[meta.frame].interval_name is None:
        return language.say("annex no precision")
    shown = [
        (cell.upper - cell.lower) / 2
        for indicator in look.report.indicators
        if indicator.unit == "percent"
        and (cell := look.cell(indicator.id)) is not None
        and cell.lower is not None
        and cell.upper is not None
    ]
    if not shown:
        return language.say("annex no precision")
    return language.say(
        f"annex precision {meta.frame}",
        level=level_percent(language, look.report.method.level),
        name=interval_name(look.report, language),
        low=language.number(min(shown), 1),
        high=language.number(max(shown), 1),
    )


# --- answers ----------------------------------------------------------------------------------


def answers_section(look: Lookup, language: Language) -> Section | None:
    """Bars of how people answered, questions with the same answers together."""
    blocks: list[Block] = []
    for number, items in enumerate(_alike(look).values(), start=1):
        for start in range(0, len(items), MOST_BARS):
            chart = answers_chart(
                look, language, items[start : start + MOST_BARS], f"answers-{number}-{start}"
            )
            if chart is not None and any(row.shown and not row.note for row in chart.rows):
                blocks.append(_answers_block(look, language, chart))
    if not blocks:
        return None
    return Section("answers", language.say("answers"), tuple(blocks), flows=True)


def _alike(look: Lookup) -> dict[tuple[str, ...], list[ToplineItem]]:
    """The questions behind the indicators, those with the same answers together."""
    measured = {text for indicator in look.report.indicators for text in indicator.questions}
    alike: dict[tuple[str, ...], list[ToplineItem]] = {}
    for item in look.report.topline:
        if item.question in measured and 2 <= _scale_length(item) <= 5:
            alike.setdefault(tuple(option.label for option in item.options), []).append(item)
    return alike


def _scale_length(item: ToplineItem) -> int:
    return sum(not option.dont_know for option in item.options)


def _answers_block(look: Lookup, language: Language, chart: ShareChart) -> FigureBlock:
    columns = [Column(language.say("column question"), numeric=False)]
    columns += [Column(option) for option in chart.options]
    rows = tuple(
        Row(row.label, tuple(TableCell(row.note or shown) for shown in row.shown))
        for row in chart.rows
    )
    return FigureBlock(
        chart=chart,
        title=language.say("answers title", first=chart.options[0], last=_last_of(chart)),
        about=language.say("answers about", wave=language.period(look.wave.period)),
        data=Table(tuple(columns), rows),
    )


def _last_of(chart: ShareChart) -> str:
    """The far end of the scale, before "don't know"."""
    substantive = [
        option
        for option, color in zip(chart.options, chart.colors, strict=True)
        if color != DONT_KNOW
    ]
    return substantive[-1]


# --- topline ----------------------------------------------------------------------------------


def topline_section(look: Lookup, language: Language) -> Section | None:
    """Every question verbatim with its answers by wave: weighted shares and this wave's counts."""
    if not look.report.topline:
        return None
    blocks: list[Block] = [Paragraph(language.say("topline opening"))]
    blocks += [_topline_block(look, language, item) for item in look.report.topline]
    return Section("topline", language.say("topline"), tuple(blocks), flows=True)


def _topline_block(look: Lookup, language: Language, item: ToplineItem) -> TableBlock:
    waves = look.report.waves
    at = [wave.id for wave in waves].index(look.report.meta.wave)
    columns = [Column(language.say("column answer"), numeric=False)]
    columns += [Column(language.period(wave.period, short=True)) for wave in waves]
    columns.append(Column(language.say("column n now", wave=language.period(waves[at].period))))
    rows = []
    for option in item.options:
        cells = [
            TableCell(_share(language, item, place, share), muted=share is None)
            for place, share in enumerate(option.shares)
        ]
        count = option.counts[at]
        cells.append(TableCell("" if count is None else language.number(count)))
        rows.append(Row(option.label, tuple(cells)))
    bases = tuple(TableCell("" if n is None else language.number(n)) for n in item.bases)
    last = item.bases[at]
    end = TableCell("" if last is None else language.number(last))
    rows.append(Row(language.say("row asked"), (*bases, end)))
    about = language.say("topline asked", who=item.asked_of) if item.asked_of else ""
    return TableBlock(Table(tuple(columns), tuple(rows)), item.question, about)


def _share(language: Language, item: ToplineItem, place: int, share: float | None) -> str:
    if share is not None:
        return language.value(share, "percent")
    why = item.withheld[place] if item.withheld else None
    if why is None and item.bases[place] is not None:
        why = "confidential"
    return reason(language, why) if why else language.say("not asked")


# --- versions ---------------------------------------------------------------------------------


def versions_section(look: Lookup, language: Language) -> Section:
    """Content hashes of everything the figures come from, and the digest of the receipts."""
    versions = look.report.versions
    pairs = (
        ("instrument", f"{versions.instrument} {versions.instrument_version}"),
        ("instrument hash", versions.instrument_hash),
        ("plan hash", versions.plan_hash),
        ("recipe hash", versions.recipe_hash),
        ("snapshot hash", versions.snapshot_hash),
        ("software", versions.software),
    )
    rows = tuple(
        Row(language.say(f"version {key}"), (TableCell(value),)) for key, value in pairs if value
    )
    columns = (
        Column(language.say("column version"), numeric=False, width="30%"),
        Column(language.say("column value"), numeric=False),
    )
    blocks: list[Block] = [
        Paragraph(language.say("versions opening")),
        TableBlock(Table(columns, rows), language.say("versions title")),
    ]
    if versions.receipts:
        blocks += [
            Heading(language.say("receipts title")),
            Paragraph(
                language.say(
                    "receipts",
                    count=len(versions.receipts),
                    digest=receipts_digest(versions.receipts),
                )
            ),
        ]
    blocks += _advance(look, language)
    return Section("versions", language.say("versions"), tuple(blocks), flows=True)


def _advance(look: Lookup, language: Language) -> list[Block]:
    """What the public log fixed beforehand: of this wave, and as the report before had it."""
    entries = look.report.versions.advance
    now = look.report.meta.wave
    blocks: list[Block] = []
    for key, chosen in (
        ("advance now", [entry for entry in entries if entry.wave == now]),
        ("advance before", [entry for entry in entries if entry.wave != now]),
    ):
        if chosen:
            title = language.say(key, wave=language.period(chosen[0].period))
            blocks.append(TableBlock(_advance_table(chosen, language), title))
    if blocks:
        opening = Paragraph(language.say("advance opening"))
        return [Heading(language.say("advance title")), opening, *blocks]
    return []


def _advance_table(entries: Sequence[Fixed], language: Language) -> Table:
    columns = (
        Column(language.say("column advance entry")),
        Column(language.say("column advance day"), numeric=False),
        Column(language.say("column advance what"), numeric=False, width="42%"),
        Column(language.say("column advance hash"), numeric=False),
    )
    rows = tuple(
        Row(
            language.number(entry.number),
            (
                TableCell(language.day(entry.day)),
                TableCell(_fixes(entry, language)),
                TableCell(entry.hash[:SHORT_HASH]),
            ),
        )
        for entry in entries
    )
    return Table(columns, rows)


def _fixes(entry: Fixed, language: Language) -> str:
    """What an entry of the log commits to, in words."""
    key = f"fixed {entry.kind}"
    if key not in language.patterns:
        key = "fixed other"
    day = language.day(entry.planned) if entry.planned else ""
    return language.say(key, count=entry.codes, day=day)


def receipts_digest(receipts: tuple[str, ...]) -> str:
    """SHA-256 of the sorted receipt hashes, one a line: what the attached list must hash to."""
    lines = "".join(f"{receipt}\n" for receipt in sorted(receipts))
    return hashlib.sha256(lines.encode("ascii")).hexdigest()
