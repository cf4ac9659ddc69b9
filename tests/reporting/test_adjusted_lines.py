"""A second line is dashed and named, and outside events are marked where they happened."""

from dataclasses import replace

import pytest

from surveyapp.reporting.adjusted import Adjusted, AdjustedFigure
from surveyapp.reporting.chapter_indicators import indicator_section
from surveyapp.reporting.chart_values import trend_chart
from surveyapp.reporting.data_files import report_json
from surveyapp.reporting.figure_trend import trend
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup

EVENTS = ("July 10, 2026: A press report (logged on July 12, 2026).", "A new chief.")


@pytest.fixture
def adjusted(report):
    indicator = report.indicators[0]
    cells = {c.wave: c for c in report.cells if c.indicator == indicator.id and c.place == "city"}
    figures = tuple(
        AdjustedFigure(wave.id, 50.0 + n, 45.0, 55.0 + n)
        for n, wave in enumerate(report.waves)
        if wave.id in cells
    )
    line = Adjusted(indicator.id, "at one mix", "Dashed: at one mix of modes.", figures)
    waves = (*report.waves[:-2], replace(report.waves[-2], events=EVENTS), report.waves[-1])
    return replace(report, waves=waves, adjusted=(line,))


def test_the_second_line_is_dashed_named_and_has_no_band(adjusted, english):
    look = Lookup.of(adjusted)
    chart = trend_chart(look, english, adjusted.indicators[0])
    assert [line.dashed for line in chart.lines] == [False, True]
    assert "at one mix" in chart.alt
    traces, layout = trend(chart, for_print=True)
    dashes = [t["line"].get("dash") for t in traces if t["mode"] == "lines+markers"]
    assert dashes[-1] == "6px,4px"
    assert dashes[0] is None
    assert sum(t.get("fill") == "toself" for t in traces) == len(dashes) - 1
    assert any("at one mix" in note["text"] for note in layout["annotations"])


def test_events_are_numbered_at_their_wave_and_listed_below(adjusted, english):
    look = Lookup.of(adjusted)
    chart = trend_chart(look, english, adjusted.indicators[0])
    assert [numbers for _, numbers in chart.events] == ["1, 2"]
    assert chart.events[0][0] == chart.lines[0].points[-2].at
    _, layout = trend(chart, for_print=False)
    assert "<b>[1, 2]</b>" in [note["text"] for note in layout["annotations"]]
    section = indicator_section(look, english, adjusted.indicators[0])
    sources = [line for block in section.blocks for line in getattr(block, "source", ())]
    assert f"[1] {EVENTS[0]}" in sources
    assert f"[2] {EVENTS[1]}" in sources
    assert "Dashed: at one mix of modes." in sources


def test_the_small_chart_stays_bare(adjusted, english):
    chart = trend_chart(Lookup.of(adjusted), english, adjusted.indicators[0], small=True)
    assert len(chart.lines) == 1
    assert chart.events == ()


def test_the_values_stand_in_the_data_of_the_report_and_nowhere_without_it(adjusted, report):
    assert b"at one mix" in report_json(adjusted)
    assert b'"adjusted"' not in report_json(report)


@pytest.mark.parametrize("language", ["es", "ar", "zh-Hans"])
def test_the_log_of_events_has_words_in_every_language(language):
    assert "fixed outside event" in Language.of(language).patterns
