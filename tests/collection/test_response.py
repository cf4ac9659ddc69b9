import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.capacity import response_block
from surveyapp.collection.draft import Draft, draft_from_bytes, draft_to_bytes
from surveyapp.collection.response import MODES, Response, from_bytes, to_bytes
from surveyapp.errors import InputError
from surveyapp.instrument.answers import Missing, complete
from tests.collection.tiny import bound

TEXT = st.text(max_size=200)
VALUES = st.one_of(
    st.integers(-(2**53), 2**53),
    TEXT,
    st.lists(st.integers(1, 99), max_size=5).map(tuple),
    st.sampled_from(Missing),
)
ANSWERS = st.dictionaries(st.text(min_size=1, max_size=20), VALUES, max_size=10)
RESPONSES = st.builds(
    Response,
    answers=ANSWERS,
    language=st.sampled_from(["en", "es"]),
    mode=st.sampled_from(MODES),
    department=TEXT,
    design_cell=TEXT,
    area=TEXT,
    quality=st.dictionaries(TEXT, st.booleans(), max_size=3),
)


@given(RESPONSES, st.sampled_from([64, 4096]))
def test_a_response_comes_back_equal_and_fills_whole_blocks(response, block):
    data = to_bytes(response, block)
    assert len(data) % block == 0
    assert from_bytes(data) == response


@given(
    st.builds(
        Draft,
        language=st.sampled_from(["en", "es"]),
        mode=st.sampled_from(MODES),
        answers=ANSWERS,
        page=TEXT,
        design_cell=TEXT,
        flags=st.dictionaries(TEXT, st.booleans(), max_size=3),
    )
)
def test_a_draft_comes_back_equal(draft):
    assert draft_from_bytes(draft_to_bytes(draft)) == draft


def test_the_longest_and_the_emptiest_response_have_one_length():
    instrument = bound()
    block = response_block(instrument)
    empty = Response(complete(instrument, {}), "en", "web", "pd")
    words = {"words": '"' * 100 + "\U0001f600" * 100, "place": "n1", "trust": 3}
    full = Response(
        complete(instrument, {**words, "fair.listen": 1, "seen": (1, 2), "adults": 20}),
        "es",
        "face to face",
        "pd",
        design_cell="cell-12",
        area="n1",
        quality={"straight_lining": True, "many_unanswered": False},
    )
    assert len(to_bytes(empty, block)) == len(to_bytes(full, block)) == block


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(data):
    with pytest.raises(InputError):
        from_bytes(data)
    with pytest.raises(InputError):
        draft_from_bytes(data)
