import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.answers import printable
from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.linked import system


def test_a_rare_answer_takes_the_next_rarest_with_it():
    assert printable([3, 40, 200, 500]) == (False, False, True, True)


def test_people_who_did_not_answer_are_cover_when_nobody_prints_how_many():
    assert printable([3, 40, 200, 500], rest=30) == (False, True, True, True)
    assert printable([3, 40, 200, 500], rest=4) == (False, False, True, True)


def test_nobody_is_no_small_count():
    assert printable([0, 40, 200]) == (True, True, True)


def test_nobody_or_everybody_of_few_people_tells_of_each_of_them():
    assert printable([0, 40, 30], base=70) == (False, True, False)
    assert printable([0, 70, 0], base=70) == (False, False, False)
    assert printable([0, 70], base=90, add_up=False) == (False, True)
    assert printable([90, 20], base=90, add_up=False) == (False, True)
    assert printable([0, 60, 140], base=200) == (True, True, True)


def test_where_several_answers_may_be_given_each_stands_alone():
    assert printable([3, 40, 200], add_up=False) == (False, True, True)


def test_a_question_nothing_can_protect_prints_no_count():
    assert printable([3, 4]) == (False, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=2, max_size=6))
def test_a_withheld_answer_is_never_bounded_to_under_ten_people(counts):
    shown = printable(counts)
    assert not any(ok and 0 < n < 10 for ok, n in zip(shown, counts, strict=True))
    if not any(shown):
        return
    members = {str(k): [k] for k in range(len(counts))}
    members["base"] = list(range(len(counts)))
    tables = system(members, np.array(counts))
    gone = [str(k) for k, ok in enumerate(shown) if not ok]
    small = [name for name in gone if 0 < counts[int(name)] < 10]
    assert audit(tables, gone, small, exact=True).unsafe == ()
