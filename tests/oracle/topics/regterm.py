"""regTermTest: Wald, working Wald and working likelihood-ratio tests of terms."""

from __future__ import annotations

from typing import Any

from surveyapp.inference.terms import term_test
from tests.oracle import formulas
from tests.oracle.prepared import Prepared
from tests.oracle.topics import glm


def answer(case: Prepared) -> dict[str, Any]:
    """The test, by the saddlepoint approximation that is R's default."""
    model, matrix = glm.fit(case)
    asked = formulas.formula(case.call["terms"])
    wanted = {formulas.canonical(label) for label in asked.labels}
    labels = enumerate(matrix.formula.labels, start=1)
    numbers = {number for number, label in labels if formulas.canonical(label) in wanted}
    assigned = zip(matrix.names, matrix.assign, strict=True)
    names = [name for name, at in assigned if at in numbers and name in model.names]
    found = term_test(model, names, method=case.call["method"], approximation="saddlepoint")
    result = {"p_value": found.p, "df": found.df, "ddf": found.denominator_df}
    if found.method == "Wald":
        return result | {"F": found.value}
    return result | {"chisq": found.value, "lambda": found.design_effects.tolist()}
