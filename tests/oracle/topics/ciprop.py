"""svyciprop: intervals of a proportion."""

from __future__ import annotations

from typing import Any

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
        **case.rules,
    )
    return {
        "estimate": found.value,
        "se": found.standard_error,
        "ci95": [found.lower, found.upper],
        "df": found.degrees_of_freedom,
    }
