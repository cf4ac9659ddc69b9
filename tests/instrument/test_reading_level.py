import pytest

from surveyapp.instrument.document import load
from surveyapp.instrument.reading_level import flesch_kincaid, inflesz, reading_level
from surveyapp.instrument.syllables import english_syllables, spanish_syllables
from tests.instrument.sample import FIELDED, questionnaire

ENGLISH = {
    1: "the safe dark called asked times months helped else home race crime were",
    2: "police people being doing quiet safety someone elsewhere alone treated respect places "
    "little before walking trusted patrol really involved honest create",
    3: "neighborhood area violence serious opinion officer satisfied idea video radio previous "
    "disagree anyone vehicle",
    4: "dissatisfied information community experience usually situation society",
}
SPANISH = {
    1: "que huir muy y ley rey",
    2: "barrio ciudad bueno leer país siente día calle cuando guerra quiero reunión caos baúl",
    3: "seguro guitarra pingüino ayuda tráfico estación jesuita respuestas",
    4: "policía vecindario oscureció europeo averiguáis",
    5: "inseguridad",
}


@pytest.mark.parametrize(("count", "words"), ENGLISH.items())
def test_english_syllables_are_those_of_the_dictionary(count, words):
    assert {w: english_syllables(w) for w in words.split()} == dict.fromkeys(words.split(), count)


@pytest.mark.parametrize(("count", "words"), SPANISH.items())
def test_spanish_syllables_follow_the_spelling(count, words):
    assert {w: spanish_syllables(w) for w in words.split()} == dict.fromkeys(words.split(), count)


def test_flesch_kincaid_gives_the_published_examples():
    assert flesch_kincaid(["The cat sat on the mat."]) == pytest.approx(-1.45)
    platypus = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert flesch_kincaid([platypus]) == pytest.approx(11.3, abs=0.05)


def test_inflesz_is_its_formula_on_counted_words():
    # 6 words, 9 syllables, 1 sentence: El | ba-rrio | es | muy | se-gu-ro | hoy
    words = "El barrio es muy seguro hoy."
    assert inflesz([words]) == pytest.approx(206.835 - 62.3 * 9 / 6 - 6)


def test_a_text_said_twice_is_as_hard_as_said_once():
    texts = ["How safe do you feel after dark?", "Do you know any officers by name?"]
    assert flesch_kincaid(texts * 3) == pytest.approx(flesch_kincaid(texts))
    assert flesch_kincaid([" ".join(texts)]) == pytest.approx(flesch_kincaid(texts))


def test_the_fielded_questionnaire_is_plain_in_both_languages():
    fielded = load(FIELDED)
    english, spanish = reading_level(fielded, "en"), reading_level(fielded, "es")
    assert english.plain
    assert english.words.startswith("grade ")
    assert spanish.plain
    assert spanish.measure == "INFLESZ"


def test_a_language_without_a_measure_has_no_level():
    assert reading_level(questionnaire("languages"), "ar") is None
    assert reading_level(questionnaire("languages"), "zh-Hans") is None
