"""What a report may say of each figure, attacked with everything that it says."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.breakdown import crowds, linked
from surveyapp.disclosure.cells import screened_cells, withhold_cells, withhold_comparisons
from surveyapp.disclosure.rules import CONFIDENTIAL
from surveyapp.indicators.results import CITY, EVERYONE, Cell, Comparison
from surveyapp.inference.verdict import Verdict


def cell(place=CITY, group=EVERYONE, n=200, value=60.0, **changes):
    given = {
        "id": f"trust/q1/{place}/{group}",
        "indicator": "trust",
        "wave": "q1",
        "place": place,
        "group": group,
        "value": value,
        "standard_error": 3.0,
        "lower": value - 6.0,
        "upper": value + 6.0,
        "n": n,
        "kish_effective_n": 0.8 * n,
        "n_effective": 0.8 * n,
        "degrees_of_freedom": 100.0,
    } | changes
    return Cell(**given)


def hidden(cells, reason=None):
    return {c.place for c in cells if c.withheld is not None and reason in (None, c.withheld)}


def test_one_small_neighborhood_takes_another_with_it():
    cells = [cell(n=300), cell("north", n=12), cell("south", n=100), cell("east", n=188)]
    found = withhold_cells(cells)
    assert hidden(found, "confidential") == {"north", "south"}


def test_people_whose_neighborhood_is_unknown_protect_nobody():
    """The method page may count them, so a reader may know how many they are."""
    cells = [cell(n=320), cell("north", n=12), cell("south", n=100), cell("east", n=188)]
    assert hidden(withhold_cells(cells)) == {"north", "south"}


def test_an_imprecise_neighborhood_takes_nobody_with_it_and_covers_a_small_one():
    rough = {"lower": 30.0, "upper": 90.0, "n_effective": 40.0}
    plain = [cell(n=330), cell("north", n=30, **rough), cell("south", n=100), cell("east", n=200)]
    assert hidden(withhold_cells(plain)) == {"north"}
    both = [cell(n=330), cell("north", n=30, **rough), cell("south", n=12), cell("east", n=288)]
    found = withhold_cells(both)
    assert hidden(found, "imprecise") == {"north"}
    assert hidden(found, "confidential") == {"south"}


def test_groups_that_split_the_city_are_protected_beside_its_places():
    cells = [cell(n=300), cell(group="age:1", n=8), cell(group="age:2", n=92)]
    cells += [cell(group="age:3", n=200), cell("north", n=100), cell("south", n=200)]
    found = withhold_cells(cells)
    assert {c.group for c in found if c.withheld} == {"age:1", "age:2"}


def test_all_confidential_figures_print_one_reason():
    cells = [cell(n=300), cell("north", n=12), cell("south", n=100), cell("east", n=188)]
    reasons = {c.reason for c in withhold_cells(cells) if c.withheld}
    assert reasons == {CONFIDENTIAL}


def test_everybody_of_a_small_group_giving_one_answer_is_confidential():
    full = {"value": 100.0, "lower": 97.0, "upper": 100.0, "standard_error": 0.0}
    cells = [cell(n=300), cell("north", n=90, **full), cell("south", n=210)]
    assert "north" in hidden(withhold_cells(cells), "confidential")
    crowd = [cell(n=600), cell("north", n=290, **full), cell("south", n=310)]
    assert hidden(withhold_cells(crowd)) == set()


def test_equal_weights_make_a_share_a_count_and_unequal_ones_do_not():
    few = {"value": 2.0, "lower": 0.9, "upper": 4.5, "standard_error": 0.9}
    cells = [cell(n=250, **few)]
    assert hidden(withhold_cells(cells, weights={"q1": (1.0, 1.0)})) == {CITY}
    assert hidden(withhold_cells(cells, weights={"q1": (1.0, 9.0)})) == set()


def test_a_figure_that_two_people_weigh_is_confidential_not_imprecise():
    heavy = {"kish_effective_n": 3.0}
    found = withhold_cells([cell(n=60, **heavy), cell("north", n=400, id="other")])
    assert found[0].withheld == "confidential"


def test_a_staff_screen_hides_the_few_and_nothing_else():
    cells = [cell(n=300), cell("north", n=12), cell("south", n=100), cell("east", n=188)]
    assert hidden(screened_cells(cells)) == {"north"}


def test_no_number_of_a_withheld_figure_is_left():
    cells = [cell(n=300), cell("north", n=12), cell("south", n=100), cell("east", n=188)]
    for one in withhold_cells(cells):
        if one.withheld:
            left = [getattr(one, f.name) for f in fields(one) if f.name != "level"]
            assert not any(isinstance(value, (int, float)) for value in left)


def test_a_comparison_goes_with_either_of_its_figures():
    cells = withhold_cells([cell(n=300), cell("north", n=12), cell("south", n=288)])
    change = Comparison(
        "c",
        "trust",
        "previous quarter",
        "q1",
        "q0",
        place="north",
        difference=3.0,
        p=0.2,
        verdict=Verdict.NO_CHANGE,
    )
    assert withhold_comparisons([change], cells)[0].difference is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=7),
    st.lists(st.integers(0, 80), min_size=2, max_size=4),
    st.integers(0, 30),
)
def test_no_confidential_figure_of_any_wave_can_be_bounded(places, groups, unknown):
    n = sum(places) + unknown
    spare = max(0, sum(groups) - n)
    cells = [cell(n=n + spare)]
    cells += [cell(f"p{k}", n=size) for k, size in enumerate(places)]
    cells += [cell(group=f"age:{k}", n=size) for k, size in enumerate(groups)]
    found = withhold_cells(cells)
    confidential = [
        new.id
        for old, new in zip(cells, found, strict=True)
        if new.withheld == "confidential" and old.n
    ]
    gone = [c.id for c in found if c.withheld]
    attacked = audit(linked(crowds(cells)), gone, confidential, exact=True)
    assert all(bound.width >= 10 - 1e-5 for bound in attacked.bounds.values())


@pytest.mark.parametrize("persons", [5, 20])
def test_whoever_is_under_the_threshold_is_never_printed(persons):
    cells = [cell(n=300)] + [cell(f"p{k}", n=k) for k in range(1, 25)]
    for one in withhold_cells(cells):
        assert one.n is None or one.n >= 20
