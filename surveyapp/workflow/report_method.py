"""The method page of a report from the plans, the weights and the policies in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.plan import Addition
from surveyapp.collection.quality_rules import RULES as FLAGS
from surveyapp.design.planned import design_of
from surveyapp.disclosure.answers import printable
from surveyapp.disclosure.presentation import Standards
from surveyapp.disclosure.rules import RULES, is_small
from surveyapp.indicators.domains import Domain, Domains
from surveyapp.reporting.language import Language
from surveyapp.reporting.report import (
    DesignFacts,
    DisclosureFacts,
    MarginFacts,
    MarginLevel,
    Method,
    SampleRow,
    WeightFacts,
)
from surveyapp.weighting.diagnostics import diagnostics
from surveyapp.weighting.margin_check import MarginCheck
from surveyapp.workflow.estimate import Estimated
from surveyapp.workflow.planned_names import as_planned, margin_label, planned_titles
from surveyapp.workflow.printed_margins import printed_margin
from surveyapp.workflow.report_facts import About, newest_instrument
from surveyapp.workflow.report_languages import translation_note
from surveyapp.workflow.report_series import series_notes
from surveyapp.workflow.report_words import margin_title, say
from surveyapp.workflow.topline import FEWEST_OF_AN_ANSWER
from surveyapp.workflow.weigh import Weighed

FEW_IN_A_LEVEL = 50
HEAVY = 10.0
COSTLY = 1.1


def method(
    estimated: Estimated,
    additions: Sequence[Addition],
    about: About,
    language: Language,
) -> Method:
    """Everything that the method page prints, in the report's language."""
    weighed = estimated.weighed
    file = weighed.file
    plan = file.waves[-1].plan
    code = language.code
    return Method(
        design=_design(file, about, code, _areas_are(estimated, about)),
        weights=tuple(
            WeightFacts(
                wave=slug,
                n=one.n,
                kish_effective_n=one.kish_effective_n,
                kish_design_effect=one.kish_design_effect,
                smallest=one.smallest,
                largest=one.largest,
                largest_g_factor=one.largest_g_factor,
            )
            for slug, one in weighed.diagnostics.items()
        ),
        margins=tuple(
            _margin(check, file, plan.weighting.unknown, code) for check in weighed.margins
        ),
        sample=tuple(_sample(estimated)),
        steps=_steps(file, language),
        variance=say(code, "variance"),
        interval=say(code, "interval"),
        level=plan.level,
        power=plan.power,
        assumptions=_assumptions(file, code),
        warnings=tuple(_warnings(weighed, code)),
        policies=_policies(estimated, language),
        additions=tuple(
            say(code, "addition", state=language.called("state", one.wave_state), text=one.text)
            for one in additions
        ),
        disclosure_rules=_rules(estimated.standards, code),
        series=series_notes(estimated.analysis, file, language),
        plan_language=newest_instrument(file).languages[0],
        as_planned=as_planned(file, weighed.margins, code),
        elsewhere=_elsewhere(estimated, language),
    )


def disclosure_facts(weighed: Weighed, about: About, language: str) -> DisclosureFacts:
    """What the annex discloses beyond the method page."""
    file = weighed.file
    newest = file.in_wave(file.waves[-1].slug)
    imported = file.waves[-1].public_key is None
    open_link = file.waves[-1].frame == "opt-in"
    checks = []
    for flag, raised in file.quality.items():
        n = _people(int((raised & newest).sum()))
        key = f"quality {flag}" if flag in FLAGS else ""
        checks.append(say(language, key or "quality other", flag=flag.replace("_", " "), n=n))
    return DisclosureFacts(
        sponsor=about.sponsor or about.department,
        conductor=about.conductor or about.department,
        funder=about.funder or about.department,
        recruitment=about.recruitment
        or say(language, "recruitment open" if open_link else "recruitment"),
        processing=say(language, "processing import" if imported else "processing"),
        quality_checks=tuple(checks),
        limitations=(say(language, "limit response"), say(language, "limit wording")),
        translation=translation_note(newest_instrument(file), file.waves[-1].languages, language),
    )


def _people(n: int) -> str:
    """A count as it may be printed."""
    return f"1\u2013{RULES.count - 1}" if is_small(n) else str(n)


def _areas_are(estimated: Estimated, about: About) -> str:
    """What the areas are called: as the report's places, unless those are made of areas."""
    areas = {area.id for area in estimated.weighed.file.areas}
    return about.place_kind if set(estimated.analysis.places) <= areas else "neighborhood"


def _design(file: AnalysisFile, about: About, language: str, areas: str) -> DesignFacts:
    spec = file.waves[-1].plan.design
    stage = design_of(file).stages[0]
    units = spec.psu is not None
    kind = "strata units" if units else "strata people" if spec.strata else "plain"
    coded = any(cell.issued for cell in spec.cells)
    open_link = file.waves[-1].frame == "opt-in"
    source = "frame open" if open_link else "frame coded" if coded else "frame named"
    return DesignFacts(
        frame_source=about.frame_source or say(language, source),
        selection=about.selection or say(language, f"selection {kind}"),
        stratified_by=tuple(areas if name in ("area", "stratum") else name for name in spec.strata),
        strata=stage.stratum_count,
        psus=stage.unit_count if units else None,
        finite_population=spec.fpc,
        lonely_psu=spec.lonely_psu,
        degrees_of_freedom=say(language, "degrees"),
    )


