"""Which answers to one question may be printed with their counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveyapp.disclosure.linked import system
from surveyapp.disclosure.protect import protect
from surveyapp.disclosure.rules import RULES, Rules, is_small
from surveyapp.errors import DisclosureRefused


def printable(
    counts: Sequence[int], *, add_up: bool = True, rules: Rules = RULES
) -> tuple[bool, ...]:
    """For each answer, whether its count and share may be printed.

    A count of 1 to 9 people is withheld, and where each person is counted once, so are others
    until their sum and the printed counts bound no withheld one to under `width` people. The sum
    counts as printed: bases tell it. When nothing protects them, none is printed.

    Parameters
    ----------
    counts : people who gave each answer.
    add_up : False when a person may give several answers.
    """
    small = [str(k) for k, n in enumerate(counts) if is_small(n, rules)]
    if not small or not add_up:
        return tuple(not is_small(n, rules) for n in counts)
    size = len(counts)
    members = {str(k): [k] for k in range(size)} | {"all": list(range(size))}
    tables = system(members, np.array(counts, dtype=np.int64), fixed=("all",))
    try:
        found = protect(tables, small, width=rules.width).withheld
    except DisclosureRefused:
        return (False,) * size
    return tuple(str(k) not in found for k in range(size))
