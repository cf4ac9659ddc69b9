"""svyglm: gaussian, logistic and Poisson regression."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.families import FamilyName
from surveyapp.estimation.regression import Regression, regression
from tests.oracle import formulas
from tests.oracle.prepared import Prepared, UnsupportedError

FAMILIES: dict[str, FamilyName] = {
    "gaussian": "gaussian",
    "quasibinomial": "logistic",
    "binomial": "logistic",
    "quasipoisson": "poisson",
    "poisson": "poisson",
}
LARGEST_COVARIANCE = 12


def fit(case: Prepared) -> tuple[Regression, formulas.Matrix]:
    """The model of the case and its model matrix."""
    family = case.call["family"].split("(")[0]
    if family not in FAMILIES:
        raise UnsupportedError(f"the family {family}")
    spec = formulas.formula(case.call["formula"])
    matrix = formulas.model_matrix(spec, case.frame, case.design_rows)
    y = formulas.response(spec, case.frame, case.design_rows)
    if isinstance(y, formulas.Factor):  # R: everything but the first level is a success
        y = np.where(y.codes < 0, np.nan, (y.codes > 0).astype(np.float64))
    model = regression(
        y,
        matrix.X,
        case.weights,
        case.design,
        names=matrix.names,
        family=FAMILIES[family],
        domain=case.domain,
        weight_rows=case.design_rows,
        missing="drop",
        **case.rules,
    )
    return model, matrix


def answer(case: Prepared) -> dict[str, Any]:
    """Coefficients, tests, covariance, deviance and dispersion."""
    model, _ = fit(case)
    result: dict[str, Any] = {
        "names": list(model.names),
        "estimate": model.coefficients.tolist(),
        "se": model.standard_errors.tolist(),
        "t": model.t.tolist(),
        "p_value": model.p_values.tolist(),
        "df_residual": model.df_residual,
        "design_df": model.design_df,
    }
    if len(model.names) <= LARGEST_COVARIANCE:
        result["vcov"] = model.covariance.tolist()
    return result | {
        "ci95_t": np.column_stack([model.lower, model.upper]).tolist(),
        "deviance": model.deviance,
        "dispersion": model.dispersion * _scale_of_r(case, model),
        "n_used": model.n,
    }


def _scale_of_r(case: Prepared, model: Regression) -> float:
    """What R's dispersion differs by: the number of rows, or the share of rows that answered."""
    if case.design.replicates is not None:
        return float(model.n)
    if case.keeps_all_rows:
        return model.n / case.design.n
    return 1.0
