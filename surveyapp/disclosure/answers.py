"""Which answers to one question may be printed with their counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveyapp.disclosure.linked import system
from surveyapp.disclosure.protect import protect
from surveyapp.disclosure.rules import RULES, Rules, is_small, tells_everybody
from surveyapp.errors import DisclosureRefused


def printable(
    counts: Sequence[int],
    *,
    rest: int = 0,
    add_up: bool = True,
    base: int | None = None,
    rules: Rules = RULES,
) -> tuple[bool, ...]:
    """For each answer, whether its count and share may be printed.

    A count of 1 to 9 people is withheld, and where each person is counted once, so are others
    until the base and the printed counts bound no withheld one to under `width` people. When
    nothing protects them, none is printed.

    Where the counts are answers to a question (`base` is given) of fewer than `rules.group_base`
    people, one that nobody gave is withheld like a small one, and where all of them gave the same
    nothing is printed: either tells how each of them answered.

    Parameters
    ----------
    counts : people who gave each answer.
    rest : people in the base who gave none, whose number is not printed; with the answers they
        make up the base, which is.
    add_up : False when a person may give several answers.
    base : people who answered the question; None where the counts are of places or groups.
    """
    size = len(counts)
    told = [base is not None and tells_everybody(n, base, rules) for n in counts]
    if add_up and any(hidden and n for hidden, n in zip(told, counts, strict=True)):
        return (False,) * size
    few = [is_small(n, rules) or hidden for n, hidden in zip(counts, told, strict=True)]
    small = [str(k) for k, hidden in enumerate(few) if hidden]
    if not small or not add_up:
        return tuple(not hidden for hidden in few)
    members = {str(k): [k] for k in range(size)} | {"all": list(range(size + 1))}
    people = np.array([*counts, rest], dtype=np.int64)
    tables = system(members, people, fixed=("all",))
    try:
        found = protect(tables, small, width=rules.width).withheld
    except DisclosureRefused:
        return (False,) * size
    return tuple(str(k) not in found for k in range(size))
