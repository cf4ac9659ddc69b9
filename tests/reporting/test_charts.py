from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.reporting.chart_values import (
    answers_chart,
    areas_chart,
    groups_chart,
    places_in_time,
    trend_chart,
)
from surveyapp.reporting.charts import axis
from surveyapp.reporting.lookup import Lookup


def test_places_stand_highest_first_and_withheld_ones_last(look, english, report):
    for indicator in report.indicators:
        chart = areas_chart(look, english, indicator)
        values = [row.value for row in chart.rows]
        shown = [value for value in values if value is not None]
        assert shown == sorted(shown, reverse=True)
        assert values[: len(shown)] == shown


def test_a_withheld_place_has_words_and_no_number(look, english, report):
    withheld = [
        row
        for indicator in report.indicators
        for row in areas_chart(look, english, indicator).rows
        if row.note
    ]
    assert withheld
    for row in withheld:
        assert row.note in {"withheld: imprecise", "withheld: confidential"}
        assert (row.value, row.lower, row.upper) == (None, None, None)
        assert row.shown + row.interval + row.n + row.change == ""


def test_the_alternative_text_reads_every_row_with_its_verdict(look, english, report):
    chart = areas_chart(look, english, report.indicators[0])
    assert chart.alt.startswith("Dot-and-whisker chart, 12 rows, highest first. ")
    for row in chart.rows:
        assert f"{row.label}: {row.shown} ({row.interval}), {row.verdict}" in chart.alt


def test_the_reference_is_the_city_with_its_interval(look, english, report):
    cell = look.cell("trust")
    chart = areas_chart(look, english, report.indicators[0])
    assert (chart.reference, chart.reference_lower, chart.reference_upper) == (
        cell.value,
        cell.lower,
        cell.upper,
    )


def test_groups_of_a_variable_stand_under_its_name(look, english, report):
    chart = groups_chart(look, english, report.indicators[0])
    bands = [row.band for row in chart.rows if row.band]
    assert bands == ["Age", "Gender", "Home", "Race and ethnicity"]


def test_a_changed_question_breaks_the_line(look, english, report):
    visibility = look.indicators["visibility"]
    points = trend_chart(look, english, visibility).lines[0].points
    assert [point.breaks for point in points] == [False, False, True, False, False, False]


def test_the_trend_reads_every_quarter(look, english, report):
    alt = trend_chart(look, english, report.indicators[0]).alt
    for wave in report.waves:
        assert english.period(wave.period) in alt


def test_one_wave_makes_no_trend(report, english):
    alone = replace(report, waves=report.waves[-1:])
    assert trend_chart(Lookup.of(alone), english, report.indicators[0]) is None


@given(
    st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=30),
    st.integers(3, 7),
)
def test_an_axis_holds_all_its_values_within_the_scale(values: list[float], most: int):
    low, high, step = axis(values, (0.0, 100.0), most=most)
    assert 0.0 <= low <= min(values) + 1e-9
    assert max(values) - 1e-9 <= high <= 100.0
    assert step > 0


def test_an_axis_near_its_end_starts_there():
    assert axis([3.0, 40.0], (0.0, 100.0))[0] == 0.0
    assert axis([52.0, 61.0], (0.0, 100.0))[0] == pytest.approx(52.0, abs=2.0)


def test_a_skipped_quarter_leaves_its_space(report):
    two = replace(report, waves=(report.waves[0], report.waves[3], report.waves[5]))
    assert places_in_time(Lookup.of(two)) == (0.0, 3.0, 5.0)


def test_waves_without_quarters_stand_side_by_side(report):
    named = tuple(replace(w, period=f"round {n}") for n, w in enumerate(report.waves))
    assert places_in_time(Lookup.of(replace(report, waves=named))) == (0, 1, 2, 3, 4, 5)


def test_the_favorable_end_is_navy_and_a_scale_without_one_is_blue(look, english, report):
    item = report.topline[0]
    first = answers_chart(look, english, [item], "a").colors
    last = answers_chart(look, english, [replace(item, favorable="last")], "b").colors
    neither = answers_chart(look, english, [replace(item, favorable="")], "c").colors
    assert first[:5] == last[:5][::-1]
    assert first[0] == "#12436D"
    assert "#801650" not in neither
    assert first[5] == last[5] == neither[5] == "#8C8C8C"
