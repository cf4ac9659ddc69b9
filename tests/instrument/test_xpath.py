from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, In, Not
from surveyapp.instrument.xpath import (
    LONGEST,
    Named,
    UnreadableError,
    read_condition,
    write_condition,
)

KNOWN = {
    "met": Named("met", {"1": 1, "2": 2}),
    "seen": Named("seen", {"1": 1, "2": 2}),
    "word": Named("word", {"yes": 1, "no": 2}),
    "age": Named("age"),
}


def read(text):
    return read_condition(text, KNOWN.get)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${met} = '1'", In("met", (1,))),
        ("${met}=1", In("met", (1,))),
        ("'1' = ${met}", In("met", (1,))),
        ('${word} = "yes"', In("word", (1,))),
        ("${met} != '2'", Not(In("met", (2,)))),
        ("selected( ${seen} , '2' )", In("seen", (2,))),
        ("${age} >= 18", Compare("age", ">=", 18)),
        ("18 < ${age}", Compare("age", ">", 18)),
        ("${age} = 18", All((Compare("age", ">=", 18), Compare("age", "<=", 18)))),
        ("${met} = 1 or ${met} = 2", In("met", (1, 2))),
        ("${met} = ''", Answered("met", False)),
        ("${met} != ''", Answered("met", True)),
        ("not(${met} = '1')", Not(In("met", (1,)))),
        (
            "${met} = 1 or ${age} < 3 and ${met} = 2",
            AnyOf((In("met", (1,)), All((Compare("age", "<", 3), In("met", (2,)))))),
        ),
        (
            "(${met} = 1 or ${met} = 2) and ${age} > 4.5",
            All((In("met", (1, 2)), Compare("age", ">", 4.5))),
        ),
    ],
)
def test_the_subset_is_read(text, condition):
    assert read(text) == condition


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("${met} = '3'", "none of its choices", 9),
        ("${who} = '1'", "“who” is not asked before it", 0),
        ("${met} = (((", "a number is missing", 9),
        ("count(${met}) > 1", "“count(${met}) > 1” is outside", 0),
        ("${age} > today()", "outside the subset", 9),
        ("pulldata('a', 'b', 'c', ${met}) = 1", "outside the subset", 0),
        ("${met} = '1' ${met}", "is not expected", 13),
        ("${age} + 1 > 3", "outside the subset", 7),
        ("${word} > 1", "stand in no order", 0),
        ("${age} > 'old'", "is no number", 9),
        ("${age} < ''", "stands in no order", 9),
        ("", "a number is missing", 0),
        ("(" * 30 + "${met} = 1" + ")" * 30, "nested deeper", 21),
        ("${met} = 1 or " * 200, "longer than", LONGEST),
    ],
)
def test_the_rest_is_refused_with_its_place(text, says, at):
    with pytest.raises(
        UnreadableError,
        match=says.replace("(", r"\(")
        .replace("$", r"\$")
        .replace("{", r"\{")
        .replace("+", r"\+")
        .replace(")", r"\)"),
    ) as refusal:
        read(text)
    assert refusal.value.at == at


LEAVES = st.one_of(
    st.sampled_from([1, 2]).map(lambda code: In("met", (code,))),
    st.sampled_from([1, 2]).map(lambda code: In("seen", (code,))),
    st.builds(Answered, st.sampled_from(["met", "age"]), st.booleans()),
    st.builds(
        Compare,
        st.just("age"),
        st.sampled_from(["<", "<=", ">", ">="]),
        st.one_of(st.integers(-9999999, 9999999), st.decimals(-99, 99, places=2).map(float)),
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_what_is_written_reads_as_what_is_written_the_same(condition):
    several = {"met": Named("met"), "seen": Named("seen", {}), "age": Named("age")}
    text = write_condition(condition, lambda name: name, several.get)
    if len(text) <= LONGEST:
        assert write_condition(read(text), lambda name: name, several.get) == text


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(UnreadableError):
        read(text)
