"""What a report discloses about the languages of a questionnaire: how each one came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale, UnknownLocaleError

from surveyapp.instrument.languages import standing
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.translation import Standing, State
from surveyapp.reporting.language import Language

WORDS: Mapping[str, Mapping[State | str, str]] = {
    "en": {
        "original": "written in this language",
        "machine": "translated by machine, not checked by a person",
        "translated": "translated, not reviewed by a native speaker",
        "reviewed": "reviewed by a native speaker",
        "pretested": "pretested with {people} people",
        "stale": "{n} texts older than their source",
        "all": "Languages: {languages}.",
    },
    "es": {
        "original": "redactado en este idioma",
        "machine": "traducido por una máquina, sin revisión de una persona",
        "translated": "traducido, sin revisión de un hablante nativo",
        "reviewed": "revisado por un hablante nativo",
        "pretested": "probado antes con {people} personas",
        "stale": "{n} textos más antiguos que su original",
        "all": "Idiomas: {languages}.",
    },
    "ar": {
        "original": "كُتبت بهذه اللغة",
        "machine": "ترجمتها آلة ولم يراجعها إنسان",
        "translated": "مترجمة ولم يراجعها متحدث أصلي",
        "reviewed": "راجعها متحدث أصلي",
        "pretested": "جُرّبت مسبقًا مع {people} شخصًا",
        "stale": "{n} من النصوص أقدم من أصلها",
        "all": "اللغات: {languages}.",
    },
    "zh-Hans": {
        "original": "以该语言编写",
        "machine": "由机器翻译，未经人审校",
        "translated": "已翻译，未经母语者审校",
        "reviewed": "经母语者审校",
        "pretested": "已由 {people} 人预先测试",
        "stale": "有 {n} 条文字比原文旧",
        "all": "语言：{languages}。",
    },
}


def translation_note(instrument: Instrument, offered: Sequence[str], language: str) -> str:
    """One sentence with each language offered and its state, in the report's language."""
    words = WORDS.get(language, WORDS["en"])
    speech = Language.of(language if language in WORDS else "en")
    said = speech.say("semicolon").join(
        speech.say("comma").join(
            (language_name(tag, language), _state(standing(instrument, tag), words, speech))
        )
        for tag in offered
        if tag in instrument.languages
    )
    return words["all"].format(languages=said) if said else ""


def language_name(tag: str, language: str) -> str:
    """What a language is called in another one: ("zh-Hans", "en") is "Simplified Chinese"."""
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return tag
    return locale.get_display_name(language.replace("-", "_")) or tag


def _state(found: Standing, words: Mapping[State | str, str], speech: Language) -> str:
    said = words[found.state].format(people=found.people)
    if found.stale:
        said += speech.say("comma") + words["stale"].format(n=len(found.stale))
    return said
