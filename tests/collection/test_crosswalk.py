import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.crosswalk import (
    Crosswalk,
    JoinedArea,
    Passage,
    crosswalk,
    read_crosswalk,
)
from surveyapp.errors import InputError

OLD, NEW = ("a", "b", "c", "d"), ("w", "x", "y")
FILE = """before,after,share
a,w,1
b,x,0.25
b,y,0.75
c,x,1.0
d,w,1
"""
CHANGE = crosswalk(FILE, OLD, NEW)


def refused(text):
    with pytest.raises(InputError) as error:
        crosswalk(text, OLD, NEW, source="change.csv")
    return [(problem.where, problem.what) for problem in error.value.problems]


def test_an_answer_goes_along_only_where_its_area_went_as_a_whole():
    assert [CHANGE.new_area(area) for area in OLD] == ["w", "", "x", "w"]
    assert CHANGE.new_area("nowhere") == ""


def test_population_is_laid_on_the_new_areas():
    assert CHANGE.carried({"a": 100, "b": 200, "c": 50, "d": 10}) == {"w": 110, "x": 100, "y": 150}


def test_a_total_of_an_unknown_area_is_refused():
    with pytest.raises(InputError, match="does not say what became of z"):
        CHANGE.carried({"z": 1})


def test_a_series_stands_on_the_smallest_places_both_boundaries_can_make():
    assert CHANGE.joined() == (
        JoinedArea(("a", "d"), ("w",)),
        JoinedArea(("b", "c"), ("x", "y")),
    )


@st.composite
def changes(draw):
    passages = []
    for k in range(draw(st.integers(1, 6))):
        after = draw(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=3, unique=True))
        weights = [draw(st.integers(1, 9)) for _ in after]
        passages += [
            Passage(f"o{k}", area, weight / sum(weights))
            for area, weight in zip(after, weights, strict=True)
        ]
    return Crosswalk(tuple(passages))


@given(changes(), st.data())
def test_nobody_is_lost_or_made_on_the_way(change, data):
    old = {p.before for p in change.passages}
    totals = {area: data.draw(st.floats(0, 1e6)) for area in sorted(old)}
    carried = change.carried(totals)
    assert math.fsum(carried.values()) == pytest.approx(math.fsum(totals.values()))


@given(changes(), st.data())
def test_joined_places_have_the_same_people_before_and_after(change, data):
    totals = {p.before: data.draw(st.integers(0, 1000)) for p in change.passages}
    carried = change.carried(totals)
    places = change.joined()
    for place in places:
        before = sum(totals[area] for area in place.before)
        after = math.fsum(carried[area] for area in place.after)
        assert after == pytest.approx(before)
    named = [area for place in places for area in (*place.before, *place.after)]
    assert len(named) == len(set(named))
    assert set(named) == {a for p in change.passages for a in (p.before, p.after)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (FILE.replace("b,y,0.75", "b,y,0.65"), "The shares of b add up to 0.9, not to 1."),
        (FILE.replace("d,w,1\n", ""), "The shares of d add up to 0, not to 1."),
        (FILE.replace("b,y,0.75", "b,x,0.75"), "Nobody comes to y."),
        (FILE.replace("a,w", "a,q"), '"q" is no area after the change.'),
        (FILE.replace("a,w", "q,w"), '"q" is no area before the change.'),
        (FILE.replace("c,x,1.0", "c,x,half"), '"half" is no share of people.'),
        (FILE.replace("c,x,1.0", "c,x,nan"), '"nan" is no share of people.'),
        ("before,after\n", "Columns are missing: share."),
    ],
)
def test_what_does_not_add_up_is_refused(text, what):
    assert what in [words for _, words in refused(text)]


def test_a_pair_that_stands_twice_is_refused(tmp_path):
    twice = FILE.replace("c,x,1.0", "c,x,0.5\nc,x,0.5")
    assert refused(twice) == [("change.csv", "c to x stands twice.")]
    path = tmp_path / "change.csv"
    path.write_text(FILE, encoding="utf-8")
    assert read_crosswalk(path, OLD, NEW) == CHANGE
    with pytest.raises(InputError, match="cannot be read"):
        read_crosswalk(tmp_path / "none.csv", OLD, NEW)


@given(st.text(max_size=120))
def test_no_file_makes_the_reader_fail(text):
    with suppress(InputError):
        crosswalk("before,after,share\n" + text, OLD, NEW)
