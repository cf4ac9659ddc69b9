"""The variance and covariance of items in the population, with their own standard errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, floats, mask
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import replication
from surveyapp.estimation.cells import Missing, check_sample, refuse_missing
from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.quotients import quotients
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class PopulationVariances:
    """Variances of p items (diagonal) and their covariances.

    Attributes
    ----------
    matrix, standard_errors : (p, p).
    covariance : (p*p, p*p) of the entries of `matrix`, row by row.
    """

    names: tuple[str, ...]
    matrix: Floats
    standard_errors: Floats
    covariance: Floats
    degrees_of_freedom: float
    n: int


def variances(
    items: Mapping[str, Column],
    weights: Weights,
    design: Design,
    *,
    domain: Mask | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> PopulationVariances:
    """n/(n-1) * sum(w*(y - mean y)*(x - mean x)) / sum(w) for every pair of items.

    Under missing="drop" a row that misses any item is left out (they are one matrix). The
    standard errors treat the entries as means of products about the estimated means.

    Raises
    ------
    EstimationError with fewer than two respondents, or as in `means`.
    """
    check_sample(weights, design)
    columns = {
        name: floats(c, name, n=design.n, error=EstimationError) for name, c in items.items()
    }
    inside = mask(domain, design.n) & (weights.final != 0)
    refuse_missing(columns, {None: np.flatnonzero(inside)}, missing)
    table = np.stack(list(columns.values()), axis=1)
    inside &= ~np.isnan(table).any(axis=1)
    n, p = int(inside.sum()), table.shape[1]
    if n < 2:
        raise EstimationError(
            Problem(f"A variance needs two respondents, the domain has {n}.", where="domain")
        )
    table = np.where(inside[:, None], table, 0.0)

    def products(w: Floats) -> Floats:
        total = w[inside].sum()
        apart = table[inside] - (w[inside] @ table[inside]) / total
        return np.asarray((apart[:, :, None] * apart[:, None, :]).reshape(n, p * p) * n / (n - 1))

    def entries(w: Floats) -> Floats:
        return np.asarray(w[inside] @ products(w) / w[inside].sum())

    if design.replicates is not None:
        values = entries(weights.final)
        found = replication.replicate_covariance(entries, weights, design)
    else:
        rows = np.flatnonzero(inside)
        spread = sparse.csr_array(products(weights.final))
        place = sparse.csr_array((np.ones(n), (rows, np.arange(n))), shape=(design.n, n))
        ones = sparse.csr_array(np.repeat(inside[:, None], p * p, axis=1).astype(np.float64))
        result = quotients(
            place @ spread,
            ones,
            weights,
            design,
            present=inside,
            rules=Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster),
        )
        values, found = result.values, result.covariance
    errors = np.sqrt(np.maximum(np.diag(found), 0.0))
    return PopulationVariances(
        tuple(items),
        values.reshape(p, p),
        errors.reshape(p, p),
        found,
        float(degrees_of_freedom(design, weights, domain=mask(domain, design.n))),
        n,
    )
