from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.duplicates import chosen_codes, largest_match, with_duplicates
from surveyapp.collection.quality_rules import DUPLICATE_ITEMS, NEAR_ITEMS, NEAR_SHARE
from surveyapp.collection.response import Response
from surveyapp.instrument.answers import Missing

RNG = 20260701


def response(answers) -> Response:
    return Response(dict(answers), "en", "web", "pd")


def flags(responses, name) -> list[bool]:
    return [one.quality[name] for one in with_duplicates(responses)]


def people(rng, number, items=30) -> list[Response]:
    """Residents who differ: five options an item, drawn anew for everybody."""
    table = rng.integers(1, 6, size=(number, items))
    return [response({f"q{k}": int(code) for k, code in enumerate(row)}) for row in table]


def test_only_responses_with_all_answers_the_same_are_duplicates():
    given_by = {f"q{k}": k for k in range(DUPLICATE_ITEMS - 1)}
    changes = [{"last": 1}, {"last": 1}, {"last": 2}, {}, {}]
    many = [response({**given_by, **change}) for change in changes]
    assert flags(many, "duplicate_pattern") == [True, True, False, False, False]
    assert with_duplicates([]) == []


def test_a_program_that_varies_one_answer_in_thirty_is_found_and_people_are_not():
    rng = np.random.default_rng(RNG)
    honest = people(rng, 500)
    told = {f"q{k}": 1 + k % 5 for k in range(30)}
    copies = [response({**told, f"q{k}": 5 - k % 5}) for k in range(20)]
    near = flags([*honest, *copies], "near_duplicate")
    exact = flags([*honest, *copies], "duplicate_pattern")
    assert not any(near[:500] + exact[:500])
    assert all(one or other for one, other in zip(near[500:], exact[500:], strict=True))
    assert sum(exact) == 4  # those whose change happened to change nothing


def test_an_exact_duplicate_is_not_called_a_near_one_too():
    told = {f"q{k}": k for k in range(30)}
    both = [response(told), response(told), response({**told, "q0": 99})]
    assert flags(both, "duplicate_pattern") == [True, True, False]
    assert flags(both, "near_duplicate") == [False, False, True]


def test_text_and_numbers_do_not_make_a_copy_look_like_another_person():
    told = {f"q{k}": 1 for k in range(NEAR_ITEMS)}
    both = [response({**told, "why": text}) for text in ("lights", "a new park")]
    assert flags(both, "near_duplicate") == [True, True]


@pytest.mark.parametrize("items", [1, DUPLICATE_ITEMS, NEAR_ITEMS - 1])
def test_in_a_short_questionnaire_nobody_is_a_near_duplicate(items):
    told = {f"q{k}": 1 for k in range(items)}
    both = [response({**told, "why": text}) for text in ("lights", "a new park")]
    assert flags(both, "near_duplicate") == [False, False]


def test_what_was_not_chosen_matches_nothing():
    skipped = {f"q{k}": Missing.NOT_STATED for k in range(40)}
    both = [response({**skipped, "why": text}) for text in ("a", "b")]
    assert flags(both, "near_duplicate") == [False, False]
    assert (chosen_codes(both) == -1).all()


@given(st.lists(st.lists(st.integers(-1, 2), min_size=24, max_size=24), min_size=0, max_size=12))
def test_the_largest_match_is_that_of_comparing_every_pair(rows):
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 24)
    found = largest_match(table)
    for i, one in enumerate(table):
        chosen = one >= 0
        shares = [
            float((other[chosen] == one[chosen]).mean())
            for j, other in enumerate(table)
            if j != i and chosen.sum() >= NEAR_ITEMS
        ]
        assert found[i] == pytest.approx(max(shares, default=0.0))


def test_blocks_of_rows_change_nothing():
    rng = np.random.default_rng(RNG)
    table = rng.integers(-1, 4, size=(1500, 30))
    chosen = rng.permutation(1500)
    assert largest_match(table)[chosen] == pytest.approx(largest_match(table[chosen]))


def test_the_rule_leaves_room_for_one_answer_in_twenty():
    assert pytest.approx(NEAR_ITEMS - 1) == NEAR_SHARE * NEAR_ITEMS
