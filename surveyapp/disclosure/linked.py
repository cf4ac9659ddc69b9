"""Tables that share people, as one system of sums over their smallest cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from surveyapp.design.arrays import Floats, Ints, Mask
from surveyapp.errors import DisclosureRefused, Problem

Sparse = sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class LinkedTables:
    """Every cell that is or may be printed, as a sum of atoms nobody prints.

    Attributes
    ----------
    cells : (m,) names. atoms : how many smallest cells there are.
    holds : (m, atoms) 1 where the cell counts the atom.
    links : (k, atoms) sums of atoms that are zero by definition: two ways to count one crowd.
    people : (atoms,) how many people there are in truth.
    low, high : (m,) what a reader of a printed cell knows of its count; equal to the count where
        counts are printed, wider for weighted or rounded figures.
    fixed : (m,) cells that are always printed.
    """

    cells: tuple[str, ...]
    holds: Sparse
    links: Sparse
    people: Ints
    low: Floats
    high: Floats
    fixed: Mask

    @property
    def atoms(self) -> int:
        """Number of atoms."""
        return len(self.people)

    @property
    def counts(self) -> Floats:
        """(m,) true count of every cell."""
        return np.asarray(self.holds @ self.people.astype(np.float64))

    def where(self, names: Iterable[str]) -> Ints:
        """Positions of cells by name; DisclosureRefused for a name that is none."""
        at = {name: k for k, name in enumerate(self.cells)}
        wanted = list(names)
        strange = [name for name in wanted if name not in at]
        if strange:
            raise DisclosureRefused(
                Problem(
                    f"{len(strange)} cells are not in the tables, first {strange[0]!r}.",
                    remedies=("Name cells as the tables do.",),
                    code="no-such-cell",
                )
            )
        return np.array([at[name] for name in wanted], dtype=np.int64)


def system(
    members: Mapping[str, Sequence[int]],
    people: Ints,
    *,
    links: Sequence[tuple[Sequence[int], Sequence[int]]] = (),
    known: Mapping[str, tuple[float, float]] | None = None,
    fixed: Iterable[str] = (),
) -> LinkedTables:
    """Tables from their cells' atoms.

    Parameters
    ----------
    members : cell -> its atoms. people : (atoms,) people in each.
    links : pairs of sets of atoms that count the same crowd.
    known : cell -> smallest and largest count a reader may infer when it is printed; the exact
        count for cells that are not named.
    fixed : cells that are always printed.
    """
    names = tuple(members)
    holds = _rows([(list(members[name]), ()) for name in names], len(people))
    counts = np.asarray(holds @ people.astype(np.float64))
    low, high = counts.copy(), counts.copy()
    at = {name: k for k, name in enumerate(names)}
    for name, (least, most) in (known or {}).items():
        low[at[name]], high[at[name]] = least, most
    always = np.zeros(len(names), dtype=np.bool_)
    always[[at[name] for name in fixed]] = True
    return LinkedTables(names, holds, _rows(links, len(people)), people, low, high, always)


def crossed(counts: Ints, levels: Sequence[Sequence[Hashable]], *, name: str = "") -> LinkedTables:
    """One table of any number of dimensions with every one of its margins.

    Parameters
    ----------
    counts : people, one axis a dimension.
    levels : labels of each axis. A cell is named "a|b", with "*" where it is summed over.
    The grand total is always printed; other margins may be withheld, at a higher loss.
    """
    if counts.shape != tuple(len(axis) for axis in levels):
        raise DisclosureRefused(
            Problem(
                f"A table of shape {counts.shape} cannot have "
                f"{tuple(len(axis) for axis in levels)} labels.",
                remedies=("Give one label for each row, column and layer.",),
                code="shape",
            )
        )
    index = np.arange(counts.size).reshape(counts.shape)
    members: dict[str, Sequence[int]] = {}
    for places in product(*([None, *range(size)] for size in counts.shape)):
        label = "|".join(
            "*" if at is None else str(axis[at]) for axis, at in zip(levels, places, strict=True)
        )
        cell = f"{name}:{label}" if name else label
        inside = index[tuple(slice(None) if at is None else at for at in places)]
        chosen = np.atleast_1d(inside).ravel()
        members[cell] = chosen.tolist()
    total = next(iter(members))
    return system(members, counts.ravel(), fixed=(total,))


def joined(tables: Sequence[LinkedTables]) -> LinkedTables:
    """Several systems that share nobody's atoms, as one."""
    return LinkedTables(
        tuple(cell for one in tables for cell in one.cells),
        sparse.csr_array(sparse.block_diag([one.holds for one in tables])),
        sparse.csr_array(sparse.block_diag([one.links for one in tables])),
        np.concatenate([one.people for one in tables]),
        np.concatenate([one.low for one in tables]),
        np.concatenate([one.high for one in tables]),
        np.concatenate([one.fixed for one in tables]),
    )


def parts(sums: Sparse) -> tuple[Ints, Ints]:
    """(sums,) and (atoms,) which part each belongs to: atoms that share a sum share a part."""
    sums = sums.astype(np.float64)
    ties: Any = sparse.block_array([[None, sums], [sums.T, None]], format="csr")
    labels = np.asarray(connected_components(ties, directed=False)[1], dtype=np.int64)
    return labels[: sums.shape[0]], labels[sums.shape[0] :]


def _rows(signed: Sequence[tuple[Sequence[int], Sequence[int]]], width: int) -> Sparse:
    """One row a pair: 1 for the atoms of the first, -1 for those of the second."""
    rows = [k for k, (plus, minus) in enumerate(signed) for _ in (*plus, *minus)]
    columns = [atom for plus, minus in signed for atom in (*plus, *minus)]
    values = [
        sign for plus, minus in signed for sign in (*([1.0] * len(plus)), *([-1.0] * len(minus)))
    ]
    return sparse.csr_array((values, (rows, columns)), shape=(len(signed), width))
