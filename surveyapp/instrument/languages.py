"""The languages of an edition: the state of each, what is missing or stale, which way it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from surveyapp.errors import Problem
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.same_words import plain_words
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.translation import Standing, State, Translation, counted, source_hash

STAMP = "surveyapp instrument translations stamp FILE --language"
RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(
    ("Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa")
)


def right_to_left(tag: str) -> bool:
    """Whether a language is written from right to left, by its script where the tag names one."""
    language, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return script in RIGHT_TO_LEFT_SCRIPTS
    return language in RIGHT_TO_LEFT


def translation_of(instrument: Instrument, language: str) -> Translation:
    """What the document says of a language; unsaid, the source is original, others translated."""
    for known in instrument.translations:
        if known.language == language:
            return known
    state: State = "original" if language == instrument.languages[0] else "translated"
    return Translation(language, state)


def standing(instrument: Instrument, language: str) -> Standing:
    """How one language stands: the state of every text, and what is missing, stale or unknown."""
    source = instrument.languages[0]
    known = translation_of(instrument, language)
    states: Counter[State] = Counter()
    missing, stale, unknown = [], [], []
    for place, text in texts(instrument):
        if not text.get(language):
            missing.append(place)
            continue
        states[known.texts.get(place, known.state)] += 1
        if language == source:
            continue
        made_from = known.made_from.get(place)
        if made_from is None:
            unknown.append(place)
        elif made_from != words_hash(text.get(source, "")):
            stale.append(place)
    state, counts = counted(states)
    return Standing(
        language, state, counts, known.people, tuple(missing), tuple(stale), tuple(unknown)
    )


def words_hash(text: str) -> str:
    """The hash kept beside a translation: of its source's words, whatever their looks."""
    return source_hash(plain_words(text))


def not_ready(instrument: Instrument, languages: Iterable[str]) -> tuple[Standing, ...]:
    """The languages in which a wave may not be fielded without an overrule."""
    found = (standing(instrument, language) for language in languages)
    return tuple(each for each in found if not each.ready)


def language_remarks(instrument: Instrument) -> tuple[Problem, ...]:
    """A remark for each stale text; none of them keeps a questionnaire from being read."""
    return tuple(
        Problem(
            f"The {instrument.languages[0]} text has changed since it was translated to {tag}.",
            place,
            (f"translate it again, then: {STAMP} {tag}",),
            "translation-stale",
        )
        for tag in instrument.languages
        for place in standing(instrument, tag).stale
    )
