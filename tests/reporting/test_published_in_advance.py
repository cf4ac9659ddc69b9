import ast
import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp import workflow
from surveyapp.reporting.blocks import Heading, TableBlock
from surveyapp.reporting.chapter_annex import versions_section
from surveyapp.reporting.language import PATTERNS, Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.workflow.report_advance import _COUNTS, advance_of
from tests.reporting.practice_report import PERIODS, practice_report


def tables(report, code="en"):
    section = versions_section(Lookup.of(report), Language.of(code))
    return [block for block in section.blocks if isinstance(block, TableBlock)][1:]


@pytest.mark.parametrize("code", sorted(PATTERNS))
def test_the_annex_prints_what_the_log_fixed_and_what_the_report_before_had(code):
    report = practice_report()
    now, before = tables(report, code)
    language = Language.of(code)
    assert [language.period(PERIODS[-1]) in now.title, language.period(PERIODS[-2]) in before.title]
    for block, entries in ((now, report.versions.advance[5:]), (before, report.versions.advance)):
        for row, entry in zip(block.table.rows, entries, strict=False):
            day, fixes, short = (cell.text for cell in row.cells)
            assert day == language.day(entry.day)
            assert entry.hash.startswith(short)
            assert len(short) == 16
            assert fixes
    assert language.number(4900) in now.table.rows[1].cells[1].text
    assert language.day(report.versions.advance[8].planned) in now.table.rows[3].cells[1].text


def test_a_step_that_has_no_words_of_its_own_is_still_printed():
    report = practice_report()
    odd = replace(report.versions.advance[-1], kind="something new")
    report = replace(report, versions=replace(report.versions, advance=(odd,)))
    (block,) = tables(report)
    assert block.table.rows[0].cells[1].text == "Another step of the fieldwork"


def kinds_of_the_log():
    """The kind in every call of `log_event`, written out or named by a constant."""
    for module in pkgutil.iter_modules(workflow.__path__, f"{workflow.__name__}."):
        held = vars(importlib.import_module(module.name))
        for node in ast.walk(ast.parse(Path(held["__file__"]).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log_event":
                kind = node.args[2]
                yield kind.value if isinstance(kind, ast.Constant) else held[kind.id]


@pytest.mark.parametrize("code", sorted(PATTERNS))
def test_every_kind_of_step_that_reports_print_has_words_of_its_own(code):
    kinds = set(kinds_of_the_log()) - set(_COUNTS)
    assert {"planned", "fixed tables", "public-use file", "noisy counts", "outside event"} <= kinds
    said = {kind: PATTERNS[code][f"fixed {kind}"] for kind in kinds}
    assert PATTERNS[code]["fixed other"] not in said.values()


def test_a_report_without_a_log_has_no_such_block():
    report = practice_report()
    report = replace(report, versions=replace(report.versions, advance=()))
    section = versions_section(Lookup.of(report), Language.of("en"))
    titles = [block.text for block in section.blocks if isinstance(block, Heading)]
    assert "Published in advance" not in titles
    assert advance_of((), [type("Wave", (), {"slug": "w", "period": "2026Q3"})()]) == ()
