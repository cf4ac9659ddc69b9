"""How the figures were made: design, weights, tests, sample sizes, assumptions and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.indicators.results import Comparison, FamilyTest
from surveyapp.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    TableBlock,
    TableCell,
)
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import IndicatorFacts, MarginFacts
from surveyapp.reporting.wording import level_percent, verdict_words


def method_section(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Section:
    """The method chapter: everything a reader needs to judge or repeat the figures."""
    blocks: list[Block] = [
        *_design(look, language),
        *_waves(look, language),
        *_weights(look, language),
        *_tests(look, language),
        *_detectable(look, language, indicators),
        *_sample(look, language),
        *_measures(look, language, indicators),
        *_lists(look, language),
    ]
    return Section("method", language.say("method"), tuple(blocks), flows=True)


def _design(look: Lookup, language: Language) -> list[Block]:
    design = look.report.method.design
    said = [language.say("design source", source=design.frame_source, chosen=design.selection)]
    if design.stratified_by:
        by = language.listed([_stratifier(language, name) for name in design.stratified_by])
        said.append(language.say("design strata", by=by, count=design.strata))
    if design.psus is not None:
        said.append(language.say("design psus", count=design.psus))
    if FRAME_RULES[look.report.meta.frame].uncertainty == "design-based":
        fpc = "design fpc" if design.finite_population else "design no fpc"
        said.append(language.say(fpc))
        lonely = language.say("design lonely", policy=language.called("lonely", design.lonely_psu))
        said.append(lonely)
    if look.report.method.variance:
        said.append(language.say("design variance", words=look.report.method.variance))
    if look.report.method.interval:
        said.append(
            language.say(
                "design interval",
                name=look.report.method.interval,
                level=level_percent(language, look.report.method.level),
                df=design.degrees_of_freedom or language.say("design df default"),
            )
        )
    return [Heading(language.say("design title")), Paragraph(language.joined(said))]


def _stratifier(language: Language, name: str) -> str:
    """What the strata are made of, in the report's words where it has them."""
    return language.say(name, count=1) if name in ("neighborhood", "district") else name


def _waves(look: Lookup, language: Language) -> list[Block]:
    rated = any(wave.response_rate is not None for wave in look.report.waves)
    columns = [
        Column(language.say("period"), numeric=False),
        Column(language.say("fielded"), numeric=False),
        Column(language.say("answers counted")),
    ]
    if rated:
        columns.append(Column(language.say("column response rate")))
    columns.append(Column(language.say("column effective")))
    rows = []
    for wave in look.report.waves:
        cells = [TableCell(wave.fielded), TableCell(language.number(wave.n))]
        if rated:
            rate = wave.response_rate
            cells.append(
                TableCell("" if rate is None else f"{language.value(rate, 'percent')}"),
            )
        kish = wave.kish_effective_n
        cells.append(TableCell("" if kish is None else language.number(kish)))
        rows.append(Row(language.period(wave.period), tuple(cells)))
    name = next((w.response_rate_name for w in look.report.waves if w.response_rate_name), "")
    about = language.say("waves about", name=name) if name else language.say("waves about plain")
    table = Table(tuple(columns), tuple(rows))
    return [TableBlock(table, language.say("waves title"), about)]


# --- weights ----------------------------------------------------------------------------------


def _weights(look: Lookup, language: Language) -> list[Block]:
    method = look.report.method
    blocks: list[Block] = [Heading(language.say("weights title"))]
    if method.steps:
        blocks += [Paragraph(language.say("weights steps")), Bullets(method.steps)]
    if method.weights:
        blocks.append(_weights_table(look, language))
    margins = [margin for margin in method.margins if margin.wave == look.report.meta.wave]
    unknown = [_unknown_sentence(language, margin) for margin in margins]
    said = [text for text in unknown if text]
    if said:
        blocks += [Paragraph(language.say("unknown opening")), Bullets(tuple(said))]
    if margins:
        blocks.append(_margins_table(look, language, margins))
    return blocks


def _weights_table(look: Lookup, language: Language) -> TableBlock:
    heads = ("n", "effective", "design effect", "smallest", "largest", "g factor")
    columns = [Column(language.say("period"), numeric=False)]
    columns += [Column(language.say(f"column {head}")) for head in heads]
    rows = []
    for facts in look.report.method.weights:
        period = look.waves[facts.wave].period if facts.wave in look.waves else facts.wave
        values = (
            language.number(facts.n),
            language.number(facts.kish_effective_n),
            language.number(facts.kish_design_effect, 2),
            language.number(facts.smallest, 1),
            language.number(facts.largest, 1),
            language.number(facts.largest_g_factor, 2),
        )
        rows.append(Row(language.period(period), tuple(TableCell(value) for value in values)))
    return TableBlock(
        Table(tuple(columns), tuple(rows)),
        language.say("weights table title"),
        language.say("weights table about"),
    )


