from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.plan import DesignCell, DesignSpec
from surveyapp.design.planned import base_weights, design_of, stratum_labels
from surveyapp.errors import DesignError
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
