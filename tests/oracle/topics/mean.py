"""Means and shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.means import means
from tests.oracle import results, tables
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svymean: rows that miss any variable are left out, as R does."""
    return linear(case, sample, means)


def linear(case: Case, sample: Sample, estimator: Any) -> dict[str, Any]:
    """A mean or total of the call's variables in its domain."""
    call = case["call"]
    items = tables.columns_of(sample.frame, call["variables"])
    inside = sample.rows(call.get("domain"))
    complete = inside & ~np.isnan(np.stack(list(items.values()))).any(axis=0)
    found = estimator(
        items,
        sample.weights,
        sample.design,
        domains={"": complete if call.get("drop_missing") else inside},
        missing="refuse",
        design_effect=results.reference(call.get("deff")),
        **sample.policies,
    )
    df = degrees_of_freedom(sample.design, sample.weights, domain=inside)
    return results.table(list(items), found, df)
