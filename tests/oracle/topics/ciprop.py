"""svyciprop: intervals of a proportion."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.proportions import proportion
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """The case's proportion, standard error, interval and degrees of freedom."""
    call = case.call
    found = proportion(
        case.column(call["variable"]),
        case.weights,
        case.design,
        method=call["method"],
        domain=case.domain,
        missing=case.missing,
        sample_size=int(case.design_rows.sum()),
        dispersion=_dispersion_of_r(case),
        **case.rules,
    )
    return {
        "estimate": found.value,
        "se": found.standard_error,
        "ci95": [found.lower, found.upper],
        "df": found.degrees_of_freedom,
    }


def _dispersion_of_r(case: Prepared) -> float:
    """R scales the weights before, and the Pearson residuals after, missing answers leave."""
    final, answered = case.weights.final, case.complete([case.call["variable"]])
    before = final[case.design_rows].mean()
    after = np.where(answered, final, 0.0)[case.design_rows if case.keeps_all_rows else answered]
    return float(after.mean() / before)
