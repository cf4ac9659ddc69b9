"""How long a questionnaire takes: its words at a reading pace, and a moment for each choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.instrument.model import Instrument, Text

WORDS_PER_MINUTE = 150
_WORD = re.compile(r"\w[\w'’-]*|[\u3040-\u30ff\u3400-\u9fff]")


def minutes(instrument: Instrument, language: str | None = None) -> float:
    """Minutes to read every page once, at 150 words a minute, in one language (the first).

    Counts questions, hints, rows and options of every item, on the route or not, and the welcome.
    Options of a scale are counted where it is first shown: after that they are known. The areas
    of a wave are looked up, not read.
    """
    tag = language or instrument.languages[0]
    words = sum(len(_WORD.findall(text.get(tag, ""))) for text in _read_texts(instrument))
    return words / WORDS_PER_MINUTE


def _read_texts(instrument: Instrument) -> Iterator[Text]:
    yield instrument.welcome
    known: set[str] = set()
    for item in instrument.items:
        yield item.text
        yield item.hint
        yield from (row.text for row in item.rows)
        if item.scale not in known:
            yield from (option.label for option in item.options if not option.place)
        if item.scale:
            known.add(item.scale)
