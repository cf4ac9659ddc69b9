"""Which option of a later edition is an option of an earlier one: by what people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from surveyapp.instrument.item import Direction, Option
from surveyapp.instrument.same_words import plain_words

_TURNED: Mapping[Direction, Direction] = {
    "higher is better": "lower is better",
    "lower is better": "higher is better",
    "none": "none",
}


def matching(old: Sequence[Option], new: Sequence[Option], language: str) -> Mapping[int, int]:
    """Earlier code -> later code of the same answer; empty where codes keep what they mean.

    Nobody who answers sees a code, so an answer is known by its words in `language`, a language of
    both editions. Options whose words are found once on each side go together. Empty, too, where
    codes moved and the words of some earlier option are not found: then the two lists may be two
    questions, and nothing says which answer is which.
    """
    places = [_by_words(options, language) for options in (old, new)]
    found: dict[int, int] = {}
    for words, code in places[0].items():
        if words in places[1]:
            found[code] = places[1][words]
    if all(before == after for before, after in found.items()):
        return {}
    return found if len(found) == len({option.code for option in old}) else {}


def codes_moved(old: Sequence[Option], new: Sequence[Option], language: str) -> bool:
    """Whether some code of the earlier edition means another answer in the later one."""
    places = [_by_words(options, language) for options in (old, new)]
    return any(places[1].get(words, code) != code for words, code in places[0].items())


def turned(direction: Direction, codes: Mapping[int, int]) -> Direction:
    """The direction of a scale whose codes were renumbered: the other one if they run backwards."""
    moved = [codes[code] for code in sorted(codes)]
    if len(moved) > 1 and all(a > b for a, b in pairwise(moved)):
        return _TURNED[direction]
    return direction


def _by_words(options: Sequence[Option], language: str) -> dict[str, int]:
    """Words -> code, for words that one option alone has."""
    words = [plain_words(option.label.get(language, "")) for option in options]
    return {
        said: option.code
        for said, option in zip(words, options, strict=True)
        if said and words.count(said) == 1 and not option.place
    }
