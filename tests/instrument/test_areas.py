import pytest

from surveyapp.errors import InstrumentError
from surveyapp.instrument.areas import is_bound, with_areas
from surveyapp.instrument.document import dumps, loads
from tests.instrument.sample import PLACES, Place, questionnaire

AREAS = questionnaire("areas")


def test_the_areas_come_first_and_the_written_options_after():
    item = with_areas(AREAS, PLACES).area_item
    assert [option.value for option in item.options] == ["north", "south", "97", "99"]
    assert item.options[0].label == dict.fromkeys(AREAS.languages, "North End")
    assert len({option.code for option in item.options}) == 4


def test_binding_again_replaces_the_areas():
    once = with_areas(AREAS, PLACES)
    assert with_areas(once, PLACES) == once
    assert [o.value for o in with_areas(once, PLACES[:1]).area_item.options] == [
        "north",
        "97",
        "99",
    ]


def test_only_a_bound_questionnaire_can_be_shown():
    assert not is_bound(AREAS)
    assert is_bound(with_areas(AREAS, PLACES))
    assert is_bound(questionnaire("single"))
    assert with_areas(questionnaire("single"), PLACES) == questionnaire("single")


def test_a_bound_questionnaire_is_written_without_its_areas():
    assert loads(dumps(with_areas(AREAS, PLACES))) == AREAS


def test_every_unfit_area_is_named_at_once():
    areas = [Place("a", "A"), Place("a", "B"), Place("97", "C"), Place("d", " ")]
    with pytest.raises(InstrumentError) as error:
        with_areas(AREAS, areas)
    assert [p.code for p in error.value.problems] == [
        "area-duplicate",
        "area-code",
        "area-nameless",
    ]
    assert str(error.value.problems[0]) == (
        'areas: The area id "a" is used 2 times. Remedy: give each area an id of its own.'
    )
