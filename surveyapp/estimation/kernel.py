"""The one linearised variance kernel.

Every estimator is a value plus its linearised weighted scores; the covariance of the sums of such
scores under the design is computed here and nowhere else. Stages are taken as Sarndal, Swensson
and Wretman (1992, section 4.3): the variance between first-stage units with their finite
population correction, plus the sampled fraction of each further stage's variance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.design.stage import Stage
from surveyapp.errors import DesignError, EstimationError, Problem
from surveyapp.estimation import lonely, replication, thin, unequal
from surveyapp.weighting.matrices import Matrix, dense, indicator, is_sparse, scale_rows
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True)
class Rules:
    """The policies of a variance, as recorded on every result.

    Attributes
    ----------
    lonely_psu : what a stratum with one PSU contributes.
    adjust_domain_lonely : a stratum left with one PSU by the domain counts as lonely.
    ultimate_cluster : take the first stage only.
    """

    lonely_psu: LonelyPsu = "fail"
    adjust_domain_lonely: bool = False
    ultimate_cluster: bool = False


def covariance(
    scores: Matrix,
    design: Design,
    weights: Weights,
    *,
    domain: Mask | None = None,
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    ultimate_cluster: bool = False,
) -> Floats:
    """(k, k) covariance of the sums of k columns of linearised weighted scores.

    Parameters
    ----------
    scores : (n,) or (n, k), dense or scipy sparse; w*z over the whole sample, zero outside the
        domain. Each calibration in the weights' history is taken out of them here.
    domain : (n,) bool; only tells which strata are present (lonely-PSU policies).
    lonely_psu, adjust_domain_lonely, ultimate_cluster : see Rules.

    On a replicate design the scores are treated as those of a total: exact for totals, first
    order for the rest. Estimators that can be computed anew for each replicate do so themselves
    (surveyapp.estimation.replication).

    Raises
    ------
    EstimationError when scores are not finite or do not fit the sample, or for lonely PSUs.
    """
    rules = Rules(lonely_psu, adjust_domain_lonely, ultimate_cluster)
    table = _table(scores, design.n)
    if design.replicates is not None:
        return _replicated(table, design, weights)
    if design.pps is not None:
        totals = UnitTotals.of(table, weights).by(design.stages[0])
        return unequal.unequal_covariance(totals, design.pps)
    return _staged(UnitTotals.of(table, weights), design, weights, domain, rules)


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """Residual scores, kept as scores and what each calibration takes away from them."""

    scores: Matrix
    taken: tuple[tuple[Matrix, Floats], ...]

    @staticmethod
    def of(scores: Matrix, weights: Weights) -> UnitTotals:
        """Work out the calibration coefficients, one calibration after the other."""
        taken: list[tuple[Matrix, Floats]] = []
        for projection in weights.projections:
            coefficients = projection.coefficients(scores)
            for loading, earlier in taken:
                coefficients = coefficients - projection.coefficients(loading) @ earlier
            taken.append((projection.loading, coefficients))
        return UnitTotals(scores, tuple(taken))

    def by(self, stage: Stage) -> Floats:
        """(U, k) sums of the residual scores over the units of a stage."""
        totals = _sums(self.scores, stage)
        for loading, coefficients in self.taken:
            held = indicator(stage.units, stage.unit_count) @ loading
            totals = totals - dense(held @ coefficients)
        return totals


@dataclass(frozen=True, slots=True, eq=False)
class StageTerm:
    """What a stage adds: over its strata, factor * sum of squared deviations of unit totals.

    Attributes
    ----------
    factor : (H,) per stratum, the sampled fraction of the stages above included.
    centred : (H,) deviations are from the stratum's mean; otherwise from zero.
    own : (U,) factor of each unit besides, where units have probabilities of their own.
    """

    stage: Stage
    factor: Floats
    centred: Mask
    own: Floats | None = None


def stage_terms(design: Design, inside: Mask, rules: Rules) -> Iterator[StageTerm]:
    """The terms of the variance, first stage first; `inside` are the (n,) rows that take part.

    Raises
    ------
    DesignError for a design without stages, EstimationError for lonely PSUs.
    """
    if not design.stages:
        raise DesignError(
            Problem("The design has neither stages nor replicates.", code="no-stages")
        )
    fraction = np.ones(1)
    for number, stage in enumerate(design.stages, start=1):
        units = np.bincount(stage.units[inside], minlength=stage.unit_count) > 0
        present = np.bincount(stage.unit_stratum[units], minlength=stage.stratum_count)
        rule = lonely.stratum_rules(
            stage,
            present,
            rules.lonely_psu,
            adjust_domain_lonely=rules.adjust_domain_lonely,
            number=number,
        )
        own = None if stage.fractions is None else 1 - stage.fractions
        yield StageTerm(stage, rule.factor * fraction[stage.parents], rule.centred, own)
        sampled = _unit_fractions(stage)
        if rules.ultimate_cluster or sampled is None:
            break
        fraction = fraction[stage.parents][stage.unit_stratum] * sampled


def _unit_fractions(stage: Stage) -> Floats | None:
    """(U,) sampled fraction at each unit, None when drawn with replacement."""
    if stage.fractions is not None:
        return stage.fractions
    if stage.stratum_population is None:
        return None
    return np.asarray((stage.sampled / stage.stratum_population)[stage.unit_stratum])


def _staged(
    totals: UnitTotals, design: Design, weights: Weights, domain: Mask | None, rules: Rules
) -> Floats:
    inside = rows_present(design.n, weights, domain)
    parts = [_between(totals, term) for term in stage_terms(design, inside, rules)]
    return np.asarray(sum(parts[1:], parts[0]))


def _between(residuals: UnitTotals, term: StageTerm) -> Floats:
    """Sum over strata of factor * sum of products of the units' deviations."""
    stage = term.stage
    strata = stage.unit_stratum
    size = term.factor[strata] if term.own is None else term.factor[strata] * term.own
    if thin.is_thin(residuals.scores, stage):
        return thin.thin_squares(residuals.scores, residuals.taken, stage, size, term.centred)
    totals = residuals.by(stage)
    sums = np.zeros((stage.stratum_count, totals.shape[1]))
    if stage.stratum_count == stage.unit_count:
        sums[strata] = totals
    else:
        sums = indicator(strata, stage.stratum_count) @ totals
    means = sums / stage.sampled[:, None]
    apart = totals - (means * term.centred[:, None])[strata]
    apart *= np.sqrt(size)[:, None]
    return np.asarray(apart.T @ apart)


