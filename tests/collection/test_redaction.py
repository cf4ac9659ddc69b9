import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.redaction import identifiers, redact, redacted
from surveyapp.instrument.answers import Missing
from tests.collection.redaction_texts import CLEAN, PLANTED, clean, planted
from tests.collection.tiny import tiny

MOST_LEFT, MOST_ALTERED = 0.05, 0.02


def left(written):
    """Planted identifiers of which a letter or a digit survives."""
    gone = {at for found in identifiers(written.text) for at in range(found.start, found.end)}
    return [
        written.text[start:end]
        for start, end in written.planted
        if any(written.text[at].isalnum() and at not in gone for at in range(start, end))
    ]


@pytest.mark.parametrize("half", ["development", "held out"])
def test_at_most_five_in_a_hundred_planted_identifiers_are_left(half):
    texts = planted(half)
    survivors = [(written.text, left(written)) for written in texts if left(written)]
    total = sum(len(written.planted) for written in texts)
    assert sum(len(one) for _, one in survivors) <= MOST_LEFT * total, survivors


@pytest.mark.parametrize("half", ["development", "held out"])
def test_at_most_two_in_a_hundred_clean_texts_are_altered(half):
    texts = clean(half)
    altered = [(one.text, redact(one.text)) for one in texts if redact(one.text) != one.text]
    assert len(altered) <= MOST_ALTERED * len(texts), altered


def test_the_texts_are_over_two_hundred_in_four_languages():
    written = [*PLANTED.values(), *CLEAN.values()]
    assert sum(len(texts) for texts in written) >= 200
    assert {language for _, language in PLANTED} == {"en", "es", "ar", "zh"}


def test_an_identifier_is_replaced_by_its_kind_and_the_rest_stays():
    text = "Officer Johnson came to 1420 Maple Street; call 816-555-0142."
    assert redact(text) == "Officer [name] came to [place]; call [phone]."


def test_digits_of_other_scripts_are_digits():
    assert redact("هاتفي ٨١٦-٥٥٥-٠١٤٢") == "هاتفي [phone]"
    assert redact("电话１３８１２３４５６７８") == "电话[phone]"


def test_only_open_answers_are_touched():
    answers = {
        "words": "Ask Officer Johnson.",
        "when": "2026-05-04",
        "place": "n2",
        "trust": 3,
        "adults": Missing.NOT_STATED,
    }
    assert redacted(tiny(), answers) == {**answers, "words": "Ask Officer [name]."}


@given(st.text(max_size=300))
def test_no_text_grows_or_breaks_it(text):
    assert len(redact(text)) <= len(text)


@pytest.mark.parametrize(
    "text", ["1" * 3000, "a." * 1500, "Mr " * 1000, "calle A " * 500, "一" * 3000]
)
def test_long_monotonous_texts_take_no_time(text):
    assert len(redact(text)) <= len(text)
