from dataclasses import replace

import numpy as np
import pytest

from surveyapp.indicators.analysis import analyse
from surveyapp.instrument.model import Arm, Option
from surveyapp.weighting.weights import Weights
from tests.indicators.cities import city
from tests.indicators.files import codes, indicator, instrument, item

ARMS = (Arm(1, {"en": "Old"}), Arm(2, {"en": "New"}))
WORDINGS = tuple(Option(arm.code, arm.text) for arm in ARMS)


def balloted(effect=0.3, frame="probability", n=150):
    """A city whose second wave asked both wordings at random; the new one pleases more."""
    data = city(frame=frame, n=n)
    rng = np.random.default_rng(5)
    arm = np.where(data.wave == 1, rng.integers(1, 3, data.n), 0)
    agree = rng.random(data.n) < 0.4 + effect * (arm == 2)
    columns = {
        **data.columns,
        "a": codes(np.where(agree, 4, 2).tolist()),
        "a.arm": codes([code or None for code in arm.tolist()], options=WORDINGS),
    }
    plain = instrument([item("a")], [indicator()])
    split = instrument([item("a", arms=ARMS)], [indicator()])
    waves = (replace(data.waves[0], instrument_hash="1" * 64), data.waves[1])
    made = replace(
        data,
        columns=columns,
        waves=waves,
        instruments={"1" * 64: plain, "0" * 64: replace(split, version="2")},
    )
    return made, arm, agree


def analysed(data):
    return analyse(data, Weights.of(np.ones(data.n)), level="city")


def test_a_wave_with_both_wordings_tells_the_effect_of_the_new_one():
    data, arm, agree = balloted()
    (ballot,) = analysed(data).ballots
    assert (ballot.indicator, ballot.wave, ballot.old, ballot.new) == ("trust", "2025q2", 1, 2)
    by_hand = 100 * (agree[arm == 2].mean() - agree[arm == 1].mean())
    assert ballot.found.effect.value == pytest.approx(by_hand)
    assert ballot.found.effect.lower < 30 < ballot.found.effect.upper


def test_the_line_still_breaks_where_another_wording_came_in():
    data, _, _ = balloted()
    assert analysed(data).series.broken_at("2025q2") == {"trust"}


def test_too_few_people_or_a_sample_without_tests_tell_no_effect():
    assert analysed(balloted(n=30)[0]).ballots == ()
    assert analysed(balloted(frame="opt-in")[0]).ballots == ()
    assert analysed(city()).ballots == ()
