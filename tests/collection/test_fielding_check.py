"""A wave chooses what its questionnaire leaves open; a choice that cannot work is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.collection.asked import asked_in, chosen_of
from surveyapp.collection.plan import Asks, Family, Plan, plan_from_json, plan_hash, plan_to_json
from surveyapp.collection.plan_check import check_plan
from surveyapp.collection.wave import Wave
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.errors import InputError
from surveyapp.instrument.document import load
from tests.collection.tiny import AREAS

FOLDER = Path(__file__).parents[2] / "instruments"
PARK = load(Path(__file__).parents[1] / "instrument" / "questionnaires" / "modules.toml")
YOUTH = load(FOLDER / "youth" / "1.toml")


def wave(instrument, *, frame="probability", languages=("en",), **asks):
    plan = Plan(asks=Asks(**asks))
    return Wave("w-2026", "pd", instrument.id, "1", "", "W", "2026", frame, languages, AREAS, plan)


def refusal(instrument, **chosen):
    with pytest.raises(InputError) as refused:
        check_plan(wave(instrument, **chosen), instrument)
    return [str(problem) for problem in refused.value.problems]


def test_modules_that_fit_their_slots_are_taken():
    check_plan(wave(PARK, modules={"first": "trees", "second": "paths"}), PARK)
    check_plan(wave(PARK, modules={"first": "none", "second": "none"}), PARK)


def test_every_slot_needs_a_choice_and_an_empty_one_is_a_choice():
    assert refusal(PARK) == [
        "modules, first: The wave does not say what fills this slot. Remedy: Use one of: trees, "
        'benches. Or: Write first = "none" to leave it empty.',
        "modules, second: The wave does not say what fills this slot. Remedy: Use one of: trees, "
        'benches, paths. Or: Write second = "none" to leave it empty.',
    ]


def test_what_does_not_exist_or_does_not_fit_is_told_all_at_once():
    wrong = {"first": "paths", "second": "swings", "third": "trees"}
    assert refusal(PARK, modules=wrong, frame="census") == [
        'frame: modules 1 may not be fielded with the frame "census": it allows the frames '
        '"probability" or "opt-in". Remedy: Reach the people in that way, and set frame to '
        '"probability" or "opt-in". Or: Field a questionnaire that allows "census".',
        "modules, third: modules 1 has no slot 'third'. Remedy: Use one of: first, second.",
        "modules, first: The module 'paths' does not fit this slot. Remedy: Use one of: trees, "
        'benches. Or: Write first = "none" to leave it empty.',
        "modules, second: modules 1 has no module 'swings'. Remedy: Use one of: trees, benches, "
        'paths. Or: Write second = "none" to leave it empty.',
    ]


def test_a_module_is_asked_once():
    (only,) = refusal(PARK, modules={"first": "trees", "second": "trees"})
    assert only.startswith("modules: trees fills 2 slots; it is asked once.")


def test_modules_that_together_take_more_than_five_minutes_are_refused_by_language():
    long = {tag: " ".join(["word"] * 500) for tag in PARK.languages}
    longer = replace(
        PARK,
        items=tuple(
            replace(item, text=long) if item.module in ("trees", "benches") else item
            for item in PARK.items
        ),
    )
    check_plan(wave(longer, modules={"first": "trees", "second": "none"}), longer)
    told = refusal(longer, modules={"first": "trees", "second": "benches"}, languages=("en", "es"))
    assert len(told) == 2
    assert "With these modules it takes 6.7 minutes in 'en'; at most 5 are asked" in told[0]
    assert "Leave 'es' out." in told[1]


def test_an_indicator_of_a_module_that_is_not_asked_cannot_be_tested():
    chosen = {"first": "benches", "second": "none"}
    tested = Plan(families=(Family("f", "F", ("shade",)),), asks=Asks(chosen))
    planned = Wave("w", "pd", "modules", "1", "", "W", "2026", "probability", ("en",), (), tested)
    with pytest.raises(InputError, match="no indicator 'shade', or the wave does not ask it"):
        check_plan(planned, PARK)


@pytest.mark.parametrize("age", range(13, 18))
def test_young_people_may_be_asked_from_thirteen_to_seventeen(age):
    check_plan(wave(YOUTH, minimum_age=age), YOUTH)


def test_the_least_age_has_no_default():
    assert refusal(YOUTH) == [
        "minimum_age: youth 1 is for young people, and the wave does not say from which age on. "
        "There is no default: your law or review board decides. "
        "Remedy: Set minimum_age, from 13 to 17."
    ]


@pytest.mark.parametrize("age", [-1, 0, 5, 12])
def test_nobody_under_thirteen_is_ever_asked(age):
    (only,) = refusal(YOUTH, minimum_age=age)
    assert only.startswith(f"minimum_age: Nobody under 13 may be asked; the wave says {age}.")
    assert "15 U.S.C. 6501-6506" in only
    assert "Remedy: Set minimum_age to 13 or more." in only
    assert "Or: Hear younger children through adults who know them" in only


def test_adults_need_no_guardian_so_another_questionnaire_asks_them():
    (only,) = refusal(YOUTH, minimum_age=18)
    assert "From 18 on people answer for themselves, without a guardian" in only
    assert "such as resident-trust" in only


def test_an_age_that_nothing_looks_at_is_refused():
    (only,) = refusal(PARK, modules={"first": "none", "second": "none"}, minimum_age=15)
    assert "modules 1 asks nobody's age by it. Remedy: Delete minimum_age." in only


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("meeting-card", {"event"}),
        ("tell-us", {"event"}),
        ("officer-mirror", {"census"}),
        ("partner-organization", {"census"}),
        ("focus-group-record", {"census", "event"}),
        ("resident-trust", {"probability", "opt-in"}),
    ],
)
def test_a_questionnaire_is_fielded_only_by_the_frames_it_allows(name, allowed):
    instrument = load(FOLDER / name / "1.toml")
    for frame in ("probability", "census", "opt-in", "event"):
        planned = wave(instrument, frame=frame)
        if frame in allowed:
            check_plan(planned, instrument)
        else:
            (only,) = refusal(instrument, frame=frame)
            assert only.startswith(f'frame: {name} 1 may not be fielded with the frame "{frame}"')


def test_a_wave_asks_its_areas_its_modules_and_its_age():
    asked = asked_in(wave(YOUTH, minimum_age=16), YOUTH)
    assert "16" in asked.welcome["en"]
    chosen = chosen_of(PARK, Asks({"first": "benches", "second": "none"}))
    assert [item.id for item in chosen.items] == ["visited", "sat"]


def test_a_wave_file_says_modules_and_age_and_they_are_frozen_with_the_plan():
    text = """
slug = "park-2026"
instrument = "modules.toml"
title = "Park"
period = "2026"
frame = "opt-in"
languages = ["en"]
minimum_age = 14
modules = { first = "trees", second = "none" }
"""
    found = read_wave_document(text).wave("pd")
    assert found.plan.asks == Asks({"first": "trees", "second": "none"}, 14)
    assert plan_from_json(plan_to_json(found.plan)) == found.plan
    assert plan_hash(found.plan) != plan_hash(Plan())
    assert '"asks"' not in plan_to_json(Plan()), "plans frozen before keep their hash"
