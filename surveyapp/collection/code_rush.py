"""A rush on the codes of one design cell: what a stolen list of codes looks like in a day.

Letters of a cell go to one area, so a list that was stolen, or a bundle of letters that was, is
spent in one cell. Counts of the day come from memory and are forgotten with it; all that is told
of them is a yes or a no for each cell.
"""

from __future__ import annotations

from collections.abc import Mapping

RUSH_LEAST = 20
RUSH_TIMES = 5
RUSH_SHARE = 0.5


def cells_in_a_rush(today: Mapping[str, int], issued: Mapping[str, int]) -> tuple[str, ...]:
    """The cells whose codes were spent today far faster than those of all others.

    A cell is in a rush where at least 20 of its codes were spent today, and either over half of all
    it has, or more than 5 times the share that was spent in the other cells together:
    t_c / n_c > 5 * (T - t_c) / (N - n_c).

    Parameters
    ----------
    today : cell -> codes spent today. issued : cell -> codes issued.
    """
    total, codes = sum(today.values()), sum(issued.values())
    found = []
    for cell, spent in today.items():
        mine, others = issued.get(cell, 0), codes - issued.get(cell, 0)
        if spent < RUSH_LEAST or not mine:
            continue
        elsewhere = RUSH_TIMES * (total - spent) / others if others else float("inf")
        if spent > RUSH_SHARE * mine or spent / mine > elsewhere:
            found.append(cell)
    return tuple(found)