def _unknown_sentence(language: Language, margin: MarginFacts) -> str:
    said = []
    if margin.unknown:
        policy = language.say(f"unknown {margin.unknown_policy}")
        said.append(
            language.say(
                "unknown sentence", title=margin.title, count=margin.unknown, policy=policy
            )
        )
    if margin.outside:
        said.append(language.say("outside sentence", title=margin.title, count=margin.outside))
    return language.joined(said)


def _margins_table(look: Lookup, language: Language, margins: Sequence[MarginFacts]) -> TableBlock:
    heads = ("n", "unweighted", "weighted", "target")
    columns = [Column(language.say("column margin"), numeric=False)]
    columns += [Column(language.say(f"column {head}")) for head in heads]
    rows: list[Row] = []
    for margin in margins:
        rows.append(Row(f"{margin.title} ({margin.source}, {margin.vintage})", band=True))
        for level in margin.levels:
            shares = (level.unweighted, level.weighted, level.target)
            cells = [TableCell("" if level.n is None else language.number(level.n))]
            cells += [
                TableCell("" if s is None else language.say("percent", value=language.number(s, 1)))
                for s in shares
            ]
            rows.append(Row(level.label, tuple(cells), language=_tongue(look, level.label)))
    return TableBlock(
        Table(tuple(columns), tuple(rows)),
        language.say("margins title", wave=language.period(look.wave.period)),
        _about(look, language, "margins about", rows),
    )


def _tongue(look: Lookup, heading: str) -> str:
    """The language of a heading that stands as the plan has it; empty for the report's own."""
    method = look.report.method
    return method.plan_language if heading in method.as_planned else ""


def _about(look: Lookup, language: Language, key: str, rows: Sequence[Row]) -> str:
    """What a table shows, and that some of its headings stand in the plan's language."""
    said = language.say(key)
    if not any(row.language for row in rows):
        return said
    name = language.name_of(look.report.method.plan_language)
    return language.joined((said, language.say("as planned", language=name)))


# --- tests ------------------------------------------------------------------------------------


def _tests(look: Lookup, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(language.say("tests title"))]
    if FRAME_RULES[look.report.meta.frame].tests != "all":
        return [*blocks, Paragraph(language.say("tests none"))]
    method = look.report.method
    blocks.append(
        Paragraph(
            language.say(
                "tests opening",
                error=level_percent(language, 1 - method.level),
                power=level_percent(language, method.power),
            )
        )
    )
    if look.families:
        blocks.append(_families_table(look, language))
    if method.elsewhere:
        blocks.append(Paragraph(method.elsewhere))
    loose = sum(not c.registered for c in look.comparisons.values() if c.verdict is not None)
    if loose:
        blocks.append(Paragraph(language.say("tests exploratory", count=loose)))
    if method.series:
        blocks += [Paragraph(language.say("series breaks")), Bullets(method.series)]
    if method.additions:
        blocks += [Paragraph(language.say("tests additions")), Bullets(method.additions)]
    return blocks


def _families_table(look: Lookup, language: Language) -> TableBlock:
    heads = ("comparisons", "found", "method", "joint test")
    columns = [Column(language.say("column family"), numeric=False)]
    columns += [Column(language.say(f"column {head}"), numeric=head != "method") for head in heads]
    rows = []
    for family in look.families.values():
        made = [c for c in look.comparisons.values() if c.family == family.family]
        found = sum(bool(c.verdict and c.verdict.detected) for c in made)
        cells = (
            TableCell(language.number(family.comparisons)),
            TableCell(language.number(found)),
            TableCell(language.capital(language.say(family.method))),
            TableCell(_joint(language, family)),
        )
        rows.append(Row(family.title, cells, language=_tongue(look, family.title)))
    return TableBlock(
        Table(tuple(columns), tuple(rows)),
        language.say("families title"),
        _about(look, language, "families about", rows),
    )


def _joint(language: Language, family: FamilyTest) -> str:
    if family.F is None or family.df1 is None or family.df2 is None or family.p is None:
        return family.reason or language.say("not computed")
    return language.say(
        "joint shown",
        statistic=language.number(family.F, 2),
        df1=language.number(family.df1),
        df2=language.number(family.df2),
        p=language.probability(family.p),
    )


