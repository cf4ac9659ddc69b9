import numpy as np
import pytest
from scipy import stats

from surveyapp.design.design import srs
from surveyapp.errors import EstimationError
from surveyapp.indicators.bridge import carried_over, wording_effect
from surveyapp.indicators.figures import Sample
from surveyapp.weighting.weights import Weights


def ballot(n=400, effect=10.0, seed=1):
    rng = np.random.default_rng(seed)
    arm = rng.integers(1, 3, n).astype(float)
    values = rng.normal(50, 20, n) + effect * (arm == 2)
    return values, arm


def sample(n):
    return Sample(Weights.of(np.ones(n)), srs(n))


def test_the_effect_of_a_wording_is_the_difference_of_the_two_groups():
    values, arm = ballot()
    found = wording_effect(values, arm, sample(400))
    old, new = values[arm == 1], values[arm == 2]
    assert found.effect.value == pytest.approx(new.mean() - old.mean())
    assert found.effect.lower < found.effect.value < found.effect.upper
    assert (found.old.n, found.new.n) == (len(old), len(new))


def test_its_standard_error_is_nearly_that_of_welch():
    values, arm = ballot(n=4000)
    found = wording_effect(values, arm, sample(4000))
    welch = stats.ttest_ind(values[arm == 2], values[arm == 1], equal_var=False)
    assert found.effect.statistic == pytest.approx(welch.statistic, rel=2e-3)


def test_scaling_the_values_scales_the_effect_and_swapping_the_wordings_turns_its_sign():
    values, arm = ballot()
    one = wording_effect(values, arm, sample(400)).effect
    ten = wording_effect(10 * values, arm, sample(400)).effect
    back = wording_effect(values, arm, sample(400), old=2, new=1).effect
    assert ten.value == pytest.approx(10 * one.value)
    assert ten.standard_error == pytest.approx(10 * one.standard_error)
    assert back.value == pytest.approx(-one.value)
    assert back.standard_error == pytest.approx(one.standard_error)


def test_the_interval_covers_the_true_effect_as_often_as_it_says():
    hits = 0
    for seed in range(200):
        values, arm = ballot(n=200, effect=5.0, seed=seed)
        effect = wording_effect(values, arm, sample(200)).effect
        hits += effect.lower <= 5.0 <= effect.upper
    assert 180 <= hits <= 198


def test_a_value_carried_over_has_the_errors_of_the_wave_and_of_the_bridge():
    values, arm = ballot()
    bridge = wording_effect(values, arm, sample(400))
    carried = carried_over(bridge.old, bridge)
    assert carried.value == pytest.approx(bridge.new.value)
    assert carried.standard_error**2 == pytest.approx(
        bridge.old.standard_error**2 + bridge.effect.standard_error**2
    )
    assert carried.degrees_of_freedom >= bridge.effect.degrees_of_freedom


def test_a_bridge_on_few_people_is_refused_with_both_counts():
    values, arm = ballot(n=60)
    with pytest.raises(EstimationError) as refusal:
        wording_effect(values, arm, sample(60))
    assert len(refusal.value.problems) == 2
    assert "a bridge needs 50" in str(refusal.value)
