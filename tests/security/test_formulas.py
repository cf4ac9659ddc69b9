"""No file that people open in a spreadsheet runs anything there, and each comes back unharmed."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from surveyapp.collection.code_file import Marked, marks_text, read_marks
from surveyapp.collection.outcome import outcomes_text, read_outcomes
from surveyapp.commands.plan import plan
from surveyapp.instrument.spreadsheet_text import FORMULA, defused, restored
from surveyapp.instrument.translating import Entry
from surveyapp.instrument.translation_files import read_csv, write_csv
from surveyapp.reporting.data_files import comparisons_csv, figures_csv
from surveyapp.reporting.report import Report
from surveyapp.simulate.plan_document import EXAMPLE
from tests.reporting.practice_report import practice_report

FORMULAS = (
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://evil.example","Click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    " \uff1d1+1",
    "\ufe661+1",
    "'=1+1",
    "''=1+1",
    "|calc",
    "+1 (312) 555-0123",
)
NUMBERS = ("-2.5", "+3", "-0", "1e309", "-1E-5", "-.5", "12")
PLAIN = ("", "Alder Grove", "it's", "'twas", "2 = 2", "a=b", "٪", "−5", "Ça va ?", "{{7*7}}")


def begins_a_formula(cell: str) -> bool:
    """As a spreadsheet that folds full-width forms and drops what does not show might see it."""
    if re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?", cell):
        return False
    seen = cell.strip("\t\r\n\0 \u00a0\u3000\ufeff\u200b\u202e")
    return seen[:1] in {*FORMULA, *"\uff1d\uff0b\uff0d\uff20\ufe66"} or cell[:1] in FORMULA


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert defused(text)[0] == "'"
    assert not begins_a_formula(defused(text))
    assert restored(defused(text)) == text


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("before", ["a;", "a\t", "a\n", "a\r\n", ";", "x;y; ", "-2.5;"])
def test_a_formula_behind_what_another_country_separates_cells_with_becomes_a_text(
    before: str, text: str
) -> None:
    cell = defused(before + text)
    assert restored(cell) == before + text
    for piece in re.split(r"[;\t\r\n]", cell):
        assert not begins_a_formula(piece), piece


@pytest.mark.parametrize("text", FORMULAS)
def test_no_file_runs_a_formula_where_a_semicolon_separates_cells(text: str) -> None:
    """Quotation marks that do not begin a cell, as such a spreadsheet sees it, hold nothing."""
    marks = (Marked(bytes(32), f"north;{text}"), Marked(bytes(32), f"{text};south"))
    entry = Entry("items.safe.text", f"Safe; {text}", f"Seguro;{text}", "translated")
    for written in (marks_text("w", marks), write_csv([entry]).removeprefix("\ufeff")):
        for line in re.split(r"[\r\n]+", written):
            for piece in re.split(r"[;\t]", line):
                assert not begins_a_formula(piece.strip('"')), piece


@pytest.mark.parametrize("text", NUMBERS + PLAIN)
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert defused(text) == text
    assert restored(text) == text


@given(st.text())
@example("'")
@example("''-")
@example("-'")
@example(" \n=1")
@example("a;'=1;''=1; '=1")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert restored(defused(text)) == text
    assert defused(text).replace("'", "") == text.replace("'", "")
    assert defused(text)[:1] not in FORMULA or float(defused(text)) is not None


def cells(data: bytes | str) -> Iterator[str]:
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from row


@pytest.fixture(scope="module")
def report() -> Report:
    return practice_report()


@pytest.mark.parametrize("text", FORMULAS)
def test_the_files_of_a_report_hold_no_formula(report: Report, text: str) -> None:
    cell = replace(report.cells[0], place=text)
    comparison = replace(report.comparisons[0], place=text)
    hostile = replace(report, cells=(cell,), comparisons=(comparison,))
    for written in (figures_csv(hostile), comparisons_csv(hostile)):
        assert not [held for held in cells(written) if begins_a_formula(held)]


@pytest.mark.parametrize("text", FORMULAS)
def test_translations_go_out_harmless_and_come_back_the_same(text: str) -> None:
    entry = Entry("items.safe.text", text, f"{text} es", "translated")
    written = write_csv([entry])
    assert not [held for held in cells(written) if begins_a_formula(held)]
    assert read_csv(written) == (entry,)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_the_issuer_hands_over_is_harmless_and_comes_back_the_same(text: str) -> None:
    marks = (Marked(bytes(32), text),)
    outcomes = {text: {"issued": 30, "refused": 2}}
    assert not [held for held in cells(marks_text(text, marks)) if begins_a_formula(held)]
    assert not [held for held in cells(outcomes_text(text, outcomes)) if begins_a_formula(held)]


@pytest.mark.parametrize("text", [text for text in FORMULAS if "\0" not in text])
def test_the_server_reads_the_cells_that_the_issuer_meant(text: str) -> None:
    marks = (Marked(bytes(32), text),)
    assert read_marks(marks_text(text, marks).encode(), text) == marks
    back = read_outcomes(outcomes_text(text, {text: {"issued": 30}}).encode(), text)
    assert back[text]["issued"] == 30


def test_a_plan_with_a_hostile_name_writes_a_harmless_table(tmp_path: Path) -> None:
    file, table = tmp_path / "plan.toml", tmp_path / "plan.csv"
    file.write_text(EXAMPLE.replace('"Riverside"', "\"=cmd|'/c calc'!A0\""))
    done = CliRunner().invoke(plan, [str(file), "--replicates", "0", "--csv", str(table)])
    assert done.exit_code == 0, done.output
    assert not [held for held in cells(table.read_bytes()) if begins_a_formula(held)]


def test_every_module_that_writes_csv_defuses_its_cells() -> None:
    """Those of the practice city write names of ours alone."""
    package = Path(__file__).resolve().parents[2] / "surveyapp"
    for path in package.rglob("*.py"):
        if path.is_relative_to(package / "simulate"):
            continue
        source = path.read_text(encoding="utf-8")
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        writes = called & {"writer", "DictWriter", "to_csv"}
        assert not writes or "defused(" in source, path
