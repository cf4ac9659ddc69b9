from dataclasses import replace

import numpy as np
import pytest

from surveyapp.errors import EstimationError
from surveyapp.indicators.analysis import analyse
from surveyapp.indicators.results import CITY, EVERYONE, REST
from surveyapp.inference.verdict import Verdict
from surveyapp.weighting.weights import Weights
from tests.indicators.cities import city, family


def analysed(data, **more):
    return analyse(data, Weights.of(np.ones(data.n)), **more)


def cell(result, wave, place=CITY, group=EVERYONE):
    return next(c for c in result.cells if (c.wave, c.place, c.group) == (wave, place, group))


def comparison(result, kind, place=CITY):
    return next(c for c in result.comparisons if c.kind == kind and c.place == place)


def test_a_city_figure_is_the_share_with_its_stratified_error_and_korn_graubard_interval():
    data = city(shares={("2025Q2", "a1"): 0.8})
    result = analysed(data)
    scores = result.scored["trust"].values
    here = data.wave == 1
    found = cell(result, "2025q2")
    assert found.value == pytest.approx(scores[here].mean())
    parts = [scores[here & (data.area == a)] for a in ("a1", "a2")]
    variance = sum(
        len(p) / (len(p) - 1) * ((p - p.mean()) ** 2).sum() / here.sum() ** 2 for p in parts
    )
    # The share is a ratio: deviations are from the city's mean, within strata.
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-9)
    assert found.lower < found.value < found.upper
    assert found.degrees_of_freedom == 298
    assert found.n == 300


def test_the_whole_is_the_weighted_sum_of_its_places():
    data = city(areas=("a1", "a2", "a3"), seed=3)
    result = analysed(data)
    parts = [cell(result, "2025q1", place) for place in result.places]
    whole = cell(result, "2025q1")
    assert whole.n == sum(part.n for part in parts)
    assert whole.value == pytest.approx(sum(part.n * part.value for part in parts) / whole.n)


def test_groups_are_figures_of_the_newest_wave_and_compared_without_registration():
    result = analysed(city())
    groups = [c for c in result.cells if c.group != EVERYONE]
    assert {c.group for c in groups} == {"gender:1", "gender:2"}
    assert {c.wave for c in groups} == {"2025q2"}
    explored = [c for c in result.comparisons if c.kind == "other groups"]
    assert [c.family for c in explored] == ["", ""]
    assert not any(c.registered for c in explored)
    assert explored[0].difference == pytest.approx(-explored[1].difference)


def test_a_real_change_is_called_and_its_direction_is_better():
    data = city(
        shares={("2025Q2", "a1"): 0.8, ("2025Q2", "a2"): 0.8}, families=[family("previous")]
    )
    found = comparison(analysed(data), "previous quarter")
    assert found.verdict is Verdict.HIGHER
    assert found.better is True
    assert found.reference == "2025q1"
    assert found.adjusted_lower > 0


def test_independent_quarters_add_their_variances():
    data = city(families=[family("previous")])
    result = analysed(data)
    found = comparison(result, "previous quarter")
    then, now = cell(result, "2025q1"), cell(result, "2025q2")
    assert found.difference == pytest.approx(now.value - then.value)
    assert found.standard_error == pytest.approx(np.hypot(now.standard_error, then.standard_error))


def test_shared_blocks_enter_a_change_with_their_covariance():
    data = city(families=[family("previous")], blocks=15, seed=5)
    result = analysed(data)
    found = comparison(result, "previous quarter")
    scores = result.scored["trust"].values
    totals = {}
    for wave, sign in ((1, 1.0), (0, -1.0)):
        here = data.wave == wave
        z = sign * (scores - scores[here].mean()) / here.sum() * here
        for block, value in zip(data.design_cell.tolist(), z.tolist(), strict=True):
            totals[block] = totals.get(block, 0.0) + value
    variance = 0.0
    for area in ("a1", "a2"):
        t = np.array([v for b, v in totals.items() if b.startswith(area)])
        variance += len(t) / (len(t) - 1) * ((t - t.mean()) ** 2).sum()
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-9)
    assert found.degrees_of_freedom == 28


def test_each_place_is_held_against_everybody_else():
    data = city(
        areas=("a1", "a2", "a3"),
        shares={("2025Q2", "a1"): 0.85},
        families=[family("areas", places="area", method="BH")],
    )
    result = analysed(data)
    found = comparison(result, "rest of city", "a1")
    scores = result.scored["trust"].values
    now = data.wave == 1
    rest = scores[now & (data.area != "a1")].mean()
    assert found.difference == pytest.approx(cell(result, "2025q2", "a1").value - rest)
    assert found.reference == REST
    assert found.verdict is Verdict.HIGHER
    joint = result.families[0]
    assert (joint.comparisons, joint.df1) == (3, 2)


