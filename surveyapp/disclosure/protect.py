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
    block = _blocks(tables)
    for _ in range(MOST_ROUNDS):
        names = [tables.cells[k] for k in goals]
        proof = audit(tables, [tables.cells[k] for k in np.flatnonzero(gone)], names, width=width)
        if not proof.unsafe:
            further = tuple(tables.cells[k] for k in np.flatnonzero(gone & ~free))
            return Protection(tuple(first), further, proof)
        roomy = np.zeros(len(tables.cells), dtype=np.bool_)
        for cell in tables.where(proof.unsafe):
            if not roomy[cell]:
                moves = np.abs(_cheapest(tables, gone, int(cell), block, width))
                gone |= moves > SLACK
                roomy |= moves >= width - SLACK
    raise _impossible(", ".join(proof.unsafe[:3]))


def _blocks(tables: LinkedTables) -> Ints:
    """(atoms,) which atoms a change can travel between: those that some sum ties together."""
    return parts(sparse.csr_array(sparse.vstack([tables.holds, tables.links])))[1]


def _cheapest(tables: LinkedTables, gone: Mask, cell: int, block: Ints, width: float) -> Floats:
    """(m,) how each cell moves in the cheapest change of the table that moves one by `width`."""
    members = tables.holds[[cell]].indices
    near = _near(tables, np.flatnonzero(np.isin(block, block[members])), gone)
    for change in (width, -width):
        moves = _moves(near, int(np.flatnonzero(near.cells == cell)[0]), change)
        if moves is not None:
            everywhere = np.zeros(len(tables.cells))
            everywhere[near.cells] = moves
            return everywhere
    raise _impossible(tables.cells[cell])


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """The cells that a change may pass through, and what each would cost.

    Attributes
    ----------
    cells : (m,) positions. holds, links : their atoms. people : (atoms,) true counts.
    loss : (m,) information lost a person moved: more for larger cells and for sums.
    still : (m,) cells that may not move.
    """

    cells: Ints
    holds: Sparse
    links: Sparse
    people: Floats
    loss: Floats
    still: Mask


def _near(tables: LinkedTables, atoms: Ints, gone: Mask) -> _Near:
    holds = sparse.csr_array(tables.holds[:, atoms])
    cells = np.flatnonzero(np.diff(holds.indptr) > 0)
    counts = tables.counts[cells]
    return _Near(
        cells,
        sparse.csr_array(holds[cells]),
        sparse.csr_array(tables.links[:, atoms]),
        tables.people[atoms].astype(np.float64),
        np.where(gone[cells], 0.0, np.diff(holds.indptr)[cells] * (1.0 + np.log1p(counts))),
        tables.fixed[cells] & ~gone[cells],
    )


def _moves(near: _Near, target: int, change: float) -> Floats | None:
    """(m,) how the cheapest change of the table moves every cell; None where there is none.

    Unknowns: people entering and leaving each atom, and the rise and fall of each cell.
    """
    m, size = near.holds.shape
    turn = sparse.hstack([near.holds, -near.holds, -sparse.eye_array(m), sparse.eye_array(m)])
    tied = sparse.hstack([near.links, -near.links, sparse.csr_array((near.links.shape[0], 2 * m))])
    most = np.where(near.still, 0.0, np.inf)
    rise, fall = most.copy(), most.copy()
    least_rise, least_fall = np.zeros(m), np.zeros(m)
    rise[target], fall[target] = (np.inf, 0.0) if change > 0 else (0.0, np.inf)
    least_rise[target], least_fall[target] = max(change, 0.0), max(-change, 0.0)
    found = milp(
        np.concatenate([np.full(2 * size, 1e-4), near.loss, near.loss]),
        constraints=LinearConstraint(sparse.csr_array(sparse.vstack([turn, tied])), 0.0, 0.0),
        bounds=Bounds(
            np.concatenate([np.zeros(2 * size), least_rise, least_fall]),
            np.concatenate([np.full(size, np.inf), near.people, rise, fall]),
        ),
    )
    if found.x is None:
        return None
    return np.asarray(near.holds @ (found.x[:size] - found.x[size : 2 * size]))


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
