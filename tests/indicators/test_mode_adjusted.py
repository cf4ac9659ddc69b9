import numpy as np
import pytest

from surveyapp.design.design import srs
from surveyapp.errors import EstimationError
from surveyapp.indicators.figures import Sample
from surveyapp.indicators.mode_adjusted import mode_adjusted
from surveyapp.weighting.weights import Weights

MIX = {"web": 0.5, "phone": 0.5}


def shifted(n=400, seed=3):
    """Two waves of the same opinions; by phone everybody says 10 more, and more use it later."""
    rng = np.random.default_rng(seed)
    wave = np.repeat([0, 1], n)
    phone = rng.random(2 * n) < np.where(wave == 0, 0.2, 0.7)
    values = rng.normal(50, 5, 2 * n) + 10 * phone
    return values, np.where(phone, "phone", "web"), {"a": wave == 0, "b": wave == 1}


def sample(n):
    return Sample(Weights.of(np.ones(n)), srs(n))


def test_a_shift_of_modes_moves_the_plain_mean_and_not_the_adjusted_one():
    values, mode, waves = shifted()
    plain = values[waves["b"]].mean() - values[waves["a"]].mean()
    found = mode_adjusted(values, mode, waves, sample(800), mix=MIX)
    assert plain > 4
    assert abs(found["b"].value - found["a"].value) < 3 * found["a"].standard_error
    assert found["a"].lower < 55 < found["a"].upper


def test_it_is_the_weighted_sum_of_the_means_by_mode():
    values, mode, waves = shifted()
    found = mode_adjusted(values, mode, waves, sample(800), mix={"web": 0.25, "phone": 0.75})
    here = waves["a"]
    by_hand = sum(
        share * values[here & (mode == name)].mean()
        for name, share in (("web", 0.25), ("phone", 0.75))
    )
    assert found["a"].value == pytest.approx(by_hand)


def test_adjusted_to_its_own_mix_a_wave_keeps_its_mean():
    values, mode, waves = shifted()
    here = waves["a"]
    web = float((mode[here] == "web").mean())
    found = mode_adjusted(
        values, mode, {"a": here}, sample(800), mix={"web": web, "phone": 1 - web}
    )
    assert found["a"].value == pytest.approx(values[here].mean())


def test_a_wave_without_enough_answers_by_a_mode_is_refused_by_name():
    values, mode, waves = shifted(n=30)
    with pytest.raises(EstimationError, match=r"a/phone: \d+ people answered"):
        mode_adjusted(values, mode, waves, sample(60), mix=MIX)
    with pytest.raises(EstimationError, match=r"add up to 0\.5"):
        mode_adjusted(values, mode, waves, sample(60), mix={"web": 0.5})
