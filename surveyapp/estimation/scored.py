"""Covariance of linearised scores under a bundle of policies."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from surveyapp.design.arrays import Floats, Mask
from surveyapp.design.design import Design
from surveyapp.estimation.kernel import Rules, covariance
from surveyapp.weighting.matrices import Matrix
from surveyapp.weighting.weights import Weights


def score_covariance(
    scores: Matrix, design: Design, weights: Weights, used: Mask, rules: Rules
) -> Floats:
    """(k, k) covariance of the sums of scores that are zero outside the rows used."""
    return covariance(
        scores,
        design,
        weights,
        domain=used,
        lonely_psu=rules.lonely_psu,
        adjust_domain_lonely=rules.adjust_domain_lonely,
        ultimate_cluster=rules.ultimate_cluster,
    )


def recorded(rules: Rules, **others: Any) -> dict[str, Any]:
    """The policies of a variance, and others, as a result records them."""
    return {**asdict(rules), **others}
