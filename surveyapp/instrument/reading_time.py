"""How long a questionnaire takes: its words at a reading pace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.instrument.model import PAGELESS, Instrument

WORDS_PER_MINUTE = 150
_WORD = re.compile(r"\w[\w'’-]*|[\u3040-\u30ff\u3400-\u9fff]")


def minutes(instrument: Instrument, language: str | None = None) -> float:
    """Minutes to read every page once, at 150 words a minute, in one language (the first).

    Counts the welcome and, of every item on any route, question, hint, rows and options. An option
    worded as one met before is recognized, not read again; the areas of a wave are looked up.
    """
    tag = language or instrument.languages[0]
    words = sum(len(_WORD.findall(text)) for text in _read_texts(instrument, tag))
    return words / WORDS_PER_MINUTE


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
