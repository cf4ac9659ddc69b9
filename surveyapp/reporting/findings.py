"""The main points: five to seven sentences, with what did not change and what cannot be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.indicators.results import CITY, EVERYONE, Comparison, ComparisonKind
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import IndicatorFacts
from surveyapp.reporting.wording import (
    cannot_frame,
    counted,
    found_words,
    level_sentence,
    numeral,
    period_of,
    with_verdict,
)

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One main point: what it is about, and the sentence."""

    lead: str
    text: str


def main_points(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> tuple[Finding, ...]:
    """The findings in the order of a summary; those without values are left out."""
    chosen = [indicator for indicator in indicators if indicator.primary] or list(indicators)
    points = [
        _level(look, language, chosen),
        _changes(look, language, chosen, "previous quarter"),
        _changes(look, language, chosen, "same quarter last year"),
        _places(look, language, chosen),
        _place_changes(look, language, chosen),
        _groups(look, language, chosen),
    ]
    return tuple(point for point in points if point is not None)


def _level(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Finding | None:
    sentences = [level_sentence(look, language, indicator) for indicator in indicators[:2]]
    text = language.joined(sentences)
    period = language.period(look.wave.period)
    return Finding(language.say("point level", wave=period), text) if text else None


def _of_city(
    look: Lookup, indicators: Sequence[IndicatorFacts], kind: ComparisonKind
) -> list[Comparison]:
    made = (look.comparison(indicator.id, kind) for indicator in indicators)
    return [c for c in made if c is not None and c.verdict is not None]


def _changes(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts], kind: ComparisonKind
) -> Finding | None:
    """All outcomes of one city comparison over the indicators, and the joint test."""
    made = _of_city(look, indicators, kind)
    if not made:
        return None
    when = period_of(look, language, made[0].reference)
    said = []
    for verdict in (Verdict.HIGHER, Verdict.LOWER):
        chosen = with_verdict(made, verdict)
        if chosen:
            titles = language.listed([_with_worth(look, language, c) for c in chosen])
            said.append(language.say(f"point {verdict.value}", titles=titles, when=when))
    for verdict, key in ((Verdict.NO_CHANGE, "same"), (Verdict.TOO_FEW, "few")):
        chosen = with_verdict(made, verdict)
        if chosen and len(chosen) == len(made):
            said.append(language.say(f"point {key} all", when=when, count=len(made)))
        elif chosen:
            titles = language.listed([look.indicators[c.indicator].title for c in chosen])
            said.append(language.say(f"point {key}", titles=titles, when=when))
    said.append(_joint(look, language, made))
    return Finding(language.say("point changes", when=when), language.joined(said))


def _with_worth(look: Lookup, language: Language, comparison: Comparison) -> str:
    title = look.indicators[comparison.indicator].title
    worth = {True: "better", False: "worse"}.get(comparison.better)  # type: ignore[arg-type]
    return language.say(f"verdict {worth}", verdict=title) if worth else title


def _joint(look: Lookup, language: Language, made: Sequence[Comparison]) -> str:
    """The joint test of a family, whatever it says."""
    test = look.families.get(made[0].family)
    if test is None or test.p is None:
        return ""
    called = any(c.verdict is not None and c.verdict.detected for c in made)
    found = test.p <= 1 - test.level
    key = ("joint found" if called else "joint found alone") if found else "joint none"
    if called and not found:
        key = "joint none but one"
    return language.say(key, count=test.comparisons, p=language.probability(test.p))


def _places(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Finding | None:
    noun = look.report.meta.place_kind
    said: list[str] = []
    silent = more = 0
    for indicator in indicators:
        made = look.of_places(indicator.id, "rest of city")
        found = found_words(look, language, made, longest=3)
        if found and len(said) < MOST_NAMED:
            text = language.say("title colon", title=indicator.title, words=found)
            said.append(text + language.say("stop"))
        elif found:
            more += 1
        elif any(c.verdict is not None for c in made):
            silent += 1
    if not said and not silent:
        return None
    if more:
        word = numeral(language, more)
        said.append(
            language.say(
                "point places more", count=more, word=word, noun=language.say(noun, count=1)
            )
        )
    if silent:
        key = "point places silent" if said else "point places none"
        said.append(
            language.say(
                key,
                count=silent,
                word=numeral(language, silent),
                noun=language.say(noun, count=1),
            )
        )
    return Finding(language.say(f"point {noun}s"), language.joined(said))


def _place_changes(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Finding | None:
    """Changes within places, since the last quarter and since last year."""
    kinds: tuple[ComparisonKind, ...] = ("previous quarter", "same quarter last year")
    said = [text for kind in kinds if (text := _place_changes_of(look, language, indicators, kind))]
    if not said:
        return None
    return Finding(
        language.say(f"point {look.report.meta.place_kind} changes"), language.joined(said)
    )


def _place_changes_of(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts], kind: ComparisonKind
) -> str:
    made = [
        c
        for indicator in indicators
        for c in look.of_places(indicator.id, kind)
        if c.verdict is not None
    ]
    if not made:
        return ""
    found = [c for c in made if c.verdict and c.verdict.detected]
    text = language.say(
        "point place changes",
        count=len(made),
        noun=language.say(look.report.meta.place_kind, count=1),
        when=period_of(look, language, made[0].reference),
        found=language.say("point changes found", count=len(found))
        if found
        else language.say("point changes none"),
        few=language.number(len(with_verdict(made, Verdict.TOO_FEW))),
    )
    for indicator in indicators[:MOST_NAMED]:
        words = found_words(look, language, [c for c in found if c.indicator == indicator.id])
        if words:
            about = language.say("title colon", title=indicator.title, words=words)
            text = language.joined((text, about + language.say("stop")))
    return text


def _groups(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> Finding | None:
    said: list[str] = []
    tested = few = 0
    for indicator in indicators:
        made = [c for c in look.of_groups(indicator.id) if c.registered and c.verdict is not None]
        tested += len(made)
        few += len(with_verdict(made, Verdict.TOO_FEW))
        found = found_words(look, language, made, longest=3)
        if found and len(said) < MOST_NAMED - 1:
            text = language.say("title colon", title=indicator.title, words=found)
            said.append(text + language.say("stop"))
    if not tested:
        return None
    said.append(
        language.say(
            "point groups few" if said else "point groups none",
            count=tested,
            few=language.number(few),
        )
    )
    return Finding(language.say("point groups"), language.joined(said))


def cannot_say(
    look: Lookup, language: Language, indicators: Sequence[IndicatorFacts]
) -> tuple[str, ...]:
    """What this report cannot say: too few answers, withheld figures, and what a survey is not."""
    noun = look.report.meta.place_kind
    ids = {indicator.id for indicator in indicators}
    made = [c for c in look.comparisons.values() if c.indicator in ids and c.verdict is not None]
    few = len(with_verdict(made, Verdict.TOO_FEW))
    said = []
    if few:
        said.append(language.say("cannot few", count=few, all=language.number(len(made))))
    sizes = [
        c.smallest_detectable_change
        for c in made
        if c.place != CITY
        and c.kind == "previous quarter"
        and look.indicators[c.indicator].unit == "percent"
        and c.smallest_detectable_change
    ]
    if sizes:
        low, high = language.number(min(sizes)), language.number(max(sizes))
        said.append(
            language.say("cannot small", noun=language.say(noun, count=1), lowest=low, highest=high)
        )
    withheld = [
        cell
        for cell in look.report.cells
        if cell.wave == look.report.meta.wave and cell.withheld and cell.indicator in ids
    ]
    if withheld:
        said.append(
            language.say(
                "cannot withheld",
                count=len(withheld),
                imprecise=language.number(sum(c.withheld == "imprecise" for c in withheld)),
                confidential=language.number(sum(c.withheld == "confidential" for c in withheld)),
            )
        )
    said.append(cannot_frame(look.report, language))
    said.append(language.say("cannot cause"))
    return tuple(said)


def has_figures(look: Lookup, indicator: IndicatorFacts) -> bool:
    """Whether an indicator has any figure, shown or withheld, in the report's wave."""
    cell = look.cell(indicator.id, place=CITY, group=EVERYONE)
    return cell is not None or any(
        look.cell(indicator.id, place=place.id) for place in look.report.places
    )


def places_counted(look: Lookup, language: Language) -> str:
    """How many places the report compares, in words."""
    return counted(language, len(look.report.places), look.report.meta.place_kind)
