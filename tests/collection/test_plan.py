import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from surveyapp.collection.plan import (
    PLAN,
    DesignCell,
    DesignSpec,
    Family,
    MarginUse,
    Plan,
    WeightingRecipe,
    plan_from_json,
    plan_hash,
    plan_to_json,
)
from surveyapp.collection.plan_check import check_plan
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.errors import InputError
from tests.collection.tiny import bound, tiny_wave

PLANS = st.builds(
    Plan,
    families=st.lists(
        st.builds(
            Family,
            id=st.text(max_size=5),
            title=st.text(max_size=5),
            indicators=st.lists(st.text(max_size=5), max_size=3).map(tuple),
            comparison=st.sampled_from(["previous", "year", "rolling", "trend", "areas"]),
            method=st.sampled_from(["holm", "BH"]),
        ),
        max_size=3,
    ).map(tuple),
    change_of_interest=st.dictionaries(
        st.text(max_size=5), st.floats(0.1, 99, allow_nan=False), max_size=3
    ),
    design=st.builds(
        DesignSpec,
        populations=st.dictionaries(st.text(max_size=3), st.floats(1, 1e6), max_size=3),
        cells=st.lists(st.builds(DesignCell, id=st.text(max_size=4)), max_size=2).map(tuple),
    ),
    weighting=st.builds(
        WeightingRecipe,
        margins=st.lists(
            st.builds(MarginUse, margin=st.text(max_size=4), variable=st.text(max_size=4)),
            max_size=2,
        ).map(tuple),
    ),
)


@given(PLANS)
def test_a_plan_comes_back_equal_from_its_json_with_the_same_hash(plan):
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    assert plan_hash(again) == plan_hash(plan)


def test_the_hash_does_not_hang_on_the_order_of_names():
    one = Plan(change_of_interest={"a": 1.0, "b": 2.0})
    other = Plan(change_of_interest={"b": 2.0, "a": 1.0})
    assert plan_hash(one) == plan_hash(other)
    assert plan_hash(one) != plan_hash(Plan(change_of_interest={"a": 1.0}))
    assert plan_hash(one) == plan_hash(Plan(change_of_interest={"a": 1, "b": 2}))


def test_a_misspelled_part_of_a_plan_is_refused():
    with pytest.raises(ValidationError, match="familys"):
        PLAN.validate_python({"familys": []})


GOOD = Plan(
    families=(
        Family("city", "City", ("trust",)),
        Family("areas", "Areas", ("trust",), "areas", "district"),
    ),
    primary=("trust",),
    change_of_interest={"trust": 5},
    design=DesignSpec(strata=("area",), psu="psu_group", cells=(DesignCell("c1", issued=20),)),
    weighting=WeightingRecipe("rake", "acs", (MarginUse("place", "area"),)),
)


def test_a_sound_plan_passes():
    check_plan(tiny_wave(plan=GOOD), bound())


def test_everything_wrong_with_a_plan_is_said_at_once():
    plan = Plan(
        families=(
            Family("a", "A", ("nothing",)),
            Family("a", "A", ()),
            Family("b", "B", ("trust",), "areas", "city"),
            Family("c", "C", ("trust",), "previous", "precinct"),
        ),
        primary=("unknown",),
        change_of_interest={"trust": 0},
        level=95,
        design=DesignSpec(
            strata=("tract",),
            cells=(DesignCell("x", issued=19), DesignCell("x", base_weight=0)),
        ),
        weighting=WeightingRecipe(
            "rake", "", (MarginUse("race", "race", bridge="no such bridge"),)
        ),
    )
    with pytest.raises(InputError) as refused:
        check_plan(tiny_wave(plan=plan, languages=("en", "fr")), bound())
    text = str(refused.value)
    for words in (
        "no indicator 'nothing'",
        "no indicator 'unknown'",
        "The family names no indicator",
        "2 families have this id",
        "cannot be compared with the rest of itself",
        "No area declares the level 'precinct'",
        "95 is out of range",
        "A change of 0 is nothing",
        "There is no column 'tract'",
        "There is no column 'race'",
        "no bridge 'no such bridge'",
        "No set of targets is named",
        "It has 19 codes; a cell needs at least 20",
        "Its base weight is 0",
        "2 cells have this id",
        "The instrument has no 'fr'",
    ):
        assert words in text, words


@pytest.mark.parametrize("frame", ["census", "opt-in", "event"])
def test_only_a_probability_frame_may_plan_tests(frame):
    with pytest.raises(InputError, match=f"A {frame} frame allows no tests"):
        check_plan(tiny_wave(plan=GOOD, frame=frame), bound())


def test_a_wave_file_becomes_a_wave():
    document = read_wave_document(
        """
        slug = "w1"
        instrument = "tiny/1"
        title = "First"
        period = "2026Q3"
        frame = "probability"
        languages = ["en"]
        areas = [ { id = "n1", name = "North", parents = { district = "1" }, adults = 2500 } ]
        [plan]
        primary = ["trust"]
        [[plan.families]]
        id = "city"
        title = "City"
        indicators = ["trust"]
        """
    )
    wave = document.wave("pd")
    assert (wave.slug, wave.department, wave.areas[0].parents) == ("w1", "pd", {"district": "1"})
    assert wave.plan.families[0].method == "holm"


def test_everything_wrong_with_a_wave_file_is_said_at_once():
    with pytest.raises(InputError) as refused:
        read_wave_document('slug = "w"\nframe = "random"\n[plan]\nlevel = "high"\n', "w.toml")
    text = str(refused.value)
    for place in ("w.toml, frame", "w.toml, title", "w.toml, plan level"):
        assert place in text
    with pytest.raises(InputError, match="This is no TOML"):
        read_wave_document("slug =")


CORRECTED = DesignSpec(psu="psu_group", fpc=True)


def fpc_problems(frame, design):
    with pytest.raises(InputError) as refused:
        check_plan(tiny_wave(frame=frame, plan=Plan(design=design)), bound())
    return [problem for problem in refused.value.problems if problem.where.startswith("design")]


def test_the_correction_with_units_needs_their_number_and_their_people():
    units, people = fpc_problems("probability", CORRECTED)
    assert "needs to know how many units there are in each stratum" in units.what
    assert units.remedies[0] == "Declare units = { stratum = number }."
    assert "needs the people in each unit" in people.what
    assert "Give every design cell its population." in people.remedies
    cells = (DesignCell("c", psu_group="u", issued=20, population=80),)
    sound = DesignSpec(psu="psu_group", fpc=True, units={"all": 40}, cells=cells)
    check_plan(tiny_wave(plan=Plan(design=sound)), bound())


@pytest.mark.parametrize("frame", ["census", "opt-in", "event"])
def test_nothing_is_corrected_for_a_population_that_nobody_was_drawn_from(frame):
    (only,) = fpc_problems(frame, CORRECTED)
    assert only.what == (
        f"A {frame} frame draws nobody at random, so no error is corrected for a finite population."
    )
    assert only.remedies == ("Turn fpc off.", "Draw a probability sample.")


def test_plans_without_units_keep_the_hash_they_had():
    assert '"units"' not in plan_to_json(Plan())
    design = DesignSpec(fpc=True, units={"a": 3}, unit_populations={"u": 4})
    assert plan_from_json(plan_to_json(Plan(design=design))).design == design
