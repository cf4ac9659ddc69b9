"""Sentences about one indicator, made from the same values as its charts.

Verdict words are the four of the house and nothing else; "better" and "worse" appear only where
the indicator declares a direction; what the frame type forbids is never said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.indicators.results import Cell, Comparison
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import IndicatorFacts, Report

_PREFIX = {
    "previous quarter": "time",
    "same quarter last year": "time",
    "rolling year": "pool",
    "trend": "trend",
}


def people(report: Report, language: Language, indicator: IndicatorFacts | None = None) -> str:
    """Whom the figures describe: "residents" only where a probability sample allows it."""
    words = language.say(f"people {report.meta.frame}")
    among = indicator.among if indicator else ""
    return language.say("people among", people=words, among=among) if among else words


def counted(language: Language, count: int, noun: str) -> str:
    """A count with its noun: small counts as words where the language has them."""
    return language.say(
        "counted", count, word=numeral(language, count), noun=language.say(noun, count=count)
    )


def numeral(language: Language, count: int) -> str:
    """Counts under ten as words, where the language lists them; figures otherwise."""
    words = language.say("numerals").split()
    return words[count] if count < len(words) else language.number(count)


def interval_name(report: Report, language: Language) -> str:
    """What an interval is called for the report's frame type; empty where there is none."""
    if FRAME_RULES[report.meta.frame].interval_name is None:
        return ""
    return language.say(f"interval {report.meta.frame}")


def is_bounded(report: Report) -> bool:
    """Whether any figure of a census has a worst and a best case: it is known who was asked."""
    return any(cell.lower is not None for cell in report.cells)


def cannot_frame(report: Report, language: Language) -> str:
    """What the frame type keeps the report from saying."""
    if report.meta.frame == "census" and not is_bounded(report):
        return language.say("cannot census unbounded")
    return language.say(f"cannot {report.meta.frame}")


def level_percent(language: Language, level: float) -> str:
    """An interval's level: "95%"."""
    return language.value(100 * level, "percent")


def reason(language: Language, withheld: str | None, note: str = "") -> str:
    """Why a figure is withheld, with the publisher's note when there is one."""
    word = language.say(withheld or "imprecise")
    return language.say("title colon", title=word, words=note) if note else word


def level_sentence(look: Lookup, language: Language, indicator: IndicatorFacts) -> str:
    """The city's figure in the report's wave, in one sentence with its interval."""
    cell = look.cell(indicator.id)
    if cell is None:
        return ""
    if cell.withheld is not None or cell.value is None:
        words = reason(language, cell.withheld, cell.reason)
        return language.say("level withheld", title=indicator.title, reason=words)
    sentence = _level(look.report, language, indicator, cell.value)
    if cell.lower is None or cell.upper is None:
        return language.say("without interval", sentence=sentence)
    return language.say(
        "with interval",
        sentence=sentence,
        name=interval_name(look.report, language),
        interval=language.interval(cell.lower, cell.upper, indicator.unit),
    )


def _level(report: Report, language: Language, indicator: IndicatorFacts, value: float) -> str:
    who = people(report, language, indicator)
    shown = language.value(value, indicator.unit)
    if indicator.unit == "scale":
        low, high = language.number(indicator.low), language.number(indicator.high)
        return language.say(
            "title mean", title=indicator.title, value=shown, low=low, high=high, people=who
        )
    if indicator.unit == "balance" or not indicator.statement:
        return language.say("title stands", title=indicator.title, value=shown, people=who)
    tenths = round(value / 10)
    near = 1 <= tenths <= 9 and abs(value - 10 * tenths) <= 2
    key = "tenth" if near else "share of people"
    return language.say(
        key,
        share=shown,
        people=who,
        statement=indicator.statement,
        tenths=numeral(language, tenths),
    )


def verdict_words(language: Language, comparison: Comparison) -> str:
    """The verdict, with "(better)" or "(worse)" where the indicator's direction says so."""
    if comparison.verdict is None:
        return ""
    words = language.say(comparison.verdict.value)
    if comparison.better is None:
        return words
    worth = "better" if comparison.better else "worse"
    return language.say(f"verdict {worth}", verdict=words)


