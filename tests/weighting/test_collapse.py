from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.weighting.collapse import collapse


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=60
    )
)
def test_cells_are_the_distinct_combinations_and_sums_are_kept(rows):
    codes = [np.array(column) for column in zip(*rows, strict=True)]
    found = collapse(codes, [4, 7, 3])
    assert found.count == len(set(rows))
    back = list(zip(*(code[found.cells].tolist() for code in found.codes), strict=True))
    assert back == rows
    assert found.sums(np.ones(len(rows))).sum() == len(rows)


@pytest.mark.parametrize("size", [1000, 2**21])
def test_very_many_possible_combinations_are_collapsed_all_the_same(size):
    rng = np.random.default_rng(0)
    codes = [rng.integers(5, size=100) * (size // 5) for _ in range(3)]
    found = collapse(codes, [size] * 3)
    for code, cell_code in zip(codes, found.codes, strict=True):
        assert np.array_equal(cell_code[found.cells], code)
