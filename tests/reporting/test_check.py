from dataclasses import replace

import pytest

from surveyapp.errors import ReportError
from surveyapp.reporting.check import check


def test_a_sound_report_passes(report):
    check(report)


def test_figures_of_things_not_described_are_refused_all_at_once(report):
    odd = replace(report, places=report.places[1:], groups=report.groups[1:])
    with pytest.raises(ReportError) as refused:
        check(odd)
    assert {problem.code for problem in refused.value.problems} == {
        "unknown place",
        "unknown group",
    }


def test_an_opt_in_survey_may_carry_no_verdict(report):
    with pytest.raises(ReportError, match="comparisons carry a verdict"):
        check(replace(report, meta=replace(report.meta, frame="opt-in")))


def test_an_event_may_carry_no_interval(report):
    plain = tuple(replace(c, verdict=None, better=None) for c in report.comparisons)
    event = replace(report, meta=replace(report.meta, frame="event"), comparisons=plain)
    with pytest.raises(ReportError, match="figures carry an interval"):
        check(event)


def test_a_topline_of_another_length_is_refused(report):
    item = replace(report.topline[0], bases=(1, 2))
    with pytest.raises(ReportError, match="where the report has 6"):
        check(replace(report, topline=(item,)))


def test_a_figure_given_twice_is_refused(report):
    with pytest.raises(ReportError, match="given more than once"):
        check(replace(report, cells=(*report.cells, report.cells[0])))
