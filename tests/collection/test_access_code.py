import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.access_code import (
    CODE_BITS,
    CODE_LENGTH,
    access_code,
    code_mark,
    kept_mark,
    neighbors,
    read_access_code,
    shown,
)
from surveyapp.collection.code_text import ALPHABET, cleaned
from surveyapp.errors import InputError

NUMBER = st.integers(0, 2**CODE_BITS - 1)
LOOK_ALIKES = {"0": "Oo", "1": "IiLl", "V": "Uu"}


def refused(text):
    with pytest.raises(InputError) as caught:
        read_access_code(text)
    problem = caught.value.problems[0]
    assert problem.code == "mistyped"
    return str(problem)


@given(NUMBER)
def test_a_code_has_ten_characters_none_of_which_looks_like_another(number):
    code = access_code(number)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


def test_a_code_carries_forty_five_bits():
    assert CODE_BITS == 45
    assert access_code(0) == "0000000000"
    assert access_code(2**45 - 1)[:9] == "Z" * 9
    for number in (-1, 2**45):
        with pytest.raises(InputError, match="45 random bits"):
            access_code(number)


@given(NUMBER, st.randoms(use_true_random=False))
def test_a_code_is_read_however_it_is_typed(number, chance: random.Random):
    code = access_code(number)
    typed = ""
    for character in shown(code):
        typed += chance.choice(["", "", " ", "-", " - ", "\u200b"])
        typed += chance.choice([character, character.lower(), *LOOK_ALIKES.get(character, "")])
    assert read_access_code(typed) == code


def test_full_width_and_other_scripts_digits_are_read_as_digits():
    code = access_code(0)
    assert read_access_code("٠٠٠٠٠-۰۰۰۰۰") == code
    assert read_access_code("\uff10" * 10) == code
    assert cleaned("ａｂ１") == "AB1"


@given(NUMBER, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(number, place, other):
    code = access_code(number)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        assert "not as printed" in refused(wrong)


@given(NUMBER)
def test_every_two_characters_that_changed_places_are_found(number):
    code = access_code(number)
    for left, right in itertools.combinations(range(CODE_LENGTH), 2):
        swapped = list(code)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        if "".join(swapped) != code:
            refused("".join(swapped))


@given(st.text(max_size=300))
def test_any_text_is_a_code_or_is_refused_without_repeating_it(text):
    try:
        code = read_access_code(text)
    except InputError as error:
        message = str(error.problems[0])
        assert len(text) < 12 or text not in message
    else:
        assert read_access_code(code) == code


def test_the_refusal_says_which_fault_it_is():
    assert "this has 3" in refused("ABC")
    assert "only letters and digits" in refused("ABCDE!GHJK")
    assert "no letter O, I, L or U" in refused("0000000001")


def test_marks_differ_by_code_wave_and_key_and_do_not_hold_the_code():
    key, other = bytes(32), bytes([1]) * 32
    marks = {
        code_mark(k, wave, code)
        for k in (key, other)
        for wave in ("a", "b")
        for code in ("0" * 10, access_code(1))
    }
    assert len(marks) == 8
    [first, *_] = marks
    assert kept_mark(key, "a", first) != kept_mark(other, "a", first) != first
    assert kept_mark(key, "a", first) != kept_mark(key, "b", first)


@given(NUMBER, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_code_is_found_from_any_slip_of_one_character(number, at, other):
    code = access_code(number)
    slipped = f"{code[:at]}{other}{code[at + 1 :]}"
    near = list(neighbors(slipped))
    assert len(near) <= 19
    assert ((at + 1, code) in near) is (slipped != code)
    assert all(read_access_code(one) == one for _, one in near)
    assert list(neighbors(code[:9])) == []
