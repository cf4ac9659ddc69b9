"""svykappa: Cohen's kappa."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.agreement import kappa
from tests.oracle import formulas
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """Kappa with its standard error and t interval."""
    first, second = formulas.formula(case.call["formula"]).labels
    found = kappa(
        case.categories(first),
        case.categories(second),
        case.weights,
        case.design,
        domain=case.domain,
        missing=case.missing,
        **case.rules,
    )
    return {
        "names": ["kappa"],
        "estimate": [found.value],
        "se": [found.standard_error],
        "df": found.degrees_of_freedom,
        "ci95_t": [[found.lower, found.upper]],
    }
