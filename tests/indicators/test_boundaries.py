"""Places whose boundaries changed are not followed over the change, and all others are."""

from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.area import Area
from surveyapp.collection.boundaries import (
    Boundaries,
    areas_now,
    redrawn_places,
    waves_before,
    with_boundaries,
)
from surveyapp.collection.crosswalk import crosswalk
from surveyapp.errors import InputError
from surveyapp.indicators.analysis import analyse
from surveyapp.reporting.definition import AreaChange, Definition
from surveyapp.reporting.language import Language
from surveyapp.weighting.weights import Weights
from surveyapp.workflow.redrawn import boundaries_of
from surveyapp.workflow.released_figures import areas_of
from surveyapp.workflow.report_series import series_notes
from tests.indicators.cities import city, family

AREAS = ("a1", "a2", "a3")
FILE = "before,after,share\na1,a1,1\na2,a2,0.7\na2,a3,0.3\na3,a3,1\n"
CHANGE = Boundaries(crosswalk(FILE, AREAS, AREAS), "2025q2")


def data(parents=None):
    made = city(areas=AREAS, families=[family("previous", places="area")])
    known = parents or {}
    areas = tuple(Area(a, a.upper(), {"district": known.get(a, "d1")}) for a in AREAS)
    return replace(made, waves=tuple(replace(wave, areas=areas) for wave in made.waves))


def analysed(file, boundaries=None):
    return analyse(file, Weights.of(np.ones(file.n)), boundaries=boundaries)


def changes(found):
    return {c.place: c for c in found.comparisons if c.kind == "previous quarter"}


def test_only_an_area_that_passed_whole_and_alone_goes_on():
    assert redrawn_places(data(), CHANGE) == {"a2", "a3"}
    assert waves_before(data(), CHANGE) == {"2025q1"}


NEW = ("a1", "b2", "b3")
JOINED = Boundaries(
    crosswalk("before,after,share\na1,a1,1\na2,b2,1\na3,b2,1\n", AREAS, NEW[:2]), "2025q2"
)


def renamed(joined=True):
    """A city whose areas a2 and a3 were joined into b2 before its second wave."""
    made = data()
    now = {"a1": "a1", "a2": "b2", "a3": "b2"}
    later = np.where(made.wave == 1, [now[area] for area in made.area], made.area)
    areas = tuple(Area(a, a.upper(), {"district": "d1"}) for a in NEW[:2])
    waves = (made.waves[0], replace(made.waves[1], areas=areas))
    return replace(made, waves=waves, area=later)


def test_areas_that_were_joined_are_followed_as_one_place():
    file = renamed()
    assert redrawn_places(file, JOINED) == frozenset()
    found = analysed(file, JOINED)
    assert found.places == ("a1", "b2")
    both = np.isin(file.area, ("a2", "a3")) & file.in_wave("2025q1")
    (cell,) = [c for c in found.cells if (c.wave, c.place) == ("2025q1", "b2") and c.n]
    assert cell.n == both.sum()
    assert cell.value == pytest.approx(100 * (file.columns["a"].values[both] == 4).mean())
    assert changes(found)["b2"].withheld is None
    before = analysed(file)
    assert changes(before)["b2"].withheld == "confidential"


def test_the_audit_counts_a_joined_place_by_the_areas_that_people_named():
    file = with_boundaries(renamed(), JOINED)
    assert areas_of("b2", file, "2025q1") == ("a2", "a3")
    assert areas_of("b2", file, "2025q2") == ("b2",)
    assert areas_of("a1", file, "2025q1") == ("a1",)
    assert (
        areas_now(file).tolist()
        == np.where(np.isin(file.area, ("a2", "a3")), "b2", file.area).tolist()
    )


def test_nobodys_answer_is_moved_and_people_of_a_divided_area_are_in_no_place():
    file = with_boundaries(data(), CHANGE)
    assert (file.area == data().area).all()
    old = file.in_wave("2025q1")
    assert set(areas_now(file)[old].tolist()) == {"a1", ""}
    assert set(areas_now(file)[~old].tolist()) == set(AREAS)


def test_a_larger_place_goes_on_unless_somebody_passed_its_border():
    assert redrawn_places(data({"a3": "d2"}), CHANGE) == {"a2", "a3", "district:d1", "district:d2"}


def test_redrawn_places_are_withheld_with_the_cause_and_the_rest_is_unmoved():
    plain, found = (changes(analysed(data(), b)) for b in (None, CHANGE))
    assert found["a1"].difference == plain["a1"].difference
    for place in ("a2", "a3"):
        assert plain[place].withheld is None
        assert found[place].withheld == "not comparable"
        assert found[place].reason.startswith("the boundaries of this place changed")


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
def test_the_report_names_the_places_that_start_anew(language):
    file = data()
    notes = series_notes(analysed(file, CHANGE), file, Language.of(language))
    (note,) = [note for note in notes if "A2" in note]
    assert "A3" in note
    assert "A1" not in note


def test_a_wave_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InputError, match="Name one of: 2025q2"):
        redrawn_places(data(), replace(CHANGE, since="2024q1"))


def test_a_definition_names_the_file_and_the_first_wave_after_the_change(tmp_path):
    (tmp_path / "change.csv").write_text(FILE)
    change = AreaChange(crosswalk="change.csv", since="2025q2")
    definition = Definition(id="q", title={"en": "Q"}, folder=tmp_path, areas=change)
    assert boundaries_of(definition, data()) == CHANGE
    later = definition.model_copy(update={"areas": change.model_copy(update={"since": "2030q1"})})
    assert boundaries_of(later, data()) is None
    assert boundaries_of(definition.model_copy(update={"areas": None}), data()) is None