def _detectable(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> list[Block]:
    """Smallest detectable change of each measure: city by comparison, places as a range."""
    rows = []
    for indicator in indicators:
        city = look.comparison(indicator.id, "previous quarter")
        year = look.comparison(indicator.id, "same quarter last year")
        places = look.of_places(indicator.id, "previous quarter")
        if city is None and not places:
            continue
        interest = next((c.change_of_interest for c in (city, *places) if c is not None), None)
        cells = (
            _size(language, indicator, city),
            _size(language, indicator, year),
            TableCell(_range(language, indicator, places)),
            TableCell("" if interest is None else language.number(interest, 1)),
            TableCell(verdict_words(language, city) if city else ""),
        )
        rows.append(Row(indicator.title, cells))
    if not rows:
        return []
    noun = language.say(look.report.meta.place_kind, count=1)
    columns = (
        Column(language.say("column measure"), numeric=False),
        Column(language.say("column detectable quarter")),
        Column(language.say("column detectable year")),
        Column(language.say("column detectable places", noun=noun)),
        Column(language.say("column interest")),
        Column(language.say("column city verdict"), numeric=False, width="24%"),
    )
    power = level_percent(language, look.report.method.power)
    return [
        TableBlock(
            Table(columns, tuple(rows)),
            language.say("detectable title"),
            language.say("detectable about", power=power),
        )
    ]


def _size(language: Language, indicator: IndicatorFacts, made: Comparison | None) -> TableCell:
    if made is None or made.smallest_detectable_change is None:
        return TableCell()
    digits = 2 if indicator.unit == "scale" else 1
    return TableCell(language.number(made.smallest_detectable_change, digits))


def _range(language: Language, indicator: IndicatorFacts, made: Iterable[Comparison]) -> str:
    sizes = [c.smallest_detectable_change for c in made if c.smallest_detectable_change is not None]
    if not sizes:
        return ""
    digits = 2 if indicator.unit == "scale" else 1
    low, high = (language.number(size, digits) for size in (min(sizes), max(sizes)))
    return language.say("from to", lower=low, upper=high)


# --- samples, measures, lists -----------------------------------------------------------------


def _sample(look: Lookup, language: Language) -> list[Block]:
    counts = {(row.place, row.wave): row.n for row in look.report.method.sample}
    if not counts:
        return []
    waves = [w for w in look.report.waves if any(key[1] == w.id for key in counts)]
    columns = [
        Column(language.capital(language.say(look.report.meta.place_kind, count=1)), numeric=False)
    ]
    columns += [Column(language.period(wave.period, short=True)) for wave in waves]
    rows = []
    for place in look.report.places:
        if not any((place.id, wave.id) in counts for wave in waves):
            continue
        shown = (counts.get((place.id, wave.id)) for wave in waves)
        rows.append(
            Row(
                place.name,
                tuple(
                    TableCell(language.say("withheld") if n is None else language.number(n))
                    for n in shown
                ),
            )
        )
    whole = tuple(TableCell(language.number(wave.n)) for wave in waves)
    rows.append(Row(language.say("city"), whole, total=True))
    noun = language.say(look.report.meta.place_kind, count=1)
    title = language.say("sample title", noun=noun)
    return [TableBlock(Table(tuple(columns), tuple(rows)), title)]


def _measures(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> list[Block]:
    columns = (
        Column(language.say("column measure"), numeric=False),
        Column(language.say("column scoring"), numeric=False, width="30%"),
        Column(language.say("column rules"), numeric=False, width="32%"),
        Column(language.say("column direction"), numeric=False),
    )
    rows = []
    for indicator in indicators:
        rules = language.joined((indicator.missing_rule, indicator.dont_know_rule))
        cells = (
            TableCell(indicator.scoring or indicator.definition),
            TableCell(rules),
            TableCell(language.say(f"direction {indicator.better}")),
        )
        rows.append(Row(indicator.title, cells))
    table = Table(columns, tuple(rows))
    return [TableBlock(table, language.say("measures title"), language.say("measures about"))]


def _lists(look: Lookup, language: Language) -> list[Block]:
    method = look.report.method
    blocks: list[Block] = []
    for key, items in (
        ("warnings", method.warnings),
        ("assumptions", method.assumptions),
        ("disclosure", method.disclosure_rules),
    ):
        if items:
            blocks += [Heading(language.say(f"{key} title")), Bullets(items)]
    if method.policies:
        rows = tuple(Row(name, (TableCell(value),)) for name, value in method.policies)
        columns = (
            Column(language.say("column policy"), numeric=False),
            Column(language.say("column value"), numeric=False),
        )
        blocks.append(TableBlock(Table(columns, rows), language.say("policies title")))
    return blocks
