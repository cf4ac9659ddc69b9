from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import WeightingError
from surveyapp.weighting.diagnostics import diagnostics
from surveyapp.weighting.weights import Step, Weights


def test_all_kinds_of_bad_weights_are_reported_at_once():
    with pytest.raises(WeightingError) as refused:
        Weights.of([1.0, np.nan, -2.0, np.inf])
    text = str(refused.value)
    assert "2 of 4 weights are missing or infinite, first in row 1" in text
    assert "1 of 4 weights are negative, first in row 2" in text


def test_weights_that_are_all_zero_are_refused_and_some_are_not():
    with pytest.raises(WeightingError, match="No row has a weight above zero"):
        Weights.of([0.0, 0.0])
    assert Weights.of([0.0, 2.0]).total == 2.0


def test_replicates_must_fit_the_sample():
    with pytest.raises(WeightingError, match="must have shape"):
        Weights.of([1.0, 2.0], replicates=np.ones((3, 4)))
    with pytest.raises(WeightingError, match="1 replicates have a missing"):
        Weights.of([1.0, 2.0], replicates=np.array([[1.0, np.nan], [1.0, 1.0]]))


def test_a_step_keeps_the_base_weights_and_adds_to_the_history():
    first = Weights.of([1.0, 2.0])
    second = first.after(np.array([2.0, 2.0]), Step("by hand"))
    assert second.base.tolist() == [1.0, 2.0]
    assert [step.kind for step in second.history] == ["by hand"]
    assert second.g_factors.tolist() == [2.0, 1.0]
    assert not second.calibrated


def test_equal_weights_have_a_design_effect_of_one_and_scale_does_not_matter():
    assert diagnostics(Weights.of(np.full(50, 7.0))).kish_design_effect == pytest.approx(1.0)
    w = np.random.default_rng(0).uniform(1, 9, 200)
    one, thousand = diagnostics(Weights.of(w)), diagnostics(Weights.of(1000 * w))
    assert one.kish_effective_n == pytest.approx(thousand.kish_effective_n)
    assert one.kish_effective_n == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_diagnostics_of_an_empty_domain_are_refused():
    with pytest.raises(WeightingError, match="Nobody in the domain"):
        diagnostics(Weights.of([1.0, 2.0]), domain=np.array([False, False]))
