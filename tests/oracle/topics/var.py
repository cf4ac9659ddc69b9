"""Variances of items in the population."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.variances import variances
from tests.oracle import tables
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svyvar: the matrix, and its entries column by column with their standard errors."""
    call = case["call"]
    found = variances(
        tables.columns_of(sample.frame, call["variables"]),
        sample.weights,
        sample.design,
        domain=sample.rows(call.get("domain")),
        missing="drop" if call.get("drop_missing") else "refuse",
        **sample.policies,
    )
    return {
        "matrix": found.matrix.tolist(),
        "estimate": found.matrix.T.ravel().tolist(),
        "order": "column-major",
        "se": found.standard_errors.T.ravel().tolist(),
        "df": found.degrees_of_freedom,
    }
