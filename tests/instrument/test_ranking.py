import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import AnswersRejected
from surveyapp.instrument.answers import Missing, complete, read_page, read_record
from surveyapp.instrument.document import dumps, loads
from surveyapp.instrument.routing import find_page, path
from tests.instrument.sample import questionnaire

RANKING = questionnaire("ranking")
REQUIRED = loads(dumps(RANKING).replace('kind = "ranking"', 'kind = "ranking"\nrequired = true'))


def read(form, instrument=RANKING, language="en"):
    lists = {f"wishes-{code}": [str(place)] for code, place in form.items()}
    return read_page(instrument, find_page(instrument, "wishes"), lists, language)["wishes"]


def refusal(form, instrument=RANKING, language="en"):
    with pytest.raises(AnswersRejected) as error:
        read(form, instrument, language)
    ((problem),) = error.value.problems
    assert problem.where == "wishes"
    return problem.code, problem.what


def test_the_answer_is_the_codes_from_the_first_position_on():
    assert read({1: 2, 3: 1}) == (3, 1)
    assert read({2: "١", 1: ""}) == (2,)
    assert read({}) is Missing.NOT_STATED


def test_a_tie_is_refused_by_the_names_of_both_options():
    assert refusal({1: 1, 3: 1}) == (
        "rank_tie",
        "“Trees” and “Lights” both have position 1. Please give each a position of its own.",
    )
    assert "树木" in refusal({1: 1, 3: 1}, language="zh-Hans")[1]


def test_a_position_left_out_is_asked_for():
    assert refusal({1: 2}) == (
        "rank_gap",
        "Nothing has position 1 yet. Please use the positions one after another, beginning with 1.",
    )


@pytest.mark.parametrize("forged", ["0", "3", "-1", "first", "1.0", "99999", "1 "])
def test_a_position_that_is_not_offered_is_refused(forged):
    if forged.strip() == "1":
        assert read({1: forged}) == (1,)
    else:
        assert refusal({1: forged})[0] == "unknown_position"


def test_a_partial_ranking_is_enough_unless_it_is_required():
    assert read({1: 1}) == (1,)
    assert refusal({1: 1}, REQUIRED) == ("rank_incomplete", "Please fill the positions 1 to 2.")
    assert refusal({}, REQUIRED)[0] == "required_ranked"
    assert read({1: 1, 2: 2}, REQUIRED) == (1, 2)


def test_a_condition_looks_at_what_stands_first():
    def opened(answer):
        return [page.id for page in path(RANKING, {"wishes": answer})]

    assert opened((1, 3)) == ["wishes", "trees"]
    assert opened((3, 1)) == ["wishes"]


def test_a_completed_ranking_keeps_its_order():
    assert complete(RANKING, {"wishes": (3, 1), "trees": "Oaks"}) == {
        "wishes": (3, 1),
        "trees": Missing.NOT_APPLICABLE,
    }


def test_a_file_lists_the_codes_from_the_first():
    assert read_record(RANKING, {"wishes": "3; 1"}) == ({"wishes": (3, 1)}, ())
    assert read_record(RANKING, {"wishes": "3.0,2"})[0] == {"wishes": (3, 2)}
    assert [p.code for p in read_record(RANKING, {"wishes": "1;2;3"})[1]] == ["rank_many"]
    assert [p.code for p in read_record(RANKING, {"wishes": "7"})[1]] == ["unknown_option"]


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(1, 2)))
def test_every_choice_of_positions_is_a_ranking_or_refused(form):
    ranked = sorted(form, key=form.__getitem__)
    sound = sorted(form.values()) == list(range(1, len(form) + 1))
    if sound:
        assert read(form) == (tuple(ranked) or Missing.NOT_STATED)
    else:
        assert refusal(form)[0] in {"rank_tie", "rank_gap"}


def test_every_order_can_be_given():
    orders = [order for n in (1, 2) for order in itertools.permutations((1, 2, 3), n)]
    given_back = [read({code: at for at, code in enumerate(order, 1)}) for order in orders]
    assert given_back == orders
