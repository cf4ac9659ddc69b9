"""svyranktest: four rank tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.inference.rank_tests import rank_test
from tests.oracle import formulas
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """The test as R's htest, which swaps statistic and parameter with more than two groups."""
    spec = formulas.formula(case.call["formula"])
    node = spec.variables[spec.terms[0][0]]
    found = rank_test(
        np.asarray(
            formulas.numbers(formulas.response(spec, case.frame, case.design_rows)),
            dtype=np.float64,
        ),
        formulas.labels(formulas.scattered(node, case.frame, case.design_rows)),
        case.weights,
        case.design,
        test=case.call["test"],
        ties="mean of midpoints",
        domain=case.domain,
        missing="drop",
        **case.rules,
    )
    named = "KruskalWallis" if found.test == "wilcoxon" else found.test
    method = f"Design-based {named} test"
    if found.df > 1:
        return {
            "statistic": [found.df],
            "statistic_names": ["df"],
            "parameter": [found.statistic],
            "parameter_names": ["Chisq"],
            "p_value": found.p,
            "method": method,
        }
    return {
        "statistic": [found.statistic],
        "statistic_names": ["t"],
        "parameter": [found.denominator_df],
        "parameter_names": ["df"],
        "p_value": found.p,
        "estimate": [float(found.differences[0])],
        "estimate_names": ["difference in mean rank score"],
        "method": method,
    }
