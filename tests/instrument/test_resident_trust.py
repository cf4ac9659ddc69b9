"""The first instrument is what it promises to be."""

from surveyapp.instrument.document import load
from surveyapp.instrument.languages import standing
from surveyapp.instrument.reading_time import minutes
from tests.instrument.sample import FIELDED, fielded

TRUST = load(FIELDED)


def test_it_asks_22_to_28_items_in_under_five_minutes_in_four_languages():
    assert TRUST.languages == ("en", "es", "ar", "zh-Hans")
    assert 22 <= len(TRUST.items) <= 28
    assert all(minutes(TRUST, language) <= 5 for language in TRUST.languages)


def test_its_translations_say_that_no_native_speaker_has_reviewed_them():
    for tag in ("es", "ar", "zh-Hans"):
        found = standing(TRUST, tag)
        assert found.state == "machine"
        assert (found.missing, found.stale, found.unknown) == ((), (), ())
    assert standing(TRUST, "en").ready


def test_no_opinion_is_required_and_every_required_item_can_be_declined():
    for item in TRUST.items:
        assert not (item.opinion and item.required)
        assert not item.required or item.not_stated


def test_every_question_with_options_offers_rather_not_say():
    for item in TRUST.items:
        assert not item.options or item.not_stated, item.id


def test_every_role_of_weighting_is_asked_and_so_is_the_neighborhood():
    for role in ("age", "gender", "education", "tenure", "household_adults", "race"):
        assert TRUST.role(role) is not None
    assert TRUST.area_item.id == "neighborhood"
    assert "north" in {option.value for option in fielded().area_item.options}


def test_the_subjects_of_the_mission_are_measured():
    assert {entry.id for entry in TRUST.indicators} == {
        "safe_day",
        "safe_dark",
        "trust",
        "fairness",
        "effectiveness",
        "overall",
        "visibility",
        "contact",
        "participation",
        "watch",
    }
    assert {entry.id for entry in TRUST.indicators if entry.primary} == {
        "trust",
        "fairness",
        "safe_dark",
    }


def test_federal_wording_is_used_as_published_and_named():
    item = TRUST.index["know_officer"]
    assert item.text["en"] == "Do you know any police officers by name or by sight?"
    assert "public domain" in item.source
    race = TRUST.index["race"]
    assert race.kind == "multiple"
    assert [option.label["en"] for option in race.options if option.substantive] == [
        "American Indian or Alaska Native",
        "Asian",
        "Black or African American",
        "Hispanic or Latino",
        "Middle Eastern or North African",
        "Native Hawaiian or Pacific Islander",
        "White",
    ]
