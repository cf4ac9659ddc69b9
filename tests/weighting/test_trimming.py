from __future__ import annotations

import numpy as np
import pytest

from surveyapp.errors import WeightingError
from surveyapp.weighting.diagnostics import diagnostics
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.trimming import rake_trimmed, trim, trim_to_design_effect
from surveyapp.weighting.weights import Weights


def test_trimming_keeps_the_total_and_hands_the_rest_out_equally():
    done = trim(Weights.of([1.0, 2.0, 3.0, 10.0]), upper=7.0)
    assert done.final.tolist() == [2.0, 3.0, 4.0, 7.0]
    assert done.total == 16.0


def test_strict_trimming_pushes_nothing_over_the_limit():
    weights = Weights.of([1.0, 6.8, 3.0, 10.0])
    assert trim(weights, upper=7.0).final.max() > 7.0
    strict = trim(weights, upper=7.0, strict=True)
    assert strict.final.max() <= 7.0
    assert strict.total == pytest.approx(weights.total)


def test_limits_without_room_for_the_total_are_refused():
    with pytest.raises(WeightingError, match="mean weight 4 lies outside the limits"):
        trim(Weights.of([1.0, 2.0, 3.0, 10.0]), upper=3.0)


def test_weights_can_meet_margins_and_limits_at_once(sample):
    margins = [
        Margin("sex", sample.sex, {"woman": 2800, "man": 3200}),
        Margin("age", sample.age, {"young": 1500, "middle": 2500, "old": 2000}),
    ]
    done = rake_trimmed(sample.weights, margins, upper=17.0)
    assert done.final.max() <= 17.0 * (1 + 1e-6)
    assert done.final[sample.sex == "woman"].sum() == pytest.approx(2800, rel=1e-8)
    assert done.final[sample.age == "old"].sum() == pytest.approx(2000, rel=1e-8)
    assert [step.kind for step in done.history] == ["rake trimmed"]
    assert done.calibrated


def test_margins_against_limits_say_how_far_weights_run(sample):
    with pytest.raises(WeightingError, match="margins and limits do not hold together"):
        rake_trimmed(
            sample.weights,
            [Margin("sex", sample.sex, {"woman": 5000, "man": 1000})],
            upper=11.0,
            rounds=5,
        )


@pytest.mark.parametrize("with_margins", [False, True])
def test_the_wanted_design_effect_is_reached_with_the_loosest_limit(sample, with_margins):
    heavy = Weights.of(np.where(np.arange(600) % 20 == 0, 60.0, sample.weights.final))
    margins = [Margin("sex", sample.sex, {"woman": 4000, "man": 3000})] if with_margins else None
    before = diagnostics(heavy).kish_design_effect
    done = trim_to_design_effect(heavy, 1.3, margins=margins)
    assert before > 1.5
    assert 1.28 < diagnostics(done).kish_design_effect <= 1.3


def test_a_design_effect_out_of_reach_is_refused(sample):
    margins = [Margin("sex", sample.sex, {"woman": 9000, "man": 500})]
    with pytest.raises(WeightingError, match="No upper limit brings Kish's design effect"):
        trim_to_design_effect(sample.weights, 1.01, margins=margins)
