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
    assert say(Fault("one_only"), "zh-Hans") == say(Fault("one_only"), "en")
