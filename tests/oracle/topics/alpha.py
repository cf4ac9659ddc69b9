"""svycralpha: Cronbach's alpha."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.agreement import cronbach_alpha
from tests.oracle import formulas
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """Alpha alone: R gives no standard error."""
    spec = formulas.formula(case.call["formula"])
    items = {
        name: formulas.scattered(node, case.frame, case.design_rows)
        for name, node in spec.variables.items()
    }
    found = cronbach_alpha(
        items,
        case.weights,
        case.design,
        domain=case.domain,
        missing=case.missing,
        **case.rules,
    )
    return {"estimate": found.value}
