"""Distribution functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.cdf import distribution
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svycdf at the points asked for, among those who answered."""
    call = case["call"]
    found = distribution(
        sample.frame[call["variable"]].to_numpy(np.float64),
        call["at"],
        sample.weights,
        sample.design,
        domain=sample.rows(call.get("domain")),
        **sample.policies,
    )
    return {"at": call["at"], "estimate": found.values.tolist()}
