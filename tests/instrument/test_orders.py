from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.orders import balanced_orders, in_order, number_of_orders, turned


@pytest.mark.parametrize("n", range(1, 13))
def test_each_thing_stands_in_each_place_equally_often(n):
    orders = balanced_orders(n)
    assert len(orders) == number_of_orders(n)
    assert all(sorted(order) == list(range(n)) for order in orders)
    counts = Counter((place, thing) for order in orders for place, thing in enumerate(order))
    assert len(counts) == n * n
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize("n", range(2, 13))
def test_each_thing_follows_each_other_equally_often(n):
    counts = Counter(pair for order in balanced_orders(n) for pair in pairwise(order))
    assert len(counts) == n * (n - 1)
    assert len(set(counts.values())) == 1


def test_the_square_of_four_is_that_of_williams():
    """Williams (1949), the square for four treatments: 1 2 4 3 and its cyclic shifts."""
    assert balanced_orders(4) == ((0, 1, 3, 2), (1, 2, 0, 3), (2, 3, 1, 0), (3, 0, 2, 1))


@given(st.lists(st.booleans(), max_size=9), st.data())
def test_what_is_fixed_stays_and_the_rest_is_kept(free, data):
    things = [f"{k}" for k in range(len(free))]
    order = data.draw(st.integers(1, number_of_orders(sum(free))))
    for shown in (in_order(things, free, order), turned(things, free)):
        assert sorted(shown) == sorted(things)
        assert all(shown[k] == things[k] for k in range(len(free)) if not free[k])


@given(st.lists(st.booleans(), max_size=9))
def test_turning_twice_changes_nothing(free):
    things = list(range(len(free)))
    assert list(turned(turned(things, free), free)) == things
