"""Intervals of a proportion from its standard error."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from surveyapp.errors import EstimationError
from surveyapp.estimation.proportion_intervals import METHODS, interval, n_effective

shares = st.floats(0.02, 0.98)
sizes = st.integers(20, 4000)


def srs_error(p: float, n: int) -> float:
    return math.sqrt(p * (1 - p) / n)


@given(p=shares, n=sizes)
def test_a_random_sample_with_normal_errors_gives_the_textbook_intervals(p: float, n: int) -> None:
    """With the standard error of a random sample of n, the effective size is n."""
    for ours, theirs in (("wilson", "wilson"), ("mean", "normal")):
        found = interval(p, srs_error(p, n), method=ours, degrees_of_freedom=math.inf, n=n)
        expected = proportion_confint(p * n, n, method=theirs)
        inside = tuple(min(1.0, max(0.0, end)) for end in found)
        assert inside == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(n=st.integers(30, 2000), k=st.integers(1, 29))
def test_korn_graubard_is_clopper_pearson_when_the_design_is_as_good_as_a_random_sample(
    n: int, k: int
) -> None:
    p = k / n
    found = interval(p, srs_error(p, n), method="beta", degrees_of_freedom=n - 1, n=n)
    assert found == pytest.approx(proportion_confint(k, n, method="beta"), rel=1e-7)


@given(p=shares, n=sizes, df=st.integers(2, 300), inflation=st.floats(0.5, 3.0))
def test_every_interval_holds_the_estimate_and_mirrors_its_complement(
    p: float, n: int, df: int, inflation: float
) -> None:
    error = inflation * srs_error(p, n)
    half = stats.t.isf(0.025, df) * error
    for method in METHODS:
        if method == "asin" and not 0.05 < p - half < p + half < 0.95:
            continue
        low, high = interval(p, error, method=method, degrees_of_freedom=df, n=n)
        assert low <= p <= high
        other = interval(1 - p, error, method=method, degrees_of_freedom=df, n=n)
        assert other == pytest.approx((1 - high, 1 - low), abs=1e-8)


@given(p=st.floats(0.1, 0.9), n=st.integers(2000, 9000))
def test_all_methods_agree_in_large_samples(p: float, n: int) -> None:
    wald = interval(p, srs_error(p, n), method="mean", degrees_of_freedom=math.inf, n=n)
    for method in METHODS:
        found = interval(p, srs_error(p, n), method=method, degrees_of_freedom=math.inf, n=n)
        assert found == pytest.approx(wald, abs=0.003)


def test_the_likelihood_interval_ends_where_the_likelihood_ratio_reaches_its_cutoff() -> None:
    p, n = 0.3, 50
    for end in interval(p, srs_error(p, n), method="likelihood", degrees_of_freedom=9, n=n):
        ratio = p * math.log(p / end) + (1 - p) * math.log((1 - p) / (1 - end))
        assert 2 * (n - 1) * ratio == pytest.approx(stats.t.isf(0.025, 9) ** 2, rel=1e-9)


def test_nobody_and_everybody_keep_a_one_sided_interval() -> None:
    assert interval(0.0, 0.0, method="beta", degrees_of_freedom=20, n=40) == pytest.approx(
        (0.0, 1 - 0.025 ** (1 / 40))
    )
    low, high = interval(1.0, 0.0, method="wilson", degrees_of_freedom=20, n=40)
    assert high == 1.0
    assert 0.85 < low < 0.95


@pytest.mark.parametrize("method", ["logit", "likelihood", "asin", "xlogit"])
def test_methods_without_an_interval_at_the_edge_say_which_have_one(method: str) -> None:
    with pytest.raises(EstimationError, match="no interval where the estimate is exactly 0%"):
        interval(0.0, 0.0, method=method, degrees_of_freedom=20, n=40)  # type: ignore[arg-type]


def test_all_impossible_arguments_are_named_at_once() -> None:
    with pytest.raises(EstimationError) as refused:
        interval(1.4, math.nan, method="beta", degrees_of_freedom=0, n=0, level=2.0)
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {
        "not-a-proportion",
        "standard-error",
        "no-degrees-of-freedom",
        "empty-domain",
        "level",
    }


def test_the_effective_size_is_capped_as_the_presentation_standard_asks() -> None:
    assert n_effective(0.5, 0.05, 400) == pytest.approx(100)
    assert n_effective(0.5, 0.01, 400) == 400
    assert n_effective(0.5, 0.01, 400, capped=False) == pytest.approx(2500)
    assert n_effective(0.0, 0.0, 400) == 400


def test_capping_never_narrows_the_interval() -> None:
    small = {"degrees_of_freedom": 30, "n": 100, "method": "beta"}
    loose = interval(0.4, 0.03, **small)  # type: ignore[arg-type]
    capped = interval(0.4, 0.03, cap_effective_n=True, **small)  # type: ignore[arg-type]
    assert capped[0] < loose[0] < loose[1] < capped[1]
