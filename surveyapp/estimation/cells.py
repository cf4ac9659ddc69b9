"""Items x domains as sparse columns: one column a cell, one row a respondent.

A cell is an item within a domain among those who answered it: the complete cases are themselves a
domain, item by item. Rows outside are zero, never cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Column, Floats, Ints, Mask, floats, mask
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.weighting.matrices import Matrix
from surveyapp.weighting.weights import Weights

Missing = Literal["refuse", "drop"]
Empty = Literal["refuse", "skip"]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """k cells of n rows.

    Attributes
    ----------
    names : (k,) of the cells.
    values : (n, k) sparse, the item's value inside the cell.
    members : (n, k) sparse, 1 inside the cell.
    n : (k,) rows inside that weigh something.
    degrees_of_freedom : (k,) of the cell's domain before missing answers are left out.
    skipped : cells nobody answered.
    """

    names: tuple[str, ...]
    values: Matrix
    members: Matrix
    n: Ints
    degrees_of_freedom: Floats
    skipped: tuple[str, ...]

    @property
    def present(self) -> Mask:
        """(n,) rows inside any cell."""
        return np.asarray(np.diff(self.members.indptr) > 0)


def cells(
    items: Mapping[str, Column],
    weights: Weights,
    design: Design,
    *,
    domains: Mapping[str, Mask] | None,
    missing: Missing,
    empty: Empty = "refuse",
    df: float | None = None,
) -> Cells:
    """The cells of every item in every domain, items outermost; named "item" or "item|domain".

    Raises
    ------
    EstimationError for missing answers under "refuse", for empty cells under "refuse", naming
    all of them, and when lengths differ.
    """
    check_sample(weights, design)
    n = design.n
    answers = {name: floats(c, name, n=n, error=EstimationError) for name, c in items.items()}
    places = {None: np.ones(design.n, dtype=np.bool_)} if domains is None else dict(domains)
    weighing = weights.final != 0
    inside = {k: np.flatnonzero(mask(m, design.n, str(k)) & weighing) for k, m in places.items()}
    degrees = {
        key: float(degrees_of_freedom(design, weights, domain=mask(m, design.n)))
        if df is None and len(inside[key])
        else float(df or 0.0)
        for key, m in places.items()
    }
    refuse_missing(answers, inside, missing)
    names: list[str] = []
    skipped: list[str] = []
    rows: list[Ints] = []
    values: list[Floats] = []
    freedom: list[float] = []
    for item, answer in answers.items():
        for place, members in inside.items():
            name = item if place is None else f"{item}|{place}"
            found = answer[members]
            answered = ~np.isnan(found)
            if not answered.any():
                skipped.append(name)
                continue
            names.append(name)
            rows.append(members[answered])
            values.append(found[answered])
            freedom.append(degrees[place])
    if skipped and (empty == "refuse" or not names):
        raise EstimationError(_empty_problem(skipped))
    counts = np.array([len(r) for r in rows], dtype=np.int64)
    shape = (design.n, len(names))
    at = (np.concatenate(rows), np.repeat(np.arange(len(names)), counts))
    flat = np.concatenate(values)
    return Cells(
        tuple(names),
        sparse.csr_array((flat, at), shape=shape),
        sparse.csr_array((np.ones(len(flat)), at), shape=shape),
        counts,
        np.array(freedom),
        tuple(skipped),
    )


def check_sample(weights: Weights, design: Design) -> None:
    """Refuse weights and a design of different samples."""
    if weights.n != design.n:
        raise EstimationError(
            Problem(
                f"There are {weights.n:,} weights for a design of {design.n:,} rows.",
                where="weights",
                remedies=("Give weights and design the same rows, in the same order.",),
                code="length",
            )
        )


def refuse_missing(
    answers: Mapping[str, Floats], inside: Mapping[str | None, Ints], missing: Missing
) -> None:
    """Refuse infinite values always, and missing ones unless they may be dropped."""
    problems: list[Problem] = []
    every = np.unique(np.concatenate(list(inside.values()))) if inside else np.empty(0, np.int64)
    for name, answer in answers.items():
        infinite = int(np.isinf(answer[every]).sum())
        if infinite:
            problems.append(
                Problem(f"{infinite:,} values are infinite.", where=name, code="infinite")
            )
        lost = int(np.isnan(answer[every]).sum())
        if lost and missing == "refuse":
            problems.append(
                Problem(
                    f"{lost:,} of {len(every):,} rows have no answer.",
                    where=name,
                    remedies=(
                        "Say missing='drop' to estimate among those who answered.",
                        "Fill the answers in.",
                    ),
                    code="missing-answers",
                )
            )
    if problems:
        raise EstimationError(problems)


def _empty_problem(skipped: list[str]) -> Problem:
    shown = ", ".join(skipped[:5]) + (f" and {len(skipped) - 5:,} more" if len(skipped) > 5 else "")
    return Problem(
        f"Nobody with a weight answered in {len(skipped):,} cells: {shown}.",
        where="domain",
        remedies=("Widen the domain.", "Say empty='skip' to go on without those cells."),
        code="empty-domain",
    )
