"""XLSForms in and out. The sample forms are our own: the packages of pyxform carry none."""

from dataclasses import replace

import pytest

from surveyapp.errors import InstrumentError
from surveyapp.instrument.document import load
from surveyapp.instrument.xlsform_export import export_form
from surveyapp.instrument.xlsform_import import import_form
from tests.instrument.sample import FEATURES, FIELDED, questionnaire

OUTSIDE = {
    "calculated": "worked out values",
    "sum_of_rows": "rows of numbers and sums",
    "sum_across": "sums",
    "split_ballot": "wordings at random",
    "place": "places",
    "repeat_by_count": "values over repeats, and filters by one repetition",
    "modules": "modules in slots",
    "minimum_age": "an age that a wave decides",
}


LIBRARY = FIELDED.parents[1]


def rows(*lines):
    return [(number, line) for number, line in enumerate(lines, 1) if any(line)]


def sheets(survey, choices=(), settings=()):
    return {"survey": rows(*survey), "choices": rows(*choices), "settings": rows(*settings)}


def again(instrument):
    made = export_form(instrument)
    raw = {name: rows(head, *lines) for name, (head, lines) in made.sheets.items()}
    return import_form(raw, fallback_id="form").instrument


def bare(instrument):
    """What an XLSForm can say of a questionnaire."""
    items = tuple(replace(item, scale="") for item in instrument.items)
    return replace(
        instrument,
        items=items,
        scales=(),
        indicators=(),
        bridges={},
        rulings=(),
        translations=(),
        allowed_frames=(),
    )


@pytest.mark.parametrize("feature", [f for f in FEATURES if f not in OUTSIDE])
def test_what_a_form_can_say_comes_back_the_same(feature):
    instrument = questionnaire(feature)
    assert bare(again(instrument)) == bare(instrument)


@pytest.mark.parametrize("feature", sorted(OUTSIDE))
def test_what_a_form_cannot_say_is_listed(feature):
    assert export_form(questionnaire(feature)).notes


def test_the_fielded_questionnaire_comes_back_in_four_languages():
    instrument = load(FIELDED)
    assert bare(again(instrument)) == bare(instrument)


