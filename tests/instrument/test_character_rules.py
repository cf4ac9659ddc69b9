import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.character_rules import unfit_characters
from surveyapp.instrument.document import examine_text
from tests.instrument.sample import FEATURES, FOLDER, questionnaire


@pytest.mark.parametrize(
    "text",
    [
        "How\u202e many?",
        "a\u202ddo\u202c",
        "\x00",
        "\x1b[2J",
        "a\x85",
        "\u2067open",
        "close\u2069",
        "\u202aopen\n\u202c",
        "\u2066\u202a\u2069",
        "\ufeffa",
        "\ufffe",
        "\r",
    ],
)
def test_what_does_not_show_and_moves_what_does_is_unfit(text):
    assert unfit_characters(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two\nlines\tand a tab",
        "\u2067مرحبا\u2069 and \u202ahello\u202c",
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧",
        "\u200fمرحبا\u200e",
        "",
    ],
)
def test_what_scripts_need_is_fit(text):
    assert unfit_characters(text) == ()


@given(st.text(st.characters(exclude_categories=("C",))))
def test_printed_characters_are_always_fit(text):
    assert unfit_characters(text) == ()


@pytest.mark.parametrize("feature", FEATURES)
def test_no_questionnaire_of_ours_holds_any(feature):
    questionnaire(feature)


def test_a_questionnaire_with_such_characters_is_refused_with_their_names_and_place():
    text = (FOLDER / "single.toml").read_text(encoding="utf-8")
    bad = text.replace('title = { en = "', 'title = { en = "\\u202e\\u0000', 1)
    problems = examine_text(bad, "q.toml")[1]
    assert [problem.code for problem in problems] == ["characters"]
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in problems[0].what
    assert "U+0000" in problems[0].what
    assert problems[0].where.startswith("q.toml, title")
