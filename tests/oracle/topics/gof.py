"""svygofchisq: given shares of a categorical item."""

from __future__ import annotations

from typing import Any

from surveyapp.inference.goodness_of_fit import goodness_of_fit
from tests.oracle.prepared import Prepared


def answer(case: Prepared) -> dict[str, Any]:
    """The test as R's htest, which compares with one chi-square of matched moments."""
    found = goodness_of_fit(
        case.categories(case.call["variable"]),
        case.call["p"],
        case.weights,
        case.design,
        domain=case.domain,
        approximation="satterthwaite",
        missing=case.missing,
        **case.rules,
    )
    return {
        "statistic": [found.statistic],
        "statistic_names": ["X-squared"],
        "parameter": [found.scale, found.df],
        "parameter_names": ["scale", "df"],
        "p_value": found.p,
        "method": "Design-based chi-squared test for given probabilities",
    }
