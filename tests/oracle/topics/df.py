"""Degrees of freedom."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.degrees import degrees_of_freedom
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """degf of the design or of a domain."""
    inside = sample.rows(case["call"].get("domain"))
    return {"df": degrees_of_freedom(sample.design, sample.weights, domain=inside)}
