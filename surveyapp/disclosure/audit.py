"""The audit: what an attacker with every printed number can work out about the withheld ones.

The attacker knows that counts are not negative, every sum, and every printed cell. The smallest
and largest value of a withheld cell under these conditions are two linear programs (HiGHS);
the cell is safe when they lie `width` people apart or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from surveyapp.design.arrays import Floats, Ints, Mask
from surveyapp.disclosure.linked import LinkedTables, Sparse, parts
from surveyapp.disclosure.rules import RULES
from surveyapp.errors import DisclosureRefused, Problem

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """The range an attacker can put a withheld count in; both ends are attained."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """High minus low, in people."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Audit:
    """What an attack on the withheld cells found.

    Attributes
    ----------
    bounds : withheld cell -> a range that contains nothing impossible. Exact for unsafe cells
        (and for all with `exact`); for safe ones it may be narrower than the truth, but is at
        least `asked` wide.
    asked : people that the ends of every range must lie apart.
    """

    bounds: dict[str, Bound]
    asked: float

    @property
    def unsafe(self) -> tuple[str, ...]:
        """Withheld cells that can be bounded too closely."""
        return tuple(n for n, b in self.bounds.items() if b.width < self.asked - SLACK)

    @property
    def recovered(self) -> tuple[str, ...]:
        """Withheld cells that can be worked out to the person."""
        return tuple(n for n, b in self.bounds.items() if b.width < 1.0 - SLACK)


def audit(
    tables: LinkedTables,
    withheld: Iterable[str],
    targets: Iterable[str] | None = None,
    *,
    width: float = RULES.width,
    exact: bool = False,
) -> Audit:
    """Attack the withheld cells of linked tables.

    Parameters
    ----------
    withheld : cells that are not printed.
    targets : those that must be safe; all withheld ones unless given. A target that is printed
        counts as known.
    exact : compute both ends of every range, not only as far as safety needs.

    Every solution of a program is a table that an attacker cannot rule out, so the values that
    all targets take in it widen their ranges too: most targets need no program of their own.
    """
    hidden = np.zeros(len(tables.cells), dtype=np.bool_)
    hidden[tables.where(withheld)] = True
    at = np.flatnonzero(hidden) if targets is None else tables.where(targets)
    counts = tables.counts
    low, high = counts.copy(), counts.copy()
    for part in _parts(tables, hidden, at):
        _widen(part, low, high, width=np.inf if exact else width)
    return Audit({tables.cells[k]: Bound(float(low[k]), float(high[k])) for k in at}, width)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Atoms that printed sums or targets tie together, and the conditions on them.

    Attributes
    ----------
    targets : positions among all cells. goals : (targets, atoms) what they sum.
    settled : (targets,) people of theirs in atoms that are known.
    rows, low, high : conditions on the atoms. cap : more people than any atom can hold.
    """

    targets: Ints
    goals: Sparse
    settled: Floats
    rows: Sparse
    low: Floats
    high: Floats
    cap: float


def _parts(tables: LinkedTables, hidden: Mask, at: Ints) -> Iterator[_Part]:
    """The systems that remain when every atom that is printed by itself is taken out."""
    people = tables.people.astype(np.float64)
    printed, low, high = tables.holds[~hidden], tables.low[~hidden], tables.high[~hidden]
    free = ~_settled(printed, low, high)
    rows = sparse.csr_array(sparse.vstack([printed, tables.links], format="csr"))
    zeros = np.zeros(tables.links.shape[0])
    known = rows @ np.where(free, 0.0, people)
    low, high = np.concatenate([low, zeros]) - known, np.concatenate([high, zeros]) - known
    rows, goals = sparse.csr_array(rows[:, free]), sparse.csr_array(tables.holds[at][:, free])
    settled = np.asarray(tables.holds[at] @ np.where(free, 0.0, people))
    of_sum, of_atom = parts(sparse.csr_array(sparse.vstack([rows, goals])))
    of_row, of_goal = of_sum[: rows.shape[0]], of_sum[rows.shape[0] :]
    for label in np.unique(of_goal[np.diff(goals.indptr) > 0]):
        mine, mine_rows, mine_goals = of_atom == label, of_row == label, of_goal == label
        yield _Part(
            at[mine_goals],
            goals[mine_goals][:, mine],
            settled[mine_goals],
            rows[mine_rows][:, mine],
            low[mine_rows],
            high[mine_rows],
            cap=10.0 * (float(people.sum()) + 100.0),
        )


def _settled(printed: Sparse, low: Floats, high: Floats) -> Mask:
    """(atoms,) those whose count is printed exactly, or follows from a printed sum of zero."""
    settled = np.zeros(printed.shape[1], dtype=np.bool_)
    sizes = np.diff(printed.indptr)
    for row in np.flatnonzero((low == high) & ((sizes == 1) | (high == 0))):
        settled[printed.indices[printed.indptr[row] : printed.indptr[row + 1]]] = True
    return settled


def _widen(part: _Part, low: Floats, high: Floats, *, width: float) -> None:
    """Widen the ranges of the targets until they are safe or exact.

    First in company, half of them up while the other half goes down, in as many halvings as tell
    any two targets apart; then each that is left by itself.
    """
    number = np.arange(len(part.targets))
    for halving in range(len(part.targets).bit_length() + 1):
        narrow = high[part.targets] - low[part.targets] < width - SLACK
        if not narrow.any():
            return
        halves = np.where(narrow, 1.0 - 2.0 * ((number >> halving) & 1), 0.0)
        cost = np.asarray(part.goals.T @ halves)
        _look(part, cost, low, high)
        _look(part, -cost, low, high)
    for place, cell in enumerate(part.targets.tolist()):
        goal = part.goals[[place]].toarray().ravel()
        for sign in (1.0, -1.0):
            if high[cell] - low[cell] < width - SLACK:
                _look(part, sign * goal, low, high)


def _look(part: _Part, cost: Floats, low: Floats, high: Floats) -> None:
    """One program, and what every target is in its solution."""
    values = part.goals @ solve(cost, part.rows, part.low, part.high, part.cap) + part.settled
    low[part.targets] = np.minimum(low[part.targets], values)
    high[part.targets] = np.maximum(high[part.targets], values)


def solve(cost: Floats, rows: Sparse, low: Floats, high: Floats, cap: float) -> Floats:
    """The non-negative counts that meet every condition and make cost @ counts smallest.

    Raises
    ------
    DisclosureRefused when no counts meet the conditions: the printed figures contradict.
    """
    conditions = LinearConstraint(rows, low - SLACK / 10, high + SLACK / 10)
    found = milp(cost, constraints=conditions, bounds=Bounds(0.0, cap))
    if found.x is None:
        raise DisclosureRefused(
            Problem(
                f"The printed counts contradict one another: {found.message}",
                where="audit",
                remedies=(
                    "Compute every figure from the same answers.",
                    "Publish a correction as a new edition, under its own procedure.",
                ),
                code="contradiction",
            )
        )
    return np.asarray(found.x)
