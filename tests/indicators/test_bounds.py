"""A census: of those who answered, with the worst and the best case for those who did not."""

from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.analysis_file import ANSWERED, NOT_STATED
from surveyapp.collection.disposition import Dispositions
from surveyapp.collection.plan import DesignCell
from surveyapp.indicators.analysis import analyse
from surveyapp.indicators.bounds import asked_of
from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.weighting.weights import Weights
from tests.indicators.cities import city

WAVE = "2025q2"


def census(n=40, *, frame="census", **design):
    data = city(n=n, frame=frame)
    waves = tuple(
        replace(w, plan=replace(w.plan, design=replace(w.plan.design, **design)))
        for w in data.waves
    )
    return replace(data, waves=waves)


def cell(data, place=CITY, group=EVERYONE, weights=None):
    final = np.ones(data.n) if weights is None else weights
    found = analyse(data, Weights.of(final))
    return next(c for c in found.cells if (c.wave, c.place, c.group) == (WAVE, place, group))


ASKED = {"a1": 50.0, "a2": 70.0}


def test_the_limits_are_the_yeses_and_the_yeses_with_all_who_did_not_answer():
    data = census(populations=ASKED)
    yes = int((data.columns["a"].values[data.wave == 1] == 4).sum())
    found = cell(data)
    assert found.lower == pytest.approx(100 * yes / 120)
    assert found.upper == pytest.approx(100 * (yes + 120 - 80) / 120)
    assert found.lower < found.value < found.upper
    assert found.standard_error is None


def test_each_place_has_its_own_limits_and_the_city_is_their_sum():
    data = census(populations=ASKED)
    parts = {name: cell(data, name) for name in ASKED}
    for end in ("lower", "upper"):
        added = sum(getattr(parts[name], end) * ASKED[name] for name in ASKED)
        assert getattr(cell(data), end) * 120 == pytest.approx(added)
    assert parts["a1"].upper - parts["a1"].lower == pytest.approx(100 * 10 / 50)
    assert parts["a2"].upper - parts["a2"].lower == pytest.approx(100 * 30 / 70)


def test_a_question_left_blank_is_as_unknown_as_a_person_who_did_not_answer():
    data = census(populations=ASKED)
    column = data.columns["a"]
    rows = np.flatnonzero(data.wave == 1)[:4]
    values, missing = column.values.copy(), column.missing.copy()
    values[rows], missing[rows] = np.nan, NOT_STATED
    blank = replace(
        data, columns=data.columns | {"a": replace(column, values=values, missing=missing)}
    )
    found = cell(blank)
    assert found.n == 76
    assert found.upper - found.lower == pytest.approx(100 * 44 / 120)


def test_who_said_dont_know_is_known_to_be_in_no_base():
    data = census(populations=ASKED)
    column = data.columns["a"]
    unsure = next(option.code for option in column.options if option.dont_know)
    rows = np.flatnonzero(data.wave == 1)[:5]
    values = column.values.copy()
    values[rows] = unsure
    assert (column.missing[rows] == ANSWERED).all()
    found = cell(replace(data, columns=data.columns | {"a": replace(column, values=values)}))
    assert found.upper - found.lower == pytest.approx(100 * 40 / 115)
    assert found.lower <= found.value <= found.upper


def test_when_everybody_asked_answered_the_limits_are_the_figure():
    found = cell(census(populations={"a1": 40.0, "a2": 40.0}))
    assert found.lower == pytest.approx(found.value)
    assert found.upper == pytest.approx(found.value)


def test_groups_have_no_limits_because_nobody_knows_how_many_were_asked():
    found = cell(census(populations=ASKED), group="gender:1")
    assert found.value is not None
    assert found.lower is None


def test_without_knowing_who_was_asked_or_with_unequal_weights_there_are_no_limits():
    assert cell(census()).lower is None
    data = census(populations=ASKED)
    assert cell(data, weights=np.linspace(1, 2, data.n)).lower is None
    assert cell(census(populations={"a1": 9.0, "a2": 9.0})).lower is None


def test_only_a_census_is_bounded_so():
    assert cell(census(frame="event", populations=ASKED)).lower is None
    sampled = cell(census(frame="probability", populations=ASKED))
    assert sampled.standard_error is not None


def test_who_was_asked_is_read_off_outcomes_then_codes_then_populations():
    data = census(populations=ASKED)
    wave = data.waves[1]
    assert asked_of(wave, data) == 120
    assert asked_of(wave, data, "a2") == 70
    assert asked_of(wave, data, "district:d1") is None
    cells = (DesignCell("x", stratum="a1", issued=60), DesignCell("y", stratum="a2", issued=75))
    design = replace(wave.plan.design, cells=cells, strata=("stratum",))
    coded = replace(wave, plan=replace(wave.plan, design=design))
    assert asked_of(coded, data) == 135
    assert asked_of(coded, data, "a1") == 60
    known = replace(data, dispositions={WAVE: Dispositions(80, refusal=20, not_eligible=5)})
    assert asked_of(coded, known) == 100
