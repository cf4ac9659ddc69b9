from itertools import combinations

import pytest

from surveyapp.instrument.bridging import bridged
from surveyapp.instrument.document import load
from surveyapp.instrument.values import Missing
from tests.instrument.sample import FIELDED, questionnaire

RACE = load(FIELDED).bridges["race"]
NATIVE, ASIAN, BLACK, HISPANIC, MENA, PACIFIC, WHITE = range(1, 8)


@pytest.mark.parametrize(
    ("chosen", "category"),
    [
        ((WHITE,), "white"),
        ((MENA,), "white"),
        ((MENA, WHITE), "white"),
        ((BLACK,), "black"),
        ((BLACK, WHITE), "other"),
        ((HISPANIC,), "hispanic"),
        ((BLACK, HISPANIC), "hispanic"),
        ((HISPANIC, WHITE), "hispanic"),
        ((ASIAN,), "asian_pacific"),
        ((PACIFIC,), "asian_pacific"),
        ((ASIAN, PACIFIC), "asian_pacific"),
        ((ASIAN, WHITE), "other"),
        ((NATIVE,), "other"),
        ((NATIVE, WHITE), "other"),
    ],
)
def test_the_combined_question_leads_to_the_earlier_census_categories(chosen, category):
    assert bridged(RACE, chosen) == category


def test_every_possible_answer_has_exactly_one_category():
    ids = {category.id for category in RACE.categories}
    reached = {
        bridged(RACE, chosen) for size in range(1, 8) for chosen in combinations(range(1, 8), size)
    }
    assert reached == ids


def test_no_answer_has_no_category():
    assert [bridged(RACE, kind) for kind in Missing] == [None, None, None]
    assert bridged(RACE, ()) is None
    assert bridged(RACE, "text") is None


def test_a_rule_can_ask_for_one_thing_and_forbid_others():
    bridge = questionnaire("bridge").bridges["pets"]
    assert bridged(bridge, (1,)) == "dogs"
    assert bridged(bridge, (3,)) == "small"
    assert bridged(bridge, (2, 3)) == "small"
    assert bridged(bridge, (2,)) == "mixed"
    assert bridged(bridge, (1, 3)) == "mixed"
    assert bridged(bridge, 1) == "dogs"
