"""Which cells of a published breakdown must be withheld so that none can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Cells that add up to a published whole: the neighborhoods of a city, the groups of a wave.

    Attributes
    ----------
    parts : number of unweighted persons behind each part.
    """

    parts: Mapping[str, int]


def complementary(breakdown: Breakdown, confidential: Sequence[str], *, persons: int) -> set[str]:
    """Further parts to withhold, so that no confidential part follows by subtraction.

    Where the whole is published, one withheld part is the whole less the others. Parts are added,
    smallest first, until at least two are withheld and together they hold `persons` people;
    parts in which nobody answered protect nothing and are never chosen.

    Parameters
    ----------
    breakdown : the parts and their unweighted counts.
    confidential : parts withheld for their own sake.
    persons : fewest people that may stand behind a difference.
    """
    withheld = {name for name in confidential if breakdown.parts.get(name, 0) > 0}
    if not withheld:
        return set()
    further: set[str] = set()
    by_size = sorted((n, name) for name, n in breakdown.parts.items() if n and name not in withheld)
    for _, name in by_size:
        together = withheld | further
        if len(together) >= 2 and sum(breakdown.parts[part] for part in together) >= persons:
            break
        further.add(name)
    return further
