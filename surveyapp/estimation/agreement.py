"""Do items hang together (Cronbach's alpha), and do two ratings agree (Cohen's kappa)?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, as_array, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees
from surveyapp.estimation.estimate import Estimate, t_quantile
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, kish_effective_n, taking_part
from surveyapp.estimation.replication import replicate_covariance
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.weighting.weights import Weights


def cronbach_alpha(
    items: Mapping[str, Column] | Sequence[Column] | pd.DataFrame,
    weights: Weights,
    design: Design,
    *,
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Estimate:
    """Cronbach's alpha of k items: k / (k - 1) * (1 - sum of item variances / variance of the sum).

    The standard error is that of the linearised scores of the variances, or of the replicates.
    Rows with any item missing leave under missing="drop".

    Raises
    ------
    EstimationError
        For fewer than two items, a sum that never varies, missing values under "refuse", an empty
        domain, lonely PSUs under "fail".

    References
    ----------
    Cronbach (1951) Psychometrika 16.
    """
    table = _item_table(items, design.n)
    inside, used = taking_part({"items": table}, weights.final, domain=domain, missing=missing)
    answers = np.column_stack([table, table.sum(axis=1)])[used]

    def alpha(w: Floats) -> Floats:
        return np.array([_alpha(_variances(answers, w[used])[0])])

    variances, apart = _variances(answers, weights.final[used])
    if variances[-1] <= 1e-20 * float(np.max(answers**2, initial=1.0)):
        raise EstimationError(
            Problem(
                "The sum of the items is the same for everybody, so alpha does not exist.",
                where="items",
                remedies=("Widen the domain.",),
                code="no-variance",
            )
        )
    share = weights.final[used] / weights.final[used].sum()
    k = table.shape[1]
    items_sum, whole = variances[:-1].sum(), variances[-1]
    scores = items_sum * apart[:, -1] / whole**2 - apart[:, :-1].sum(axis=1) / whole
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    if design.replicates is None:
        linear = _spread(share * scores * k / (k - 1), used)
        variance = float(score_covariance(linear, design, weights, used, rules)[0, 0])
    else:
        variance = float(replicate_covariance(alpha, weights, design)[0, 0])
    return _estimate(
        _alpha(variances), variance, weights, design, inside, used, level, degrees_of_freedom, rules
    )


def kappa(
    first: Column,
    second: Column,
    weights: Weights,
    design: Design,
    *,
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Estimate:
    """Cohen's kappa of two ratings: (observed - chance agreement) / (1 - chance agreement).

    The standard error is that of the linearised scores; with replicates that of the replicated
    shares, to first order.

    Raises
    ------
    EstimationError
        When chance agreement is certain (one category only), for missing values under "refuse",
        an empty domain, lonely PSUs under "fail".

    References
    ----------
    Cohen (1960) Educational and Psychological Measurement 20; Lin et al. (2012).
    """
    given = {"first": as_array(first), "second": as_array(second)}
    inside, used = taking_part(given, weights.final, domain=domain, missing=missing)
    both = np.concatenate([given["first"][used], given["second"][used]])
    codes, _ = pd.factorize(both, sort=True)
    a, b = np.split(np.asarray(codes), 2)
    share = weights.final[used] / weights.final[used].sum()
    count = int(codes.max()) + 1
    by_a = np.bincount(a, weights=share, minlength=count)
    by_b = np.bincount(b, weights=share, minlength=count)
    agreed, chance = float(share[a == b].sum()), float(by_a @ by_b)
    if chance >= 1.0 - 1e-15:
        raise EstimationError(
            Problem(
                "Both ratings hold one category only, so agreement by chance is certain.",
                where="first, second",
                remedies=("Widen the domain.",),
                code="no-variance",
            )
        )
    rest = 1 - chance
    value = (agreed - chance) / rest
    scores = ((a == b) - agreed) / rest
    scores = scores - (1 - agreed) / rest**2 * (by_b[a] + by_a[b] - 2 * chance)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    if design.replicates is None:
        linear = _spread(share * scores, used)
        variance = float(score_covariance(linear, design, weights, used, rules)[0, 0])
    else:

        def shifted(w: Floats) -> Floats:
            return np.array([value + w[used] @ scores / w[used].sum()])

        variance = float(replicate_covariance(shifted, weights, design)[0, 0])
    return _estimate(
        value, variance, weights, design, inside, used, level, degrees_of_freedom, rules
    )


def _item_table(items: Mapping[str, Column] | Sequence[Column] | pd.DataFrame, n: int) -> Floats:
    if isinstance(items, pd.DataFrame):
        items = {str(name): items[name] for name in items.columns}
    if not isinstance(items, Mapping):
        items = {f"item {at + 1}": item for at, item in enumerate(items)}
    if len(items) < 2:
        raise EstimationError(
            Problem(
                f"Alpha needs two items or more, got {len(items)}.", where="items", code="items"
            )
        )
    read = [floats(item, name, n=n, error=EstimationError) for name, item in items.items()]
    return np.column_stack(read)


def _variances(answers: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted variances of the columns, and (m, k) deviations of the squares from them."""
    share = weights / weights.sum()
    squares = (answers - share @ answers) ** 2
    variances = share @ squares
    return np.asarray(variances), np.asarray(squares - variances)


def _alpha(variances: Floats) -> float:
    k = len(variances) - 1
    return float(k / (k - 1) * (1 - variances[:-1].sum() / variances[-1]))


def _spread(values: Floats, used: Mask) -> Floats:
    whole = np.zeros(len(used))
    whole[used] = values
    return whole


def _estimate(
    value: float,
    variance: float,
    weights: Weights,
    design: Design,
    inside: Mask,
    used: Mask,
    level: float,
    given: float | None,
    rules: Rules,
) -> Estimate:
    df = degrees.degrees_of_freedom(design, weights, domain=inside) if given is None else given
    standard_error = math.sqrt(max(variance, 0.0))
    half = float(t_quantile(level, df)) * standard_error
    return Estimate(
        value=value,
        standard_error=standard_error,
        degrees_of_freedom=df,
        n=int(used.sum()),
        lower=value - half,
        upper=value + half,
        level=level,
        kish_effective_n=kish_effective_n(weights.final, used),
        policies=recorded(rules),
    )
