"""Adjusted p-values are those of statsmodels, for any p-values, ties and bounds included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from statsmodels.stats.multitest import multipletests

from surveyapp.inference.multiplicity import Method, adjust

NAMES: dict[Method, str] = {
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "BH": "fdr_bh",
    "BY": "fdr_by",
    "bonferroni": "bonferroni",
}


@pytest.mark.parametrize("method", list(NAMES))
@settings(deadline=None, max_examples=25)
@given(p=st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.5, 1.0]), min_size=1, max_size=9))
def test_every_method_equals_statsmodels(method: Method, p: list[float]) -> None:
    wanted = multipletests(np.array(p), method=NAMES[method])[1]
    assert_allclose(adjust(p, method), wanted, rtol=1e-12, atol=1e-300)
