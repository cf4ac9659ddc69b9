"""Tails of weighted sums of chi-squares: what quadratic forms of survey estimates follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from surveyapp.design.arrays import Floats
from surveyapp.errors import EstimationError, Problem

Approximation = Literal["exact", "saddlepoint", "satterthwaite"]

_PRECISION = 1e-11
_SMALLEST_SADDLE = 1e-4


@dataclass(frozen=True, slots=True)
class _Form:
    """P(sum(weight * chi2(df)) > point), point >= 0, scaled so that the largest weight is 1."""

    weights: Floats
    df: Floats
    point: float

    def log_moment(self, s: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Cumulant generating function minus s * point, at each s."""
        terms = np.log(1 - 2 * np.multiply.outer(s, self.weights))
        return np.asarray(-0.5 * (terms @ self.df) - s * self.point)

    def height(self, s: float) -> float:
        """The same at one real s between the branch points."""
        return float(self.log_moment(np.array([s], dtype=np.complex128))[0].real)

    def slope(self, s: float) -> float:
        return float(np.sum(self.df * self.weights / (1 - 2 * s * self.weights)) - self.point)

    def curvature(self, s: float) -> float:
        return float(2 * np.sum(self.df * self.weights**2 / (1 - 2 * s * self.weights) ** 2))


def tail(
    statistic: float,
    weights: ArrayLike,
    df: ArrayLike | None = None,
    *,
    denominator_df: float = np.inf,
    method: Approximation = "exact",
    whole_denominator: bool = False,
) -> float:
    """Probability that a weighted sum of independent chi-squares exceeds a statistic.

    With a finite denominator_df, d, the sum is compared with statistic * chi2(d) / d, as an
    F test does: P(sum(w_i chi2(df_i)) > x chi2(d) / d).

    Parameters
    ----------
    statistic : the observed value x, finite.
    weights : (k,) the weights, usually generalised design effects; not all zero.
    df : (k,) positive degrees of freedom of each chi-square; 1 each if not given.
    denominator_df : degrees of freedom of the variance estimate; infinity for none.
    method : "exact" integrates the inversion formula along a path through its saddle point
        (relative error below 1e-9, in the far tail too); "saddlepoint" is the Lugannani-Rice
        approximation; "satterthwaite" matches two moments by one chi-square or F.
    whole_denominator : count the denominator's degrees of freedom in whole numbers, rounded
        down, while scaling by the fraction: what R survey does in its saddlepoint
        approximations, where p then differs by several percent.

    Raises
    ------
    EstimationError
        If there is no non-zero weight, or a value is not finite.

    References
    ----------
    Imhof (1961) Biometrika 48; Kuonen (1999) Biometrika 86; Satterthwaite (1946) Biometrics 2.
    """
    weight = np.atleast_1d(np.asarray(weights, dtype=np.float64))
    each_df = np.ones_like(weight) if df is None else np.asarray(df, dtype=np.float64)
    _refuse_unusable(statistic, weight, each_df)
    kept = weight != 0
    weight, each_df = weight[kept], each_df[kept]
    if method == "satterthwaite":
        return _satterthwaite(statistic, weight, each_df, denominator_df)
    point = float(statistic)
    if np.isfinite(denominator_df):
        weight = np.append(weight, -point / denominator_df)
        counted = np.floor(denominator_df) if whole_denominator else denominator_df
        each_df = np.append(each_df, counted)
        point = 0.0
    if method == "saddlepoint":
        found = _lugannani_rice(point, weight, each_df)
        if found is not None:
            return found
    return _exact(point, weight, each_df)


def _refuse_unusable(statistic: float, weights: Floats, df: Floats) -> None:
    if not (np.isfinite(statistic) and np.all(np.isfinite(weights)) and np.all(df > 0)):
        raise EstimationError(
            Problem(
                "The statistic, the weights and the degrees of freedom of a sum of chi-squares "
                "must be finite numbers.",
                remedies=("Look for empty cells or strata without a variance in the table.",),
                code="chi-square-mixture",
            )
        )
    if not np.any(weights != 0):
        raise EstimationError(
            Problem(
                "All variances of the tested quantities are zero, so no test exists.",
                remedies=("Test quantities that the sample estimates, not fixed totals.",),
                code="chi-square-mixture",
            )
        )


