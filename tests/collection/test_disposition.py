import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.disposition import (
    Dispositions,
    eligibility,
    participation_rate,
    response_rates,
)
from surveyapp.errors import InputError

COUNT = st.integers(0, 10_000)
CASES = st.builds(
    Dispositions, st.integers(1, 10_000), COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT
)


def test_the_rates_follow_the_definitions():
    # AAPOR Standard Definitions, 10th edition (2023): rates written out by hand.
    cases = Dispositions(400, 100, 200, 100, 50, 100, 50, 150)
    assert eligibility(cases) == pytest.approx(850 / 1000)
    assert response_rates(cases) == pytest.approx(
        {
            "RR1": 400 / 1000,
            "RR2": 500 / 1000,
            "RR3": 400 / (850 + 0.85 * 150),
            "RR4": 500 / (850 + 0.85 * 150),
            "RR5": 400 / 850,
            "RR6": 500 / 850,
        }
    )


@given(CASES)
def test_rates_are_ordered_as_their_denominators_are(cases):
    rates = response_rates(cases)
    assert rates["RR1"] <= rates["RR3"] <= rates["RR5"] <= 1
    assert rates["RR2"] <= rates["RR4"] <= rates["RR6"] <= 1
    assert rates["RR1"] <= rates["RR2"]


@given(CASES)
def test_e_of_one_and_none_give_the_outer_rates(cases):
    assert response_rates(cases, 1.0)["RR3"] == response_rates(cases)["RR1"]
    assert response_rates(cases, 0.0)["RR4"] == response_rates(cases)["RR6"]


def test_impossible_counts_are_refused():
    with pytest.raises(InputError, match="refusal: The count is negative"):
        Dispositions(1, refusal=-1)
    with pytest.raises(InputError, match="No case was eligible"):
        response_rates(Dispositions(0))
    with pytest.raises(InputError, match="no share"):
        response_rates(Dispositions(1), 1.5)
    assert participation_rate(5, 50) == pytest.approx(0.1)
