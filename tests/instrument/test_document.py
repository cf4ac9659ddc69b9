import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.errors import InstrumentError
from surveyapp.instrument.document import dumps, examine, examine_text, json_schema, load, loads
from surveyapp.instrument.model import Item
from tests.instrument.sample import FAULTS, FEATURES, FIELDED, FOLDER, questionnaire

SCHEMA = Path(__file__).parents[2] / "instruments" / "schema.json"
SOUND = (FOLDER / "condition_equals.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_a_questionnaire_without_problems(feature):
    assert examine(FOLDER / f"{feature}.toml")[1] == ()


@pytest.mark.parametrize("feature", FEATURES)
def test_what_is_written_back_reads_as_the_same_instrument(feature):
    instrument = questionnaire(feature)
    assert loads(dumps(instrument)) == instrument


def test_the_fielded_questionnaire_survives_a_round_trip():
    instrument = load(FIELDED)
    assert loads(dumps(instrument)) == instrument


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_and_nothing_else(fault):
    path = FOLDER / "broken" / f"{fault}.toml"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    problems = examine(path)[1]
    assert sorted(p.code for p in problems) == sorted(first.removeprefix("# expect: ").split())
    for problem in problems:
        assert problem.where.startswith(path.as_posix())
        assert problem.what.endswith(".")
        assert problem.remedies
        assert "pydantic" not in str(problem)


def test_the_published_schema_is_the_one_in_force():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema(), (
        "run: surveyapp instrument schema --output instruments/schema.json"
    )


def test_a_refusal_holds_the_problems_of_shape_and_of_meaning_at_once():
    text = (
        SOUND.replace('version = "1"', "version = 1")
        .replace('es = "¿Tiene perro?"', 'fr = "Un chien ?"')
        .replace("show_if = { item", "show_if = { itme")
        .replace("code = 2", "code = 1")
    )
    with pytest.raises(InstrumentError) as refusal:
        loads(text, "pets.toml")
    lines = [str(problem) for problem in refusal.value.problems]
    assert lines == [
        "pets.toml, version: It must be text in quotes; it is 1. Remedy: write text in quotes.",
        'pets.toml, item name, show_if: "item" is missing. Remedy: add item.',
        'pets.toml, item name, show_if: "itme" is not known here. Remedy: write "item". '
        "Or: delete it.",
        'pets.toml, item dog, text: The text is missing in "es". Remedy: write it in "es".',
        'pets.toml, item dog, text: The text is also in "fr", which languages does not name. '
        'Remedy: add "fr" to languages. Or: delete it here.',
        "pets.toml, item dog: 2 options have the code 1. "
        "Remedy: give each option a code of its own.",
    ]


def test_a_part_left_out_for_its_shape_is_not_called_unknown_by_others():
    text = SOUND.replace('kind = "single"', 'kind = "single"\nlongest = 3')
    assert [p.code for p in examine_text(text, "x")[1]] == ["shape-extra-forbidden"]


def test_a_near_miss_is_guessed():
    problems = examine(FOLDER / "broken" / "unknown_reference.toml")[1]
    assert problems[0].where.endswith("unknown_reference.toml, item name, show_if")
    assert problems[0].what == 'There is no item "dgo".'
    assert problems[0].remedies == ("did you mean dog?", "name an item of this file.")


def test_broken_toml_is_placed_by_line_and_column():
    _, problems = examine_text('id = "x"\nversion 1', "x.toml")
    assert problems[0].where == "x.toml, line 2, column 9"
    assert problems[0].what.startswith("This is not TOML: ")


def test_a_file_that_is_absent_too_large_or_not_utf8_is_refused(tmp_path):
    absent = examine(tmp_path / "none.toml")[1]
    assert absent[0].what == "The file cannot be read: No such file or directory."
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 2_000_001)
    assert "has 2,000,001 bytes" in examine(large)[1][0].what
    latin = tmp_path / "latin.toml"
    latin.write_bytes('id = "x"\ntitle = "Sí"'.encode("latin-1"))
    assert examine(latin)[1][0].where.endswith("latin.toml, line 2")


def test_a_byte_order_mark_is_allowed(tmp_path):
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    assert load(path) == questionnaire("condition_equals")


def test_deep_nesting_is_a_problem_and_not_a_crash():
    text = SOUND.replace('{ item = "dog", equals = 1 }', "{ not = " * 400 + "1" + " }" * 400)
    assert examine_text(text, "deep")[1]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text):
    instrument, problems = examine_text(text, "any")
    assert instrument is not None or problems


PIECES = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 99), st.text(max_size=8), st.dates(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["en", "es", "item", "equals", "in", "all", "not", "code", "label"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.data())
def test_a_document_with_any_part_replaced_is_read_or_explained(data):
    import tomli_w

    feature = data.draw(st.sampled_from(FEATURES))
    document = tomllib.loads((FOLDER / f"{feature}.toml").read_text(encoding="utf-8"))
    here = document
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        below = here[key]
        if not isinstance(below, dict | list) or not below or data.draw(st.booleans()):
            break
        here = below
    piece = data.draw(PIECES.filter(lambda value: "None" not in repr(value)))
    here[key] = piece
    instrument, problems = examine_text(tomli_w.dumps(document), "changed.toml")
    assert instrument is not None or problems
    if not problems:
        assert loads(dumps(instrument)) == instrument
    for problem in problems:
        assert problem.where.startswith("changed.toml")
        assert problem.what.endswith(".")


def test_every_key_of_an_item_is_written_and_read():
    """A key added to the model but not to the document would be lost on the way."""
    written = {
        "id", "kind", "section", "text", "hint", "required", "opinion", "show_if", "options",
        "scale", "direction", "rows", "minimum", "maximum", "longest", "options_from", "area",
        "role", "source", "unit", "decimals", "checks", "points", "most", "find_by", "value",
        "group", "options_order", "rows_order", "fixed", "arms", "split", "interviewer_note",
        "stand_in", "module", "consent", "ends",
    }  # fmt: skip
    made = {"repetition"}
    assert written == set(Item.__dataclass_fields__) - made
    keys = {
        key
        for definition in json_schema()["$defs"].values()
        for key in definition.get("properties", {})
    }
    assert written <= keys
