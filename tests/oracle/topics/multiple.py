"""Many tests at once, with adjusted p-values."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.means import means
from surveyapp.inference.contrast import Contrast, contrast
from surveyapp.inference.multiplicity import adjust
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """Adjacent quarters within each unit, or each unit against the rest."""
    told = case["words"] + " " + case.get("r", "")
    against_rest = re.search(r"\b(the|vs) rest\b", told) is not None
    tests = _rest(case, sample) if against_rest else _adjacent(case, sample)
    p = np.array([test.p for test in tests])
    return {
        "labels": [test.name for test in tests],
        "difference": [test.value for test in tests],
        "se": [test.standard_error for test in tests],
        "df": [test.degrees_of_freedom for test in tests],
        "p_raw": p.tolist(),
        "holm": adjust(p, "holm").tolist(),
        "hochberg": adjust(p, "hochberg").tolist(),
        "BH": adjust(p, "BH").tolist(),
        "BY": adjust(p, "BY").tolist(),
        "bonferroni": adjust(p, "bonferroni").tolist(),
    }


def _parts(case: Case, sample: Sample) -> tuple[np.ndarray, np.ndarray, list[Any]]:
    call = case["call"]
    y = sample.frame[call["item"]].to_numpy(np.float64)
    answered = sample.rows(call.get("domain")) & ~np.isnan(y)
    levels = sample.frame.attrs["levels"].get(call["unit"])
    return y, answered, list(levels or sorted(sample.frame[call["unit"]].dropna().unique()))


def _adjacent(case: Case, sample: Sample) -> list[Contrast]:
    y, answered, units = _parts(case, sample)
    frame = sample.frame
    periods = sorted(frame[case["call"].get("period", "quarter")].dropna().unique())
    tests: list[Contrast] = []
    for unit in units:
        inside = answered & (frame[case["call"]["unit"]] == unit).to_numpy()
        domains = {str(p): inside & (frame["quarter"] == p).to_numpy() for p in periods}
        found = means({"y": y}, sample.weights, sample.design, domains=domains, **sample.policies)
        df = degrees_of_freedom(sample.design, sample.weights, domain=inside)
        for before, after in pairwise(periods):
            pair = {f"y|{after}": 1.0, f"y|{before}": -1.0}
            label = f"{unit} {after} vs {before}"
            tests.append(contrast(found, pair, degrees_of_freedom=df, name=label))
    return tests


def _rest(case: Case, sample: Sample) -> list[Contrast]:
    """The slope on a unit's indicator is the difference of two means."""
    y, answered, units = _parts(case, sample)
    df = degrees_of_freedom(sample.design, sample.weights, domain=answered) - 1
    tests: list[Contrast] = []
    for unit in units:
        member = (sample.frame[case["call"]["unit"]] == unit).to_numpy()
        domains = {"in": answered & member, "out": answered & ~member}
        found = means({"y": y}, sample.weights, sample.design, domains=domains, **sample.policies)
        pair = {"y|in": 1.0, "y|out": -1.0}
        tests.append(contrast(found, pair, degrees_of_freedom=df, name=f"{unit} vs rest"))
    return tests
