"""svychisq: tests of independence in two-way tables."""

from __future__ import annotations

from typing import Any

from surveyapp.inference.association import Association, association
from tests.oracle import formulas
from tests.oracle.prepared import Prepared

METHODS = {
    "F": "Pearson's X^2: Rao & Scott adjustment",
    "Chisq": "Pearson's X^2: Rao & Scott adjustment",
    "Wald": "Design-based Wald test of association",
    "adjWald": "Design-based Wald test of association",
    "lincom": "Pearson's X^2: asymptotic exact distribution",
    "saddlepoint": "Pearson's X^2: saddlepoint approximation",
}
PARAMETERS = {
    "F": ["ndf", "ddf"],
    "Chisq": ["df"],
    "Wald": ["ndf", "ddf"],
    "adjWald": ["ndf", "ddf"],
}


def answer(case: Prepared) -> dict[str, Any]:
    """The test as R's htest."""
    return _shown(case, _asked(case, case.call["statistic"]))


def at_r_precision(case: Prepared) -> dict[str, Any] | None:
    """For lincom, the saddlepoint approximation that R falls back to without CompQuadForm."""
    if case.call["statistic"] != "lincom":
        return None
    return answer(case) | {"p_value": _asked(case, "saddlepoint").p}


def _asked(case: Prepared, statistic: Any) -> Association:
    rows, columns = case.call["rows"], case.call["cols"]
    counted = None
    if case.design.stages:  # R counts PSUs and strata of all rows of the design object
        counted = case.design.degrees_of_freedom(domain=case.design_rows)
    return association(
        case.categories(rows),
        case.categories(columns),
        case.weights,
        case.design,
        statistic=statistic,
        domain=case.domain,
        sample_size=int(case.design_rows.sum()),
        degrees_of_freedom=counted,
        **case.rules,
    )


def _shown(case: Prepared, found: Association) -> dict[str, Any]:
    kind = found.statistic
    names = PARAMETERS.get(kind)
    result: dict[str, Any] = {
        "statistic": [found.value],
        "statistic_names": ["X-squared" if kind in ("Chisq", "lincom", "saddlepoint") else "F"],
    }
    if names is not None:
        result["parameter"] = [found.numerator_df, found.denominator_df][: len(names)]
        result["parameter_names"] = names
    replicated = case.design.replicates is not None and "Wald" not in kind
    return result | {
        "p_value": found.p,
        "method": METHODS["F" if replicated else kind],
        "observed_dimnames": {
            case.call["rows"]: [formulas.text(level) for level in found.row_levels],
            case.call["cols"]: [formulas.text(level) for level in found.column_levels],
        },
        "observed": found.observed.tolist(),
    }
