"""Regression under a survey design: means, log-odds and log-counts as linear predictors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, floats
from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation import degrees, model_fit
from surveyapp.estimation.estimate import Estimates, t_quantile
from surveyapp.estimation.families import FamilyName, refuse_impossible
from surveyapp.estimation.families import family as family_of
from surveyapp.estimation.kernel import Rules
from surveyapp.estimation.listwise import Missing, taking_part
from surveyapp.estimation.replication import replicate_covariance
from surveyapp.estimation.scored import recorded, score_covariance
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted regression.

    Attributes
    ----------
    names, coefficients, covariance : (p,), (p,), (p, p); the design-based covariance.
    dropped : names of columns that earlier ones determine.
    naive_covariance : inverse information with weights averaging one; a random sample's
        covariance but for the dispersion.
    design_df, df_residual : of the design; of the tests, design_df + 1 - p.
    deviance : with weights averaging one over the rows of the domain.
    dispersion : design-based variance of the Pearson residuals.
    n : rows used.
    X, y, prior_weights : what was fitted, for tests that fit again; rows used only.
    """

    family: FamilyName
    names: tuple[str, ...]
    dropped: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    naive_covariance: Floats
    design_df: float
    df_residual: float
    deviance: float
    dispersion: float
    n: int
    level: float
    X: Floats = field(repr=False)
    y: Floats = field(repr=False)
    prior_weights: Floats = field(repr=False)
    policies: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def standard_errors(self) -> Floats:
        """(p,) design-based standard errors."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @cached_property
    def t(self) -> Floats:
        """(p,) coefficients over standard errors; infinite where the error is zero."""
        with np.errstate(divide="ignore"):
            return np.asarray(self.coefficients / self.standard_errors)

    @cached_property
    def p_values(self) -> Floats:
        """(p,) two-sided, on df_residual."""
        return np.asarray(2 * stats.t.sf(np.abs(self.t), self.df_residual))

    @cached_property
    def lower(self) -> Floats:
        """(p,) lower ends of the t intervals."""
        half = t_quantile(self.level, self.df_residual) * self.standard_errors
        return np.asarray(self.coefficients - half)

    @cached_property
    def upper(self) -> Floats:
        """(p,) upper ends of the t intervals."""
        half = t_quantile(self.level, self.df_residual) * self.standard_errors
        return np.asarray(self.coefficients + half)

    def estimates(self) -> Estimates:
        """The coefficients as estimates, for contrasts."""
        p = len(self.names)
        return Estimates(
            names=self.names,
            values=self.coefficients,
            covariance=self.covariance,
            degrees_of_freedom=np.full(p, float(self.df_residual)),
            n=np.full(p, self.n, dtype=np.int64),
            level=self.level,
            method=self.family,
            policies=self.policies,
        )

    def index(self, names: Sequence[str]) -> list[int]:
        """Where coefficients stand.

        Raises
        ------
        EstimationError naming those that are not there.
        """
        absent = [name for name in names if name not in self.names]
        if absent or not names:
            raise EstimationError(
                Problem(
                    f"The model has no coefficient {', '.join(map(repr, absent)) or 'asked for'}; "
                    f"it has {', '.join(self.names)}.",
                    where="names",
                    code="no-such-coefficient",
                )
            )
        return [self.names.index(name) for name in names]

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient."""
        return pd.DataFrame(
            {
                "name": self.names,
                "coefficient": self.coefficients,
                "standard_error": self.standard_errors,
                "t": self.t,
                "p": self.p_values,
                "lower": self.lower,
                "upper": self.upper,
            }
        )


