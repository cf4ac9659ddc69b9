"""How well an insider does: two orders of the same people, laid side by side in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Verdict:
    """What two orders give away.

    Attributes
    ----------
    exact : people whose place in their cell is the same in both; chance gives one a cell.
    spearman : correlation of the places in the cells, pooled over cells.
    """

    exact: int
    spearman: float
    people: int
    cells: int

    @property
    def most_exact(self) -> float:
        """Chance and three standard deviations of it (Poisson, one a cell)."""
        return self.cells + 3 * self.cells**0.5

    @property
    def most_spearman(self) -> float:
        """0.2, or four standard deviations where the people are too few for that."""
        return 0.2 if self.people >= 300 else 4 / (self.people - self.cells) ** 0.5

    @property
    def holds(self) -> bool:
        """Whether the orders say no more of each other than chance does."""
        return self.exact <= self.most_exact and abs(self.spearman) <= self.most_spearman


def judge(codes: Sequence[int], responses: Sequence[int], cell_of: Mapping[int, str]) -> Verdict:
    """Compare an order of codes with an order of responses, both as numbers of people.

    The insider is even told who abandoned: only people with a response are compared.
    """
    answered = set(responses)
    left = _by_cell([person for person in codes if person in answered], cell_of)
    right = _by_cell(responses, cell_of)
    exact, products, squares = 0, 0.0, 0.0
    for cell, people in right.items():
        place = {person: at for at, person in enumerate(left.get(cell, []))}
        assert place.keys() == set(people), f"both orders hold the people of cell {cell}"
        middle = fmean(range(len(people)))
        exact += sum(place[person] == at for at, person in enumerate(people))
        products += sum(
            (place[person] - middle) * (at - middle) for at, person in enumerate(people)
        )
        squares += sum((at - middle) ** 2 for at in range(len(people)))
    return Verdict(exact, products / squares, len(answered), len(right))


def _by_cell(people: Sequence[int], cell_of: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for person in dict.fromkeys(people):
        found.setdefault(cell_of[person], []).append(person)
    return found