def _satterthwaite(x: float, weights: Floats, df: Floats, denominator: float) -> float:
    total, squares = float(df @ weights), float(df @ weights**2)
    scale, matched = squares / total, total**2 / squares
    if np.isfinite(denominator):
        return float(stats.f.sf(x / (scale * matched), matched, denominator))
    return float(stats.chi2.sf(x / scale, matched))


def _exact(point: float, weights: Floats, df: Floats) -> float:
    if point < 0:
        return 1.0 - _exact(-point, -weights, df)
    if not np.any(weights > 0):
        return 0.0
    if point == 0 and np.all(weights > 0):
        return 1.0
    largest = float(np.max(weights))
    return _invert(_Form(weights / largest, df, point / largest))


def _invert(form: _Form) -> float:
    """Integrate exp(K(s) - s x) / s along a hyperbola around the positive branch cut.

    The path crosses the axis where the integrand is least, so nothing cancels; the trapezoidal
    rule in its exponential parameter converges geometrically, and the step is halved until two
    answers agree.
    """
    s0 = _crossing(form)
    width = 1.0 / np.sqrt(form.curvature(s0) + 1.0 / s0**2)
    height = form.height(s0) - float(np.log(s0))
    previous = np.inf
    step, total = 0.25, _along(form, s0, width, height, 0.0, 0.25, skip_origin=False)
    for _ in range(10):
        total += _along(form, s0, width, height, step / 2, step, skip_origin=True)
        step /= 2
        if step < 0.05 and abs(total * step - previous) <= _PRECISION * abs(total * step):
            break
        previous = total * step
    return float(min(1.0, max(0.0, np.exp(height) * total * step / np.pi)))


def _crossing(form: _Form) -> float:
    top = 0.5 * (1 - 1e-13)

    def gradient(s: float) -> float:
        return form.slope(s) - 1.0 / s

    return float(optimize.brentq(gradient, 1e-300, top, xtol=1e-14, maxiter=500))


def _along(
    form: _Form,
    s0: float,
    width: float,
    height: float,
    first: float,
    step: float,
    *,
    skip_origin: bool,
) -> float:
    reach = 40.0
    t = np.arange(first, reach, step)
    path = s0 + width * (0.5 * (np.cosh(t) - 1) + 1j * np.sinh(t))
    speed = width * (0.5 * np.sinh(t) + 1j * np.cosh(t))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value = np.exp(form.log_moment(path) - np.log(path) - height) * speed
    value = np.imag(np.where(np.isfinite(value), value, 0.0))
    if not skip_origin:
        value[0] *= 0.5
    return float(np.sum(value))


def _lugannani_rice(point: float, weights: Floats, df: Floats) -> float | None:
    """The saddlepoint approximation of P(Q > point), or None too close to the mean."""
    largest = float(np.max(weights))
    if largest <= 0:
        return None
    form = _Form(weights / largest, df, point / largest)
    top = 0.5 * (1 - 1e-13)
    negative = form.weights[form.weights < 0]
    bottom = float(np.max(1 / (2 * negative))) * (1 - 1e-13) if len(negative) else -1.0
    while not len(negative) and form.slope(bottom) > 0:
        bottom *= 2
    if form.slope(bottom) > 0 or form.slope(top) < 0:
        return None
    zeta = float(optimize.brentq(form.slope, bottom, top, xtol=1e-15, maxiter=500))
    if abs(zeta) < _SMALLEST_SADDLE:
        return None
    height = form.height(zeta)
    w = np.sign(zeta) * np.sqrt(-2 * height)
    v = zeta * np.sqrt(form.curvature(zeta))
    return float(stats.norm.sf(w + np.log(v / w) / w))
