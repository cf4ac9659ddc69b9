import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.key_shares import is_share, joined_key, share_files, split_key
from surveyapp.collection.sealing import key_pair, open_sealed, seal
from surveyapp.errors import InputError

WORDS = ("first long passphrase", "second long passphrase")
SALTS = (b"a" * 16, b"b" * 16)
PUBLIC, PRIVATE = key_pair(bytes(range(32)))


def halves(random=b"r" * 32, words=WORDS):
    made = share_files("w", PRIVATE, random, words, SALTS, effort="interactive")
    return [one.text for one in made]


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_one_half_is_independent_of_the_key(private, random):
    first, second = split_key(private, random)
    assert first == random
    assert bytes(a ^ b for a, b in zip(first, second, strict=True)) == private


def test_both_people_together_open_what_was_sealed():
    joined = joined_key(halves(), "w", WORDS)
    assert open_sealed(joined, seal(PUBLIC, b"answers")) == b"answers"
    reverse = joined_key(halves()[::-1], "w", WORDS[::-1])
    assert reverse == joined == PRIVATE


def test_one_person_alone_opens_nothing():
    first, second = halves()
    for texts, words in (([first], WORDS[:1]), ([second, second], (WORDS[1],) * 2)):
        with pytest.raises(InputError, match="Halves 1 and 2 are needed"):
            joined_key(texts, "w", words)
    for text in (first, second):
        assert is_share(text)
        assert PRIVATE.hex() not in text


def test_wrong_words_waves_and_partners_are_refused():
    first, second = halves()
    with pytest.raises(InputError, match="passphrase does not open"):
        joined_key([first, second], "w", (WORDS[0], "a wrong long passphrase"))
    with pytest.raises(InputError, match="belongs to wave"):
        joined_key([first, second], "x", WORDS)
    with pytest.raises(InputError, match="do not belong together"):
        joined_key([first, halves(b"s" * 32)[1]], "w", WORDS)
    with pytest.raises(InputError, match="not half of a wave's key"):
        joined_key([first, json.dumps({})], "w", WORDS)
    with pytest.raises(InputError, match="same passphrase"):
        halves(words=(WORDS[0], WORDS[0]))
