from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.plan import DesignCell, DesignSpec, people_in_units
from surveyapp.design.planned import base_weights, design_of, stratum_labels
from surveyapp.errors import DesignError
from surveyapp.estimation.totals import total
from surveyapp.weighting.weights import Weights
from tests.indicators.cities import city


def with_design(data, **changes):
    waves = tuple(
        replace(w, plan=replace(w.plan, design=replace(w.plan.design, **changes)))
        for w in data.waves
    )
    return replace(data, waves=waves)


def test_without_psus_every_response_is_a_unit_and_waves_share_no_stratum():
    design = design_of(city(n=30))
    assert design.degrees_of_freedom() == 120 - 4
    assert design.stages[0].unit_count == 120


def test_a_psu_named_alike_in_two_waves_is_the_same_unit():
    design = design_of(city(n=30, blocks=10))
    assert design.stages[0].unit_count == 20
    assert design.stages[0].stratum_count == 2
    assert design.degrees_of_freedom() == 18


def test_the_cell_carries_stratum_and_psu_whatever_the_resident_says():
    cells = tuple(
        DesignCell(f"{area}-{k}", stratum=area, psu_group=f"{area}-{k}", issued=20)
        for area in ("a1", "a2")
        for k in range(5)
    )
    data = with_design(city(n=30, blocks=5), strata=("stratum",), psu="psu_group", cells=cells)
    moved = replace(data, area=np.full(data.n, "", dtype="<U2"))
    np.testing.assert_array_equal(stratum_labels(moved), data.area)
    assert design_of(moved).stages[0].unit_count == 10


def test_crossed_strata_are_named_with_a_bar():
    data = with_design(city(n=20), strata=("area", "sex"))
    assert set(stratum_labels(data).tolist()) == {"a1|1", "a1|2", "a2|1", "a2|2"}


def test_base_weights_make_each_stratum_of_each_wave_its_population():
    data = with_design(
        city(n=25), base_weight="stratum population", populations={"a1": 1000.0, "a2": 5000.0}
    )
    weights = base_weights(data)
    for wave in (0, 1):
        here = (data.wave == wave) & (data.area == "a2")
        assert weights[here].sum() == pytest.approx(5000)
    assert weights[data.area == "a1"] == pytest.approx(40)


def test_base_weights_by_cell_are_the_cells_own():
    cells = tuple(DesignCell(f"{a}-{k}", base_weight=3.0 + k) for a in ("a1", "a2") for k in (0, 1))
    data = with_design(city(n=10, blocks=2), base_weight="design cell", cells=cells)
    assert set(base_weights(data).tolist()) == {3.0, 4.0}


def test_missing_populations_cells_and_labels_are_all_named():
    data = city(n=10, blocks=2)
    with pytest.raises(DesignError, match="No population is declared for 1 strata: a2"):
        base_weights(with_design(data, base_weight="stratum population", populations={"a1": 9.0}))
    with pytest.raises(DesignError, match="'a1-0', which the plan does not list"):
        base_weights(with_design(data, base_weight="design cell"))
    lost = data.area.copy()
    lost[:3] = ""
    with pytest.raises(DesignError, match="3 of 20 responses have no stratum"):
        design_of(replace(data, area=lost))


def test_the_finite_population_correction_makes_errors_smaller_and_needs_every_wave():
    data = city(n=30)
    populations = {"a1": 60.0, "a2": 300.0}
    stage = design_of(with_design(data, fpc=True, populations=populations)).stages[0]
    assert set(stage.population.tolist()) == {60.0, 300.0}
    first = data.waves[0]
    spec = DesignSpec(strata=("area",), fpc=True, populations=populations)
    mixed = replace(
        data, waves=(replace(first, plan=replace(first.plan, design=spec)), data.waves[1])
    )
    with pytest.raises(DesignError, match="every wave"):
        design_of(mixed)


PEOPLE = {f"{area}-{k}": 40.0 + 5 * k for area in ("a1", "a2") for k in range(5)}
UNITS = {"a1": 20.0, "a2": 8.0}


def corrected(data, **changes):
    return with_design(data, **{"fpc": True, "units": UNITS, "unit_populations": PEOPLE} | changes)


