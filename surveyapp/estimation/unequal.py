"""Variance under unequal-probability sampling without replacement, from joint probabilities.

With weighted covariances D_ij = (pi_ij - pi_i pi_j) / pi_ij and weighted unit totals t, the
Horvitz-Thompson form is t' D t and the Yates-Grundy form -1/2 sum D_ij (t_i - t_j)^2 (Sarndal,
Swensson and Wretman, 1992, section 2.8).
"""

from __future__ import annotations

import numpy as np

from surveyapp.design.arrays import Floats
from surveyapp.design.design import Pps


def unequal_covariance(totals: Floats, pps: Pps) -> Floats:
    """(k, k) covariance of the sums of the (U, k) weighted unit totals."""
    joint = totals.T @ pps.weighted_covariance @ totals
    if pps.estimator == "HT":
        return np.asarray(joint)
    rows = pps.weighted_covariance.sum(axis=1)
    return np.asarray(joint - totals.T @ (rows[:, None] * totals))