def rows_present(n: int, weights: Weights, domain: Mask | None) -> Mask:
    """After a calibration every row takes part in every variance."""
    if domain is None or weights.calibrated:
        return np.ones(n, dtype=np.bool_)
    return domain


def _replicated(table: Matrix, design: Design, weights: Weights) -> Floats:
    rule, replicates = replication.replicate_weights(weights, design)
    final = weights.final
    per_weight = np.divide(1.0, final, out=np.zeros_like(final), where=final != 0)
    values = scale_rows(table, per_weight)
    estimates = np.asarray((values.T @ replicates).T)
    full = np.asarray(values.T @ final)
    return replication.combine(estimates, rule, full)


def _table(scores: Matrix, n: int) -> Matrix:
    if is_sparse(scores):
        table = scores.tocsr()
        finite = np.isfinite(table.data).all()
    else:
        dense = np.asarray(scores, dtype=np.float64)
        table = dense[:, None] if dense.ndim == 1 else dense
        finite = np.isfinite(table).all()
    if table.shape[0] != n:
        raise EstimationError(
            Problem(
                f"The scores have {table.shape[0]:,} rows where the design has {n:,}.",
                where="scores",
                remedies=("Pass the whole sample's scores, zero outside the domain.",),
                code="length",
            )
        )
    if not finite:
        raise EstimationError(
            Problem("A linearised score is missing or infinite.", where="scores", code="not-finite")
        )
    return table


def _sums(matrix: Matrix, stage: Stage) -> Floats:
    if stage.unit_count == len(stage.units) and not is_sparse(matrix):
        sums: Floats = np.empty_like(matrix)
        sums[stage.units] = matrix
        return sums
    return dense(indicator(stage.units, stage.unit_count) @ matrix)
