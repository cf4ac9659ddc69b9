import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.linked import crossed, joined, system
from surveyapp.disclosure.protect import protect
from surveyapp.errors import DisclosureRefused


def small(tables):
    pairs = zip(tables.cells, tables.counts.tolist(), strict=True)
    return [name for name, n in pairs if 0 < n < 10 and "*" not in name]


def test_the_cheapest_square_is_withheld_around_one_small_cell():
    table = np.array([[5, 40, 400], [60, 30, 400], [80, 90, 400]])
    tables = crossed(table, ("abc", "xyz"))
    found = protect(tables, ["a|x"])
    assert set(found.further) == {"a|y", "b|x", "b|y"}
    assert audit(tables, found.withheld, ["a|x"]).unsafe == ()


def test_a_table_without_small_cells_loses_nothing():
    found = protect(crossed(np.full((4, 4), 50), ("abcd", "wxyz")), [])
    assert found.withheld == frozenset()


def test_cells_withheld_for_imprecision_are_cover_that_costs_nothing():
    table = np.array([[5, 40, 400], [60, 300, 400], [80, 90, 400]])
    tables = crossed(table, ("abc", "xyz"))
    cover = ["a|z", "c|x", "c|z"]
    assert protect(tables, ["a|x"], hidden=cover).further == ()


def test_an_area_of_five_people_takes_a_margin_with_it():
    table = np.array([[3, 2, 0], [60, 30, 40], [80, 90, 70]])
    tables = crossed(table, ("abc", "xyz"))
    found = protect(tables, ["a|x", "a|y", "a|*"])
    assert audit(tables, found.withheld, ["a|x", "a|y", "a|*"], exact=True).unsafe == ()
    assert "*|*" not in found.withheld


def test_what_cannot_be_protected_is_refused_with_the_ways_out():
    tables = system({"all": [0, 1], "few": [0]}, np.array([4, 2]), fixed=["all"])
    with pytest.raises(DisclosureRefused) as refused:
        protect(tables, ["few"])
    assert "coarser table" in str(refused.value)
    assert "Leave the table out" in str(refused.value)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 9), st.integers(3, 5), st.integers(5, 30))
def test_no_withheld_cell_of_any_table_can_be_bounded_to_under_ten_people(seed, rows, columns, at):
    rng = np.random.default_rng(seed)
    table = rng.negative_binomial(1.5, 1.5 / (1.5 + at), (rows, columns))
    if table.sum() < 60:
        table[0, 0] += 60
    tables = crossed(table, (range(rows), range(columns)))
    primary = small(tables)
    found = protect(tables, primary)
    attacked = audit(tables, found.withheld, primary, exact=True)
    assert all(bound.width >= 10 - 1e-5 for bound in attacked.bounds.values())
    assert set(primary) <= found.withheld


def test_a_cube_is_protected_table_by_table():
    rng = np.random.default_rng(8)
    tables = [crossed(rng.poisson(12, (6, 4)), (range(6), range(4)), name=k) for k in "abc"]
    alone = [protect(one, small(one)).withheld for one in tables]
    cube = joined(tables)
    assert protect(cube, small(cube)).withheld == frozenset().union(*alone)


def test_a_three_way_table_with_all_its_faces_printed_is_protected():
    rng = np.random.default_rng(3)
    tables = crossed(rng.poisson(14, (4, 3, 3)), (range(4), range(3), range(3)))
    primary = small(tables)
    assert primary
    before = audit(tables, primary)
    found = protect(tables, primary)
    assert len(before.unsafe) > 0
    assert audit(tables, found.withheld, primary, exact=True).unsafe == ()


def test_the_same_table_is_always_protected_in_the_same_way():
    table = np.random.default_rng(11).poisson(12, (8, 5))
    first, second = (
        protect(t, small(t)).withheld for t in [crossed(table, (range(8), range(5)))] * 2
    )
    assert first == second
