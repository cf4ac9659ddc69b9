import csv
import io
import json
from dataclasses import replace

import pytest

from surveyapp.indicators.results import Cell
from surveyapp.reporting.data_files import (
    comparisons_csv,
    figures_csv,
    receipts_txt,
    report_json,
)

NUMBERS = {
    "value",
    "standard_error",
    "lower",
    "upper",
    "n",
    "kish_effective_n",
    "n_effective",
    "degrees_of_freedom",
    "design_effect",
    "dont_know_share",
}


@pytest.fixture(scope="module")
def values(report) -> dict:
    return json.loads(report_json(report))


def test_every_figure_is_in_the_json_in_full(values, report):
    assert len(values["cells"]) == len(report.cells)
    held = {cell["id"]: cell for cell in values["cells"]}
    for cell in report.cells:
        for name in NUMBERS:
            assert held[cell.id][name] == getattr(cell, name)


def test_every_comparison_carries_its_test(values, report):
    assert len(values["comparisons"]) == len(report.comparisons)
    one = next(c for c in values["comparisons"] if c["id"] == "trust/previous quarter/city")
    for name in (
        "difference",
        "adjusted_lower",
        "adjusted_upper",
        "p",
        "adjusted_p",
        "smallest_detectable_change",
        "verdict",
        "registered",
    ):
        assert one[name] is not None


def test_withheld_figures_carry_no_number_in_any_file(values, report):
    withheld = [cell for cell in values["cells"] if cell["withheld"]]
    assert withheld
    for cell in withheld:
        assert all(cell[name] is None for name in NUMBERS)
    rows = csv.DictReader(io.StringIO(figures_csv(report).decode("utf-8-sig")))
    for row in rows:
        if row["withheld"]:
            assert not any(row[name] for name in NUMBERS)


def test_the_files_do_not_depend_on_the_order_of_values(report):
    turned = replace(
        report, cells=report.cells[::-1], comparisons=tuple(reversed(report.comparisons))
    )
    assert report_json(turned) == report_json(report)
    assert figures_csv(turned) == figures_csv(report)
    assert comparisons_csv(turned) == comparisons_csv(report)


def test_the_json_is_canonical(report):
    text = report_json(report).decode("utf-8")
    again = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    assert text == again


def test_csv_numbers_read_back_exactly(report):
    rows = {
        r["id"]: r for r in csv.DictReader(io.StringIO(figures_csv(report).decode("utf-8-sig")))
    }
    for cell in report.cells:
        if cell.value is not None:
            assert float(rows[cell.id]["value"]) == cell.value


def test_a_text_that_a_spreadsheet_would_run_is_defused(report):
    evil = Cell("=HYPERLINK()", "trust", "2026Q3", withheld="imprecise", reason="=1+1")
    text = figures_csv(replace(report, cells=(evil,))).decode("utf-8-sig")
    assert "'=HYPERLINK()" in text
    assert "'=1+1" in text


def test_receipts_are_sorted_and_complete(report):
    lines = receipts_txt(report).decode("ascii").splitlines()
    assert lines == sorted(report.versions.receipts)