def change_sentence(
    look: Lookup, language: Language, indicator: IndicatorFacts, comparison: Comparison | None
) -> str:
    """What one comparison over time lets us say about the city; empty when it was not made."""
    if comparison is None or comparison.kind not in _PREFIX:
        return ""
    prefix = _PREFIX[comparison.kind]
    when = period_of(look, language, comparison.reference)
    if comparison.withheld is not None:
        words = reason(language, comparison.withheld, comparison.reason)
        return language.say(f"{prefix} withheld", when=when, reason=words)
    sentence = language.say(
        f"{prefix} {comparison.verdict.value if comparison.verdict else 'descriptive'}",
        when=when,
        **_change_values(language, indicator, comparison),
    )
    if comparison.verdict is None or comparison.registered:
        return sentence
    return language.say("exploratory sentence", sentence=sentence)


def _change_values(
    language: Language, indicator: IndicatorFacts, comparison: Comparison
) -> dict[str, Any]:
    unit, difference = indicator.unit, comparison.difference or 0.0
    worth = {True: "better", False: "worse", None: "none"}[comparison.better]
    lower, upper = limits(comparison)
    return {
        "amount": amount(language, indicator, abs(difference)),
        "difference": language.difference(difference, unit),
        "span": "" if lower is None or upper is None else language.span(lower, upper, unit),
        "level": level_percent(language, comparison.level),
        "good": language.say(f"good {worth}"),
        "detectable": amount(language, indicator, comparison.smallest_detectable_change),
        "interest": amount(language, indicator, comparison.change_of_interest),
    }


def bare_change(
    language: Language, indicator: IndicatorFacts, comparison: Comparison | None
) -> str:
    """A difference as it may stand in a column, without its interval beside it.

    Where there are too few answers to say, a number alone would be read as a change: it is
    printed with its interval only, and a dash stands here.
    """
    if comparison is None or comparison.difference is None:
        return ""
    if comparison.verdict is Verdict.TOO_FEW:
        return language.say("no figure")
    return language.change(comparison.difference, indicator.unit)


def limits(comparison: Comparison) -> tuple[float | None, float | None]:
    """The interval that stands beside a verdict: the adjusted one where there is one."""
    if comparison.adjusted_lower is not None and comparison.adjusted_upper is not None:
        return comparison.adjusted_lower, comparison.adjusted_upper
    return comparison.lower, comparison.upper


def amount(language: Language, indicator: IndicatorFacts, size: float | None) -> str:
    """An unsigned number of points: "4.2 points"."""
    if size is None:
        return ""
    digits = 2 if indicator.unit == "scale" else 1
    return language.say("points", points=language.number(size, digits))


def period_of(look: Lookup, language: Language, wave: str) -> str:
    """The period of a wave in words; other references stand as they are."""
    return language.period(look.waves[wave].period) if wave in look.waves else wave


def names(
    look: Lookup, language: Language, comparisons: Sequence[Comparison], longest: int = 4
) -> str:
    """Places or groups of some comparisons as a list, or as a count when the list is long."""
    if len(comparisons) > longest:
        groups = comparisons[0].kind == "other groups"
        noun = "group" if groups else look.report.meta.place_kind
        return counted(language, len(comparisons), noun)
    return language.listed([name_of(look, language, comparison) for comparison in comparisons])


def name_of(look: Lookup, language: Language, comparison: Comparison) -> str:
    """Name of the place or group a comparison is about."""
    if comparison.group in look.groups:
        group = look.groups[comparison.group]
        return language.say("quoted", text=group.label)
    place = look.places.get(comparison.place)
    return place.name if place else language.say("city")


def with_verdict(comparisons: Sequence[Comparison], *verdicts: Verdict) -> tuple[Comparison, ...]:
    """Those comparisons that ended in one of the verdicts."""
    return tuple(c for c in comparisons if c.verdict in verdicts)


