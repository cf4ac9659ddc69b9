import csv
import io
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.merged import Edition as MergedEdition
from surveyapp.collection.merged import merged
from surveyapp.exports.over_versions import (
    FACTS,
    Edition,
    answer_of,
    cell,
    codebook_csv,
    kept,
    table_csv,
)
from surveyapp.instrument.values import Missing
from tests.collection.test_merged import BASE, histories

FACT = dict.fromkeys(FACTS, "x") | {"flag": "0"}


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


@given(histories())
@settings(max_examples=60, deadline=None)
def test_every_answer_to_every_version_is_read_back_from_the_table(editions):
    table = merged(editions)
    head, *body = rows(table_csv(table, [FACT] * len(table.rows), ["flag"], texts=True))
    kinds = {column.name: column.kind for column in table.columns}
    names = head[len(FACTS) + 1 :]
    assert [name.lstrip("'") for name in names] == [column.name for column in table.columns]
    for line, row in zip(body, table.rows, strict=True):
        cells = dict(zip(kinds, line[len(FACTS) + 1 :], strict=True))
        for name, text in cells.items():
            assert answer_of(text, kinds[name]) == row.get(name), (name, text)


@given(st.text(max_size=12).filter(lambda text: "\r" not in text))
def test_a_text_is_read_back_even_if_it_looks_like_a_mark_or_a_formula(text):
    assert answer_of(cell(text), "text") == text
    number = re.fullmatch(r"[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?", cell(text))
    assert number or not cell(text).startswith(("=", "+", "@"))


def test_each_kind_of_missing_has_its_mark_and_what_was_not_asked_has_none():
    assert [cell(kind) for kind in Missing] == [".a", ".b", ".c"]
    assert {answer_of(cell(kind), "text") for kind in Missing} == set(Missing)
    assert cell(None) == ""
    assert cell(".a") == "'.a"


def two_versions():
    age = replace(BASE.index["age"], text={"en": "Age?", "es": "¿Edad?"})
    options = BASE.index["met"].options
    longer = replace(options[0], label={**options[0].label, "es": "Sí, claro"})
    met = replace(BASE.index["met"], options=(longer, *options[1:]))
    items = tuple({"age": age, "met": met}.get(item.id, item) for item in BASE.items)
    return replace(BASE, version="1"), replace(BASE, version="2", items=items)


def test_the_codebook_says_which_versions_asked_a_column_in_which_words():
    first, second = two_versions()
    waves = [Edition("w1", first), Edition("w2", first), Edition("w3", second)]
    table = merged([MergedEdition(w.instrument, [{"age": 30}], "census") for w in waves])
    head, *body = rows(codebook_csv(table, waves))
    book = [dict(zip(head, line, strict=True)) for line in body]
    age = [line for line in book if line["variable"] == "age"]
    assert [(a["column"], a["versions"], a["waves"]) for a in age] == [
        ("age", "1", "w1 w2"),
        ("age_v2", "2", "w3"),
    ]
    assert [a["wording (en)"] for a in age] == ["How old are you?", "Age?"]
    met = [line for line in book if line["variable"] == "met"]
    assert [(m["column"], m["versions"]) for m in met] == [("met", "1"), ("met", "2")]
    assert met[1]["options (es)"] == "1 Sí, claro; 2 No"


def test_free_texts_are_left_out_unless_they_are_asked_for():
    text = replace(BASE.index["age"], id="words", kind="long_text")
    with_text = replace(BASE, items=(*BASE.items, text))
    table = merged([MergedEdition(with_text, [{"words": "Ana Müller"}], "census")])
    assert "words" not in [column.name for column in kept(table, texts=False)]
    facts = [FACT]
    assert b"Ana" not in table_csv(table, facts, ["flag"], texts=False)
    assert "Ana Müller".encode() in table_csv(table, facts, ["flag"], texts=True)
