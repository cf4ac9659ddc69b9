from dataclasses import dataclass

import pytest

from surveyapp.errors import AnswersRejected
from surveyapp.instrument.answers import Missing, read_page, read_record
from surveyapp.instrument.areas import is_bound, with_areas
from surveyapp.instrument.reader import field_names
from surveyapp.instrument.routing import find_page
from tests.instrument.sample import PLACES, questionnaire

CITY = with_areas(questionnaire("place"), PLACES)


@dataclass
class Finder:
    """Knows one street in the north, one that runs through both, and the point (39.1, -94.6)."""

    asked: list[str]
    ways = frozenset({"street", "point"})

    def by_street(self, typed):
        self.asked.append(typed)
        return {"1 Elm St": ("north",), "Main St": ("north", "south"), "Far Rd": ("east",)}.get(
            typed, ()
        )

    def by_point(self, latitude, longitude):
        return "south" if (latitude, longitude) == (39.1, -94.6) else ""


def read(form, page="home", places=None, language="en"):
    lists = {name: [value] for name, value in form.items()}
    finder = places or Finder([])
    return read_page(CITY, find_page(CITY, page), lists, language, places=finder)[page]


def refusal(form, **more):
    with pytest.raises(AnswersRejected) as error:
        read(form, **more)
    ((problem),) = error.value.problems
    return problem.code, problem.what


def test_a_place_is_chosen_from_the_areas_of_the_wave():
    assert not is_bound(questionnaire("place"))
    assert is_bound(CITY)
    assert read({"home": "south"}) == "south"
    assert read({"home": "97"}) == 97
    assert refusal({"home": "east"})[0] == "unknown_option"


def test_an_address_becomes_its_area_and_nothing_else():
    finder = Finder([])
    answer = read({"home-street": "1 Elm St"}, places=finder)
    assert answer == "north"
    assert finder.asked == ["1 Elm St"]


def test_an_address_that_is_not_known_or_outside_the_city_is_sent_to_the_list():
    assert refusal({"home-street": "Nowhere"})[0] == "street_unknown"
    assert refusal({"home-street": "Far Rd"})[0] == "street_unknown"
    assert refusal({"home-street": "x" * 201})[0] == "street_unknown"
    assert read({"home-street": "Nowhere", "home": "south"}) == "south"


def test_an_address_in_two_areas_names_both_and_the_list_decides():
    code, words = refusal({"home-street": "Main St"})
    assert (code, words) == (
        "street_ambiguous",
        "That address could be in North End, South Side. Please choose your area from the list.",
    )
    assert read({"home-street": "Main St", "home": "south"}) == "south"
    assert refusal({"home-street": "Main St", "home": "97"})[0] == "street_ambiguous"


def test_what_is_typed_goes_before_an_earlier_answer_from_the_list():
    assert read({"home-street": "1 Elm St", "home": "south"}) == "north"


def test_a_point_becomes_its_area():
    point = {"home-latitude": "39.1", "home-longitude": "-94.6"}
    assert read(point) == "south"
    assert read({"home-latitude": "39,1", "home-longitude": "\u221294.6"}) == "south"
    assert refusal({**point, "home-latitude": "12"})[0] == "point_outside"
    assert refusal({"home-latitude": "39.1"})[0] == "point_unclear"
    assert refusal({**point, "home-latitude": "91"})[0] == "point_unclear"
    assert refusal({**point, "home-longitude": "west"})[0] == "point_unclear"


def test_nothing_given_is_asked_again_where_the_place_is_required():
    assert refusal({})[0] == "required_choice_or_decline"
    assert read({}, page="friends") is Missing.NOT_STATED


def test_ways_that_are_not_offered_are_not_looked_at():
    assert read({"friends-street": "1 Elm St"}, page="friends") is Missing.NOT_STATED
    assert field_names(CITY.variables["friends"]) == ("friends",)
    assert field_names(CITY.variables["home"]) == (
        "home",
        "home-street",
        "home-latitude",
        "home-longitude",
    )


def test_without_an_address_file_nothing_is_found():
    assert [p.code for p in read_record(CITY, {"home": "east"})[1]] == ["unknown_option"]
    lists = {"home-street": ["1 Elm St"]}
    with pytest.raises(AnswersRejected, match="could not find that address"):
        read_page(CITY, find_page(CITY, "home"), lists, "en")


def test_a_file_names_the_area():
    assert read_record(CITY, {"home": "north", "friends": "south"}) == (
        {"home": "north", "friends": "south"},
        (),
    )
