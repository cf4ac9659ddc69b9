"""The area-level model against a published example, against its identities and by simulation.

The example is the expenditure on fresh milk of 43 areas in 1989 (Arora and Lahiri, 1997, Statistica
Sinica 7, table 1), with the four major areas of You and Chapman (2006) as covariate. The figures
to meet are those of R `sae` 1.3 (`eblupFH`, `mseFH`, method REML; Molina and Marhuenda, 2015, The R
Journal 7/1), whose scoring stops at a precision of 1e-4.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surveyapp.errors import EstimationError
from surveyapp.estimation.fay_herriot import fay_herriot
from surveyapp.estimation.variance_function import smooth_variances

# Direct estimate, its standard error, major area.
MILK = np.array(
    [
        *[(1.099, 0.163, 1), (1.075, 0.080, 1), (1.105, 0.083, 1), (0.628, 0.109, 1)],
        *[(0.753, 0.119, 1), (0.981, 0.141, 1), (1.257, 0.202, 1), (1.095, 0.127, 2)],
        *[(1.405, 0.168, 2), (1.356, 0.178, 2), (0.615, 0.100, 2), (1.460, 0.201, 2)],
        *[(1.338, 0.148, 2), (0.854, 0.143, 2), (1.176, 0.149, 3), (1.111, 0.145, 3)],
        *[(1.257, 0.135, 3), (1.430, 0.172, 3), (1.278, 0.137, 3), (1.292, 0.163, 3)],
        *[(1.002, 0.125, 3), (1.183, 0.247, 3), (1.044, 0.140, 3), (1.267, 0.171, 3)],
        *[(1.193, 0.106, 3), (0.791, 0.121, 4), (0.795, 0.121, 4), (0.759, 0.259, 4)],
        *[(0.796, 0.106, 4), (0.565, 0.089, 4), (0.886, 0.225, 4), (0.952, 0.205, 4)],
        *[(0.807, 0.119, 4), (0.582, 0.067, 4), (0.684, 0.106, 4), (0.787, 0.126, 4)],
        *[(0.440, 0.092, 4), (0.759, 0.132, 4), (0.770, 0.100, 4), (0.800, 0.113, 4)],
        *[(0.756, 0.083, 4), (0.865, 0.121, 4), (0.640, 0.129, 4)],
    ]
)
DIRECT, PSI = MILK[:, 0], MILK[:, 1] ** 2
X = np.column_stack([np.ones(43), *(MILK[:, 2] == k for k in (2, 3, 4))])
PUBLISHED_MODELLED = [
    *[1.0219703, 1.0476018, 1.0679513, 0.7608170, 0.8461574, 0.9743727, 1.0584523, 1.0977762],
    *[1.2215449, 1.1951455, 0.7852155, 1.2139456, 1.2096593, 0.9834967, 1.1864247, 1.1556982],
    *[1.2263411, 1.2856486, 1.2363247, 1.2349600, 1.0903019, 1.1923057, 1.1216470, 1.2230296],
    *[1.1938054, 0.7627195, 0.7649550, 0.7338443, 0.7699294, 0.6134418, 0.7695558, 0.7958250],
    *[0.7723187, 0.6102302, 0.7001782, 0.7592787, 0.5298867, 0.7434466, 0.7548996, 0.7701918],
    *[0.7481164, 0.8040773, 0.6810870],
]
PUBLISHED_ERROR = [
    *[0.013460220, 0.005372876, 0.005701990, 0.008541740, 0.009579594, 0.011670632],
    *[0.015926137, 0.010586518, 0.014184043, 0.014901472, 0.007694262, 0.016336469],
    *[0.012562726, 0.012117378, 0.012031229, 0.011709147, 0.010859780, 0.013690860],
    *[0.011034674, 0.013079686, 0.009948636, 0.017243977, 0.011292325, 0.013625297],
    *[0.008065787, 0.009205133, 0.009205133, 0.016476912, 0.007800626, 0.006098668],
    *[0.015441564, 0.014657866, 0.009024699, 0.003870786, 0.007800626, 0.009646139],
    *[0.006404335, 0.010155645, 0.007209937, 0.008470277, 0.005484860, 0.009205133],
    *[0.009903626],
]


def test_the_milk_example_gives_the_published_model() -> None:
    fit = fay_herriot(DIRECT, PSI, X)
    assert_allclose(fit.area_variance, 0.01855022, rtol=2e-5)
    assert_allclose(fit.coefficients[0], [0.9681890, 0.1327801, 0.2269462, -0.2413011], rtol=2e-6)
    assert_allclose(
        np.sqrt(np.diagonal(fit.coefficient_covariance[0])),
        [0.06936208, 0.10300072, 0.09232981, 0.08161707],
        rtol=3e-6,
    )


def test_the_milk_example_gives_the_published_predictions_and_errors() -> None:
    fit = fay_herriot(DIRECT, PSI, X)
    assert_allclose(fit.modelled[0], PUBLISHED_MODELLED, rtol=2e-6)
    assert_allclose(fit.mean_squared_error[0], PUBLISHED_ERROR, rtol=5e-6)


def test_scaling_the_figures_scales_the_model() -> None:
    one, ten = fay_herriot(DIRECT, PSI, X), fay_herriot(10 * DIRECT, 100 * PSI, X)
    assert_allclose(ten.modelled, 10 * one.modelled, rtol=1e-9)
    assert_allclose(ten.mean_squared_error, 100 * one.mean_squared_error, rtol=1e-8)


def test_any_basis_of_the_covariates_gives_the_same_figures() -> None:
    turned = X @ np.array([[1, 0, 0, 1.0], [0, 2, 1, 0], [0, 0, 1, 3], [5, 0, 0, 1]])
    assert_allclose(
        fay_herriot(DIRECT, PSI, turned).modelled, fay_herriot(DIRECT, PSI, X).modelled, rtol=1e-9
    )


def test_many_data_sets_at_once_are_each_fitted_as_if_alone() -> None:
    rng = np.random.default_rng(11)
    tables = X @ [1, 0.1, 0.2, -0.2] + 0.2 * rng.standard_normal((5, 43))
    together = fay_herriot(tables, PSI, X)
    for row in range(5):
        alone = fay_herriot(tables[row], PSI, X)
        assert_allclose(together.modelled[row], alone.modelled[0], rtol=1e-9)


def test_areas_that_differ_by_sampling_alone_get_no_area_variance() -> None:
    fit = fay_herriot(X @ [1, 0.1, 0.2, -0.2], PSI, X)
    assert fit.area_variance[0] == 0
    assert_allclose(fit.modelled, fit.synthetic)


def test_reml_maximizes_the_restricted_likelihood() -> None:
    fit = fay_herriot(DIRECT, PSI, X)

    def likelihood(a: float) -> float:
        v = a + PSI
        gram = (X.T / v) @ X
        b = np.linalg.solve(gram, (X.T / v) @ DIRECT)
        return float(
            -0.5
            * (np.log(v).sum() + np.linalg.slogdet(gram)[1] + ((DIRECT - X @ b) ** 2 / v).sum())
        )

    best = float(fit.area_variance[0])
    assert all(likelihood(best) > likelihood(best * f) for f in (0.01, 0.5, 0.99, 1.01, 2, 50))


def test_in_simulation_the_mean_squared_error_is_honest_and_intervals_cover() -> None:
    rng = np.random.default_rng(20)
    m, area_variance = 40, 0.001
    x = np.column_stack([np.ones(m), rng.standard_normal(m)])
    psi = area_variance * np.exp(0.4 * rng.standard_normal(m))
    truth = x @ [0.6, 0.02] + np.sqrt(area_variance) * rng.standard_normal((2000, m))
    fit = fay_herriot(truth + np.sqrt(psi) * rng.standard_normal((2000, m)), psi, x)
    squared = (fit.modelled - truth) ** 2
    assert squared.mean() == pytest.approx(fit.mean_squared_error.mean(), rel=0.05)
    assert squared.mean() < 0.6 * psi.mean()
    covered = np.abs(fit.modelled - truth) <= 1.96 * np.sqrt(fit.mean_squared_error)
    assert 0.93 < covered.mean() < 0.96


def test_smoothing_keeps_the_total_and_recovers_a_power_of_the_sample_size() -> None:
    sizes = np.linspace(20, 400, 30)
    raw = 0.24 / sizes
    smooth = smooth_variances(raw, sizes)
    assert_allclose(smooth.values, raw, rtol=1e-10)
    assert smooth.coefficients[1] == pytest.approx(-1)
    noisy = raw * np.random.default_rng(2).chisquare(9, 30) / 9
    again = smooth_variances(noisy, sizes)
    assert again.values.sum() == pytest.approx(noisy.sum())
    assert np.abs(np.log(again.values / raw)).max() < np.abs(np.log(noisy / raw)).max()


def test_an_area_without_spread_borrows_its_variance() -> None:
    sizes = np.linspace(20, 400, 30)
    raw = 0.24 / sizes
    raw[3] = 0.0
    smooth = smooth_variances(raw, sizes)
    assert smooth.left_out == 1
    assert smooth.values[3] == pytest.approx(0.24 / sizes[3])


def test_refusals_name_what_is_wrong() -> None:
    with pytest.raises(EstimationError, match="sampling variances are not above zero"):
        fay_herriot(DIRECT, PSI * 0, X)
    with pytest.raises(EstimationError, match="say the same thing twice"):
        fay_herriot(DIRECT, PSI, np.column_stack([X, X[:, 1]]))
    with pytest.raises(EstimationError, match="smoothing needs 8"):
        smooth_variances(np.zeros(20), np.full(20, 10.0))
