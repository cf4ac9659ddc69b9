import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.answers import Missing
from surveyapp.instrument.document import examine_text
from surveyapp.instrument.pipes import filled, pipe_words, pipes_in, split_at_pipes
from tests.instrument.sample import FOLDER, drafts, questionnaire

PIPING = questionnaire("piping")
HAPPY = PIPING.index["happy"]
FULL = {"pet": 2, "name": "Minka", "walks": 12.5, "met": (1, 3), "moved": "2020-02-29"}


def said(answers, language="en"):
    return filled(HAPPY.text[language], pipe_words(PIPING, HAPPY, answers, language))


def test_earlier_answers_are_said_in_the_language_of_the_page():
    assert said(FULL) == (
        "With a cat called \u2068Minka\u2069, walking 12.5 minutes, meeting neighbors and "
        "officers since February 29, 2020: are you happy?"
    )
    assert "un gato que se llama \u2068Minka\u2069, 12,5 minutos" in said(FULL, "es")
    assert "vecinos y policías desde 29 de febrero de 2020" in said(FULL, "es")
    assert "养着猫，名叫\u2068Minka\u2069，散步12.5 分钟" in said(FULL, "zh-Hans")
    assert "قطة" in said(FULL, "ar")


def test_an_answer_that_is_missing_is_replaced_by_its_stand_in():
    answers = {"pet": 9, "name": Missing.NOT_STATED, "walks": 1}
    assert said(answers) == (
        "With an animal called your animal, walking 1 minutes, meeting nobody since then: "
        "are you happy?"
    )


def test_what_a_resident_typed_stays_text_and_keeps_its_direction_to_itself():
    words = pipe_words(PIPING, HAPPY, {**FULL, "name": "<b>{pet}</b>"}, "en")
    assert words["name"] == "\u2068<b>{pet}</b>\u2069"
    assert "<b>{pet}</b>" in filled("{name}", words)


def test_an_item_without_pipes_costs_nothing():
    assert pipe_words(PIPING, PIPING.index["pet"], FULL, "en") == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{a} and {b} and {a}", ("a", "b")),
        ("{child.1.age}", ("child.1.age",)),
        ("{} { a } {A} {1a} {a", ()),
        ("{{a}}", ("a",)),
    ],
)
def test_only_a_name_between_braces_is_a_pipe(text, names):
    assert pipes_in(text) == names


@given(st.text(alphabet="ab{}. \u0627", max_size=30))
def test_a_text_is_the_sum_of_its_pieces(text):
    pieces = list(split_at_pipes(text))
    assert "".join(f"{{{piece}}}" if pipe else piece for piece, pipe in pieces) == text
    assert tuple(dict.fromkeys(piece for piece, pipe in pieces if pipe)) == pipes_in(text)


@given(drafts(PIPING), st.sampled_from(PIPING.languages))
def test_every_pipe_is_filled_whatever_was_answered(answers, language):
    words = pipe_words(PIPING, HAPPY, answers, language)
    assert words.keys() == {"pet", "name", "walks", "met", "moved"}
    assert all(words.values())


def test_the_remedy_names_the_item_that_needs_a_stand_in():
    text = (FOLDER / "broken" / "pipe_without_stand_in.toml").read_text(encoding="utf-8")
    (problem,) = examine_text(text, "x.toml")[1]
    assert problem.where == "x.toml, item happy, text"
    assert problem.remedies[0].startswith("add stand_in to pet")
