import pytest

from surveyapp.instrument.reading_time import minutes, words_in
from tests.instrument.sample import questionnaire


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("How safe do you feel?", 5),
        ("Don't you know one-stop shops?", 5),
        ("¿Qué tan seguro se siente?", 5),
        ("هل لديك كلب؟", 3),
        ("您养狗吗？", 4 / 1.5),
        ("拨打 911 电话", 1 + 4 / 1.5),
    ],
)
def test_words_are_counted_in_every_writing(text, words):
    assert words_in(text) == pytest.approx(words)


def test_no_language_takes_no_time():
    paces = [minutes(questionnaire("piping"), tag) for tag in ("en", "es", "ar", "zh-Hans")]
    assert max(paces) < 3 * min(paces)


def test_what_is_worked_out_is_not_read():
    assert minutes(questionnaire("calculated")) < 0.3
