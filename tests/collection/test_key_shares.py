import json
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.key_shares import (
    MOST_SHARES,
    is_share,
    joined_key,
    open_share,
    rewritten_share,
    set_name,
    share_files,
    split_key,
    united,
)
from surveyapp.collection.sealing import key_pair, open_sealed, seal
from surveyapp.errors import InputError, SurveyError

WORDS = ("first long passphrase", "second long passphrase", "third long passphrase")
SALTS = (b"a" * 16, b"b" * 16, b"c" * 16)
PUBLIC, PRIVATE = key_pair(bytes(range(32)))
KEYS = st.binary(min_size=32, max_size=32)


def made(people=2, random=b"r" * 32, words=WORDS, wave="w", private=PRIVATE):
    files = share_files(wave, private, random, words[:people], SALTS[:people], effort="interactive")
    return [one.text for one in files]


@pytest.fixture(scope="module")
def pair():
    return made()


@given(KEYS, KEYS, st.integers(2, MOST_SHARES))
def test_any_two_shares_give_the_key_back(private, random, people):
    shares = list(enumerate(split_key(private, random, people), 1))
    for first, second in permutations(shares, 2):
        assert united(first, second) == private


@given(st.integers(0, 255), st.integers(1, MOST_SHARES))
def test_one_share_is_independent_of_the_key(byte, number):
    """Over all random bytes, each share takes every value once, whatever the key is."""
    found = {
        split_key(bytes([byte]) * 32, bytes([random]) * 32, MOST_SHARES)[number - 1][0]
        for random in range(256)
    }
    assert len(found) == 256


def test_two_people_together_open_what_was_sealed(pair):
    joined = joined_key(pair, "w", WORDS[:2])
    assert open_sealed(joined, seal(PUBLIC, b"answers")) == b"answers"
    assert joined_key(pair[::-1], "w", WORDS[1::-1]) == joined == PRIVATE


def test_of_three_people_any_two_are_enough_and_none_is_missed():
    texts = made(3)
    for chosen in combinations(range(3), 2):
        words = [WORDS[number] for number in chosen]
        assert joined_key([texts[number] for number in chosen], "w", words) == PRIVATE
    assert joined_key(texts, "w", WORDS) == PRIVATE


def test_one_person_alone_opens_nothing(pair):
    first, second = pair
    for texts, words in (([first], WORDS[:1]), ([second, second], (WORDS[1],) * 2), ([], ())):
        with pytest.raises(InputError, match="Two different shares are needed"):
            joined_key(texts, "w", words)
    for text in pair:
        assert is_share(text)
        assert PRIVATE.hex() not in text


def test_each_person_can_check_their_share_without_the_other(pair):
    for number, (text, word) in enumerate(zip(pair, WORDS, strict=False), 1):
        share = open_share(text, "w", word)
        assert (share.number, share.of, share.public) == (number, 2, PUBLIC)
        assert share.set_name == set_name(text) == set_name(pair[0])
    assert set_name(made(random=b"s" * 32)[0]) != set_name(pair[0])


def test_wrong_words_waves_and_partners_are_refused(pair):
    first, second = pair
    with pytest.raises(InputError, match="passphrase does not open"):
        joined_key([first, second], "w", (WORDS[0], "a wrong long passphrase"))
    with pytest.raises(InputError, match="belongs to wave 'w', not to 'x'"):
        joined_key(pair, "x", WORDS[:2])
    with pytest.raises(InputError, match=r"were not made together: .*-.* and .*-"):
        joined_key([first, made(random=b"s" * 32)[1]], "w", WORDS[:2])
    with pytest.raises(InputError, match="not a share of a wave's key"):
        joined_key([first, json.dumps({})], "w", WORDS[:2])
    with pytest.raises(InputError, match="same passphrase"):
        made(words=(WORDS[0], WORDS[0]))
    with pytest.raises(InputError, match="needs at least 12"):
        made(words=(WORDS[0], "short"))
    with pytest.raises(InputError, match="2 to 9 shares"):
        made(people=1)


def test_a_share_passed_off_as_another_is_noticed_by_one_person_alone(pair):
    first, second = (json.loads(text) for text in pair)
    as_second = json.dumps({**first, "share": 2})
    foreign = json.dumps({**first, "public": key_pair(b"x" * 32)[0].hex()})
    swapped = json.dumps({**first, "hashes": second["hashes"][::-1]})
    for text in (as_second, foreign, swapped):
        with pytest.raises(InputError, match=r"Share [12] was altered"):
            open_share(text, "w", WORDS[0])


def test_a_changed_passphrase_opens_the_same_share(pair):
    text = rewritten_share(
        pair[0], WORDS[0], "another long phrase", b"d" * 16, effort="interactive"
    ).text
    with pytest.raises(InputError, match="does not open"):
        open_share(text, "w", WORDS[0])
    assert joined_key([text, pair[1]], "w", ("another long phrase", WORDS[1])) == PRIVATE
    assert set_name(text) == set_name(pair[0])


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_file_cut_off_anywhere_is_refused_in_words(pair, data):
    text = pair[0]
    cut = text[: data.draw(st.integers(0, len(text) - 3))]
    with pytest.raises(InputError, match="cut off"):
        open_share(cut, "w", WORDS[0])


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_with_any_field_changed_is_refused_and_never_opens_wrongly(pair, data):
    document = json.loads(pair[0])
    name = data.draw(st.sampled_from(sorted(document)))
    document[name] = data.draw(
        st.none() | st.integers() | st.text(max_size=80) | st.lists(st.text(max_size=9))
    )
    if document == json.loads(pair[0]):
        return
    if name == "needed":  # for people to read
        assert open_share(json.dumps(document), "w", WORDS[0]).number == 1
        return
    with pytest.raises(SurveyError):
        open_share(json.dumps(document), "w", WORDS[0])


@given(st.text(max_size=200))
def test_any_other_text_is_no_share(text):
    assert not is_share(text)
    with pytest.raises(InputError, match="not a share"):
        open_share(text, "w", WORDS[0])
