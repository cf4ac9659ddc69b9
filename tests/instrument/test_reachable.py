from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, In, Not
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.reachable import can_hold
from surveyapp.instrument.routing import walk
from surveyapp.instrument.values import Missing
from tests.instrument.sample import fielded, questionnaire

PETS = questionnaire("condition_in")
LEAVES = st.one_of(
    st.builds(In, st.just("pets"), st.lists(st.sampled_from([1, 2, 7, 98]), min_size=1).map(tuple)),
    st.builds(In, st.just("dog"), st.sampled_from([(1,), (2,), (1, 2)])),
    st.builds(Answered, st.sampled_from(["pets", "dog", "adults"]), st.booleans()),
    st.builds(
        Compare, st.just("adults"), st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def three_items(second, third) -> Instrument:
    """Pets, a dog asked about under one condition, adults, and a page under another."""
    dog = replace(questionnaire("single").items[0], required=False, show_if=second)
    adults = replace(questionnaire("whole_number").items[0], minimum=1, maximum=3)
    last = replace(questionnaire("short_text").items[0], show_if=third)
    return replace(PETS, items=(PETS.items[0], dog, adults, last))


@settings(max_examples=60)
@given(CONDITIONS.filter(lambda c: "adults" not in repr(c) and "dog" not in repr(c)), CONDITIONS)
def test_the_search_agrees_with_trying_every_answer(second, third):
    instrument = three_items(second, third)
    ticks = [(1,), (2,), (1, 2), (3,), (1, 3), (2, 3), (1, 2, 3), (7,), (98,), Missing.NOT_STATED]
    tried = any(
        {item.id: verdict for item, verdict in walk(instrument, answers)}["street"] is True
        for answers in (
            {"pets": pets, "dog": dog, "adults": adults}
            for pets, dog, adults in product(
                ticks, (1, 2, Missing.NOT_STATED), (1, 2, 3, Missing.NOT_STATED)
            )
        )
    )
    assert can_hold(instrument, instrument.items[-1]) == tried


def test_every_page_of_the_fielded_questionnaire_can_be_reached():
    instrument = fielded()
    assert all(can_hold(instrument, item) for item in instrument.items)
