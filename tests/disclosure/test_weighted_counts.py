import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.disclosure.weighted_counts import gives_away, people_behind
from surveyapp.errors import DisclosureRefused


def test_equal_weights_give_the_count():
    assert people_behind(0.25, 40, 1.0, 1.0) == (10, 10)


def test_a_rounded_share_with_its_base_is_still_nearly_a_count():
    """A whole percentage of 60 people leaves one count; of 300 people, three or four."""
    assert people_behind(0.25, 60, 1.0, 1.0, rounded_to=0.01) == (15, 15)
    assert people_behind(0.25, 300, 1.0, 1.0, rounded_to=0.01) == (74, 76)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_the_true_count_is_always_within_the_bounds(seed, n):
    rng = np.random.default_rng(seed)
    weight = rng.uniform(0.5, 4.0, n)
    chose = rng.random(n) < rng.random()
    share = float(weight[chose].sum() / weight.sum())
    low, high = people_behind(share, n, float(weight.min()), float(weight.max()))
    assert low <= int(chose.sum()) <= high


@given(st.floats(0.0, 1.0), st.integers(0, 500), st.floats(1.0, 30.0))
def test_the_bounds_of_an_answer_mirror_those_of_its_opposite(share, n, ratio):
    low, high = people_behind(share, n, 1.0, ratio)
    other_low, other_high = people_behind(1.0 - share, n, 1.0, ratio)
    assert abs((n - other_high) - low) <= 1
    assert abs((n - other_low) - high) <= 1


def test_few_people_are_told_by_a_share_only_when_weights_are_alike():
    assert gives_away(0.02, 250, 1.0, 1.2)
    assert gives_away(0.98, 250, 1.0, 1.2)
    assert not gives_away(0.02, 250, 1.0, 12.0)
    assert not gives_away(0.5, 250, 1.0, 1.0)


def test_impossible_shares_are_refused():
    with pytest.raises(DisclosureRefused, match="positive ends"):
        people_behind(1.2, 10, 1.0, 2.0)
