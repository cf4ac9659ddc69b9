"""svyolr: proportional-odds regression, stopped where R's optim stops."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.ordinal import ordinal_regression
from tests.oracle import formulas
from tests.oracle.prepared import Prepared, UnsupportedError


def answer(case: Prepared) -> dict[str, Any]:
    """Slopes, thresholds and their standard errors."""
    spec = formulas.formula(case.call["formula"])
    y = formulas.response(spec, case.frame, case.design_rows)
    if not isinstance(y, formulas.Factor):
        raise UnsupportedError("a response that is not a factor")
    matrix = formulas.model_matrix(spec, case.frame, case.design_rows)
    model = ordinal_regression(
        formulas.labels(y),
        matrix.X[:, 1:],
        case.weights,
        case.design,
        names=matrix.names[1:],
        levels=y.levels,
        domain=case.domain,
        solver="variable metric",
        missing="drop",
        **case.rules,
    )
    return {
        "names": list(model.names),
        "estimate": model.coefficients.tolist(),
        "se": model.standard_errors.tolist(),
    }
