import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.sealing import key_pair
from surveyapp.collection.sealing_keys import (
    key_wave,
    practice_key,
    protected_key,
    read_server_key,
    read_wave_key,
    rewritten_key,
)
from surveyapp.errors import InputError, SurveyError

PUBLIC, PRIVATE = key_pair(bytes(range(32)))
WORDS = "correct horse battery staple"
FILE = protected_key("w", PRIVATE, WORDS, b"s" * 16, effort="interactive").text


@given(st.integers(0, len(FILE) - 3))
def test_a_key_file_cut_off_anywhere_is_refused_in_words(length):
    with pytest.raises(InputError, match="cut off"):
        read_wave_key(FILE[:length], "w", WORDS)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_key_file_with_any_field_changed_is_refused(data):
    document = json.loads(FILE)
    name = data.draw(st.sampled_from(sorted(document)))
    value = data.draw(st.none() | st.integers() | st.text(max_size=80) | st.binary().map(bytes.hex))
    changed = json.dumps({**document, name: value})
    if json.loads(changed) == document:
        return
    with pytest.raises(SurveyError):
        read_wave_key(changed, "w", WORDS)


@pytest.mark.parametrize("field", ["public", "box", "salt", "operations", "wave", "protection"])
def test_a_missing_field_is_named(field):
    document = json.loads(FILE)
    del document[field]
    with pytest.raises(InputError, match=field):
        read_wave_key(json.dumps(document), "w", WORDS)


def test_a_file_cannot_ask_for_all_the_memory_there_is():
    document = {**json.loads(FILE), "memory": 2**40}
    with pytest.raises(InputError, match="operations and memory"):
        read_wave_key(json.dumps(document), "w", WORDS)


def test_a_key_of_another_public_half_is_refused():
    other = {**json.loads(FILE), "public": key_pair(b"x" * 32)[0].hex()}
    with pytest.raises(InputError, match="was altered"):
        read_wave_key(json.dumps(other), "w", WORDS)
    plain = {**json.loads(practice_key("w", PRIVATE).text), "key": (b"y" * 32).hex()}
    with pytest.raises(InputError, match="was altered"):
        read_wave_key(json.dumps(plain), "w")


def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_nothing():
    text = rewritten_key(FILE, WORDS, "four other long words", b"t" * 16, effort="interactive").text
    assert read_wave_key(text, "w", "four other long words") == PRIVATE
    assert key_wave(text) == "w"
    with pytest.raises(InputError, match="does not open"):
        read_wave_key(text, "w", WORDS)
    with pytest.raises(InputError, match="does not open"):
        rewritten_key(FILE, "not these words at all", "four other long words", b"t" * 16)


def test_a_passphrase_typed_on_another_system_is_the_same_passphrase():
    composed, apart = "ma\u00f1ana m\u00e1s tarde", "man\u0303ana ma\u0301s tarde"
    text = protected_key("w", PRIVATE, composed, b"s" * 16, effort="interactive").text
    assert read_wave_key(text, "w", apart) == PRIVATE


@given(st.text(max_size=200))
def test_any_other_text_is_no_key_file(text):
    with pytest.raises(InputError, match="not a wave's private key"):
        read_wave_key(text, "w", WORDS)
    with pytest.raises(InputError, match="not a server key"):
        read_server_key(text)
