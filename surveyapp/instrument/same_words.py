"""Whether two texts say the same words: what a reader does not notice does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from surveyapp.instrument.changes import Change, Grade, Reason
from surveyapp.instrument.item import Text

_MARKS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-"}
)
_BLANKS = re.compile(r"\s+")
_END = re.compile(r"[\s.:;…]+$")


def plain_words(text: str) -> str:
    """The words without what is cosmetic: case, blanks, shapes of quotes and dashes, a last stop.

    A question mark at the end counts (a statement is not a question), and so do commas and every
    letter: "unsafe" is not a misspelled "safe".
    """
    composed = unicodedata.normalize("NFKC", text).translate(_MARKS).replace("...", "…")
    return _END.sub("", _BLANKS.sub(" ", composed).strip()).casefold()


def text_changes(
    reason: Reason,
    label: str,
    before: Text,
    after: Text,
    languages: Sequence[str],
    *,
    grade: Grade = "breaks the trend",
) -> list[Change]:
    """How a text changed in the languages both editions have, the first of them the source.

    A reworded source text has the grade given. Where the source stands and a translation was
    reworded, the texts remain comparable: only those who answered in it read other words.
    """
    found: list[Change] = []
    for place, tag in enumerate(languages):
        old, new = before.get(tag, ""), after.get(tag, "")
        if old == new:
            continue
        named = label if place == 0 else f"{label} in {tag}"
        if plain_words(old) == plain_words(new):
            found.append(Change(reason, "cosmetic", f"{named}: looks only", old, new))
        elif place == 0:
            found.append(Change(reason, grade, _verb(named, old, new), old, new))
        else:
            along = any(change.grade == grade for change in found)
            step: Grade = grade if along else "comparable"
            why: Reason = reason if along else "translation"
            found.append(Change(why, step, _verb(named, old, new), old, new))
    return found


def _verb(label: str, old: str, new: str) -> str:
    if not old:
        return f"{label}: added"
    return f"{label}: reworded" if new else f"{label}: removed"
