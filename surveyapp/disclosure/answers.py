"""Which answers to one question may be printed with their counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveyapp.disclosure.linked import system
from surveyapp.disclosure.protect import protect
from surveyapp.disclosure.rules import RULES, Rules, is_small
from surveyapp.errors import DisclosureRefused


def printable(
    counts: Sequence[int], *, rest: int = 0, add_up: bool = True, rules: Rules = RULES
) -> tuple[bool, ...]:
    """For each answer, whether its count and share may be printed.

    A count of 1 to 9 people is withheld, and where each person is counted once, so are others
    until the base and the printed counts bound no withheld one to under `width` people. When
    nothing protects them, none is printed.

    Parameters
    ----------
    counts : people who gave each answer.
    rest : people in the base who gave none, whose number is not printed; with the answers they
        make up the base, which is.
    add_up : False when a person may give several answers.
    """
    small = [str(k) for k, n in enumerate(counts) if is_small(n, rules)]
    if not small or not add_up:
        return tuple(not is_small(n, rules) for n in counts)
    size = len(counts)
    members = {str(k): [k] for k in range(size)} | {"all": list(range(size + 1))}
    people = np.array([*counts, rest], dtype=np.int64)
    tables = system(members, people, fixed=("all",))
    try:
        found = protect(tables, small, width=rules.width).withheld
    except DisclosureRefused:
        return (False,) * size
    return tuple(str(k) not in found for k in range(size))
