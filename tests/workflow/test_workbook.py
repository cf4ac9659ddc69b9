import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.commands.instrument import instrument
from surveyapp.errors import InputError
from surveyapp.instrument.document import load
from surveyapp.instrument.xlsform_export import export_form
from surveyapp.workflow.workbook import read_workbook, write_workbook

pytest.importorskip("pyxform", reason="the optional extra xlsform is not installed")

QUESTIONNAIRES = Path(__file__).parents[1] / "instrument" / "questionnaires"
TRUST = Path(__file__).parents[2] / "instruments" / "resident-trust" / "1.toml"
HEAD = ("type", "name", "label")


def written(path, *lines, head=HEAD):
    write_workbook(path, {"survey": (head, lines)})
    return path


def test_what_is_written_is_read_back_cell_for_cell(tmp_path):
    words = ["=1+1", "<b>&amp;</b>", "صباح", "two\nlines", "  padded", "0012", "\U0001f600"]
    lines = [("note", f"n{n}", text) for n, text in enumerate(words)]
    read = read_workbook(written(tmp_path / "a.xlsx", *lines))["survey"]
    assert [row for _, row in read] == [HEAD, *((a, b, c.strip()) for a, b, c in lines)]
    assert [number for number, _ in read] == list(range(1, len(lines) + 2))


def test_the_same_sheets_give_the_same_bytes(tmp_path):
    first = written(tmp_path / "a.xlsx", ("text", "a", "A")).read_bytes()
    assert written(tmp_path / "b.xlsx", ("text", "a", "A")).read_bytes() == first


def test_a_form_that_pyxform_refuses_is_refused_in_its_words(tmp_path):
    form = written(tmp_path / "a.xlsx", ("text", "a", "A ${nobody}"))
    with pytest.raises(InputError, match=r"pyxform refuses the form: .*nobody"):
        read_workbook(form)


def test_a_workbook_that_leads_outside_is_never_opened(tmp_path):
    form = written(tmp_path / "a.xlsx", ("text", "a", "A"))
    with zipfile.ZipFile(form, "a") as packed:
        packed.writestr("xl/externalLinks/externalLink1.xml", "<a/>")
    with pytest.raises(InputError, match="link outside"):
        read_workbook(form)


def test_sheets_larger_than_a_form_are_refused(tmp_path):
    lines = [("note", f"n{n}", "x") for n in range(5001)]
    with pytest.raises(InputError, match="larger than a form"):
        read_workbook(written(tmp_path / "a.xlsx", *lines))


def test_the_fielded_questionnaire_goes_through_a_workbook_and_comes_back(tmp_path):
    form, back = tmp_path / "form.xlsx", tmp_path / "back.toml"
    run = CliRunner().invoke
    out = run(instrument, ["export-xlsform", str(TRUST), "--output", str(form)])
    assert out.exit_code == 0, out.output
    assert "left out: indicators" in out.output
    into = run(instrument, ["import-xlsform", str(form), "--output", str(back)])
    assert into.exit_code == 0, into.output
    one, two = load(TRUST), load(back)
    assert [replace(item, scale="") for item in one.items] == list(two.items)
    assert (one.title, one.welcome, one.sections) == (two.title, two.welcome, two.sections)


@pytest.mark.parametrize(
    "feature", ["condition_nested", "repeat_by_count", "multiple", "random_options", "date"]
)
def test_pyxform_takes_what_we_write(feature, tmp_path):
    made = export_form(load(QUESTIONNAIRES / f"{feature}.toml"))
    write_workbook(tmp_path / "a.xlsx", made.sheets)
    assert read_workbook(tmp_path / "a.xlsx")["survey"]


def test_a_formula_is_refused_with_its_cell_and_never_read_as_nothing(tmp_path):
    form = written(tmp_path / "a.xlsx", ("text", "a", "A"))
    with zipfile.ZipFile(form) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    cell = '<c r="C2" t="inlineStr"><is><t xml:space="preserve">A</t></is></c>'
    assert cell in parts[sheet]
    for formula in ('<c r="C2"><f>C2</f></c>', '<c r="C2"><f>1+1</f><v>2</v></c>'):
        with zipfile.ZipFile(form, "w") as packed:
            for name, text in (parts | {sheet: parts[sheet].replace(cell, formula)}).items():
                packed.writestr(name, text)
        with pytest.raises(InputError, match="sheet survey, cell C2 holds a formula"):
            read_workbook(form)


def test_a_hundred_thousand_choices_are_refused_and_the_limit_named(tmp_path):
    choices = [("l", str(n), f"Choice {n}") for n in range(100_000)]
    path = tmp_path / "a.xlsx"
    survey = (HEAD, [("select_one l", "a", "A")])
    write_workbook(path, {"survey": survey, "choices": (("list_name", "name", "label"), choices)})
    with pytest.raises(InputError, match="at most 20,000,000 bytes"):
        read_workbook(path)
