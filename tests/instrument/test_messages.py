import datetime
import string

import pytest

from surveyapp.instrument.messages import Fault, messages, say


def holes(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", sorted(messages()))
def test_every_language_has_every_message_with_the_same_holes(language):
    source = messages()["en"]
    assert messages()[language].keys() == source.keys()
    for key, words in messages()[language].items():
        assert holes(words) == holes(source[key])


@pytest.mark.parametrize("language", sorted(messages()))
def test_no_message_blames(language):
    blame = {"invalid", "error", "wrong", "illegal", "forbidden", "inválid", "incorrect", "mal "}
    for words in messages()[language].values():
        assert not any(word in words.casefold() for word in blame)


def test_a_regional_language_has_the_words_of_its_language():
    assert say(Fault("one_only"), "es-MX") == say(Fault("one_only"), "es")
    assert say(Fault("one_only"), "zh-Hant") == say(Fault("one_only"), "en")


@pytest.mark.parametrize("language", sorted(messages()))
def test_numbers_and_dates_are_written_in_every_language(language):
    fault = Fault("number_out_of_range", {"minimum": 1, "maximum": 2500.5})
    assert "500.5" in say(fault, language) or "500,5" in say(fault, language)
    day = datetime.date(2026, 1, 31)
    assert "2026" in say(Fault("date_out_of_range", {"minimum": day, "maximum": day}), language)
