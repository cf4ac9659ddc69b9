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
    "piping": "what stands in for an answer",
    "number": "units and decimals",
    "ranking": "how many positions are asked",
    "repeat_another": "repeats without a count",
    "repeat_by_count": "values over repeats",
    "reversed_scale": "scales turned round",
    "random_items": "order of items",
    "zero_to_ten": "points of a scale",
    "indicators": "indicators",
    "bridge": "bridges",
    "modules": "modules in slots",
    "minimum_age": "what a wave decides, and pages that end a questionnaire",
}


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
