import re

import pytest

from surveyapp.collection.plan import Family
from surveyapp.disclosure import presentation, rules
from surveyapp.indicators.contrasts import why_missing
from surveyapp.indicators.figures import NOT_ASKED
from surveyapp.indicators.results import Cell
from surveyapp.workflow.reasons import REASONS, in_language, translated

LANGUAGES = ("es", "ar", "zh-Hans")
COMPARISONS = ("previous", "year", "rolling", "trend", "areas")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("comparison", COMPARISONS)
def test_what_a_family_waits_for_has_words_in_every_language(comparison, language):
    assert Family("f", "F", ("a",), comparison).comparison == comparison
    assert in_language(why_missing(comparison), language) != why_missing(comparison)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_disclosure_reason_has_words_in_every_language(language):
    given = {"proportion": 0.5, "lower": 0.42, "upper": 0.58, "n": 200, "degrees_of_freedom": 5}
    made = [
        presentation.present_proportion(standard_error=0.04, **given),
        presentation.present_proportion(standard_error=0.10, **given),
        presentation.present_proportion(standard_error=0.04, **(given | {"lower": 0.1})),
        presentation.present_proportion(
            standard_error=0.02,
            **(given | {"proportion": 0.05, "lower": 0.01, "upper": 0.1}),
        ),
        presentation.present_proportion(standard_error=0.04, **(given | {"n": 5})),
    ]
    said = [text for one in made for text in (one.reason, *one.flags) if text]
    said.append(rules.CONFIDENTIAL)
    assert len(said) >= 6
    assert all(in_language(text, language) != text for text in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_survive_translation_and_english_stays(language):
    text = "effective sample 25, under 30"
    assert re.findall(r"\d+", in_language(text, language)) == ["25", "30"]
    assert in_language(text, "en") == text
    assert in_language("some other words", language) == "some other words"
    assert set(REASONS) == set(LANGUAGES)


def test_a_cell_keeps_its_numbers():
    cell = Cell("c", "i", "w", value=1.0, flags=("the complement is imprecise",))
    said = translated(cell, "es")
    assert said.value == 1.0
    assert said.flags == ("el complemento es impreciso",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [NOT_ASKED, "one of these waves did not ask it"])
def test_what_a_wave_did_not_ask_is_said_in_every_language(reason, language):
    assert in_language(reason, language) != reason
