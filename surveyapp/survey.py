"""The statistical rooms in one place: a sample, its weights, and questions put to it.

    from surveyapp import survey

    d = survey.sample(frame, psu="block", strata="area", weights="w", population="blocks")
    d = d.rake({"age": {"18-34": 21000, "35+": 54000}, "sex": {"woman": 38900, "man": 36100}})
    d.mean("trust", domain=frame["area"] == "North")
    change = survey.contrast(d.means("trust", by="wave"), {"trust|2": 1, "trust|1": -1})

Columns are given by name, or as numpy arrays, pandas or polars columns. Nothing is changed in
place: each step returns a new sample, each question a frozen result with `to_frame()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from surveyapp.design.arrays import Column, Floats, LonelyPsu, Mask, as_array, mask
from surveyapp.design.columns import Where, column_of, columns_of, listed, row_count
from surveyapp.design.design import Design, ReplicateKind, Replicates
from surveyapp.estimation.agreement import cronbach_alpha, kappa
from surveyapp.estimation.cdf import distribution
from surveyapp.estimation.degrees import degrees_of_freedom
from surveyapp.estimation.estimate import Estimate, Estimates
from surveyapp.estimation.grid import Grid, domain_means
from surveyapp.estimation.means import mean, means
from surveyapp.estimation.ordinal import OrdinalRegression, ordinal_regression
from surveyapp.estimation.predictors import predictors
from surveyapp.estimation.proportions import proportion
from surveyapp.estimation.quantiles import Quantiles, quantiles
from surveyapp.estimation.ratios import ratio
from surveyapp.estimation.regression import Regression, regression
from surveyapp.estimation.small_area import modelled_areas
from surveyapp.estimation.totals import total, totals
from surveyapp.estimation.variances import PopulationVariances, variances
from surveyapp.inference.association import Association, association
from surveyapp.inference.contrast import (
    Contrast,
    contrast,
    contrasts,
    function_contrast,
    independent_difference,
)
from surveyapp.inference.detectable import smallest_detectable_change
from surveyapp.inference.goodness_of_fit import GoodnessOfFit, goodness_of_fit
from surveyapp.inference.grid_contrasts import adjacent_terms, grid_contrasts
from surveyapp.inference.joint import joint_test
from surveyapp.inference.linear_trend import difference_in_differences, linear_trend
from surveyapp.inference.multiplicity import adjust, family
from surveyapp.inference.rank_tests import RankTest, rank_test
from surveyapp.inference.t_tests import TTest, one_sample, two_sample
from surveyapp.inference.terms import term_test
from surveyapp.weighting.calibration import DistanceName, calibrate
from surveyapp.weighting.diagnostics import WeightDiagnostics, diagnostics
from surveyapp.weighting.margins import Margin, crossed, label, level_order
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.recipe import Recipe
from surveyapp.weighting.replicate import balanced, bootstrap, jackknife
from surveyapp.weighting.standardization import standardize
from surveyapp.weighting.trimming import trim
from surveyapp.weighting.weights import Weights

__all__ = [
    "Contrast",
    "Design",
    "Estimate",
    "Estimates",
    "Margin",
    "Recipe",
    "Sample",
    "Weights",
    "adjacent_terms",
    "adjust",
    "contrast",
    "contrasts",
    "difference_in_differences",
    "family",
    "function_contrast",
    "grid_contrasts",
    "independent_difference",
    "joint_test",
    "linear_trend",
    "modelled_areas",
    "predictors",
    "replicate_sample",
    "sample",
    "smallest_detectable_change",
    "term_test",
]

Answer = TypeVar("Answer")
Names = str | Sequence[str]
Targets = Mapping[Any, float] | Mapping[Any, Mapping[Any, float]]


def sample(
    data: Any,
    *,
    weights: Where | None = None,
    psu: Where | Sequence[Where] | None = None,
    strata: Where | Sequence[Where] | None = None,
    population: Where | Sequence[Where] | None = None,
    nest: bool = False,
    lonely_psu: LonelyPsu = "fail",
) -> Sample:
    """A sample from a table: how it was chosen and whom each row stands for (R: svydesign).

    Parameters
    ----------
    data : a pandas or polars frame, or a mapping of columns.
    weights : inverse inclusion probabilities; without them population/sampled at every stage, or
        1 where no population is given.
    psu, strata, population : one column, or one per stage; see Design.of.
    lonely_psu : policy of every question asked of the sample, unless the question says otherwise.

    Raises
    ------
    DesignError or WeightingError when columns are lacking or contradict each other.
    """
    design = Design.of(
        n=row_count(data),
        psu=columns_of(data, psu),
        strata=columns_of(data, strata),
        population=columns_of(data, population),
        nest=nest,
    )
    base = _base(design) if weights is None else column_of(data, weights)
    return Sample(data, design, Weights.of(base), {"lonely_psu": lonely_psu})


def replicate_sample(
    data: Any,
    replicates: Sequence[Where] | Floats,
    *,
    weights: Where,
    scale: float,
    rscales: Sequence[float] | None = None,
    kind: ReplicateKind = "other",
    mse: bool = False,
) -> Sample:
    """A sample known by its replicate weights (R: svrepdesign, combined weights).

    Variance = scale * sum(rscales * (theta_r - centre)^2); see Replicates.
    """
    if isinstance(replicates, np.ndarray):
        table = replicates
    else:
        listed = [as_array(column_of(data, name)) for name in replicates]
        table = np.stack(listed, axis=1).astype(np.float64)
    factors = np.ones(table.shape[1]) if rscales is None else np.asarray(rscales, dtype=np.float64)
    rule = Replicates(kind, scale, factors, mse)
    held = Weights.of(column_of(data, weights), replicates=table)
    return Sample(data, Design(held.n, (), None, rule), held, {})


@dataclass(frozen=True, eq=False)
class Sample:
    """A table with its design and weights; questions take columns by name or as they are.

    Every question accepts the keyword arguments of the function of its name in the rooms
    (domain, missing, level, degrees_of_freedom, lonely_psu, ...). A domain is a mask over the
    whole sample, or the name of a column of true and false.
    """

    data: Any
    design: Design
    weights: Weights
    policies: Mapping[str, Any] = field(default_factory=dict)

    def rake(self, targets: Mapping[str, Targets], **options: Any) -> Sample:
        """Rake to margins given as {column: {level: count}} (R: rake)."""
        margins = [Margin(name, column_of(self.data, name), t) for name, t in targets.items()]
        for key in ("within", "impute_within"):
            if options.get(key) is not None:
                options[key] = column_of(self.data, options[key])
        return self._weighted(rake(self.weights, margins, **options))

    def poststratify(self, by: Names, targets: Targets, **options: Any) -> Sample:
        """Scale to the counts of one table (R: postStratify); crossed levels are "a | b"."""
        names = listed(by)
        columns = [column_of(self.data, name) for name in names]
        codes = columns[0] if len(columns) == 1 else crossed(*columns)
        margin = Margin(" x ".join(names), codes, targets)
        return self._weighted(poststratify(self.weights, margin, **options))

    def calibrate(
        self, totals: Mapping[str, float], distance: DistanceName = "linear", **options: Any
    ) -> Sample:
        """Calibrate to population totals of columns; "1" is the population's size."""
        ones = np.ones(self.design.n)
        columns = {k: ones if k == "1" else column_of(self.data, k) for k in totals}
        done = calibrate(self.weights, columns, totals, distance=distance, **options)
        return self._weighted(done)

    def trim(self, **limits: Any) -> Sample:
        """Cut weights to lower=, upper= (R: trimWeights)."""
        return self._weighted(trim(self.weights, **limits))

    def standardize(
        self,
        by: Where,
        over: Where,
        population: Mapping[Any, float],
        included: Mask | None = None,
    ) -> Sample:
        """Give every group the same make-up (R: svystandardize)."""
        done = standardize(
            self.weights,
            by=column_of(self.data, by),
            over=column_of(self.data, over),
            population=population,
            included=included,
        )
        return self._weighted(done)

    def jackknife(self, **options: Any) -> Sample:
        """Jackknife replicates, JK1 or JKn (R: as.svrepdesign)."""
        return self._replicated(*jackknife(self.weights, self.design, **options))

    def balanced(self, **options: Any) -> Sample:
        """Balanced half-samples; rho= for Fay's (R: as.svrepdesign)."""
        return self._replicated(*balanced(self.weights, self.design, **options))

    def bootstrap(self, generator: np.random.Generator, **options: Any) -> Sample:
        """Rescaled bootstrap (R: as.svrepdesign, type subbootstrap)."""
        return self._replicated(*bootstrap(self.weights, self.design, generator, **options))

    def diagnostics(self, domain: Where | None = None) -> WeightDiagnostics:
        """What weighting did to the sample."""
        inside = None if domain is None else self._mask(domain)
        return diagnostics(self.weights, domain=inside)

    def mean(self, item: Where, **options: Any) -> Estimate:
        """Mean of an item (R: svymean)."""
        return self._ask(mean, [item], options)

    def total(self, item: Where, **options: Any) -> Estimate:
        """Total of an item (R: svytotal)."""
        return self._ask(total, [item], options)

    def ratio(self, numerator: Where, denominator: Where, **options: Any) -> Estimate:
        """Ratio of two totals (R: svyratio)."""
        return self._ask(ratio, [numerator, denominator], options)

    def proportion(self, item: Where, **options: Any) -> Estimate:
        """Share of an item coded 0 and 1, with a binomial interval (R: svyciprop)."""
        return self._ask(proportion, [item], options)

    def quantiles(self, item: Where, probabilities: Sequence[float], **options: Any) -> Quantiles:
        """Quantiles with intervals (R: svyquantile)."""
        return self._ask(quantiles, [item], options | {"probabilities": probabilities})

    def distribution(self, item: Where, at: Sequence[float], **options: Any) -> Estimates:
        """Share at or below each value (R: svycdf)."""
        asked = self._options(options)
        return distribution(self._of(item), at, self.weights, self.design, **asked)

    def means(self, *items: str, by: Names | None = None, **options: Any) -> Estimates:
        """Means of items, in every group of `by`, with full covariance (R: svyby, covmat)."""
        return self._ask(means, [], options | self._domains(by), items)

    def totals(self, *items: str, by: Names | None = None, **options: Any) -> Estimates:
        """Totals of items, in every group of `by`, with full covariance (R: svyby)."""
        return self._ask(totals, [], options | self._domains(by), items)

    def grid(self, *items: str, by: Names, **options: Any) -> Grid:
        """Means of many items in many domains in one pass; the fast form of `means`."""
        columns = {name: self._of(name) for name in listed(by)}
        return self._ask(domain_means, [], options | {"by": columns}, items)

    def variances(self, *items: str, **options: Any) -> PopulationVariances:
        """Variances and covariances of items (R: svyvar)."""
        return self._ask(variances, [], options, items)

    def alpha(self, *items: str, **options: Any) -> Estimate:
        """Cronbach's alpha of a scale (R: svycralpha)."""
        return self._ask(cronbach_alpha, [], options, items)

    def kappa(self, first: Where, second: Where, **options: Any) -> Estimate:
        """Cohen's kappa of two ratings (R: svykappa)."""
        return self._ask(kappa, [first, second], options)

    def degrees_of_freedom(self, domain: Where | None = None) -> int:
        """PSUs less strata, or of the replicates (R: degf)."""
        inside = None if domain is None else self._mask(domain)
        return degrees_of_freedom(self.design, self.weights, domain=inside)

    def regression(self, y: Where, X: Floats | pd.DataFrame, **options: Any) -> Regression:
        """Gaussian, logistic or Poisson regression (R: svyglm)."""
        return self._ask(regression, [y, X], options)

    def ordinal_regression(
        self, y: Where, X: Floats | pd.DataFrame, **options: Any
    ) -> OrdinalRegression:
        """Proportional odds (R: svyolr)."""
        return self._ask(ordinal_regression, [y, X], options)

    def association(self, rows: Where, columns: Where, **options: Any) -> Association:
        """Rao-Scott tests of a two-way table (R: svychisq)."""
        return self._ask(association, [rows, columns], options)

    def t_test(self, item: Where, groups: Where | None = None, **options: Any) -> TTest:
        """Two groups' means, or one mean against value= (R: svyttest)."""
        if groups is None:
            return self._ask(one_sample, [item], options)
        return self._ask(two_sample, [item, groups], options)

    def rank_test(self, item: Where, groups: Where, **options: Any) -> RankTest:
        """Rank tests (R: svyranktest)."""
        return self._ask(rank_test, [item, groups], options)

    def goodness_of_fit(
        self, categories: Where, shares: Mapping[Any, float], **options: Any
    ) -> GoodnessOfFit:
        """Given shares (R: svygofchisq)."""
        return self._ask(goodness_of_fit, [categories], options | {"shares": shares})

    def _ask(
        self,
        question: Callable[..., Answer],
        columns: Sequence[Any],
        options: Mapping[str, Any],
        items: Sequence[str] = (),
    ) -> Answer:
        given: list[Any] = [self._of(column) for column in columns]
        if items:
            given.append({name: self._of(name) for name in items})
        asked = {"weights": self.weights, "design": self.design, **self._options(options)}
        return question(*given, **asked)

    def _of(self, where: Where) -> Column:
        return column_of(self.data, where)

    def _mask(self, where: Where) -> Mask:
        return mask(self._of(where), self.design.n)

    def _options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        asked = {**self.policies, **options}
        if asked.get("domain") is not None:
            asked["domain"] = self._mask(asked["domain"])
        return asked

    def _domains(self, by: Names | None) -> dict[str, Any]:
        if by is None:
            return {}
        levels = pd.Series(as_array(crossed(*(self._of(name) for name in listed(by)))))
        return {
            "domains": {
                label(level): (levels == level).to_numpy()
                for level in sorted(levels.dropna().unique(), key=level_order)
            }
        }

    def _weighted(self, weights: Weights) -> Sample:
        return replace(self, weights=weights)

    def _replicated(self, weights: Weights, design: Design) -> Sample:
        return replace(self, weights=weights, design=design)


def _base(design: Design) -> Floats:
    """Population over sampled units, over all stages; 1 with replacement."""
    base = np.ones(design.n)
    for stage in design.stages:
        if stage.population is not None:
            base = base * stage.population / stage.sampled[stage.strata]
    return base
