"""Adjusting for those who were sampled and did not answer.

The weights here cover all sampled cases; afterwards those who did not answer weigh nothing and
those who did stand for their like. The factors count as known in the linearised variance;
replicates each work out their own, which is the variance to use where response is uneven.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, Ints, Mask, as_array, check_length, floats, mask
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.margins import label
from surveyapp.weighting.matrices import summed
from surveyapp.weighting.weights import Step, Weights

Adjustment = Callable[[Floats], Floats]


def adjust_by_classes(weights: Weights, responded: Mask, classes: Column) -> Weights:
    """Respondents' weights times (weight of the class) / (weight of the class's respondents).

    Kalton and Flores-Cervantes (2003), Journal of Official Statistics 19, section 2.

    Parameters
    ----------
    responded : (n,) who answered, among all sampled cases.
    classes : (n,) adjustment class of each case, known for everybody.

    Raises
    ------
    WeightingError naming each class in which nobody answered, or cases without a class.
    """
    answered = mask(responded, weights.n, "responded")
    code, labels = _classes(classes, weights.n)
    final = _by_class(weights.final, answered, code, labels)
    replicates = _each(weights, lambda w: _by_class(w, answered, code, labels))
    return weights.after(final, _step(weights, answered, code, labels), replicates)


def adjust_by_propensity(
    weights: Weights,
    responded: Mask,
    covariates: Mapping[str, Column],
    *,
    classes: int | None = 5,
) -> Weights:
    """Respondents' weights divided by their estimated probability of answering.

    The probability comes from a logistic regression of `responded` on the covariates, weighted by
    the weights. With `classes` (5 by default) cases are cut into that many groups of equal weight
    by their probability and adjusted by class, which guards against a wrong model and wild
    weights (Little, 1986, International Statistical Review 54); with None each respondent is
    divided by their own.

    Raises
    ------
    WeightingError when covariates miss values, or tell exactly who answers.
    """
    answered = mask(responded, weights.n, "responded")
    columns = [np.ones(weights.n)]
    for name, column in covariates.items():
        values = floats(column, name, n=weights.n, error=WeightingError)
        if not np.isfinite(values).all():
            raise WeightingError(
                Problem(
                    f"{int((~np.isfinite(values)).sum()):,} cases have no value.",
                    where=name,
                    remedies=("Use covariates known for every sampled case.",),
                    code="missing-covariate",
                )
            )
        columns.append(values)
    X = np.stack(columns, axis=1)

    def adjusted(w: Floats) -> Floats:
        p = response_propensity(X, answered, w)
        if classes is None:
            return np.where(answered, w / p, 0.0)
        code = _cut(p, w, classes)
        return _by_class(w, answered, code, [f"propensity class {i + 1}" for i in range(classes)])

    final = adjusted(weights.final)
    record = {"covariates": list(covariates), "propensity_classes": classes}
    step = Step("nonresponse", {**record, "response_rate": _rate(weights, answered)})
    return weights.after(final, step, _each(weights, adjusted))


def response_propensity(X: Floats, responded: Mask, weight: Floats) -> Floats:
    """(n,) fitted probabilities of a weighted logistic regression by Newton's method.

    Raises
    ------
    WeightingError when the fit runs away: some covariate separates those who answered.
    """
    scale = np.maximum(np.abs(X).max(axis=0), 1e-300)
    Z, y = X / scale, responded.astype(np.float64)
    w = weight / max(float(weight.sum()), 1e-300)
    beta = np.zeros(Z.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(Z @ beta, -500, 500)))
        information = Z.T @ ((w * p * (1 - p))[:, None] * Z)
        step = np.linalg.pinv(information, rcond=1e-12, hermitian=True) @ (Z.T @ (w * (y - p)))
        beta = beta + step
        if np.abs(Z @ beta).max() > 30:
            break
        if np.abs(step).max() < 1e-10:
            return np.asarray(1 / (1 + np.exp(-(Z @ beta))))
    raise WeightingError(
        Problem(
            "The covariates tell exactly who answers, so no probability can be estimated.",
            where="covariates",
            remedies=("Merge categories in which everybody or nobody answered.", "Use classes."),
            code="separation",
        )
    )


def _by_class(weight: Floats, answered: Mask, code: Ints, labels: list[str]) -> Floats:
    count = len(labels)
    whole = summed(code, weight, count)
    held = summed(code, np.where(answered, weight, 0.0), count)
    nobody = np.flatnonzero((whole > 0) & (held == 0))
    if len(nobody):
        raise WeightingError(
            [
                Problem(
                    f"Nobody answered in the class {labels[c]!r}.",
                    where="classes",
                    remedies=("Merge it with a similar class.",),
                    code="class-without-respondents",
                )
                for c in nobody
            ]
        )
    factor = np.divide(whole, held, out=np.ones(count), where=held > 0)
    return np.where(answered, weight * factor[code], 0.0)


def _classes(classes: Column, n: int) -> tuple[Ints, list[str]]:
    values = as_array(classes)
    check_length(values, "classes", n, WeightingError)
    code, levels = pd.factorize(values, sort=True)
    if (code < 0).any():
        raise WeightingError(
            Problem(
                f"{int((code < 0).sum()):,} cases have no class.",
                where="classes",
                remedies=("Put them in a class of their own.",),
                code="no-class",
            )
        )
    return code.astype(np.int64), [label(level) for level in levels]


def _cut(p: Floats, weight: Floats, classes: int) -> Ints:
    order = np.argsort(p, kind="stable")
    below = np.cumsum(weight[order]) - weight[order] / 2
    code = np.empty(len(p), dtype=np.int64)
    code[order] = np.minimum(below / weight.sum() * classes, classes - 1).astype(np.int64)
    _, first = np.unique(p, return_inverse=True)
    lowest = np.full(int(first.max()) + 1, classes)
    np.minimum.at(lowest, first, code)
    return np.asarray(lowest[first])


def _each(weights: Weights, adjusted: Adjustment) -> Floats | None:
    if weights.replicates is None:
        return None
    return np.stack([adjusted(column) for column in weights.replicates.T], axis=1)


def _rate(weights: Weights, answered: Mask) -> float:
    return float(weights.final[answered].sum() / weights.total)


def _step(weights: Weights, answered: Mask, code: Ints, labels: list[str]) -> Step:
    count = len(labels)
    whole = summed(code, weights.final, count)
    held = summed(code, np.where(answered, weights.final, 0.0), count)
    factor = np.divide(whole, held, out=np.ones(count), where=held > 0)
    record = {
        "factors": dict(zip(labels, factor.tolist(), strict=True)),
        "response_rate": _rate(weights, answered),
    }
    return Step("nonresponse", record)
