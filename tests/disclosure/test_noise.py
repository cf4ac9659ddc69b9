from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.disclosure.noise import (
    accuracy_of,
    generated_noise,
    refuse_overspent,
    scale_for,
    variance_of,
)
from surveyapp.errors import DisclosureRefused


@pytest.mark.parametrize("scale", [0.5, 1.0, 4.0])
def test_the_noise_has_the_variance_of_the_discrete_laplace_distribution(scale):
    draws = np.array(generated_noise(np.random.default_rng(7))([0] * 200_000, scale))
    assert draws.mean() == pytest.approx(0.0, abs=5 * np.sqrt(variance_of(scale) / 200_000))
    assert draws.var() == pytest.approx(variance_of(scale), rel=0.03)
    support = np.arange(-2000, 2001)
    q = exp(-1 / scale)
    chances = (1 - q) / (1 + q) * q ** np.abs(support)
    assert chances.sum() == pytest.approx(1.0)
    assert (chances * support.astype(float) ** 2).sum() == pytest.approx(variance_of(scale))


@given(st.floats(0.2, 60.0), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_accuracy_is_the_smallest_range_that_holds_so_often(scale, level):
    q = exp(-1 / scale)
    m = accuracy_of(scale, level)

    def outside(people):
        return 2 * q ** (people + 1) / (1 + q)

    assert outside(m) <= 1 - level + 1e-9
    assert m == 0 or outside(m - 1) > 1 - level - 1e-9


def test_one_person_changes_the_chance_of_any_outcome_by_no_more_than_epsilon_allows():
    """The definition itself, for three tables at epsilon 1: the ratio over a person's cells."""
    scale = scale_for(1.0, 3)
    q = exp(-1 / scale)
    outcomes = np.arange(-40, 41)
    ratio = q ** np.abs(outcomes) / q ** np.abs(outcomes - 1)
    assert float(np.max(ratio) ** 3) == pytest.approx(exp(1.0))


def test_tables_share_what_is_spent():
    assert scale_for(1.0, 4) == 4 * scale_for(1.0, 1)
    for epsilon, tables in ((0.0, 1), (-1.0, 1), (1.0, 0)):
        with pytest.raises(DisclosureRefused, match="above 0"):
            scale_for(epsilon, tables)


def test_what_is_spent_adds_up_and_is_refused_beyond_the_budget():
    refuse_overspent(0.5, [(3, 0.5)], 1.0, "w")
    refuse_overspent(0.1, [(k, 0.1) for k in range(9)], 1.0, "w")
    with pytest.raises(DisclosureRefused) as refused:
        refuse_overspent(0.6, [(3, 0.5)], 1.0, "w")
    assert "release 3 spent 0.5" in str(refused.value)
    assert "--epsilon 0.5" in str(refused.value)
    with pytest.raises(DisclosureRefused, match="0 is left"):
        refuse_overspent(0.1, [(3, 1.0)], 1.0, "w")
