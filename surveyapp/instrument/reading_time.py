"""How long a questionnaire takes: its words at a reading pace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.instrument.model import PAGELESS, Instrument

WORDS_PER_MINUTE = 150
CHARACTERS_PER_WORD = 1.5
"""Chinese characters that carry what an English word does (Sun, Morita and Stark 1985, Perceptual
and Motor Skills 60, 867-870)."""

_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"\w[\w'’-]*")


def minutes(instrument: Instrument, language: str | None = None) -> float:
    """Minutes to read every page once, at 150 words a minute, in one language (the first).

    Counts the welcome and, of every item on any route, question, hint, rows and options. An option
    worded as one met before is recognized, not read again; the areas of a wave are looked up.
    """
    tag = language or instrument.languages[0]
    return sum(words_in(text) for text in _read_texts(instrument, tag)) / WORDS_PER_MINUTE


def words_in(text: str) -> float:
    """How many words a text has; Chinese and Japanese characters count as parts of one."""
    characters = len(_CHARACTER.findall(text))
    return len(_WORD.findall(_CHARACTER.sub(" ", text))) + characters / CHARACTERS_PER_WORD


def count_words(text: str) -> int:
    """Words of a text; each character of a script without spaces (Chinese, Japanese) is one."""
    return len(_WORD.findall(text))


def _read_texts(instrument: Instrument, tag: str) -> Iterator[str]:
    yield instrument.welcome.get(tag, "")
    labels: set[str] = set()
    for item in instrument.items:
        if item.kind in PAGELESS:
            continue
        yield item.text.get(tag, "")
        yield item.hint.get(tag, "")
        yield from (row.text.get(tag, "") for row in item.rows)
        labels |= {option.label.get(tag, "") for option in item.options if not option.place}
    yield from labels
