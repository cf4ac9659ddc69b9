"""Two periods as independent samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.estimate import Estimate
from surveyapp.estimation.means import mean
from surveyapp.inference.contrast import independent_differences
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """Squared standard errors add; normal, summed and Satterthwaite degrees of freedom."""
    call = case["call"]
    period = sample.frame[call.get("period", call.get("by", "quarter"))]

    def estimate(value: Any) -> Estimate:
        return mean(
            sample.frame[call["variable"]].to_numpy(np.float64),
            sample.weights,
            sample.design,
            domain=sample.rows(call.get("domain")) & (period == value).to_numpy(),
            missing="drop",
            **sample.policies,
        )

    first, second = estimate(call["first"]), estimate(call["second"])
    found = independent_differences(first, second)
    return {
        "first": first.value,
        "second": second.value,
        "se_first": first.standard_error,
        "se_second": second.standard_error,
        "df_first": first.degrees_of_freedom,
        "df_second": second.degrees_of_freedom,
        "difference": found.summed.value,
        "se": found.summed.standard_error,
        "z_p": found.p_normal,
        "df_sum": found.summed.degrees_of_freedom,
        "p_df_sum": found.summed.p,
        "df_satterthwaite": found.satterthwaite.degrees_of_freedom,
        "p_satterthwaite": found.satterthwaite.p,
    }
