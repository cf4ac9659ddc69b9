"""Does a term of a regression matter? Wald and working likelihood-ratio tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import linalg, stats

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import model_fit
from surveyapp.estimation.families import family
from surveyapp.estimation.regression import Regression
from surveyapp.inference.chi_square_mixtures import Approximation, tail

TermMethod = Literal["Wald", "WorkingWald", "LRT"]


@dataclass(frozen=True, slots=True, eq=False)
class TermTest:
    """A test that some coefficients of a regression are all zero.

    Attributes
    ----------
    value : F for "Wald"; the working chi-square (weights averaging one) for the other two.
    df, denominator_df : coefficients tested; residual degrees of freedom.
    design_effects : eigenvalues that weight the chi-squares, largest first; empty for "Wald".
    """

    names: tuple[str, ...]
    method: TermMethod
    value: float
    df: int
    denominator_df: float
    p: float
    design_effects: Floats

    def to_frame(self) -> pd.DataFrame:
        """The test as a table of one row."""
        return pd.DataFrame(
            {
                "terms": [", ".join(self.names)],
                "method": [self.method],
                "value": [self.value],
                "df": [self.df],
                "denominator_df": [self.denominator_df],
                "p": [self.p],
            }
        )


def term_test(
    model: Regression,
    names: Sequence[str],
    *,
    method: TermMethod = "Wald",
    denominator_df: float | None = None,
    approximation: Approximation = "exact",
) -> TermTest:
    """Test that the named coefficients are all zero.

    "Wald" divides the quadratic form in the design-based covariance by its rank and compares it
    with F. "WorkingWald" takes the covariance that weights as precisions would give, "LRT" the
    fall of the deviance; both follow a weighted sum of chi-squares whose weights are design
    effects (Rao and Scott, 1984; Lumley and Scott, 2014, Australian and New Zealand Journal of
    Statistics 56), compared with a chi-square in the denominator.

    Parameters
    ----------
    denominator_df : df_residual of the model if not given; infinity for none.
    approximation : of the weighted sum, see surveyapp.inference.chi_square_mixtures.tail.

    Raises
    ------
    EstimationError
        For names that are not in the model, or a singular covariance.
    """
    at = model.index(names)
    df = float(model.df_residual) if denominator_df is None else denominator_df
    if df <= 0:
        raise EstimationError(
            Problem(
                f"There are {df:g} residual degrees of freedom, so no test exists.",
                where="model",
                remedies=("Fit fewer coefficients.", "Give denominator_df=."),
                code="no-degrees-of-freedom",
            )
        )
    beta = model.coefficients[at]
    designed = model.covariance[np.ix_(at, at)]
    if method == "Wald":
        value = float(beta @ _solve(designed, beta)) / len(at)
        p = float(stats.f.sf(value, len(at), df))
        return TermTest(tuple(names), method, value, len(at), df, p, np.empty(0))
    working = model.naive_covariance[np.ix_(at, at)]
    effects = np.asarray(linalg.eigh(designed, working, eigvals_only=True)[::-1])
    if method == "WorkingWald":
        value = float(beta @ _solve(working, beta))
    else:
        value = _deviance_without(model, at) - model.deviance
    p = tail(max(value, 0.0), effects, denominator_df=df, method=approximation)
    return TermTest(tuple(names), method, value, len(at), df, p, effects)


def _deviance_without(model: Regression, at: list[int]) -> float:
    kept = np.delete(model.X, at, axis=1)
    chosen = family(model.family)
    if kept.shape[1]:
        return model_fit.fit(kept, model.y, model.prior_weights, chosen).deviance
    mean = chosen.mean(np.zeros(len(model.y)))
    return float(model.prior_weights @ chosen.deviance(model.y, mean))


def _solve(matrix: Floats, vector: Floats) -> Floats:
    try:
        return np.asarray(linalg.solve(matrix, vector, assume_a="sym"))
    except linalg.LinAlgError as cause:
        raise EstimationError(
            Problem(
                "The covariance of the tested coefficients is singular.",
                where="names",
                remedies=("Test fewer coefficients: the design has too few PSUs for these.",),
                code="singular-covariance",
            )
        ) from cause
