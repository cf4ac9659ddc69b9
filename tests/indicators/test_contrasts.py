import pytest

from surveyapp.collection.plan import Family
from surveyapp.indicators.contrasts import WaveTime, group_contrasts, of_family, why_missing
from surveyapp.indicators.results import REST


def quarters(*periods):
    return [WaveTime(period.lower(), period) for period in periods]


TWO_YEARS = quarters(*(f"{year}Q{q}" for year in (2024, 2025) for q in (1, 2, 3, 4)))


def contrasts(comparison, waves, places=("city",), indicators=("trust",)):
    family = Family("f", "F", tuple(indicators), comparison)
    return of_family(family, waves[-1], waves[:-1], places)


def signed(contrast):
    return [(term.domain.waves, term.coefficient) for term in contrast.terms]


def test_a_family_holds_one_contrast_for_each_indicator_and_place():
    found = contrasts("previous", TWO_YEARS, ["n1", "n2"], ["trust", "safety"])
    assert [(c.indicator, c.place) for c in found] == [
        ("trust", "n1"),
        ("trust", "n2"),
        ("safety", "n1"),
        ("safety", "n2"),
    ]
    assert len({c.id for c in found}) == 4


def test_previous_is_the_wave_before_even_after_a_gap():
    found = contrasts("previous", quarters("2021Q3", "2022Q1"))
    assert signed(found[0]) == [(("2022q1",), 1.0), (("2021q3",), -1.0)]


def test_a_year_needs_the_same_quarter_of_last_year():
    assert signed(contrasts("year", TWO_YEARS)[0])[1] == (("2024q4",), -1.0)
    assert contrasts("year", quarters("2021Q3", "2022Q1")) == ()


def test_rolling_pools_do_not_overlap_in_a_series_of_two_years():
    now, before = signed(contrasts("rolling", TWO_YEARS)[0])
    assert now[0] == ("2025q1", "2025q2", "2025q3", "2025q4")
    assert before[0] == ("2024q1", "2024q2", "2024q3", "2024q4")


def test_rolling_pools_of_a_shorter_series_overlap_as_little_as_it_allows():
    now, before = signed(contrasts("rolling", TWO_YEARS[:6])[0])
    assert now[0] == ("2024q3", "2024q4", "2025q1", "2025q2")
    assert before[0] == ("2024q1", "2024q2", "2024q3", "2024q4")


def test_rolling_pools_refuse_a_gap_and_a_short_series():
    assert contrasts("rolling", TWO_YEARS[:4]) == ()
    assert contrasts("rolling", [*TWO_YEARS[:3], *TWO_YEARS[4:6]]) == ()
    after_gap = [TWO_YEARS[0], *TWO_YEARS[2:8]]
    now, before = signed(contrasts("rolling", after_gap)[0])
    assert before[0] == ("2024q3", "2024q4", "2025q1", "2025q2")
    assert now[0] == ("2025q1", "2025q2", "2025q3", "2025q4")


def test_a_trend_is_the_least_squares_slope_a_year():
    slope = contrasts("trend", TWO_YEARS)[0]
    assert slope.reference == "2024q1"
    terms = signed(slope)
    assert sum(c for _, c in terms) == pytest.approx(0)
    line = {wave.slug: 40 + 3 * wave.years for wave in TWO_YEARS}
    assert sum(c * line[w[0]] for w, c in terms) == pytest.approx(3)
    assert contrasts("trend", TWO_YEARS[:2]) == ()


def test_areas_are_held_against_everybody_else_of_the_same_wave():
    found = contrasts("areas", TWO_YEARS, ["n1"])[0]
    here, there = found.terms
    assert found.reference == REST
    assert (here.domain.rest, there.domain.rest) == (False, True)
    assert there.domain.waves == ("2025q4",)


def test_group_contrasts_are_not_registered():
    found = group_contrasts(["trust"], TWO_YEARS[-1], ["age:1", "age:2"])
    assert [c.family for c in found] == ["", ""]
    assert found[0].terms[1].domain.rest


def test_other_calendars_have_a_place_in_time():
    assert WaveTime("a", "2026H2").years == 2026.5
    assert WaveTime("a", "2026-07").years == 2026.5
    assert WaveTime("a", "2026").years == 2026
    half_years = quarters("2025H1", "2025H2", "2026H1")
    assert signed(contrasts("year", half_years)[0])[1] == (("2025h1",), -1.0)


def test_what_is_missing_is_said_in_words():
    comparisons = ("previous", "year", "rolling", "trend", "areas")
    assert all("no" in why_missing(c) or "needs" in why_missing(c) for c in comparisons)
