"""svyquantile: quantiles by rule and interval type."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.quantiles import quantiles
from tests.oracle.prepared import Prepared, UnsupportedError


def answer(case: Prepared) -> dict[str, Any]:
    """The quantiles of each variable; rows with any of them missing leave together, as in R."""
    call = case.call
    if call["qrule"] == "shahvaish":
        raise UnsupportedError("R itself answers the rule 'shahvaish' wrongly")
    names = call["variables"]
    complete = case.complete(names) if case.missing == "drop" else case.domain
    found = {}
    for name in names:
        asked = quantiles(
            case.column(name),
            case.weights,
            case.design,
            call["quantiles"],
            interval_type=call["interval_type"],
            rule=call["qrule"],
            domain=complete,
            level=1 - call.get("alpha", 0.05),
            sample_size=case.design.n if case.keeps_all_rows else int(complete.sum()),
            **case.rules,
        )
        found[name] = {
            "quantiles": call["quantiles"],
            "estimate": [one.value for one in asked.quantiles],
            "ci_lower": [one.lower for one in asked.quantiles],
            "ci_upper": [one.upper for one in asked.quantiles],
            "se": [one.standard_error for one in asked.quantiles],
        }
    df = degrees_of_freedom(case.design, case.weights, domain=case.domain)
    return {"variables": found, "df": df}