@pytest.mark.parametrize("feature", sorted(set(OUTSIDE) - {"place", "minimum_age"}))
def test_what_is_left_out_leaves_a_form_that_can_be_read(feature):
    instrument = questionnaire(feature)
    back = again(instrument)
    shown = [item.id for item in instrument.items if item.kind not in ("calculated", "place")]
    known = [item.id for item in back.items]
    assert [name for name in shown if not instrument.index[name].rows] == [
        name for name in known if name in instrument.index
    ]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/*.toml")), ids=lambda p: p.parent.name)
def test_every_fielded_questionnaire_says_what_it_loses_and_nothing_else_is_lost(path):
    instrument = load(path)
    made = export_form(instrument)
    if any("an age that" in note or "the age that" in note for note in made.notes):
        return
    back = bare(again(instrument))
    said = {note.split(":")[0].removeprefix("item ") for note in made.notes}
    for item in bare(instrument).items:
        if item.id not in said:
            assert back.index[item.id] == item, item.id


HEAD = (
    "type",
    "name",
    "label::English (en)",
    "label::Español (es)",
    "relevant",
    "constraint",
    "appearance",
    "repeat_count",
    "parameters",
)
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::Español (es)"),
    ("yn", "yes", "Yes", "Sí"),
    ("yn", "no", "No", "No"),
)


def survey(*lines):
    return [HEAD, *(line + ("",) * (len(HEAD) - len(line)) for line in lines)]


def test_a_form_from_elsewhere_becomes_a_questionnaire():
    form = sheets(
        survey(
            ("note", "welcome", "Welcome.", "Hola."),
            ("begin_group", "Home", "Your home", "Su casa"),
            ("select_one yn", "Has-Dog", "A dog?", "¿Perro?"),
            ("integer", "dogs", "How many?", "¿Cuántos?", "${Has-Dog} = 'yes'", ". > 0 and . < 21"),
            ("begin_repeat", "dog", "Dog", "Perro", "${dogs} > 0", "", "", "${dogs}"),
            ("text", "dog_name", "Name?", "¿Nombre?", "", "string-length(.) < 30"),
            ("end_repeat", ""),
            ("begin_group", "views", "How much?", "¿Cuánto?", "${dogs} > 1", "", "table-list"),
            ("select_one yn", "views_loud", "Loud?", "¿Ruido?"),
            ("select_one yn", "views_kind", "Kind?", "¿Amable?"),
            ("end_group", ""),
            ("end_group", ""),
        ),
        CHOICES,
        [
            ("form_title", "form_id", "version", "default_language"),
            ("Dogs", "Dogs 2026!", "2", "Español (es)"),
        ],
    )
    made = import_form(form, fallback_id="file")
    found = made.instrument
    assert (found.id, found.version, found.languages) == ("dogs-2026", "2", ("es", "en"))
    assert [item.id for item in found.items] == ["has_dog", "dogs", "dog_name", "views"]
    assert found.index["dogs"].minimum == 1
    assert found.index["dogs"].maximum == 20
    assert found.index["dog_name"].longest == 29
    assert found.groups[0].most == 20
    assert [row.id for row in found.index["views"].rows] == ["loud", "kind"]
    assert found.index["views"].show_if is not None
    assert "Has-Dog is now has_dog" in made.notes
    assert "choices of yn were numbered: yes = 1, no = 2" in made.notes


def test_a_grid_keeps_its_hint_its_note_and_the_order_of_its_rows():
    grid = questionnaire("grid")
    item = replace(
        next(i for i in grid.items if i.kind == "grid"),
        hint=dict.fromkeys(grid.languages, "Each line."),
        interviewer_note=dict.fromkeys(grid.languages, "Read each."),
        rows_order="random",
    )
    changed = replace(grid, items=tuple(item if i.id == item.id else i for i in grid.items))
    assert bare(again(changed)) == bare(changed)


def test_one_bound_alone_is_written_and_read():
    form = questionnaire("date")
    date = replace(form.items[0], maximum=None)
    one = replace(form, items=(date, *form.items[1:]))
    assert bare(again(one)).items[0].minimum == date.minimum


OWN_FAULTS = [
    ("decimals", "two", "decimal", "whole number"),
    ("most", "-1", "rank yn", "whole number"),
    ("options_order", "upside", "select_one yn", "Only reversed"),
    ("consent", "mine", "select_one yn", "guardian or own"),
    ("points", "0 to 10", "select_one yn", "two whole numbers"),
]


@pytest.mark.parametrize(("column", "cell", "kind", "says"), OWN_FAULTS)
def test_a_column_of_ours_that_holds_something_else_is_refused_with_its_cell(
    column, cell, kind, says
):
    head = ("type", "name", "label::English (en)", "label::Español (es)", "direction", column)
    direction = "none" if column == "points" else ""
    form = sheets([head, (kind, "q", "Q", "P", direction, cell)], CHOICES)
    with pytest.raises(InstrumentError, match=says) as refusal:
        import_form(form, fallback_id="f")
    assert f"row 2, column {column} (cell F2)" in refusal.value.problems[0].where


@pytest.mark.parametrize("column", ["trigger", "default", "calculation_x", "media::audio::en"])
def test_what_would_run_or_play_is_refused_by_its_column(column):
    form = sheets([("type", "name", "label", column), ("text", "a", "A", "x")])
    with pytest.raises(InstrumentError, match="is not read here") as refusal:
        import_form(form, fallback_id="f")
    assert "column" in refusal.value.problems[0].where


REFUSALS = [
    (("geopoint", "here", "Where?", "¿Dónde?"), "row 2, column type (cell A2)", "a trace"),
    (("deviceid", "phone", "P", "T"), "row 2, column type (cell A2)", "a trace"),
    (("image", "photo", "P", "F"), "row 2, column type (cell A2)", "type image are not read"),
    (("select_one_from_file a.csv", "q", "Q", "P"), "row 2, column type", "are not read"),
    (("select_one none", "q", "Q", "P"), "row 2, column type", "list none is not on"),
    (("select_one yn or_other", "q", "Q", "P"), "row 2, column type", "“or_other” after"),
    (("integer", "", "Q", "P"), "row 2", "name is missing"),
    (("integer", "q", "Q", "P", "${x} = 1"), "column relevant (cell E2)", "not asked before"),
    (("integer", "q", "Q", "P", "", ". mod 2 = 0"), "column constraint (cell F2)", "is read here"),
    (("text", "q", "Q", "P", "", "regex(., 'a')"), "column constraint (cell F2)", "string-length"),
    (("date", "q", "Q", "P", "", ". >= '2026-02-31'"), "column constraint", "no date"),
    (("begin_group", "g", "G", "G"), "row 2", "has no end"),
    (("end_group", "g"), "row 2", "ends nothing"),
    (("begin_repeat", "g", "G", "G"), "column", "repeat_count"),
    (
        ("range", "q", "Q", "P", "", "", "", "", "start=0 end=1 step=0.1"),
        "column parameters",
        "step=1",
    ),
]


@pytest.mark.parametrize(("line", "where", "says"), REFUSALS, ids=[r[0][0] for r in REFUSALS])
def test_a_form_is_refused_by_sheet_row_and_column(line, where, says):
    with pytest.raises(InstrumentError) as refusal:
        import_form(sheets(survey(line), CHOICES), fallback_id="f")
    problem = refusal.value.problems[0]
    assert problem.where.startswith("sheet survey, row 2")
    assert says in problem.what
    if "column " in where and "repeat" not in line[0]:
        assert where in problem.where


def test_a_text_missing_in_one_language_is_refused_with_its_row():
    form = sheets(survey(("integer", "a", "A", "A"), ("integer", "b", "B", "")))
    with pytest.raises(InstrumentError, match=r"row 3.*: The label is missing in es"):
        import_form(form, fallback_id="f")


def test_every_refusal_is_said_at_once():
    lines = [line for line, _, _ in REFUSALS[:6]]
    with pytest.raises(InstrumentError) as refusal:
        import_form(sheets(survey(*lines), CHOICES), fallback_id="f")
    assert len(refusal.value.problems) == 6


def test_a_column_that_is_not_read_is_refused_where_it_holds_something():
    head = ("type", "name", "label", "choice_filter", "media::image")
    form = sheets([head, ("text", "a", "A", "", ""), ("text", "b", "B", "x", "y.png")])
    with pytest.raises(InstrumentError) as refusal:
        import_form(form, fallback_id="f")
    assert [p.where for p in refusal.value.problems] == [
        "sheet survey, row 3, column choice_filter (cell D3)",
        "sheet survey, row 3, column media::image (cell E3)",
    ]


def test_a_language_without_a_tag_is_refused_with_its_cell():
    form = sheets([("type", "name", "label::Klingon"), ("text", "a", "A")])
    with pytest.raises(InstrumentError, match=r"column label::Klingon \(cell C1\)"):
        import_form(form, fallback_id="f")
