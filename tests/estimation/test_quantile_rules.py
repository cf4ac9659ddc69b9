"""Weighted quantiles by rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import EstimationError
from surveyapp.estimation.quantile_rules import SortedSample, quantile

NUMPY = {
    "hf1": "inverted_cdf",
    "hf2": "averaged_inverted_cdf",
    "hf4": "interpolated_inverted_cdf",
    "hf5": "hazen",
    "hf6": "weibull",
    "hf7": "linear",
    "hf8": "median_unbiased",
    "hf9": "normal_unbiased",
}
samples = st.lists(st.integers(-40, 40).map(float), min_size=3, max_size=25, unique=True)


@pytest.mark.parametrize("rule", NUMPY)
@given(values=samples, p=st.sampled_from([0.03125, 0.125, 0.25, 0.5, 0.75, 0.875]))
def test_equal_weights_give_the_rule_of_hyndman_and_fan(
    rule: str, values: list[float], p: float
) -> None:
    x = np.array(values)
    found = quantile(SortedSample.of(x, np.ones(len(x))), p, rule)  # type: ignore[arg-type]
    assert found == pytest.approx(np.quantile(x, p, method=NUMPY[rule]), rel=1e-9, abs=1e-9)


@given(values=samples, weights=st.lists(st.integers(1, 4), min_size=25, max_size=25))
def test_a_whole_weight_is_the_value_repeated(values: list[float], weights: list[int]) -> None:
    x, w = np.array(values), np.array(weights[: len(values)])
    for p in (0.03125, 0.25, 0.5, 0.875):
        for rule in ("math", "school"):
            weighted = quantile(SortedSample.of(x, w.astype(float)), p, rule)  # type: ignore[arg-type]
            repeated = quantile(SortedSample.of(np.repeat(x, w), np.ones(w.sum())), p, rule)  # type: ignore[arg-type]
            assert weighted == repeated


def test_school_takes_the_midpoint_only_when_the_share_is_met_exactly() -> None:
    sample = SortedSample.of(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4))
    assert quantile(sample, 0.5, "math") == 2.0
    assert quantile(sample, 0.5, "school") == 2.5
    assert quantile(sample, 0.51, "school") == 3.0


def test_hf3_takes_the_even_one_of_distinct_values() -> None:
    sample = SortedSample.of(np.array([1.0, 1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0, 4.0]))
    assert quantile(sample, 0.25, "hf3") == 2.0
    assert quantile(sample, 0.5, "hf3") == 2.0


def test_rows_without_weight_do_not_count_and_one_value_is_every_quantile() -> None:
    sample = SortedSample.of(np.array([9.0, 5.0]), np.array([0.0, 2.0]))
    for rule in (*NUMPY, "hf3", "math", "school"):
        assert quantile(sample, 0.4, rule) == 5.0  # type: ignore[arg-type]


def test_unknown_rules_and_empty_samples_are_refused() -> None:
    with pytest.raises(EstimationError, match="no quantile rule 'shahvaish'"):
        quantile(SortedSample.of(np.ones(2), np.ones(2)), 0.5, "shahvaish")  # type: ignore[arg-type]
    with pytest.raises(EstimationError, match="no value to take a quantile of"):
        quantile(SortedSample.of(np.ones(2), np.zeros(2)), 0.5, "math")
