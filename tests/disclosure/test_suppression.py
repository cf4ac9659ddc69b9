from hypothesis import given
from hypothesis import strategies as st

from surveyapp.disclosure.suppression import Breakdown, complementary


def test_one_withheld_neighborhood_takes_the_smallest_other_with_it():
    places = Breakdown({"north": 12, "south": 40, "east": 60})
    assert complementary(places, ["north"], persons=20) == {"south"}


def test_two_withheld_neighborhoods_of_too_few_people_take_a_third():
    places = Breakdown({"north": 5, "south": 6, "east": 60})
    assert complementary(places, ["north", "south"], persons=20) == {"east"}


def test_two_withheld_neighborhoods_with_enough_people_protect_each_other():
    places = Breakdown({"north": 12, "south": 14, "east": 60})
    assert complementary(places, ["north", "south"], persons=20) == set()


def test_a_neighborhood_where_nobody_answered_protects_nothing():
    places = Breakdown({"north": 12, "empty": 0, "east": 60})
    assert complementary(places, ["north", "empty"], persons=20) == {"east"}
    assert complementary(places, ["empty"], persons=20) == set()


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 80), min_size=1),
    st.integers(2, 30),
)
def test_no_difference_with_the_whole_ever_stands_on_one_part_or_too_few_people(parts, persons):
    small = [name for name, n in parts.items() if n < persons]
    withheld = set(small) | complementary(Breakdown(parts), small, persons=persons)
    hidden = {name for name in withheld if parts[name] > 0}
    everything = {name for name, n in parts.items() if n > 0}
    together = sum(parts[name] for name in hidden)
    assert not hidden or hidden == everything or (len(hidden) >= 2 and together >= persons)
