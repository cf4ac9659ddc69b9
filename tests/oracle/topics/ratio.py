"""Ratios of totals."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.ratios import ratios
from tests.oracle import results, tables
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svyratio: every numerator over every denominator, numerators varying fastest."""
    call = case["call"]
    above = tables.columns_of(sample.frame, call["variables"])
    below = tables.columns_of(sample.frame, call["denominators"])
    inside = sample.rows(call.get("domain"))
    every = np.stack([*above.values(), *below.values()])
    complete = inside & ~np.isnan(every).any(axis=0)
    found = ratios(
        above,
        below,
        sample.weights,
        sample.design,
        domains={"": complete if call.get("drop_missing") else inside},
        missing="refuse",
        design_effect=results.reference(call.get("deff")),
        **sample.policies,
    )
    order = [f"{top}/{bottom}" for bottom in below for top in above]
    found = found.select([f"{name}|" for name in order])
    df = degrees_of_freedom(sample.design, sample.weights, domain=inside)
    return results.table(order, found, df)
