"""Contrasts of means, totals and group means."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.estimate import Estimates
from surveyapp.estimation.means import means
from surveyapp.estimation.totals import totals
from surveyapp.inference.contrast import Contrast, contrast, function_contrast
from tests.oracle import formulas, tables
from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svycontrast with coefficients, or with an expression by the delta method."""
    call = case["call"]
    inside = sample.rows(call.get("domain"))
    expression = call.get("expression")
    items = tables.columns_of(sample.frame, call["variables"])
    complete = inside & ~np.isnan(np.stack(list(items.values()))).any(axis=0)
    df = degrees_of_freedom(sample.design, sample.weights, domain=inside)
    if "by" in call:
        found = _by(call["by"], items, complete, sample)
    else:
        text = str(expression or "")
        estimator = totals if text.endswith(" of totals") else means
        rows = {"": complete}
        found = estimator(items, sample.weights, sample.design, domains=rows, **sample.policies)
        found = found.renamed([name.removesuffix("|") for name in found.names])
    return _written(_asked(call, found, df), df)


def _by(by: Any, items: dict[str, np.ndarray], inside: np.ndarray, sample: Sample) -> Estimates:
    names = [by] if isinstance(by, str) else by
    groups = {
        ".".join(v if isinstance(v, str) else f"{v:.15g}" for v in keys.values()): rows
        for keys, rows in tables.groups_of(sample.frame, names, inside)
    }
    found = means(items, sample.weights, sample.design, domains=groups, **sample.policies)
    return found.renamed([name.split("|", 1)[1] for name in found.names])


def _asked(call: Any, found: Estimates, df: float) -> Contrast:
    if call.get("expression"):
        tree = formulas.parse(call["expression"].removesuffix(" of totals"))

        def value(values: np.ndarray) -> Any:
            return _evaluate(tree, dict(zip(found.names, values, strict=True)))

        return function_contrast(found, value, degrees_of_freedom=df)
    given = call["coefficients"]
    if isinstance(given, list):
        given = dict(zip(found.names, given, strict=True))
    return contrast(found, given, degrees_of_freedom=df)


def _evaluate(node: formulas.Call, values: dict[str, Any]) -> Any:
    if node.kind == "name":
        return values[node.value]
    if node.kind == "number":
        return node.value
    args = [_evaluate(arg, values) for arg in node.args]
    if node.kind == "paren":
        return args[0]
    if node.kind == "call":
        return {"log": np.log, "exp": np.exp, "sqrt": np.sqrt}[node.value](args[0])
    if len(args) == 1:
        return -args[0] if node.value == "-" else args[0]
    left, right = args
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "^": lambda: left**right,
    }[node.value]()


def _written(found: Contrast, df: float) -> dict[str, Any]:
    return {
        "names": ["contrast"],
        "estimate": [found.value],
        "se": [found.standard_error],
        "df": df,
        "ci95_t": [[found.lower, found.upper]],
    }