def regression(
    y: Column,
    X: Floats | pd.DataFrame,
    weights: Weights,
    design: Design,
    *,
    names: Sequence[str] | None = None,
    family: FamilyName = "gaussian",
    domain: Column | None = None,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    weight_rows: Mask | None = None,
    missing: Missing = "refuse",
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Regression:
    """Weighted regression whose covariance knows the design and the calibration.

    Solves sum(w (y - mu) x) = 0; the linearised scores are w (y - mu) x (X'WX)^-1 (Binder, 1983,
    International Statistical Review 51). Replicate designs fit the model anew for each replicate.

    Parameters
    ----------
    y : (n,) response; 0 to 1 for "logistic", not negative for "poisson".
    X : (n, p) columns of the predictor, the intercept's ones included; NaN is missing.
    names : of the columns; those of a data frame if not given.
    degrees_of_freedom : of the design; those of the rows used if not given (with replicates
        those of the domain).
    weight_rows : rows over which the weights average one, for deviance and naive covariance;
        those of the domain if not given.

    Raises
    ------
    EstimationError
        For missing values under "refuse", impossible responses, an empty domain, perfectly
        separated responses, lonely PSUs under "fail".
    """
    response = floats(y, "y", n=design.n, error=EstimationError)
    table, labels = columns(X, names, design.n)
    inside, used = taking_part(
        {"y": response, "X": table}, weights.final, domain=domain, missing=missing
    )
    refuse_impossible(response[used], family_of(family).name)
    averaged = inside if weight_rows is None else weight_rows
    prior = weights.final[used] / weights.final[averaged].mean()
    kept = model_fit.independent_columns(table[used], prior)
    rows = table[used][:, kept]
    model = _Model(rows, response[used], prior, family)
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    if design.replicates is None:
        scores = model.scores(used, design.n)
        found = score_covariance(scores, design, weights, used, rules)
    else:
        found = replicate_covariance(lambda w: model.refit(w[used]), weights, design)
    reference = used if design.replicates is None else inside
    given = degrees_of_freedom
    df = degrees.degrees_of_freedom(design, weights, domain=reference) if given is None else given
    return Regression(
        family=family,
        names=tuple(name for name, keep in zip(labels, kept, strict=True) if keep),
        dropped=tuple(name for name, keep in zip(labels, kept, strict=True) if not keep),
        coefficients=model.fit.coefficients,
        covariance=found,
        naive_covariance=model.fit.information_inverse,
        design_df=df,
        df_residual=df + 1 - int(kept.sum()),
        deviance=model.fit.deviance,
        dispersion=model.dispersion(unbiased=design.replicates is None),
        n=int(used.sum()),
        level=level,
        X=rows,
        y=response[used],
        prior_weights=prior,
        policies=recorded(rules, missing=missing),
    )


class _Model:
    """The model on the rows used, with what its variance needs."""

    def __init__(self, X: Floats, y: Floats, prior: Floats, name: FamilyName) -> None:
        self.X, self.y, self.prior, self.family = X, y, prior, family_of(name)
        self.fit = model_fit.fit(X, y, prior, self.family)

    def scores(self, used: Mask, n: int) -> Floats:
        """(n, p) linearised weighted scores, zero for rows not used."""
        scores = np.zeros((n, self.X.shape[1]))
        scores[used] = (self.X * self.fit.residuals[:, None]) @ self.fit.information_inverse
        return scores

    def refit(self, weights: Floats) -> Floats:
        """(p,) coefficients with other weights."""
        scaled = weights / weights.mean()
        start = self.fit.coefficients
        return model_fit.fit(self.X, self.y, scaled, self.family, start=start).coefficients

    def dispersion(self, *, unbiased: bool) -> float:
        """Weighted variance of the Pearson residuals, weights averaging one in the domain.

        About zero, and over n, on replicate designs.
        """
        variance = self.family.variance(self.fit.means)
        residual = (self.y - self.fit.means) / np.sqrt(np.where(variance > 0, variance, 1.0))
        share = self.prior / self.prior.sum()
        scale = float(self.prior.mean())
        if not unbiased:
            return scale * float(share @ residual**2)
        n = len(residual)
        centre = float(share @ residual)
        return scale * float(share @ (residual - centre) ** 2) * n / max(n - 1, 1)


def columns(
    X: Floats | pd.DataFrame, names: Sequence[str] | None, n: int
) -> tuple[Floats, tuple[str, ...]]:
    """(n, p) predictor columns and their names, from an array or a data frame.

    Raises
    ------
    EstimationError when rows or names do not fit.
    """
    if isinstance(X, pd.DataFrame):
        names = [str(name) for name in X.columns] if names is None else names
        X = X.to_numpy(dtype=np.float64)
    table = np.asarray(X, dtype=np.float64)
    if table.ndim == 1:
        table = table[:, None]
    labels = tuple(names) if names is not None else tuple(f"x{j}" for j in range(table.shape[1]))
    if table.shape != (n, len(labels)):
        raise EstimationError(
            Problem(
                f"X has shape {table.shape} where {n:,} rows and {len(labels)} names are given.",
                where="X",
                remedies=("Pass the whole sample's rows and one name per column.",),
                code="shape",
            )
        )
    return table, labels
