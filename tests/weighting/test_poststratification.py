from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import WeightingError
from surveyapp.estimation.means import mean
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin, crossed
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.standardization import standardize
from surveyapp.weighting.weights import Weights


def test_the_poststratified_mean_is_the_targets_mean_of_cell_means(sample):
    targets = {"young": 10, "middle": 30, "old": 60}
    done = poststratify(sample.weights, Margin("age", sample.age, targets))
    w = sample.weights.final
    by_hand = sum(
        count / 100 * np.average(sample.y[sample.age == level], weights=w[sample.age == level])
        for level, count in targets.items()
    )
    assert mean(sample.y, done, sample.design).value == pytest.approx(by_hand)


def test_it_is_linear_calibration_on_the_cells(sample):
    targets = {"young": 10, "middle": 30, "old": 60}
    done = poststratify(sample.weights, Margin("age", sample.age, targets))
    columns = {level: sample.age == level for level in targets}
    other = calibrate(sample.weights, columns, targets)
    assert done.final == pytest.approx(other.final)
    ours, theirs = (mean(sample.y, w, sample.design).standard_error for w in (done, other))
    assert ours == pytest.approx(theirs, rel=1e-10)


def test_crossed_variables_are_one_margin(sample):
    cells = crossed(sample.sex, sample.age)
    assert sorted(set(cells)) == sorted(
        {f"{s} | {a}" for s in set(sample.sex) for a in set(sample.age)}
    )
    lost = crossed(np.array(["a", None], dtype=object), np.array([1.0, 2.0]))
    assert lost.tolist() == ["a | 1", None]


def test_a_cell_without_respondents_is_refused_unless_partial(sample):
    targets = {"young": 10, "middle": 30, "old": 60, "ancient": 5}
    with pytest.raises(WeightingError, match="level 'ancient', whose target is 5"):
        poststratify(sample.weights, Margin("age", sample.age, targets))
    done = poststratify(sample.weights, Margin("age", sample.age, targets), partial=True)
    assert done.total == pytest.approx(100)


def test_standardised_groups_have_the_standard_make_up_and_keep_their_size(sample):
    standard = {"young": 1, "middle": 1, "old": 2}
    done = standardize(sample.weights, by=sample.age, over=sample.sex, population=standard)
    for sex in ("woman", "man"):
        rows = sample.sex == sex
        group = done.final[rows]
        assert group.sum() == pytest.approx(sample.weights.final[rows].sum())
        old = group[sample.age[rows] == "old"].sum() / group.sum()
        assert old == pytest.approx(0.5)


def test_rows_left_out_of_a_standardisation_weigh_nothing(sample):
    inside = np.arange(600) % 5 > 0
    done = standardize(
        sample.weights,
        by=sample.age,
        over=sample.sex,
        population={"young": 1, "middle": 1, "old": 1},
        included=inside,
    )
    assert done.final[~inside].sum() == 0
    assert [step.kind for step in done.history] == ["leave out", "standardize"]


def test_poststratifying_twice_changes_nothing():
    age = np.array(["a", "b", "a"], dtype=object)
    once = poststratify(Weights.of([1.0, 2.0, 3.0]), Margin("age", age, {"a": 8, "b": 2}))
    twice = poststratify(once, Margin("age", age, {"a": 8, "b": 2}))
    assert twice.final == pytest.approx(once.final)
