"""Responses that are the same, or nearly, as another one of their wave: found when it closes.

A program that is told to vary its answers varies few of them. People agree too, by chance and by
conviction, so the rules are strict, say how strict, and remove nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from surveyapp.collection.quality_rules import DUPLICATE_ITEMS, NEAR_ITEMS, NEAR_SHARE
from surveyapp.collection.response import Response
from surveyapp.instrument.answers import Missing, to_json

_BLOCK = 1024


def with_duplicates(responses: Sequence[Response]) -> list[Response]:
    """The responses, each with two flags: the very same answers as another one, and nearly so.

    - duplicate_pattern: all answers are those of another response, ten or more of them given; in
      a short questionnaire people agree by chance.
    - near_duplicate: of twenty or more choices at least 95% are those of another response, but
      not all answers. Text, dates and numbers are left out: they are easily varied.

    References
    ----------
    Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32: the largest share of matches;
    Simmons, Mercer, Schwarzer & Kennedy (2016), same volume: why 85% flags honest people.
    """
    patterns = [_pattern(response) for response in responses]
    times = Counter(pattern for pattern in patterns if pattern)
    same = [bool(pattern) and times[pattern] > 1 for pattern in patterns]
    near = largest_match(chosen_codes(responses)) >= NEAR_SHARE
    return [
        replace(
            one,
            quality={
                **one.quality,
                "duplicate_pattern": exact,
                "near_duplicate": bool(close) and not exact,
            },
        )
        for one, exact, close in zip(responses, same, near, strict=True)
    ]


def chosen_codes(responses: Sequence[Response]) -> npt.NDArray[np.int64]:
    """Choices as numbers: one row a response, one column a variable, -1 where nothing was chosen.

    A choice is a code, or the set of codes of a question with several answers; each set that
    occurs has a number of its own.
    """
    names = sorted(
        {
            name
            for one in responses
            for name, value in one.answers.items()
            if isinstance(value, int | tuple) and not isinstance(value, Missing)
        }
    )
    table = np.full((len(responses), len(names)), -1, dtype=np.int64)
    for column, name in enumerate(names):
        numbers: dict[object, int] = {}
        for row, one in enumerate(responses):
            value = one.answers.get(name)
            if isinstance(value, int | tuple) and not isinstance(value, Missing):
                table[row, column] = numbers.setdefault(value, len(numbers))
    return table


def largest_match(table: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Of the choices of each row, the largest share that any other row has the same.

    max over j of sum over k of [x_ik = x_jk chosen] / sum over k of [x_ik chosen]; 0 for rows with
    fewer than twenty choices. Rows are compared a thousand at a time, so memory grows with n alone.

    Parameters
    ----------
    table : (n, k) int, -1 where nothing was chosen.
    """
    rows, _ = table.shape
    given = (table >= 0).sum(axis=1)
    best = np.zeros(rows)
    if rows < 2 or not (given >= NEAR_ITEMS).any():
        return best
    marks = _indicators(table)
    for start in range(0, rows, _BLOCK):
        part = slice(start, min(start + _BLOCK, rows))
        matches = marks[part] @ marks.T
        matches[np.arange(part.stop - start), np.arange(start, part.stop)] = -1
        best[part] = matches.max(axis=1)
    enough = given >= NEAR_ITEMS
    return np.where(enough, best / np.maximum(given, 1), 0.0)


def _indicators(table: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """One column a choice that occurs, 1 in the rows that made it."""
    columns = [
        (column == number).astype(np.float32)
        for column in table.T
        for number in range(int(column.max(initial=-1)) + 1)
    ]
    return np.column_stack(columns) if columns else np.zeros((len(table), 0), dtype=np.float32)


def _pattern(response: Response) -> str:
    given = sum(not isinstance(value, Missing) for value in response.answers.values())
    return to_json(response.answers) if given >= DUPLICATE_ITEMS else ""