def found_words(
    look: Lookup, language: Language, comparisons: Sequence[Comparison], longest: int = 4
) -> str:
    """ "higher in A and B and lower in C", for those found; empty when none was."""
    if not comparisons:
        return ""
    kind = "groups" if comparisons[0].kind == "other groups" else "areas"
    parts = []
    for verdict in (Verdict.HIGHER, Verdict.LOWER):
        chosen = with_verdict(comparisons, verdict)
        if chosen:
            listed = names(look, language, chosen, longest)
            parts.append(language.say(f"{kind} {verdict.value}", names=listed))
    if len(parts) == 2:
        return language.say("and", first=parts[0], second=parts[1])
    return parts[0] if parts else ""


def quiet_sentences(
    look: Lookup, language: Language, comparisons: Sequence[Comparison]
) -> tuple[str, ...]:
    """For how many places or groups nothing was found, and for how many nothing can be said."""
    if not comparisons or all(c.verdict is None for c in comparisons):
        return ()
    groups = comparisons[0].kind == "other groups"
    kind, noun = ("groups", "group") if groups else ("areas", look.report.meta.place_kind)
    said = []
    for key, verdict in (("same", Verdict.NO_DIFFERENCE), ("few", Verdict.TOO_FEW)):
        count = len(with_verdict(comparisons, verdict))
        if count:
            said.append(
                language.say(
                    f"{kind} {key}",
                    count=count,
                    word=numeral(language, count),
                    noun="" if groups else language.say(noun, count=count),
                )
            )
    return tuple(said)


def place_change_sentence(
    look: Lookup, language: Language, comparisons: Sequence[Comparison]
) -> str:
    """Which places changed since the reference wave; says so when none did."""
    tested = [c for c in comparisons if c.verdict is not None]
    if not tested:
        return ""
    when = period_of(look, language, tested[0].reference)
    found = found_words(look, language, tested)
    if found:
        return language.say("areas changed", when=when, found=found)
    few = len(with_verdict(tested, Verdict.TOO_FEW))
    noun = language.say(look.report.meta.place_kind, count=1)
    key = "areas unchanged" if few else "areas unchanged all"
    return language.say(
        key, noun=noun, when=when, few=numeral(language, few), all=numeral(language, len(tested))
    )


def detectable_sentence(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    comparisons: Sequence[Comparison],
) -> str:
    """The range of smallest detectable changes over places, so that silence is understood."""
    sizes = [c.smallest_detectable_change for c in comparisons if c.smallest_detectable_change]
    if not sizes:
        return ""
    noun = language.say(look.report.meta.place_kind, count=1)
    digits = 2 if indicator.unit == "scale" else 0
    low, high = (language.number(size, digits) for size in (min(sizes), max(sizes)))
    return language.say("areas detectable", noun=noun, lowest=low, highest=high)


def dont_know_sentence(language: Language, cell: Cell | None) -> str:
    """The share of those asked who said "don't know"."""
    if cell is None or cell.dont_know_share is None:
        return ""
    return language.say("dont know", share=language.value(cell.dont_know_share, "percent"))


def tested_sentence(look: Lookup, language: Language, made: Sequence[Comparison]) -> str:
    """How some comparisons were tested: the level, and each family's adjustment and size."""
    tested = [comparison for comparison in made if comparison.verdict is not None]
    if not tested:
        return ""
    sizes: dict[str, list[str]] = {}
    for family in dict.fromkeys(c.family for c in tested if c.registered):
        test = look.families.get(family)
        method = test.method if test else next(c.method for c in tested if c.family == family)
        count = test.comparisons if test else sum(c.family == family for c in tested)
        sizes.setdefault(method, []).append(language.number(count))
    said = [
        language.say("tested family", method=language.say(method), sizes=language.listed(counts))
        for method, counts in sizes.items()
    ]
    said += [_exploratory(look, language, c) for c in tested if not c.registered][:1]
    level = level_percent(language, 1 - tested[0].level)
    return language.say("tested", level=level, families=language.listed(said))


def _exploratory(look: Lookup, language: Language, comparison: Comparison) -> str:
    """How comparisons outside the plan were adjusted, counted over all of their kind."""
    if comparison.method == "none":
        return language.say("tested alone")
    alike = look.chosen(
        lambda c: not c.registered and c.kind == comparison.kind and c.verdict is not None
    )
    method = language.say(comparison.method)
    return language.say("tested exploratory", method=method, sizes=language.number(len(alike)))
