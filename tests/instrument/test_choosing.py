from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.answers import complete
from surveyapp.instrument.choosing import (
    fillings,
    longest_minutes,
    with_minimum_age,
    with_modules,
)
from surveyapp.instrument.document import load, loads
from surveyapp.instrument.pipes import pipes_in
from surveyapp.instrument.reading_time import minutes
from surveyapp.instrument.routing import ending, path
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.version import content_hash
from tests.instrument.sample import FOLDER, questionnaire

PARK = questionnaire("modules")
YOUNG = questionnaire("minimum_age")


def test_a_wave_asks_its_own_modules_and_no_item_of_another():
    asked = with_modules(PARK, {"first": "trees", "second": "none"})
    assert [item.id for item in asked.items] == ["visited", "shade"]
    assert [one.id for one in asked.indicators] == ["visited", "shade"]
    assert set(asked.variables) == {"visited", "shade"}


def test_with_every_slot_empty_the_core_is_left_and_no_empty_section():
    asked = with_modules(PARK, {"first": "none", "second": "none"})
    assert [item.id for item in asked.items] == ["visited"]
    assert [section.id for section in asked.sections] == ["core"]
    assert [one.id for one in asked.indicators] == ["visited"]


def test_every_filling_is_a_sound_questionnaire_whose_items_are_core_and_chosen():
    every = list(fillings(PARK))
    assert len(every) == 3 * 4 - 2, "no module fills two slots"
    for chosen in every:
        asked = with_modules(PARK, chosen)
        assert {item.module for item in asked.items} - {""} == set(chosen.values()) - {"none"}
        assert complete(asked, {}).keys() == asked.variables.keys()


def test_what_is_not_asked_is_no_silence_of_a_resident():
    answers = {"visited": 1, "shade": 1, "sat": 2}
    kept = complete(with_modules(PARK, {"first": "trees", "second": "none"}), answers)
    assert kept == {"visited": 1, "shade": 1}


def test_an_instrument_without_modules_or_without_a_least_age_stays_itself():
    plain = questionnaire("single")
    assert with_modules(plain, {}) is plain
    assert with_minimum_age(plain, 15) is plain
    assert with_minimum_age(YOUNG, None) is YOUNG


def test_minutes_go_from_no_module_to_the_longest_choice():
    short, long = longest_minutes(PARK, "en")
    empty = with_modules(PARK, {"first": "none", "second": "none"})
    assert short == minutes(empty, "en")
    assert short < long < minutes(PARK, "en")


@given(least=st.integers(13, 17), age=st.integers(0, 99))
def test_whoever_is_younger_than_the_wave_asks_for_is_led_to_the_end(least, age):
    asked = with_minimum_age(YOUNG, least)
    last = ending(asked, {"guardian": 1, "years": age})
    assert (last.id if last else "") == ("too_young" if age < least else "")
    on_route = {page.id for page in path(asked, {"guardian": 1, "years": age})}
    assert ("happy" in on_route) is (age >= least)


def test_without_the_wave_s_number_nobody_under_thirteen_goes_on_either():
    assert ending(YOUNG, {"guardian": 1, "years": 12}) is not None
    assert ending(YOUNG, {"guardian": 1, "years": 13}) is None


def test_a_guardian_s_no_ends_it_before_the_young_person_is_asked_anything():
    last = ending(YOUNG, {"guardian": 2})
    assert last is not None
    assert last.id == "no_consent"
    assert [page.id for page in path(YOUNG, {"guardian": 2})] == ["guardian", "no_consent"]


@pytest.mark.parametrize("tag", YOUNG.languages)
def test_the_number_stands_in_every_text_that_names_it(tag):
    asked = with_minimum_age(YOUNG, 15)
    named = [place for place, text in texts(YOUNG) if "minimum_age" in pipes_in(text[tag])]
    assert named == ["welcome", "item guardian, text", "item too_young, text"]
    said = dict(texts(asked))
    assert all("15" in said[place][tag] for place in named)
    assert not any("minimum_age" in pipes_in(text[tag]) for text in said.values())


def test_the_frames_that_are_allowed_are_no_part_of_what_is_asked_and_modules_are():
    text = (FOLDER / "modules.toml").read_text(encoding="utf-8")
    fewer = loads(text.replace('["probability", "opt-in"]', '["probability"]'))
    assert content_hash(fewer) == content_hash(load(FOLDER / "modules.toml"))
    moved = loads(text.replace('slots = ["second"]', 'slots = ["first"]'))
    assert content_hash(moved) != content_hash(fewer)
