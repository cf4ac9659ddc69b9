"""svyttest: one and two samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.inference.t_tests import TTest, one_sample, two_sample
from tests.oracle import formulas
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """The test as R's htest."""
    spec = formulas.formula(case.call["formula"])
    y = np.asarray(
        formulas.numbers(formulas.response(spec, case.frame, case.design_rows)), dtype=np.float64
    )
    if spec.terms:
        return _shown(_two(case, spec, y), "difference in mean", "Design-based t-test")
    counted = degrees_of_freedom(case.design, case.weights, domain=case.domain)
    found = one_sample(
        y,
        case.weights,
        case.design,
        domain=case.domain,
        degrees_of_freedom=counted - 1,  # R takes one off here too
        missing=case.missing,
        **case.rules,
    )
    return _shown(found, "mean", "Design-based one-sample t-test")


def _two(case: Prepared, spec: formulas.Formula, y: np.ndarray) -> TTest:
    node = spec.variables[spec.terms[0][0]]
    groups = formulas.labels(formulas.scattered(node, case.frame, case.design_rows))
    return two_sample(
        y, groups, case.weights, case.design, domain=case.domain, missing="drop", **case.rules
    )


def _shown(found: TTest, estimate: str, method: str) -> dict[str, Any]:
    return {
        "statistic": [found.t],
        "statistic_names": ["t"],
        "parameter": [found.degrees_of_freedom],
        "parameter_names": ["df"],
        "p_value": found.p,
        "estimate": [found.estimate],
        "estimate_names": [estimate],
        "conf_int": [found.lower, found.upper],
        "method": method,
    }
