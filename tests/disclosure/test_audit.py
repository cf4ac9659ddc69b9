"""The attack on withheld cells, held against listing every table that fits."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.linked import crossed, joined, system
from surveyapp.errors import DisclosureRefused

ROWS, COLUMNS = ("north", "south", "east"), ("yes", "no")


def every_table(counts, hidden):
    """All whole-number tables with the same margins and the same printed inner cells."""
    size = counts.size
    at = [k for k in range(size) if k in hidden]
    fits = []
    for values in product(range(counts.sum() + 1), repeat=len(at)):
        table = counts.ravel().copy()
        table[at] = values
        table = table.reshape(counts.shape)
        same = (table.sum(0) == counts.sum(0)).all() and (table.sum(1) == counts.sum(1)).all()
        if same:
            fits.append(table.ravel())
    return np.array(fits)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=6, max_size=6),
    st.sets(st.integers(0, 5), min_size=1, max_size=4),
)
def test_bounds_are_those_of_all_tables_that_fit(counts, hidden):
    table = np.array(counts).reshape(3, 2)
    tables = crossed(table, (ROWS, COLUMNS))
    names = [f"{ROWS[k // 2]}|{COLUMNS[k % 2]}" for k in sorted(hidden)]
    found = audit(tables, names, exact=True).bounds
    fits = every_table(table, hidden)
    for name, k in zip(names, sorted(hidden), strict=True):
        assert found[name].low == pytest.approx(fits[:, k].min(), abs=1e-5)
        assert found[name].high == pytest.approx(fits[:, k].max(), abs=1e-5)


def test_a_single_withheld_cell_is_the_margin_less_the_others():
    tables = crossed(np.array([[5, 40], [60, 70], [80, 90]]), (ROWS, COLUMNS))
    found = audit(tables, ["north|yes"])
    assert found.recovered == ("north|yes",)
    assert found.bounds["north|yes"].low == pytest.approx(5.0, abs=1e-5)


def test_four_withheld_corners_leave_a_range():
    tables = crossed(np.array([[5, 40], [60, 70], [80, 90]]), (ROWS, COLUMNS))
    corners = ["north|yes", "north|no", "south|yes", "south|no"]
    found = audit(tables, corners, exact=True)
    assert found.unsafe == ()
    assert found.bounds["north|yes"].low == pytest.approx(0.0, abs=1e-5)
    assert found.bounds["north|yes"].high == pytest.approx(45.0, abs=1e-5)


def test_a_safe_range_is_never_reported_wider_than_it_is():
    rng = np.random.default_rng(5)
    table = rng.poisson(9, (8, 4))
    tables = crossed(table, (range(8), range(4)))
    hidden = [name for name in tables.cells if "*" not in name][::2]
    quick, full = audit(tables, hidden), audit(tables, hidden, exact=True)
    assert quick.unsafe == full.unsafe
    for name, bound in quick.bounds.items():
        assert full.bounds[name].low - 1e-5 <= bound.low <= bound.high
        assert bound.high <= full.bounds[name].high + 1e-5


def test_tables_that_share_nobody_are_attacked_one_by_one():
    one = crossed(np.array([[3, 40], [50, 60]]), (("a", "b"), COLUMNS), name="first")
    two = crossed(np.array([[4, 40], [50, 60]]), (("a", "b"), COLUMNS), name="second")
    found = audit(joined([one, two]), ["first:a|yes", "second:a|yes"])
    assert set(found.recovered) == {"first:a|yes", "second:a|yes"}


def test_a_difference_nobody_printed_can_be_a_target():
    """Two overlapping areas printed; the three people between them were never a table."""
    tables = system({"small": [0], "large": [0, 1], "between": [1]}, np.array([50, 3]))
    found = audit(tables, ["between"])
    assert found.recovered == ("between",)


def test_two_ways_to_count_one_crowd_are_one_crowd():
    """The city by age and by area: what the areas give away, the ages cannot hide."""
    members = {"young": [0], "old": [1], "north": [2], "south": [3]}
    people = np.array([6, 90, 40, 56])
    linked = system(members, people, links=[((0, 1), (2, 3))])
    loose = system(members, people)
    assert audit(linked, ["young"]).recovered == ("young",)
    assert audit(loose, ["young"]).unsafe == ()


def test_figures_known_only_within_bounds_leave_more_room():
    members = {"yes": [0], "no": [1], "base": [0, 1]}
    people = np.array([4, 56])
    exact = system(members, people)
    rough = system(members, people, known={"no": (48.0, 59.0)})
    assert audit(exact, ["yes"]).recovered == ("yes",)
    assert audit(rough, ["yes"]).unsafe == ()


def test_printed_figures_that_contradict_one_another_are_refused():
    members = {"yes": [0], "no": [1], "base": [0, 1]}
    wrong = system(members, np.array([4, 56]), known={"no": (70.0, 80.0), "base": (60.0, 60.0)})
    with pytest.raises(DisclosureRefused, match="contradict") as refused:
        audit(wrong, ["yes"])
    assert "Compute every figure from the same answers" in str(refused.value)


def test_a_cell_that_is_not_there_is_refused_by_name():
    with pytest.raises(DisclosureRefused, match="'west'"):
        audit(system({"north": [0]}, np.array([4])), ["west"])


def test_labels_that_do_not_fit_the_table_are_refused():
    with pytest.raises(DisclosureRefused, match="one label for each"):
        crossed(np.zeros((2, 2), dtype=int), (("a",), ("b", "c")))