def test_rolling_pools_count_their_overlap_through_the_people_they_share():
    periods = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1")
    data = city(periods=periods, n=60, families=[family("rolling")], seed=8)
    result = analysed(data)
    found = comparison(result, "rolling year")
    scores = result.scored["trust"].values
    late, early = data.wave >= 1, data.wave <= 3
    assert found.difference == pytest.approx(scores[late].mean() - scores[early].mean())
    z = late * (scores - scores[late].mean()) / late.sum()
    z = z - early * (scores - scores[early].mean()) / early.sum()
    strata = np.char.add(data.wave.astype(str), data.area)
    variance = sum(
        (k := strata == s).sum() / (k.sum() - 1) * ((z[k] - z[k].mean()) ** 2).sum()
        for s in np.unique(strata)
    )
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_a_trend_is_the_slope_a_year_of_the_quarters_figures():
    periods = ("2025Q1", "2025Q2", "2025Q3", "2025Q4")
    shares = {(p, a): 0.3 + 0.1 * k for k, p in enumerate(periods) for a in ("a1", "a2")}
    data = city(periods=periods, shares=shares, families=[family("trend")])
    result = analysed(data)
    values = [cell(result, p.lower()).value for p in periods]
    slope = np.polyfit(np.arange(4) / 4, values, 1)[0]
    found = comparison(result, "trend")
    assert found.difference == pytest.approx(slope)
    assert found.verdict is Verdict.HIGHER


def test_a_family_whose_waves_are_missing_says_what_it_waits_for():
    result = analysed(city(families=[family("year"), family("rolling")]))
    assert [(t.comparisons, t.F) for t in result.families[:2]] == [(0, None), (0, None)]
    assert "a year earlier" in result.families[0].reason
    assert "five quarters" in result.families[1].reason


def test_a_neighborhood_with_one_respondent_stays_in_its_family_and_is_withheld():
    data = city(families=[family("previous", places="area")], areas=("a1", "a2"))
    lonely = data.area.copy()
    lonely[(data.area == "a2") & (np.arange(data.n) != 299)] = "a1"
    one = replace(data, area=lonely)
    plan = one.waves[-1].plan
    assert plan.design.strata == ("area",)
    with pytest.raises(EstimationError, match="one"):
        analysed(one)


def test_a_side_with_too_few_people_is_never_compared():
    data = city(families=[family("previous", places="area")], n=15)
    result = analysed(data)
    found = [c for c in result.comparisons if c.kind == "previous quarter"]
    assert [c.withheld for c in found] == ["confidential"] * 2
    assert {c.verdict for c in found} == {Verdict.TOO_FEW}
    assert found[0].difference is None
    assert result.families[0].reason == "too few people answered"


def test_waves_of_different_frames_are_never_pooled():
    data = city()
    mixed = [data.waves[0], *city(frame="opt-in").waves[1:]]
    other = replace(data, waves=tuple(mixed))
    with pytest.raises(EstimationError, match="never pooled"):
        analysed(other)


def test_an_open_link_gets_figures_and_no_comparison():
    result = analysed(city(frame="opt-in"))
    assert result.comparisons == ()
    assert cell(result, "2025q2").lower is not None


def test_people_at_an_event_get_no_interval_at_all():
    result = analysed(city(frame="event"))
    assert cell(result, "2025q2").lower is None
    assert cell(result, "2025q2").standard_error is None


def test_a_census_is_compared_in_words_of_difference_only():
    result = analysed(city(frame="census", families=[family("previous")]))
    found = comparison(result, "previous quarter")
    assert found.difference is not None
    assert found.p is None
    assert found.verdict is None


def test_an_indicator_without_a_change_of_interest_is_refused_with_its_family():
    data = city(families=[family("previous")])
    plan = data.waves[-1].plan
    waves = tuple(replace(w, plan=replace(plan, change_of_interest={})) for w in data.waves)
    other = replace(data, waves=waves)
    with pytest.raises(EstimationError, match="no change of interest"):
        analysed(other)


def test_more_power_is_asked_of_each_member_of_a_larger_family():
    small = comparison(analysed(city(families=[family("previous")])), "previous quarter")
    large = [
        c
        for c in analysed(city(families=[family("previous", places="area")])).comparisons
        if c.kind == "previous quarter"
    ]
    assert all(c.smallest_detectable_change / c.standard_error > 3 for c in large)
    assert small.smallest_detectable_change / small.standard_error == pytest.approx(2.81, abs=0.02)


def test_waves_answered_by_another_mix_of_modes_are_never_compared():
    data = city(families=(family("previous"),), shares={("2025Q2", "a1"): 0.9})
    by_page = replace(data, mode=np.full(data.n, "web"))
    shift = replace(data, mode=np.where(data.wave == 0, "web", "phone"))
    plain, broken = analysed(by_page), analysed(shift)
    assert comparison(plain, "previous quarter").difference is not None
    kept = comparison(broken, "previous quarter")
    assert (kept.withheld, kept.verdict, kept.difference) == ("not comparable", None, None)
    assert broken.series.broken_at("2025q2") == {"trust"}
    assert cell(broken, "2025q2").value == cell(plain, "2025q2").value


def test_families_about_places_of_another_level_are_left_to_their_own_analysis():
    """A report by district cannot print tests of neighborhoods that it has no figures for."""
    families = [family("previous"), family("areas", places="area"), family("areas")]
    families = [replace(one, id=f"f{k}") for k, one in enumerate(families)]
    result = analysed(city(families=families), level=CITY)
    assert result.elsewhere == ("f1", "f2")
    assert {test.family for test in result.families} - {""} == {"f0"}
    assert {c.place for c in result.comparisons} == {CITY}
    assert analysed(city(families=families)).elsewhere == ()
