from dataclasses import replace

import pytest

from surveyapp.reporting.blocks import Heading, TableBlock
from surveyapp.reporting.chapter_annex import versions_section
from surveyapp.reporting.language import PATTERNS, Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.workflow.report_advance import advance_of
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


def test_a_report_without_a_log_has_no_such_block():
    report = practice_report()
    report = replace(report, versions=replace(report.versions, advance=()))
    section = versions_section(Lookup.of(report), Language.of("en"))
    titles = [block.text for block in section.blocks if isinstance(block, Heading)]
    assert "Published in advance" not in titles
    assert advance_of((), [type("Wave", (), {"slug": "w", "period": "2026Q3"})()]) == ()
