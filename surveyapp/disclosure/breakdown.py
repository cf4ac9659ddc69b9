"""The figures of one indicator in one wave as linked tables: places, groups, and their whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from surveyapp.disclosure.linked import LinkedTables, system
from surveyapp.disclosure.protect import Protection, protect
from surveyapp.disclosure.rules import RULES, Rules
from surveyapp.indicators.results import CITY, EVERYONE, Cell

EVERYBODY, REST = "(everybody)", "(rest)"


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one figure: where, which group, and how many answered."""

    id: str
    place: str
    group: str
    n: int


def crowds(cells: Iterable[Cell]) -> list[Crowd]:
    """The crowd of each cell that knows its size; nobody answered where it does not."""
    return [Crowd(cell.id, cell.place, cell.group, cell.n or 0) for cell in cells]


def linked(found: Sequence[Crowd]) -> LinkedTables:
    """Every way in which the crowds split the same people.

    The places of one level split the city, and the levels of one grouping split a place or the
    city. Those of unknown place are a rest whose size counts as printed, because tables of the
    sample tell it; those of unknown group are a rest that nobody prints.
    """
    people: list[int] = []
    members: dict[str, list[int]] = {}
    links: list[tuple[list[int], list[int]]] = []

    def split(whole: Crowd, views: Iterable[Sequence[Crowd]]) -> list[int]:
        """Atoms of a crowd; each view of it ends in those of its parts that nothing splits."""
        first: list[int] | None = None
        for view in views:
            placed = view[0].group == EVERYONE
            atoms = [atom for part in view for atom in split_one(part)]
            people.append(max(0, whole.n - sum(part.n for part in view)))
            atoms.append(len(people) - 1)
            if placed:
                members[f"{REST} {len(people)}"] = [len(people) - 1]
            if first is None:
                first = atoms
            else:
                links.append((first, atoms))
        if first is None:
            people.append(whole.n)
            first = [len(people) - 1]
        members[whole.id] = first
        return first

    def split_one(part: Crowd) -> list[int]:
        return split(part, _groups(found, part.place) if part.group == EVERYONE else ())

    whole = next((c for c in found if c.place == CITY and c.group == EVERYONE), None)
    if whole is None:
        n = max((c.n for c in found), default=0)
        whole = Crowd(EVERYBODY, CITY, EVERYONE, n)
    split(whole, [*_places(found), *_groups(found, CITY)])
    for crowd in found:
        if crowd.id not in members:
            split_one(crowd)
    rests = [name for name in members if name.startswith(REST)]
    return system(members, np.array(people, dtype=np.int64), links=links, fixed=rests)


def protect_figures(
    found: Sequence[Crowd],
    confidential: Iterable[str],
    *,
    hidden: Iterable[str] = (),
    rules: Rules = RULES,
) -> Protection:
    """Which further figures are withheld so that no confidential one can be bounded.

    Parameters
    ----------
    confidential, hidden : ids withheld as confidential, and for another reason.

    A figure about nobody is not printed, but there is nobody to protect either.
    """
    nobody = {crowd.id for crowd in found if crowd.n == 0}
    wanted = [name for name in confidential if name not in nobody]
    if not wanted:
        return protect(linked(()), ())
    unseen = {*hidden, *nobody, *({EVERYBODY} - {crowd.id for crowd in found})}
    tables = linked(found)
    known = set(tables.cells)
    return protect(tables, wanted, hidden=sorted(unseen & known), width=rules.width)


def _places(found: Sequence[Crowd]) -> list[list[Crowd]]:
    levels: dict[str, list[Crowd]] = {}
    for crowd in found:
        if crowd.place != CITY and crowd.group == EVERYONE:
            levels.setdefault(crowd.place.rpartition(":")[0], []).append(crowd)
    return list(levels.values())


def _groups(found: Sequence[Crowd], place: str) -> list[list[Crowd]]:
    variables: dict[str, list[Crowd]] = {}
    for crowd in found:
        if crowd.place == place and crowd.group != EVERYONE:
            variables.setdefault(crowd.group.partition(":")[0], []).append(crowd)
    return list(variables.values())
