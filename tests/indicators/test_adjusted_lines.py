from dataclasses import replace

import numpy as np
import pytest

from surveyapp.indicators.adjusted_lines import mode_lines
from surveyapp.indicators.analysis import analyse
from surveyapp.indicators.bridge import carried_over
from surveyapp.weighting.weights import Weights
from tests.indicators.cities import city
from tests.indicators.test_ballots import balloted


def analysed(data, *adjust):
    return analyse(data, Weights.of(np.ones(data.n)), level="city", adjust=adjust)


def by_two_modes(first=0.5, second=0.1):
    """A city in which web answers agree and phone answers do not, and the mix shifts."""
    data = city(n=200)
    generator = np.random.default_rng(4)
    share = np.where(data.wave == 0, first, second)
    phone = generator.random(data.n) < share
    column = data.columns["a"]
    values = np.where(generator.random(data.n) < np.where(phone, 0.3, 0.8), 4.0, 2.0)
    columns = {**data.columns, "a": replace(column, values=values)}
    return replace(data, columns=columns, mode=np.where(phone, "phone", "web"))


def plain(found, wave):
    cells = [c for c in found.cells if c.wave == wave and c.place == "city" and c.group == "all"]
    return cells[0]


def test_no_second_line_is_drawn_unless_it_is_asked_for():
    assert analysed(by_two_modes()).adjusted == ()


def test_a_shift_of_modes_moves_the_plain_line_and_not_the_adjusted_one():
    data = by_two_modes()
    found = analysed(data, "mode")
    (line,) = found.adjusted
    assert (line.kind, line.indicator, line.missing) == ("mode", "trust", "")
    moved = abs(plain(found, "2025q2").value - plain(found, "2025q1").value)
    stayed = abs(line.points[1].value - line.points[0].value)
    assert stayed < moved
    assert found.series.broken_at("2025q2") == {"trust"}
    assert not any(point.breaks for point in line.points)


def test_each_adjusted_value_is_the_mixed_mean_of_its_modes():
    data = by_two_modes()
    (line,) = analysed(data, "mode").adjusted
    values = np.where(data.columns["a"].values == 4, 100.0, 0.0)
    pooled = {mode: float(np.mean(data.mode == mode)) for mode in ("web", "phone")}
    assert line.mix == pytest.approx(pooled)
    for point in line.points:
        here = data.in_wave(point.wave)
        want = sum(values[here & (data.mode == m)].mean() * s for m, s in pooled.items())
        assert point.value == pytest.approx(want)
        assert point.lower < point.value < point.upper


def test_a_mode_that_too_few_used_in_some_wave_is_left_out_of_the_mix():
    data = by_two_modes()
    few = np.flatnonzero((data.mode == "phone") & (data.wave == 1))[:-5]
    mode = data.mode.copy()
    mode[few] = "web"
    (line,) = analysed(replace(data, mode=mode), "mode").adjusted
    assert line.mix == {"web": 1.0}


def test_one_mode_needs_no_line_and_none_in_common_gives_its_reason():
    data = by_two_modes()
    assert analysed(replace(data, mode=np.full(data.n, "web")), "mode").adjusted[0].missing == (
        "one mode"
    )
    apart = replace(data, mode=np.where(data.wave == 0, "web", "phone"))
    (line,) = analysed(apart, "mode").adjusted
    assert (line.missing, line.points) == ("no mode in common", ())


def test_people_who_came_to_an_event_have_no_adjusted_line():
    data = by_two_modes()
    found = analysed(data, "mode")
    event = replace(found.sample, frame="event")
    assert mode_lines(data, found.scored.values(), event, found.series) == ()


def test_values_before_a_split_ballot_are_carried_over_with_the_bridges_uncertainty():
    data, arm, _ = balloted()
    found = analysed(data, "wording")
    (ballot,), (line,) = found.ballots, found.adjusted
    assert (line.kind, line.old, line.new) == ("wording", 1, 2)
    one = found.scored["trust"]
    means = found.sample.means({"y": one.values}, {"2025q1": data.in_wave("2025q1")})
    want = carried_over(means["y|2025q1"], ballot.found)
    first, last = line.points
    assert first.value == pytest.approx(means["y|2025q1"].value + ballot.found.effect.value)
    assert (first.lower, first.upper) == pytest.approx((want.lower, want.upper))
    assert last.value == pytest.approx(one.values[arm == 2].mean())
    assert not last.breaks
    assert analysed(city(), "wording").adjusted == ()
