"""Complementary suppression: which further cells are withheld so that none can be bounded.

For each withheld cell that the audit finds unsafe, a linear program looks for the change of the
table that moves it by `width` people at the least loss of information; the printed cells that the
change passes through are withheld as well. What results is audited again, so the proof never
rests on this search. (Kelly, Golden and Assad, 1992; Fischetti and Salazar, 2000.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from surveyapp.design.arrays import Floats, Ints, Mask
from surveyapp.disclosure.audit import SLACK, Audit, audit
from surveyapp.disclosure.linked import LinkedTables, Sparse, parts
from surveyapp.disclosure.rules import RULES
from surveyapp.errors import DisclosureRefused, Problem

MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Protection:
    """Which cells are withheld, and the audit that holds for them.

    Attributes
    ----------
    primary : confidential for their own sake. further : withheld to protect them.
    """

    primary: tuple[str, ...]
    further: tuple[str, ...]
    proof: Audit

    @property
    def withheld(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.primary, *self.further))


def protect(
    tables: LinkedTables,
    primary: Iterable[str],
    *,
    hidden: Iterable[str] = (),
    targets: Iterable[str] = (),
    keep: Iterable[str] = (),
    width: float = RULES.width,
) -> Protection:
    """Withhold further cells until no confidential one can be bounded to under `width` people.

    Parameters
    ----------
    primary : confidential cells.
    hidden : cells that are not printed for another reason; they cost nothing and need no
        protection.
    targets : further cells that must be safe though nobody thought of printing them.
    keep : cells that are out already and cannot be taken back.

    Raises
    ------
    DisclosureRefused when the cells that may be withheld do not suffice.
    """
    first = list(dict.fromkeys(primary))
    goals = tables.where(dict.fromkeys([*first, *targets]))
    fixed = tables.fixed.copy()
    fixed[tables.where(keep)] = True
    tables = replace(tables, fixed=fixed)
    gone = np.zeros(len(tables.cells), dtype=np.bool_)
    gone[tables.where([*first, *targets, *hidden])] = True
    free = gone.copy()
    blocks = _Blocks(tables)
    for _ in range(MOST_ROUNDS):
        names = [tables.cells[k] for k in goals]
        proof = audit(tables, [tables.cells[k] for k in np.flatnonzero(gone)], names, width=width)
        if not proof.unsafe:
            further = tuple(tables.cells[k] for k in np.flatnonzero(gone & ~free))
            return Protection(tuple(first), further, proof)
        roomy = np.zeros(len(tables.cells), dtype=np.bool_)
        for cell in tables.where(proof.unsafe):
            if not roomy[cell]:
                moves = np.abs(_cheapest(blocks.of(int(cell)), gone, int(cell), width))
                gone |= moves > SLACK
                roomy |= moves >= width - SLACK
    raise _impossible(", ".join(proof.unsafe[:3]))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Cells that a change can travel between, and the conditions on it.

    Attributes
    ----------
    names : of all cells. size : how many cells there are in all.
    cells : (m,) positions. holds : (m, atoms) their atoms. people : (atoms,) true counts.
    loss : (m,) information lost a person moved when printed: more for larger cells and for sums.
    fixed : (m,) cells that are always printed.
    conditions : on people entering and leaving each atom, and the rise and fall of each cell.
    """

    names: tuple[str, ...]
    size: int
    cells: Ints
    holds: Sparse
    people: Floats
    loss: Floats
    fixed: Mask
    conditions: LinearConstraint


class _Blocks:
    """The blocks of a system, each made once: hundreds of changes are looked for in the same."""

    def __init__(self, tables: LinkedTables) -> None:
        self._tables = tables
        sums = sparse.csr_array(sparse.vstack([tables.holds, tables.links]))
        self._of_sum, self._of_atom = parts(sums)
        self._made: dict[int, _Block] = {}

    def of(self, cell: int) -> _Block:
        """The block that a cell is in."""
        number = int(self._of_sum[cell])
        if number not in self._made:
            self._made[number] = self._block(number)
        return self._made[number]

    def _block(self, number: int) -> _Block:
        tables = self._tables
        atoms = np.flatnonzero(self._of_atom == number)
        of_cell, of_link = np.split(self._of_sum, [len(tables.cells)])
        cells = np.flatnonzero((of_cell == number) & (np.diff(tables.holds.indptr) > 0))
        holds = sparse.csr_array(tables.holds[cells][:, atoms])
        links = sparse.csr_array(tables.links[np.flatnonzero(of_link == number)][:, atoms])
        m, unit = len(cells), sparse.eye_array(len(cells))
        turn = sparse.hstack([holds, -holds, -unit, unit])
        tied = sparse.hstack([links, -links, sparse.csr_array((links.shape[0], 2 * m))])
        return _Block(
            tables.cells,
            len(tables.cells),
            cells,
            holds,
            tables.people[atoms].astype(np.float64),
            np.diff(holds.indptr) * (1.0 + np.log1p(tables.counts[cells])),
            tables.fixed[cells],
            LinearConstraint(sparse.csc_array(sparse.vstack([turn, tied])), 0.0, 0.0),
        )


def _cheapest(block: _Block, gone: Mask, cell: int, width: float) -> Floats:
    """(m,) how each cell moves in the cheapest change of the table that moves one by `width`."""
    target = int(np.flatnonzero(block.cells == cell)[0])
    for change in (width, -width):
        moves = _moves(block, gone[block.cells], target, change)
        if moves is not None:
            everywhere = np.zeros(block.size)
            everywhere[block.cells] = moves
            return everywhere
    raise _impossible(block.names[cell])


def _moves(block: _Block, gone: Mask, target: int, change: float) -> Floats | None:
    """(m,) how the cheapest change of the block moves every cell; None where there is none.

    Parameters
    ----------
    gone : (m,) cells that are withheld already, which cost nothing.
    """
    m, size = block.holds.shape
    loss = np.where(gone, 0.0, block.loss)
    most = np.where(block.fixed & ~gone, 0.0, np.inf)
    rise, fall = most.copy(), most.copy()
    least_rise, least_fall = np.zeros(m), np.zeros(m)
    rise[target], fall[target] = (np.inf, 0.0) if change > 0 else (0.0, np.inf)
    least_rise[target], least_fall[target] = max(change, 0.0), max(-change, 0.0)
    found = milp(
        np.concatenate([np.full(2 * size, 1e-4), loss, loss]),
        constraints=block.conditions,
        bounds=Bounds(
            np.concatenate([np.zeros(2 * size), least_rise, least_fall]),
            np.concatenate([np.full(size, np.inf), block.people, rise, fall]),
        ),
    )
    if found.x is None:
        return None
    return np.asarray(block.holds @ (found.x[:size] - found.x[size : 2 * size]))


def _impossible(cell: str) -> DisclosureRefused:
    return DisclosureRefused(
        Problem(
            f"No choice of further cells keeps {cell} safe.",
            where="complementary suppression",
            remedies=(
                "Publish a coarser table: larger areas or fewer answers.",
                "Let a margin be withheld too.",
                "Leave the table out.",
            ),
            code="cannot-protect",
        )
    )
