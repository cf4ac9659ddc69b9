"""Means of many items in many domains for replicate weights kept as factors.

Rows are taken a few hundred at a time: their weights in all replicates stay in the processor's
cache, and one matrix product gives every item's sums in every replicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, Ints
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.item_table import ItemTable, domain_codes, item_table
from surveyapp.weighting.factored import FactoredReplicates

ROWS = 256


@dataclass(frozen=True, slots=True, eq=False)
class ReplicatedGrid:
    """k items in D domains and over all rows.

    Attributes
    ----------
    values, standard_errors : (k, D) in the domains.
    overall, overall_errors : (k,) over all rows, those in no domain included.
    """

    items: tuple[str, ...]
    domains: tuple[Any, ...]
    values: Floats
    standard_errors: Floats
    overall: Floats
    overall_errors: Floats

    def to_frame(self) -> pd.DataFrame:
        """One row per item and domain."""
        k, d = self.values.shape
        return pd.DataFrame(
            {
                "item": np.repeat(np.array(self.items, dtype=object), d),
                "domain": list(self.domains) * k,
                "value": self.values.ravel(),
                "standard_error": self.standard_errors.ravel(),
            }
        )


def replicated_means(
    items: Mapping[str, Column] | pd.DataFrame,
    full: Floats,
    replicates: FactoredReplicates,
    *,
    by: Mapping[str, Column] | Column,
) -> ReplicatedGrid:
    """Weighted means of every item in every domain, with replicate standard errors.

    Each replicate's mean is sum(w_r*y)/sum(w_r) among those in the domain who answered; the
    variance is scale * sum(rscales * (mean_r - centre)^2).

    Parameters
    ----------
    items : (n,) columns by name; NaN is missing, item by item.
    full : (n,) full-sample weights, raked to the margins that the replicates were raked to.
    by : a column of domains, or several by name (see `domain_means`).

    Raises
    ------
    EstimationError for lengths that differ, or a cell that nobody answered in some replicate,
    naming it.
    """
    n = len(replicates.base)
    table = item_table(items, n)
    codes, labels = domain_codes(by, n)
    above, below = _sums(table, full, replicates, codes, len(labels))
    whole = (above.sum(axis=0), below.sum(axis=0))
    _refuse_empty(below[:-1], table, labels)
    values, errors = _combined(above[:-1], below[:-1], replicates)
    overall, overall_errors = _combined(whole[0][None], whole[1][None], replicates)
    return ReplicatedGrid(table.names, labels, values.T, errors.T, overall[0], overall_errors[0])


def _sums(
    table: ItemTable, full: Floats, given: FactoredReplicates, codes: Ints, count: int
) -> tuple[Floats, Floats]:
    """(D+1, 1+R, k) weighted sums of answers and of weights; the full sample first.

    The last domain holds the rows in no domain.
    """
    place = np.where(codes < 0, count, codes)
    order = np.argsort(place.astype(np.uint16 if count < 65_000 else np.int64), kind="stable")
    edges = np.searchsorted(place[order], np.arange(count + 2))
    k = len(table.names)
    width = k if table.answered is not None else 1
    found = np.zeros((count + 1, 1 + given.replicates, k + width))
    block = np.empty((ROWS, given.replicates))
    other = np.empty((ROWS, given.replicates))
    for domain in range(count + 1):
        for start in range(edges[domain], edges[domain + 1], ROWS):
            rows = order[start : min(start + ROWS, edges[domain + 1])]
            held = np.ones((len(rows), 1)) if table.answered is None else table.answered[rows]
            answers = np.hstack([table.values[rows], held])
            weight = np.take(given.cell_factors, given.cells[rows], axis=0, out=block[: len(rows)])
            thinned = np.take(given.unit_factors, given.units[rows], axis=0, out=other[: len(rows)])
            weight *= thinned
            found[domain, 0] += full[rows] @ answers
            found[domain, 1:] += weight.T @ (given.base[rows, None] * answers)
    below = found[:, :, k:]
    return found[:, :, :k], np.broadcast_to(below, (*below.shape[:2], k))


def _combined(above: Floats, below: Floats, given: FactoredReplicates) -> tuple[Floats, Floats]:
    """(D, k) means and standard errors from (D, 1+R, k) sums."""
    means = above / below
    rule = given.rule
    full, each = means[:, 0], means[:, 1:]
    centre = full if rule.mse else each.mean(axis=1)
    squares = (each - centre[:, None, :]) ** 2
    variance = rule.scale * np.einsum("r,drk->dk", rule.rscales, squares)
    return full, np.sqrt(variance)


def _refuse_empty(below: Floats, table: ItemTable, labels: tuple[Any, ...]) -> None:
    empty = (below <= 0).any(axis=1)
    if empty.any():
        first = np.argwhere(empty)[0]
        raise EstimationError(
            Problem(
                f"In some replicate nobody answered {int(empty.sum()):,} of {empty.size:,} cells, "
                f"first {table.names[first[1]]!r} in {labels[first[0]]!r}.",
                where="by",
                remedies=("Widen the domains.", "Use the linearised variance (domain_means)."),
                code="empty-domain",
            )
        )
