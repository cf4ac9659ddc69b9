"""Estimates in every group."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.means import means
from surveyapp.estimation.proportions import proportion
from surveyapp.estimation.ratios import ratios
from surveyapp.estimation.totals import totals
from tests.oracle import results, tables
from tests.oracle.prepared import UnsupportedError
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svyby over means, totals, ratios or shares with intervals."""
    call = case["call"]
    inside = sample.rows(call.get("domain"))
    by = [call["by"]] if isinstance(call["by"], str) else call["by"]
    groups = tables.groups_of(sample.frame, by, inside)
    if call["estimand"] == "ciprop":
        return _shares(case, sample, groups)
    labels = [".".join(_plain(value) for value in keys.values()) for keys, _ in groups]
    items = tables.columns_of(sample.frame, call["variables"])
    below = tables.columns_of(sample.frame, call.get("denominators", []))
    every = np.stack([*items.values(), *below.values()])
    complete = ~np.isnan(every).any(axis=0)
    domains = {
        label: rows & complete if call.get("drop_missing") else rows
        for label, (_, rows) in zip(labels, groups, strict=True)
    }
    shared: dict[str, Any] = {"domains": domains, "missing": "refuse", **sample.policies}
    shared["design_effect"] = results.reference(call.get("deff"))
    if call["estimand"] == "ratio":
        found = ratios(items, below, sample.weights, sample.design, **shared)
    elif call["estimand"] in ("mean", "total"):
        estimator = means if call["estimand"] == "mean" else totals
        found = estimator(items, sample.weights, sample.design, **shared)
    else:
        raise UnsupportedError(f"by {call['estimand']}")
    single = len(items) == 1 or bool(below)
    names = labels if single else [f"{label}:{item}" for item in items for label in labels]
    df = degrees_of_freedom(sample.design, sample.weights, domain=inside)
    return results.table(names, found, df, extra={"groups": [keys for keys, _ in groups]})


def _shares(case: Case, sample: Sample, groups: Any) -> dict[str, Any]:
    call = case["call"]
    column = sample.frame[call["variables"][0]].to_numpy(np.float64)
    found = [
        proportion(
            column,
            sample.weights,
            sample.design,
            method=call["method"],
            domain=rows,
            missing="drop" if call.get("drop_missing") else "refuse",
            **sample.lonely,
        )
        for _, rows in groups
    ]
    return {
        "groups": [keys for keys, _ in groups],
        "estimate": [one.value for one in found],
        "ci_lower": [one.lower for one in found],
        "ci_upper": [one.upper for one in found],
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"
