"""What a translation may not do, whoever sent it: it says what its source says and nothing more.

A catalog comes from outside and goes to every resident, so each text is judged before it is
compiled and again before it is shown; one that is not sound gives way to its source.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable

from surveyapp.web.english.marking import Source

_PLAIN_NAME = re.compile(r"[a-z_]+")
_MARKUP = re.compile(r"[<>]|&[#\w]")
_ADDRESS = re.compile(r"://|www\.|@|[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE | re.ASCII)
_LONG_NUMBER = re.compile(r"\d(?:[\s().-]{0,2}\d){2,}")
_ISOLATE, _END_OF_ISOLATE = re.compile("[\u2066-\u2069]"), "\u2069"
# Joiners, marks of direction, isolates and spaces that do not break: languages need them.
_FINE_UNSEEN = dict.fromkeys(
    map(ord, "\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u00a0\u202f")
)


def problems_of(source: Source, words: str, *, one_number: bool = False) -> list[str]:
    """Everything wrong with one translation of a text; empty where it is sound.

    `one_number` says that a form serves a single number ("one hour"), so it need not print it.
    """
    found = _hole_problems(source, words, one_number=one_number)
    if not words.strip() or words != words.strip():
        found.append("it is empty, or has spaces at an end")
    whole = f"{source.words} {source.many}"
    if _MARKUP.search(words):
        found.append("it has markup (<, > or &...;)")
    if any(match not in whole for match in _ADDRESS.findall(words)):
        found.append("it has an address that the source does not have")
    if any(match not in whole for match in _LONG_NUMBER.findall(words)):
        found.append("it has a number that the source does not have")
    if _unseen(words):
        found.append("it has characters that cannot be seen, or turns the direction of text")
    if len(words) > 3 * max(len(source.words), len(source.many)) + 60:
        found.append("it is far longer than the source")
    return found


def plural_problems(plural: Callable[[int], int], count: int, cldr: Callable[[int], object]) -> str:
    """What is wrong with a rule that numbers plural forms; empty where it parts as CLDR does.

    `plural` gives the index of the form for a number, `count` is how many forms there are.
    """
    pairs = set()
    for number in range(1001):
        try:
            index = plural(number)
        except (ArithmeticError, ValueError) as error:
            return f"it fails for {number} ({error})"
        if not 0 <= index < count:
            return f"{number} would take form {index} of {count}"
        pairs.add((index, cldr(number)))
    indices, categories = {index for index, _ in pairs}, {category for _, category in pairs}
    if not len(pairs) == len(indices) == len(categories) == count:
        return f"the language has {len(categories)} forms, and they are parted otherwise"
    return ""


def names_in(words: str) -> Counter[str]:
    """How often each name in braces stands in a text; ValueError for anything but plain names."""
    names: Counter[str] = Counter()
    for _, name, layout, conversion in string.Formatter().parse(words):
        if name is None:
            continue
        if layout or conversion or not _PLAIN_NAME.fullmatch(name):
            raise ValueError(name)
        names[name] += 1
    if "{{" in words or "}}" in words:
        raise ValueError("{{")
    return names


def _hole_problems(source: Source, words: str, *, one_number: bool) -> list[str]:
    wanted = names_in(source.many or source.words)
    try:
        there = names_in(words)
    except ValueError:
        return ["its braces hold something other than the names of the source"]
    if one_number and source.by not in there:
        del wanted[source.by]
    if there == wanted:
        return []
    shown = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
    return [f"its names in braces are not those of the source ({shown})"]


def _unseen(words: str) -> bool:
    if not words.translate(_FINE_UNSEEN).isprintable():
        return True
    depth = 0
    for sign in _ISOLATE.findall(words):
        depth += -1 if sign == _END_OF_ISOLATE else 1
        if depth < 0:
            return True
    return depth != 0
