"""Bad weights and margins are refused by name, with every problem and a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from surveyapp.errors import SurveyError, WeightingError
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

N = 200
SEX = np.arange(N) % 2
AGE = np.arange(N) % 4
WEIGHTS = Weights.of(np.random.default_rng(0).uniform(1, 2, N))


def refusal(call: Callable[[], object]) -> WeightingError:
    with pytest.raises(WeightingError) as refused:
        call()
    assert all(problem.remedies for problem in refused.value.problems), refused.value
    assert all(problem.where for problem in refused.value.problems), refused.value
    return refused.value


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (-1.0, "1 of 200 weights are negative, first in row 3"),
        (np.inf, "1 of 200 weights are missing or infinite, first in row 3"),
        (np.nan, "1 of 200 weights are missing or infinite, first in row 3"),
    ],
)
def test_a_bad_weight_is_refused_with_its_row(bad: float, words: str) -> None:
    given = np.ones(N)
    given[3] = bad
    assert words in str(refusal(lambda: Weights.of(given)))


def test_zero_weights_are_rows_that_count_for_nothing_but_not_all_may_be() -> None:
    given = np.ones(N)
    given[3] = 0.0
    assert Weights.of(given).total == N - 1
    assert "No row has a weight above zero" in str(refusal(lambda: Weights.of(np.zeros(N))))


def test_a_target_nobody_can_fill_is_named_with_its_level() -> None:
    margin = Margin("sex", SEX, {0: 100, 1: 150, 2: 3})
    text = str(refusal(lambda: rake(WEIGHTS, [margin])))
    assert "margin 'sex', level '2', whose target is 3" in text
    assert "Merge the level" in text


def test_a_level_without_a_target_is_named_with_its_rows() -> None:
    margin = Margin("age", AGE, {0: 1, 1: 1, 2: 1})
    assert "50 rows have the level '3', which has no target" in str(
        refusal(lambda: rake(WEIGHTS, [margin]))
    )


def test_margins_of_different_populations_are_refused_with_both_totals() -> None:
    margins = [Margin("sex", SEX, {0: 100, 1: 150}), Margin("age", AGE, dict.fromkeys(range(4), 9))]
    text = str(refusal(lambda: rake(WEIGHTS, margins)))
    assert "sex = 250, age = 36" in text


def test_margins_that_contradict_each_other_name_the_worst_level() -> None:
    margins = [Margin("sex", SEX, {0: 100, 1: 150}), Margin("copy", SEX, {0: 150, 1: 100})]
    text = str(refusal(lambda: rake(WEIGHTS, margins, max_sweeps=50)))
    assert "After 50 sweeps the margins are still not met together: margin 'sex'" in text


def test_impossible_counts_and_all_other_problems_are_told_at_once() -> None:
    margins = [Margin("sex", SEX, {0: -5, 1: 150}), Margin("age", AGE, {0: 1, 1: 1, 2: 1})]
    found = refusal(lambda: rake(WEIGHTS, margins))
    assert "The target of level '0' is -5" in str(found)
    assert "which has no target" in str(found)
    assert len(found.problems) >= 2


def test_calibration_totals_that_cannot_be_met_are_named() -> None:
    ones = np.ones(N)
    text = str(refusal(lambda: calibrate(WEIGHTS, {"a": ones, "b": 2 * ones}, {"a": 1, "b": 5})))
    assert "The totals cannot be met" in text
    text = str(refusal(lambda: calibrate(WEIGHTS, {"a": ones}, {"a": 1e6}, bounds=(0.5, 2))))
    assert "g-factors within (0.5, 2)" in text


@pytest.mark.parametrize(
    ("call", "column"),
    [
        (lambda: rake(WEIGHTS, [Margin("sex", SEX[:9], {0: 1, 1: 1})]), "sex"),
        (lambda: poststratify(WEIGHTS, Margin("sex", SEX[:9], {0: 1, 1: 1})), "sex"),
        (lambda: calibrate(WEIGHTS, {"hours": np.ones(9)}, {"hours": 1.0}), "hours"),
    ],
    ids=["rake", "poststratify", "calibrate"],
)
def test_a_column_of_another_length_is_named(call: Callable[[], object], column: str) -> None:
    text = str(refusal(call))
    assert text.startswith(f"{column}: The column has 9 rows where the sample has 200")


def test_a_margin_of_fifty_thousand_levels_is_still_met() -> None:
    n = 50_000
    ids = np.arange(n)
    raked = rake(Weights.of(np.full(n, 2.0)), [Margin("id", ids, dict.fromkeys(range(n), 3.0))])
    assert np.allclose(raked.final, 3.0)


def test_every_refusal_is_one_family() -> None:
    problems: list[Any] = []
    for call in (lambda: Weights.of(-np.ones(3)), lambda: rake(WEIGHTS, [])):
        with pytest.raises(SurveyError) as refused:
            call()
        problems.append(refused.value.problems)
    assert all(problems)
