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


@given(
    st.lists(st.floats(1e-3, 1e3), min_size=3, max_size=60),
    st.sampled_from([0.05, 0.15, 0.4]),
    st.sampled_from([0.6, 0.75, 0.9]),
)
def test_whatever_either_rule_finds_dominated_has_a_small_effective_sample(weights, p, share):
    """The bound that judges cells covers both rules: no weights need be at hand."""
    rules = Rules(p_percent=p, dominant_share=share)
    found = np.array(weights)
    effective = found.sum() ** 2 / (found**2).sum()
    if dominated(found, rules):
        assert effective <= rules.least_effective + 1e-9


def test_the_bound_is_the_larger_of_the_two_rules_own():
    assert Rules().least_effective == 2 / 0.75**2
    eager = Rules(dominant_share=0.95, p_percent=0.5)
    assert eager.least_effective == 1 + 1.5**2
    worst = np.concatenate([[1.0, 1 / 1.5], np.full(100_000, 0.499_999e-5)])
    assert dominated(worst, eager)
    assert worst.sum() ** 2 / (worst**2).sum() == pytest.approx(eager.least_effective, abs=1e-4)
