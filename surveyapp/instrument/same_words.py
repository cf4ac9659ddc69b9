"""Whether two texts say the same words: what a reader does not notice does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.instrument.changes import GRADES, Change, Grade, Reason
from surveyapp.instrument.item import Text

_MARKS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-"}
)
_BLANKS = re.compile(r"\s+")
_END = re.compile(r"[\s.:;…]+$")


@dataclass(frozen=True, slots=True)
class SharedLanguages:
    """The languages that two editions have in common.

    Attributes
    ----------
    tags : in the order of the later edition, languages somebody wrote the questions in first.
    sources : those that either edition was written in; of none in common, the first of `tags`.
    """

    tags: tuple[str, ...]
    sources: frozenset[str]


def shared_languages(earlier: Sequence[str], later: Sequence[str]) -> SharedLanguages:
    """What two editions share, each edition's own languages beginning with its source."""
    tags = [tag for tag in later if tag in earlier]
    sources = {tag for tag in (*earlier[:1], *later[:1]) if tag in tags} or set(tags[:1])
    ordered = sorted(tags, key=lambda tag: tag not in sources)
    return SharedLanguages(tuple(ordered), frozenset(sources))


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
    languages: SharedLanguages,
    *,
    grade: Grade = "breaks the trend",
) -> list[Change]:
    """How a text changed in the languages both editions have.

    A text reworded in the source language of either edition has the grade given. Where the source
    stands and a translation was reworded, the texts remain comparable: only those who answered in
    it read other words.
    """
    found: list[Change] = []
    for place, tag in enumerate(languages.tags):
        old, new = before.get(tag, ""), after.get(tag, "")
        if old == new:
            continue
        named = label if place == 0 else f"{label} in {tag}"
        if plain_words(old) == plain_words(new):
            found.append(Change(reason, "cosmetic", f"{named}: looks only", old, new))
        elif tag in languages.sources:
            found.append(Change(reason, grade, _verb(named, old, new), old, new))
        else:
            along = any(change.grade == grade for change in found)
            step: Grade = grade if along else min(grade, "comparable", key=GRADES.index)
            why: Reason = reason if along else "translation"
            found.append(Change(why, step, _verb(named, old, new), old, new))
    return found


def _verb(label: str, old: str, new: str) -> str:
    if not old:
        return f"{label}: added"
    return f"{label}: reworded" if new else f"{label}: removed"
