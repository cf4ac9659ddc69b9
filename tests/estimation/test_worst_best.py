"""Worst and best cases against every way in which those who did not answer could have answered."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import EstimationError
from surveyapp.estimation.worst_best import worst_best

SHARES = st.lists(st.sampled_from([0.0, 100.0, np.nan]), min_size=1, max_size=12).filter(
    lambda scores: not np.isnan(scores).all()
)


def share(scores, unknown, **more):
    return worst_best(np.array(scores), unknown, lowest=0.0, highest=100.0, **more)


@given(SHARES, st.integers(0, 40))
def test_a_share_goes_from_the_yeses_to_the_yeses_and_all_who_did_not_answer(scores, unknown):
    yes, known = scores.count(100.0), sum(score == score for score in scores)
    found = share(scores, unknown)
    assert found.asked == known + unknown
    assert found.lower == pytest.approx(100 * yes / found.asked)
    assert found.upper == pytest.approx(100 * (yes + unknown) / found.asked)
    assert found.lower <= found.value <= found.upper


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 4))
def test_no_way_to_answer_leads_outside_and_the_ends_are_reached(scores, unknown):
    found = worst_best(np.array(scores, dtype=float), unknown, lowest=1, highest=4)
    possible = [np.mean([*scores, *rest]) for rest in product((1, 2, 3, 4), repeat=unknown)]
    assert min(possible) == pytest.approx(found.lower)
    assert max(possible) == pytest.approx(found.upper)


@given(SHARES, SHARES, st.integers(0, 30), st.integers(0, 30))
def test_the_whole_is_the_sum_of_its_domains(first, second, unknown, further):
    scores = np.array(first + second)
    here = np.arange(len(scores)) < len(first)
    parts = [share(scores, unknown, domain=here), share(scores, further, domain=~here)]
    whole = share(scores, unknown + further)
    for end in ("lower", "upper"):
        added = sum(getattr(part, end) * part.asked for part in parts)
        assert getattr(whole, end) * whole.asked == pytest.approx(added)


@given(SHARES, st.integers(0, 30), st.randoms())
def test_order_does_not_matter_and_the_scale_only_scales(scores, unknown, random):
    found = share(scores, unknown)
    mixed = list(scores)
    random.shuffle(mixed)
    assert share(mixed, unknown) == found
    halved = worst_best(np.array(scores) / 2 - 7, unknown, lowest=-7.0, highest=43.0)
    assert halved.lower == pytest.approx(found.lower / 2 - 7)
    assert halved.upper == pytest.approx(found.upper / 2 - 7)


@given(SHARES, st.integers(0, 30))
def test_the_width_is_the_share_of_those_not_heard(scores, unknown):
    found = share(scores, unknown)
    assert found.upper - found.lower == pytest.approx(100 * unknown / found.asked, abs=1e-9)


def test_when_everybody_answered_there_is_nothing_to_bound():
    found = share([100.0, 0.0, 0.0, 100.0], 0)
    assert found.lower == found.value == found.upper == 50.0


def test_what_cannot_be_bounded_is_refused_all_at_once():
    with pytest.raises(EstimationError) as refused:
        share([150.0], -2)
    assert [problem.code for problem in refused.value.problems] == ["too-few-asked", "off-scale"]
    assert "-2 people did not answer: more answered than were asked." in str(refused.value)
    assert "1 scores lie outside 0 to 100." in str(refused.value)
    with pytest.raises(EstimationError, match="Nobody's answer is known"):
        share([np.nan], 5)
