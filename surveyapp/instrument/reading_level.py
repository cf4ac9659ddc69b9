"""How hard a questionnaire is to read: school grade for English, INFLESZ for Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveyapp.instrument.model import PAGELESS, Instrument
from surveyapp.instrument.syllables import english_syllables, spanish_syllables

HARDEST_GRADE = 8.0
LEAST_INFLESZ = 55.0
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]+[\s\"”»)]|[.!?…:]+$|\n")
_PIPE = re.compile(r"\{[^{}]*\}")
INFLESZ_WORDS = (
    (40.0, "very difficult"),
    (55.0, "somewhat difficult"),
    (65.0, "normal"),
    (80.0, "quite easy"),
)


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """A measure of one language of a questionnaire.

    Attributes
    ----------
    words : the measure read out: "grade 5.6" or "INFLESZ 71 (quite easy)".
    plain : whether it is within what a public text should ask of its readers.
    """

    language: str
    measure: str
    value: float
    words: str
    plain: bool


def reading_level(instrument: Instrument, language: str) -> ReadingLevel | None:
    """The level of welcome, questions, hints and rows; None for languages without a measure.

    Options are left out: they are read as labels, not as sentences.
    """
    texts = list(_sentences_of(instrument, language))
    match language.partition("-")[0]:
        case "en":
            value = flesch_kincaid(texts)
            words = f"grade {value:.1f}"
            return ReadingLevel(language, "Flesch-Kincaid", value, words, value <= HARDEST_GRADE)
        case "es":
            value = inflesz(texts)
            named = next((w for most, w in INFLESZ_WORDS if value < most), "very easy")
            words = f"{value:.0f} ({named})"
            return ReadingLevel(language, "INFLESZ", value, words, value >= LEAST_INFLESZ)
    return None


def flesch_kincaid(texts: Iterable[str]) -> float:
    """School grade: 0.39 words/sentences + 11.8 syllables/words - 15.59.

    Kincaid, Fishburne, Rogers and Chissom (1975), Research Branch Report 8-75.
    """
    sentences, words, syllables = _counts(texts, english=True)
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def inflesz(texts: Iterable[str]) -> float:
    """Perspicuity from 0 (hard) to 100: 206.835 - 62.3 syllables/words - words/sentences.

    Szigriszt Pazos (1993), read on the INFLESZ scale of Barrio-Cantalejo et al. (2008), Anales
    del Sistema Sanitario de Navarra 31, 135-152: 55 and above is within an average reader's ease.
    """
    sentences, words, syllables = _counts(texts, english=False)
    return 206.835 - 62.3 * syllables / words - words / sentences


def _counts(texts: Iterable[str], *, english: bool) -> tuple[int, int, int]:
    """Sentences, words and syllables; each at least 1, so that a blank text has a level too."""
    count = english_syllables if english else spanish_syllables
    sentences = words = syllables = 0
    for text in texts:
        parts = [_WORD.findall(part) for part in _SENTENCE_END.split(_PIPE.sub("x", text))]
        sentences += sum(bool(part) for part in parts)
        words += sum(len(part) for part in parts)
        syllables += sum(count(word) for part in parts for word in part)
    return max(sentences, 1), max(words, 1), max(syllables, 1)


def _sentences_of(instrument: Instrument, tag: str) -> Iterator[str]:
    yield instrument.welcome.get(tag, "")
    for item in instrument.items:
        if item.kind in PAGELESS:
            continue
        for wording in item.arms:
            yield wording.text.get(tag, "")
        if not item.arms:
            yield item.text.get(tag, "")
        yield item.hint.get(tag, "")
        yield from (row.text.get(tag, "") for row in item.rows)