def test_with_units_the_correction_is_that_of_two_stages():
    """Cochran 1977, 10.4, by hand: units first, then people within each unit drawn."""
    data = city(periods=("2025Q1",), n=30, blocks=5)
    y = data.columns["a"].values
    design = design_of(corrected(data))
    assert len(design.stages) == 2
    variance = 0.0
    for area, there in UNITS.items():
        sums, within = [], 0.0
        for k in range(5):
            mine = y[(data.area == area) & (data.design_cell == f"{area}-{k}")]
            share = len(mine) / PEOPLE[f"{area}-{k}"]
            sums.append(mine.sum())
            within += (1 - share) * len(mine) * mine.var(ddof=1)
        fraction = 5 / there
        variance += (1 - fraction) * 5 * np.var(sums, ddof=1) + fraction * within
    found = total(y, Weights.of(np.ones(data.n)), design)
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-12)
    plain = total(y, Weights.of(np.ones(data.n)), design_of(data))
    assert found.standard_error < plain.standard_error


def test_when_every_unit_and_everybody_in_it_answered_nothing_is_left_to_chance():
    data = city(periods=("2025Q1",), n=30, blocks=5)
    everybody = dict.fromkeys(PEOPLE, 6.0)
    design = design_of(corrected(data, units={"a1": 5.0, "a2": 5.0}, unit_populations=everybody))
    found = total(data.columns["a"].values, Weights.of(np.ones(data.n)), design)
    assert found.standard_error == pytest.approx(0, abs=1e-9)


def test_with_endless_units_of_endless_people_the_correction_changes_nothing():
    data = city(periods=("2025Q1",), n=30, blocks=5)
    huge = corrected(
        data, units=dict.fromkeys(UNITS, 1e12), unit_populations=dict.fromkeys(PEOPLE, 1e12)
    )
    y, ones = data.columns["a"].values, Weights.of(np.ones(data.n))
    assert total(y, ones, design_of(huge)).standard_error == pytest.approx(
        total(y, ones, design_of(data)).standard_error, rel=1e-9
    )


def test_the_people_of_a_unit_are_those_of_its_cells_where_they_are_not_declared():
    cells = tuple(
        DesignCell(f"{unit}/{half}", psu_group=unit, population=people / 2)
        for unit, people in PEOPLE.items()
        for half in (1, 2)
    )
    assert people_in_units(DesignSpec(psu="psu_group", cells=cells)) == PEOPLE
    unknown = (*cells[:-1], replace(cells[-1], population=None))
    assert "a2-4" not in people_in_units(DesignSpec(psu="psu_group", cells=unknown))


def test_two_waves_of_the_same_units_draw_people_anew_in_each():
    design = design_of(corrected(city(n=30, blocks=5)))
    assert design.stages[0].unit_count == 10
    assert design.stages[1].stratum_count == 20


def test_units_that_rotate_are_refused_with_the_reason():
    data = corrected(city(n=30, blocks=5))
    gone = np.where((data.wave == 1) & (data.design_cell == "a1-0"), "a1-1", data.design_cell)
    with pytest.raises(DesignError) as refused:
        design_of(replace(data, design_cell=gone))
    (problem,) = refused.value.problems
    assert problem.code == "rotating-units"
    assert problem.what.startswith("Waves drew different units in 1 strata, first a1.")
    assert "would make the error of each wave too small" in problem.what
    assert len(problem.remedies) == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"units": {"a1": 20.0}}, "how many units there are in 1 strata: a2."),
        ({"unit_populations": {"a1-0": 60.0}}, "The people are not known of 9 units, first a1-1."),
        (
            {"unit_populations": PEOPLE | {"a2-3": 2.0}},
            "More people answered than there are in 1 units, first a2-3.",
        ),
    ],
)
def test_what_the_correction_needs_and_does_not_get_is_named(changes, told):
    with pytest.raises(DesignError) as refused:
        design_of(corrected(city(periods=("2025Q1",), n=30, blocks=5), **changes))
    assert told in str(refused.value)
    assert "Turn fpc off" in str(refused.value)