def _steps(file: AnalysisFile, language: Language) -> tuple[str, ...]:
    plan = file.waves[-1].plan
    recipe, code = plan.weighting, language.code
    found = [say(code, f"base {plan.design.base_weight}")]
    if recipe.method == "none":
        found.append(say(code, "no calibration"))
    else:
        margins = language.listed([margin_title(code, use.margin) for use in recipe.margins])
        tolerance = f"{recipe.tolerance:g}"
        found.append(say(code, recipe.method, margins=margins, tolerance=tolerance))
        found.append(say(code, f"unknown {recipe.unknown}"))
    trimmed = recipe.trim is not None
    found.append(say(code, "trimming" if trimmed else "no trimming", times=recipe.trim))
    if not plan.design.fpc:
        found.append(say(code, "no fpc"))
    return tuple(found)


def _margin(check: MarginCheck, file: AnalysisFile, policy: str, language: str) -> MarginFacts:
    printed = printed_margin(check, file)
    return MarginFacts(
        name=check.name,
        title=margin_title(language, check.name).capitalize(),
        source=check.source,
        vintage=check.vintage,
        wave=check.wave,
        levels=tuple(
            MarginLevel(
                margin_label(check.name, level, file, language),
                level.n if ok else None,
                level.unweighted if ok else None,
                level.weighted,
                level.target,
            )
            for level, ok in zip(check.levels, printed.levels, strict=True)
        ),
        unknown=printed.unknown,
        unknown_policy=policy,
        outside=printed.outside,
    )


def _sample(estimated: Estimated) -> Iterator[SampleRow]:
    weighed = estimated.weighed
    domains = Domains(weighed.file)
    for wave in weighed.file.waves:
        places = estimated.analysis.places
        masks = [domains.mask(Domain((wave.slug,), place)) for place in places]
        counts = [int(here.sum()) for here in masks]
        rows = zip(places, masks, counts, printable(counts), strict=True)
        for place, here, n, shown in rows:
            spread = diagnostics(weighed.weights, domain=here) if shown and n else None
            effective = spread.kish_effective_n if spread else None
            yield SampleRow(wave.slug, place, n if shown else None, effective)


def _elsewhere(estimated: Estimated, language: Language) -> str:
    """Which of the plan's families speak of places that this report has no figures for."""
    titles = planned_titles(estimated.weighed.file, language.code)
    named = [titles[family] for family in estimated.analysis.elsewhere]
    if not named:
        return ""
    return say(language.code, "elsewhere", families=language.say("semicolon").join(named))


def _assumptions(file: AnalysisFile, language: str) -> tuple[str, ...]:
    note = file.waves[-1].plan.design.population_note
    found = [say(language, "assumption population", note=note)] if note else []
    return (*found, say(language, "assumption response"))


def _warnings(weighed: Weighed, language: str) -> Iterator[str]:
    """Levels of a margin that few people stand for, and weights that differ a great deal."""
    speech = Language.of(language)
    periods = {wave.slug: speech.period(wave.period) for wave in weighed.file.waves[-2:]}
    for check in weighed.margins:
        printed = printed_margin(check, weighed.file)
        for level, shown in zip(check.levels, printed.levels, strict=True):
            if check.wave in periods and level.n < FEW_IN_A_LEVEL:
                yield say(
                    language,
                    "warning few" if shown else "warning fewer",
                    n=level.n if shown else FEW_IN_A_LEVEL,
                    label=margin_label(check.name, level, weighed.file, language),
                    margin=margin_title(language, check.name),
                    wave=periods[check.wave],
                )
    smallest = min(one.smallest for one in weighed.diagnostics.values())
    largest = max(one.largest for one in weighed.diagnostics.values())
    if largest / smallest >= HEAVY:
        yield say(language, "warning weights", low=smallest, high=largest, times=largest / smallest)
    newest = weighed.diagnostics[weighed.file.waves[-1].slug]
    if newest.kish_design_effect > COSTLY:
        yield say(
            language,
            "warning effect",
            n=newest.n,
            wave=speech.period(weighed.file.waves[-1].period),
            effective=newest.kish_effective_n,
        )


def _policies(estimated: Estimated, language: Language) -> tuple[tuple[str, str], ...]:
    weighed = estimated.weighed
    plan, code = weighed.file.waves[-1].plan, language.code
    rows = [
        (say(code, "policy level"), f"{plan.level:.0%}"),
        (say(code, "policy power"), f"{plan.power:.0%}"),
        (
            say(code, "policy detectable"),
            say(code, "policy detectable value", alpha=1 - plan.level),
        ),
        (say(code, "policy lonely"), language.called("lonely", plan.design.lonely_psu)),
        (say(code, "policy df"), say(code, "policy df value")),
    ]
    if plan.weighting.method != "none":
        newest = weighed.file.waves[-1].slug
        counts = [
            f"{margin_title(code, check.name)}: {printed.unknown}"
            for check in weighed.margins
            if check.wave == newest and all((printed := printed_margin(check, weighed.file)).levels)
        ]
        value = say(
            code,
            "policy unknown value",
            policy=language.called("level", plan.weighting.unknown),
            counts=language.listed(counts),
        )
        rows.append((say(code, "policy unknown"), value))
        rows.append((say(code, "policy disagreeing"), say(code, "policy disagreeing value")))
    return tuple(rows)


def _rules(standards: Standards, language: str) -> tuple[str, ...]:
    return (
        say(language, "rule persons", persons=standards.persons),
        say(language, "rule protect"),
        say(
            language,
            "rule nchs",
            effective=standards.effective,
            wide=100 * standards.wide,
            relative=standards.relative,
            narrow=100 * standards.narrow,
        ),
        say(language, "rule option", persons=FEWEST_OF_AN_ANSWER),
        say(language, "rule audit", width=RULES.width),
        say(
            language,
            "rule dominance",
            people=RULES.dominant_people,
            share=100 * RULES.dominant_share,
            p=100 * RULES.p_percent,
            least=RULES.least_effective,
        ),
    )
