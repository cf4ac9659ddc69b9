from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from surveyapp.design.arrays import codes, floats, mask
from surveyapp.errors import DesignError


@pytest.mark.parametrize(
    "column",
    [
        np.array([1, 2, 3]),
        pd.Series([1.0, 2.0, 3.0]),
        pd.Series([1, 2, 3], dtype="Int64"),
        pl.Series([1, 2, 3]),
        [1, 2, 3],
        ["1", "2", "3"],
    ],
)
def test_a_column_of_any_library_becomes_floats(column):
    assert floats(column, "x").tolist() == [1.0, 2.0, 3.0]


def test_missing_numbers_become_nan_whatever_the_library_calls_them():
    assert np.isnan(floats(pd.Series([1, None], dtype="Int64"), "x")[1])
    assert np.isnan(floats(pl.Series([1, None]), "x")[1])


def test_a_text_column_is_refused_by_name():
    with pytest.raises(DesignError, match="trust: The column is not numeric"):
        floats(["high", "low"], "trust")


def test_a_column_of_another_length_is_refused_with_both_lengths():
    with pytest.raises(DesignError, match="2 rows where the sample has 3"):
        floats([1, 2], "x", n=3)


def test_codes_are_sorted_levels_and_missing_ones_are_counted():
    found, levels = codes(pd.Series(["b", "a", "b"]), "stratum")
    assert found.tolist() == [1, 0, 1]
    assert levels.tolist() == ["a", "b"]
    with pytest.raises(DesignError, match="1 of 3 rows have no value"):
        codes(pd.Series(["b", None, "b"]), "stratum")


def test_a_domain_that_is_not_true_or_false_is_refused():
    with pytest.raises(DesignError, match="mask of true and false"):
        mask([0, 1, 1], 3)
    assert mask(None, 2).tolist() == [True, True]
