"""Who takes part in an estimate."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import EstimationError
from surveyapp.estimation.listwise import (
    kish_effective_n,
    level_codes,
    refuse_many_levels,
    taking_part,
)

FINAL = np.array([1.0, 2.0, 0.0, 1.0])


def test_rows_without_weight_or_outside_the_domain_take_no_part() -> None:
    inside, used = taking_part(
        {"y": np.array([1.0, np.nan, 3.0, 4.0])}, FINAL, domain=None, missing="drop"
    )
    assert inside.tolist() == [True, True, True, True]
    assert used.tolist() == [True, False, False, True]
    _, used = taking_part(
        {"y": np.ones((4, 2))}, FINAL, domain=np.array([True, True, False, False]), missing="refuse"
    )
    assert used.tolist() == [True, True, False, False]


def test_every_column_with_missing_answers_is_named_at_once() -> None:
    columns = {"trust": [None, "a", "b", "c"], "age": np.array([1, np.nan, 1, np.nan])}
    with pytest.raises(EstimationError) as refused:
        taking_part(columns, FINAL, domain=None, missing="refuse")
    shown = [str(problem) for problem in refused.value.problems]
    assert shown[0].startswith("trust: 1 of 3 rows of the domain have no value.")
    assert shown[1].startswith("age: 2 of 3 rows")
    assert "Pass missing='drop'" in shown[0]


def test_a_missing_answer_outside_the_domain_is_nobodys_business() -> None:
    domain = np.array([True, False, False, True])
    taking_part({"y": [1, None, None, 1]}, FINAL, domain=domain, missing="refuse")


def test_levels_are_sorted_and_rows_outside_have_none() -> None:
    codes, levels = level_codes(["b", "c", "a", "b"], np.array([True, False, True, True]), "x")
    assert levels == ("a", "b")
    assert codes.tolist() == [1, -1, 0, 1]
    assert level_codes([2.0, 1.0, 2.0, 1.0], np.ones(4, dtype=bool), "x")[1] == (1.0, 2.0)


def test_kishs_size_is_n_for_equal_weights_and_less_for_others() -> None:
    assert kish_effective_n(np.full(9, 3.0), np.ones(9, dtype=bool)) == pytest.approx(9)
    assert kish_effective_n(FINAL, np.array([True, True, False, False])) == pytest.approx(9 / 5)


def test_other_lengths_infinite_values_and_identifiers_are_refused() -> None:
    columns = {"a": np.ones(3), "b": np.array([1.0, np.inf, np.inf, 1.0])}
    with pytest.raises(EstimationError) as refused:
        taking_part(columns, FINAL, domain=None, missing="drop")
    shown = [str(problem) for problem in refused.value.problems]
    assert shown[0].startswith("a: The column has 3 rows where the sample has 4.")
    assert shown[1].startswith("b: 1 rows of the domain have an infinite value.")
    with pytest.raises(EstimationError, match="There are 1,000,000 cells"):
        refuse_many_levels("rows", 1_000_000)
