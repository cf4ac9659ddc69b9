import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.disclosure.rules import Rules, dominated, is_small, tells_everybody
from surveyapp.errors import DisclosureRefused


def test_counts_of_one_to_nine_are_small_and_nobody_is_nobody():
    assert [n for n in range(20) if is_small(n)] == list(range(1, 10))
    assert is_small(29, Rules(count=30))


def test_one_answer_given_by_a_whole_small_group_is_everybody_s_answer():
    assert tells_everybody(40, 40)
    assert tells_everybody(0, 40)
    assert not tells_everybody(39, 40)
    assert not tells_everybody(100, 100), "a hundred people are a crowd"
    assert not tells_everybody(0, 0)


def test_two_people_who_hold_three_quarters_of_a_value_dominate_it():
    assert dominated(np.array([40.0, 36.0, 12.0, 12.0]))
    assert not dominated(np.array([30.0, 30.0, 20.0, 20.0]))


def test_a_second_contributor_who_could_guess_the_first_dominates_with_it():
    """Total 100, 80 and 15: the rest, 5, is under 15% of 80."""
    lenient = Rules(dominant_share=0.99)
    assert dominated(np.array([80.0, 15.0, 5.0]), lenient)
    assert not dominated(np.array([60.0, 20.0, 20.0]), lenient)


def test_contributions_that_cannot_be_judged_are_refused_with_a_remedy():
    with pytest.raises(DisclosureRefused, match="Give absolute values"):
        dominated(np.array([1.0, -2.0]))


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), st.floats(0.1, 1000.0))
def test_dominance_does_not_depend_on_the_unit(values, factor):
    one = np.array(values)
    share = np.sort(one)[::-1]
    near = abs(share[:2].sum() - 0.75 * one.sum()) < 1e-6 * one.sum()
    near |= abs(one.sum() - share[:2].sum() - 0.15 * share[0]) < 1e-6 * one.sum()
    assert near or dominated(one) == dominated(factor * one)


def test_equal_people_dominate_only_in_twos():
    assert dominated(np.ones(2))
    assert not dominated(np.ones(3))
