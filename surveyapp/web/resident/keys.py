"""Answers by number: an interviewer types what stands beside an answer, and Enter.

Numbers count the answers from 1 as they stand on the screen; on a numbered scale they are its
points. It works on every keyboard and needs no script.
"""

from __future__ import annotations

from surveyapp.instrument.model import Item, Option
from surveyapp.instrument.text import unmarked

KEYED_KINDS = frozenset({"single", "scale", "multiple", "grid"})


def keyed(item: Item, text: str) -> dict[str, list[str]] | None:
    """The fields that the numbers typed stand for; None where they fit no answer.

    One number for a single choice; several for a question that takes several; for a grid one for
    each row in order, 0 leaving a row out. Digits written together count one by one where no
    answer has more than one digit.
    """
    options = numbered(item)
    numbers = _numbers(text, single_digits=max(options, default=0) < 10)
    if numbers is None:
        return None
    if item.kind == "grid":
        return _rows(item, options, numbers)
    if any(number not in options for number in numbers):
        return None
    if item.kind != "multiple" and len(numbers) != 1:
        return None
    return {item.id: [options[number].value for number in dict.fromkeys(numbers)]}


def numbered(item: Item) -> dict[int, Option]:
    """The number of each option as it is shown to an interviewer."""
    if item.points is None:
        return dict(enumerate(item.options, 1))
    points = {option.code: option for option in item.options if option.code in item.points.codes}
    others = [option for option in item.options if option.code not in item.points.codes]
    return points | dict(enumerate(others, item.points.highest + 1))


def _rows(
    item: Item, options: dict[int, Option], numbers: list[int]
) -> dict[str, list[str]] | None:
    known = options.keys() | {0}
    if len(numbers) != len(item.rows) or any(number not in known for number in numbers):
        return None
    return {
        f"{item.id}.{row.id}": [options[number].value]
        for row, number in zip(item.rows, numbers, strict=True)
        if number
    }


def _numbers(text: str, *, single_digits: bool) -> list[int] | None:
    """The numbers written in a text, in order; None where there is anything else or nothing."""
    words = unmarked(text).replace(",", " ").split()
    if not words or not all(word.isdecimal() and len(word) <= 20 for word in words):
        return None
    if single_digits:
        return [int(digit) for word in words for digit in word]
    return [int(word) for word in words]
