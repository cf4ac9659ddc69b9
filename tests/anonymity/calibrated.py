"""Judging many orders at once: what would chance do over all of them?

Under the hypothesis that where an answer lies says nothing of its writer, the people of a cell may
change places without anybody noticing. So every draw shuffles the people of each cell, in all
orders of responses alike, and notes the worst order of the draw; the worst order found is compared
with those (permutation test of the maximum: Westfall and Young, 1993). Orders that are the same
count once, and orders that resemble each other are no independent chances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Pairs = Mapping[str, tuple[Sequence[int], Sequence[int]]]


@dataclass(frozen=True)
class Judged:
    """All orders of one attack, and what chance does to them.

    Attributes
    ----------
    names : of the K different pairs of orders; `alike` has all names of each.
    exact, spearman : (K,) as found; exact matches within cells, correlation of places in cells.
    drawn_exact, drawn_spearman : (draws, K) the same under chance.
    """

    names: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    exact: np.ndarray
    spearman: np.ndarray
    drawn_exact: np.ndarray
    drawn_spearman: np.ndarray
    cells: int
    people: int

    @property
    def p_exact(self) -> float:
        """Chance that the worst of all orders has as many exact matches as the worst found."""
        return _beyond(self.drawn_exact.max(axis=1), self.exact.max())

    @property
    def p_spearman(self) -> float:
        """The same of the largest absolute correlation."""
        return _beyond(np.abs(self.drawn_spearman).max(axis=1), np.abs(self.spearman).max())

    @property
    def most_exact(self) -> float:
        """The limit of a single order: chance and three standard deviations of it."""
        return self.cells + 3 * float(np.sqrt(self.cells))

    @property
    def most_spearman(self) -> float:
        """0.2, or four standard deviations where the people are too few for that."""
        return 0.2 if self.people >= 300 else 4 / float(np.sqrt(self.people - self.cells))

    @property
    def over(self) -> frozenset[str]:
        """Orders beyond a single order's limits; chance takes one there now and then."""
        beyond = (self.exact > self.most_exact) | (np.abs(self.spearman) > self.most_spearman)
        found = (names for names, one in zip(self.alike, beyond, strict=True) if one)
        return frozenset(name for names in found for name in names)

    @property
    def chance_over(self) -> float:
        """How often chance takes at least one of these orders beyond its limits."""
        beyond = (self.drawn_exact > self.most_exact) | (
            np.abs(self.drawn_spearman) > self.most_spearman
        )
        return float(beyond.any(axis=1).mean())


def judged(pairs: Pairs, cell_of: Mapping[int, str], draws: int, seed: int) -> Judged:
    """All pairs of orders of one attack, each with everybody in it, against chance."""
    different: dict[tuple[tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for name, (codes, responses) in pairs.items():
        different.setdefault((tuple(codes), tuple(responses)), []).append(name)
    people = sorted(next(iter(different))[0])
    at = {person: index for index, person in enumerate(people)}
    cells = np.unique([cell_of[person] for person in people], return_inverse=True)[1]
    lefts = [_places(left, at, cells) for left, _ in different]
    rights = [_places(right, at, cells) for _, right in different]
    of_right = {right: index for index, right in enumerate(dict.fromkeys(r for _, r in different))}
    which = np.array([of_right[right] for _, right in different])
    left, right = np.array(lefts), np.array([_places(r, at, cells) for r in of_right])
    middle = (np.bincount(cells)[cells] - 1) / 2
    spread = float(((left[0] - middle) ** 2).sum())
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(cells == cell) for cell in range(cells.max() + 1)]
    exact = np.empty((draws, len(different)), dtype=np.int32)
    rho = np.empty((draws, len(different)))
    moved = np.arange(len(people))
    for draw in range(draws):
        for group in groups:
            moved[group] = rng.permutation(group)
        shuffled = right[:, moved][which]
        exact[draw] = (left == shuffled).sum(axis=1)
        rho[draw] = ((left - middle) * (shuffled - middle)).sum(axis=1) / spread
    found = np.array(rights)
    return Judged(
        names=tuple(names[0] for names in different.values()),
        alike=tuple(tuple(names) for names in different.values()),
        exact=(left == found).sum(axis=1),
        spearman=((left - middle) * (found - middle)).sum(axis=1) / spread,
        drawn_exact=exact,
        drawn_spearman=rho,
        cells=len(groups),
        people=len(people),
    )


def _places(order: Sequence[int], at: Mapping[int, int], cells: np.ndarray) -> np.ndarray:
    """(n,) place of each person within their cell."""
    places = np.empty(len(order), dtype=np.int32)
    seen = [0] * (int(cells.max()) + 1)
    for person in order:
        index = at[person]
        places[index] = seen[cells[index]]
        seen[cells[index]] += 1
    return places


def _beyond(drawn: np.ndarray, found: float) -> float:
    return float((1 + (drawn >= found).sum()) / (1 + len(drawn)))
