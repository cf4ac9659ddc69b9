"""Syllables of a word: by rule in Spanish, where spelling shows them, by good guess in English."""

from __future__ import annotations

import re

_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = (
    re.compile(r"[^laeiouy]e$|[aeiouy]le$"),
    re.compile(r"[^aeiouycgsxzh]es$|the[s]$"),
    re.compile(r"[^aeioutd]ed$"),
    re.compile(
        r"(?:some|where|there|here|home|time|safe|care|fore|base|life|like|else)(?=[^aeiouyrds])"
    ),
)
_APART = (
    re.compile(r"[aeouy]ing"),
    re.compile(r"(?<![tscglxn])i[ao]"),
    re.compile(r"[^q]u(?:al|ate|ati|ou)"),
    re.compile(r"area|idea|create|quiet|diet|society|variet|rien|deo"),
    re.compile(r"sm$"),
)
_EXCEPTIONS = {"every": 2, "everyone": 3, "different": 3, "business": 2, "evening": 2, "anyone": 3}

_SPANISH_STRONG = re.compile(r"[aeoáéóíúàèò]")
_SPANISH_WEAK_RUN = re.compile(r"[iuüy]+")


def english_syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels and the usual silent endings."""
    plain = re.sub(r"[^a-z]", "", re.sub(r"['’](?:s|t|re|ve|ll|d|m)$", "", word.lower()))
    if plain in _EXCEPTIONS:
        return _EXCEPTIONS[plain]
    count = len(_ENGLISH_VOWELS.findall(plain))
    count -= sum(bool(rule.search(plain)) for rule in _SILENT)
    count += sum(len(rule.findall(plain)) for rule in _APART)
    return max(1, count)


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word: one for each strong or accented vowel, weak ones join them.

    Two strong vowels part (le-er); i and u without an accent join a neighbor (bue-no) or each
    other (ciu-dad); the u of "que", "gui" is silent; a final y sounds as i.
    """
    plain = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word.lower())
    plain = re.sub(r"y(?![aeiouáéíóú])", "i", plain).replace("y", "j")
    strong = len(_SPANISH_STRONG.findall(plain))
    alone = 0
    for run in _SPANISH_WEAK_RUN.finditer(plain):
        before = plain[run.start() - 1 : run.start()]
        after = plain[run.end() : run.end() + 1]
        if not (_SPANISH_STRONG.fullmatch(before) or _SPANISH_STRONG.fullmatch(after)):
            alone += 1
    return max(1, strong + alone)
