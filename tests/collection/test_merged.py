"""A table over many editions: every answer is found again, and no column has two meanings."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.merged import Edition, merged
from surveyapp.errors import InputError
from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import compare
from surveyapp.instrument.document import load
from surveyapp.instrument.model import Instrument, Item, Row, Section
from tests.instrument.sample import FOLDER, values

BASE = replace(load(FOLDER / "two_editions.toml"), rulings=())
WORDS = ("How fair?", "How  fair?", "How just?", "Were you heard?")
EDITS = ("reword", "options", "kind", "remove", "add", "row", "order", "random", "filter")


def with_items(instrument: Instrument, items: list[Item]) -> Instrument:
    asked = {item.id for item in items}
    kept = [
        item if item.id != "fair" or "met" in asked else replace(item, show_if=None)
        for item in items
    ]
    return replace(instrument, items=tuple(kept), indicators=())


def edit(draw, instrument: Instrument, kind: str) -> Instrument:
    items = list(instrument.items)
    place = draw(st.integers(0, len(items) - 1))
    item = items[place]
    match kind:
        case "reword":
            items[place] = replace(item, text={"en": draw(st.sampled_from(WORDS)), "es": "¿?"})
        case "options" if item.options:
            items[place] = replace(item, options=item.options[:2])
        case "kind":
            other = "multiple" if item.kind == "single" else "single"
            if item.options:
                items[place] = replace(item, kind=other, rows=(), options_order="")
        case "remove" if len(items) > 1:
            del items[place]
        case "add":
            missing = [i for i in BASE.items if i.id not in {item.id for item in items}]
            items += [draw(st.sampled_from(missing))] if missing else []
        case "row" if item.rows:
            words = {"en": draw(st.sampled_from(WORDS)), "es": "¿?"}
            items[place] = replace(item, rows=(*item.rows[1:], Row("other", words))[:3])
            if len({row.id for row in items[place].rows}) < len(items[place].rows):
                items[place] = item
        case "order":
            items.insert(0, items.pop(place))
        case "random":
            section = Section("main", {"en": "Q", "es": "P"}, "random")
            instrument = replace(instrument, sections=(section,))
        case "filter":
            items[place] = replace(item, show_if=None)
    return with_items(instrument, items)


@st.composite
def histories(draw):
    """Editions made by random edits, each with a few random responses."""
    instrument, made = with_items(BASE, list(BASE.items)), []
    for version in range(1, draw(st.integers(1, 5)) + 1):
        for kind in draw(st.lists(st.sampled_from(EDITS), max_size=3)):
            instrument = edit(draw, instrument, kind)
        edition = replace(instrument, version=str(version))
        given = st.fixed_dictionaries(
            {}, optional={n: values(v) for n, v in edition.variables.items()}
        )
        made.append(Edition(edition, draw(st.lists(given, min_size=1, max_size=2)), "probability"))
    return made


@given(histories())
@settings(max_examples=150)
def test_every_answer_is_found_again_whatever_the_history_of_edits(editions):
    table = merged(editions)
    rows = iter(zip(table.edition, table.rows, strict=True))
    for place, edition in enumerate(editions):
        for answers in edition.responses:
            of, row = next(rows)
            assert of == place
            back = {
                name: row[table.column_of(name, place).name]
                for name in edition.instrument.variables
            }
            assert {name: v for name, v in back.items() if v is not None} == answers
    assert next(rows, None) is None


@given(histories())
@settings(max_examples=100)
def test_no_column_holds_what_breaks_the_trend(editions):
    table = merged(editions)
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    for column in table.columns:
        for before, now in zip(column.editions, column.editions[1:], strict=False):
            a, b = editions[before].instrument, editions[now].instrument
            assert a.variables[column.variable].kind == b.variables[column.variable].kind
            if a.variables[column.variable].item.kind != "drawn":
                assert compare(a, b).grade(column.variable) != BREAKS


def test_a_column_is_named_after_the_version_that_broke_the_trend():
    later = replace(
        BASE,
        version="1.2",
        items=tuple(
            replace(item, text={"en": "Age?", "es": "¿Edad?"}) if item.id == "age" else item
            for item in BASE.items
        ),
    )
    table = merged(
        [
            Edition(BASE, [{"age": 30}], "census"),
            Edition(later, [{"age": 40, "met": 1}], "census"),
        ]
    )
    assert [c.name for c in table.columns if c.variable == "age"] == ["age", "age_v1.2"]
    assert table.rows[0]["age"] == 30
    assert table.rows[1]["age_v1.2"] == 40
    assert [c.editions for c in table.columns if c.variable == "met"] == [(0, 1)]


@pytest.mark.parametrize("other", ["probability", "census", "opt-in"])
def test_those_who_came_to_an_event_are_never_merged_with_others(other):
    with pytest.raises(InputError) as refused:
        merged([Edition(BASE, [{"age": 30}], "event"), Edition(BASE, [{"age": 40}], other)])
    (problem,) = refused.value.problems
    assert problem.code == "mixed-frames"
    assert problem.what == (
        f"Waves of different kinds of sample are never pooled (edition 1: event, edition 2: "
        f"{other}): those who came to an event, those who chose to answer and those who were drawn "
        "are different people."
    )
    assert problem.remedies == (
        "Analyse the waves of one frame type by themselves.",
        "Print the figures of each kind side by side, each under its own name.",
    )
