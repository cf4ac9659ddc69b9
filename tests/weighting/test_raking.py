from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from surveyapp.design.design import srs
from surveyapp.errors import WeightingError
from surveyapp.estimation.means import means
from surveyapp.estimation.totals import totals
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.replicate import jackknife
from surveyapp.weighting.weights import Weights

SEX = {"woman": 5200, "man": 4800}
AGE = {"young": 3000, "middle": 4000, "old": 3000}


def by_level(codes, weights) -> dict:
    return pd.Series(weights).groupby(np.asarray(codes)).sum().to_dict()


def test_raked_weights_meet_every_margin(sample):
    raked = rake(sample.weights, [Margin("sex", sample.sex, SEX), Margin("age", sample.age, AGE)])
    assert by_level(sample.sex, raked.final) == pytest.approx(SEX, rel=1e-9)
    assert by_level(sample.age, raked.final) == pytest.approx(AGE, rel=1e-9)
    assert raked.final.min() > 0


def test_raking_is_calibration_with_the_exponential_distance(sample):
    raked = rake(
        sample.weights,
        [Margin("sex", sample.sex, SEX), Margin("age", sample.age, AGE)],
        residuals="base weighted",
    )
    columns = {
        "all": np.ones(600),
        "woman": sample.sex == "woman",
        "young": sample.age == "young",
        "old": sample.age == "old",
    }
    goals = {"all": 10_000, "woman": 5200, "young": 3000, "old": 3000}
    calibrated = calibrate(sample.weights, columns, goals, distance="raking")
    assert raked.final == pytest.approx(calibrated.final, rel=1e-8)
    items = {"y": sample.y, "z": sample.y**2}
    ours, other = (means(items, w, sample.design) for w in (raked, calibrated))
    assert ours.covariance == pytest.approx(other.covariance, rel=1e-7)


def test_a_calibrated_total_has_no_variance(sample):
    raked = rake(sample.weights, [Margin("sex", sample.sex, SEX), Margin("age", sample.age, AGE)])
    known = {"women": sample.sex == "woman", "old": sample.age == "old"}
    assert totals(known, raked, sample.design).standard_errors == pytest.approx([0, 0], abs=1e-6)


def test_the_residual_is_close_to_the_jackknife_of_reraked_replicates(sample):
    margins = [Margin("sex", sample.sex, SEX), Margin("age", sample.age, AGE)]
    replicated, by_replicates = jackknife(sample.weights, sample.design)
    raked = rake(replicated, margins)
    linear = means({"y": sample.y}, raked, sample.design).standard_errors[0]
    again = means({"y": sample.y}, raked, by_replicates).standard_errors[0]
    fixed = means({"y": sample.y}, Weights.of(raked.final), sample.design).standard_errors[0]
    assert linear == pytest.approx(again, rel=0.03)
    assert abs(fixed / again - 1) > 0.02


def test_each_group_is_raked_to_its_own_targets_as_if_alone(sample):
    goals = {1: SEX, 2: {"woman": 600, "man": 400}, 3: {"woman": 1, "man": 2}}
    whole = rake(sample.weights, [Margin("sex", sample.sex, goals)], within=sample.wave)
    for wave, targets in goals.items():
        rows = sample.wave == wave
        alone = rake(
            Weights.of(sample.weights.final[rows]), [Margin("sex", sample.sex[rows], targets)]
        )
        assert whole.final[rows] == pytest.approx(alone.final, rel=1e-12)


def test_a_group_without_targets_is_named(sample):
    with pytest.raises(WeightingError, match="no targets for the group 3"):
        rake(sample.weights, [Margin("sex", sample.sex, {1: SEX, 2: SEX})], within=sample.wave)


def test_those_whose_level_is_unknown_keep_their_share_and_targets_apply_to_the_rest(sample):
    lost = np.random.default_rng(1).random(600) < 0.2
    codes = np.where(lost, None, sample.sex)
    raked = rake(
        sample.weights,
        [Margin("sex", codes, SEX), Margin("age", sample.age, AGE)],
        unknown="keep share",
    )
    share = sample.weights.final[lost].sum() / sample.weights.total
    assert raked.final[lost].sum() / raked.total == pytest.approx(share, rel=1e-9)
    rest = by_level(sample.sex[~lost], raked.final[~lost])
    assert rest["woman"] / rest["man"] == pytest.approx(5200 / 4800, rel=1e-9)
    assert raked.total == pytest.approx(10_000)
    assert raked.history[-1].record["unknown_counts"] == {"sex": int(lost.sum())}


def test_the_share_kept_is_an_estimate_and_its_variance_is_the_jackknifes(sample):
    lost = np.random.default_rng(1).random(600) < 0.2
    codes = np.where(lost, None, sample.sex)
    replicated, by_replicates = jackknife(sample.weights, sample.design, mse=True)
    raked = rake(replicated, [Margin("sex", codes, SEX)], unknown="keep share")
    items = {"unknown": lost * 1.0, "woman": (codes == "woman") * 1.0}
    linear = means(items, raked, sample.design).standard_errors
    again = means(items, raked, by_replicates).standard_errors
    assert linear == pytest.approx(again, rel=0.01)
    assert linear.min() > 0.005


def test_levels_outside_the_target_keep_their_share_without_leave(sample):
    codes = sample.sex.copy()
    codes[:30] = "another"
    raked = rake(sample.weights, [Margin("sex", codes, SEX, outside=("another",))])
    share = sample.weights.final[:30].sum() / sample.weights.total
    assert raked.final[:30].sum() == pytest.approx(share * 10_000)


def test_unknown_levels_are_drawn_by_the_generator_and_the_draw_can_be_repeated(sample):
    codes = np.where(np.arange(600) % 7 == 0, "", sample.sex)

    def drawn(seed: int) -> np.ndarray:
        return rake(
            sample.weights,
            [Margin("sex", codes, SEX)],
            unknown="impute",
            generator=np.random.default_rng(seed),
            impute_within=sample.age,
        ).final

    assert np.array_equal(drawn(4), drawn(4))
    assert not np.array_equal(drawn(4), drawn(5))
    assert drawn(4).sum() == pytest.approx(10_000)
    with pytest.raises(WeightingError, match="seeded generator"):
        rake(sample.weights, [Margin("sex", codes, SEX)], unknown="impute")


def test_everything_wrong_with_the_margins_is_said_at_once(sample):
    codes = sample.sex.copy()
    codes[0] = None
    codes[1:4] = "other"
    with pytest.raises(WeightingError) as refused:
        rake(
            sample.weights,
            [
                Margin("sex", codes, {**SEX, "third": 40}),
                Margin("age", sample.age, {"young": 1500, "middle": 1530}),
            ],
        )
    text = str(refused.value)
    assert "sex: 3 rows have the level 'other', which has no target" in text
    assert "sex: The level of 1 of 600 rows is unknown" in text
    assert "Nobody answered in margin 'sex', level 'third', whose target is 40" in text
    assert "rows have the level 'old', which has no target" in text
    assert "The margins count different populations: sex = 10,040, age = 3,030." in text
    assert "Take them from one source and date" in text


def test_margins_of_different_totals_are_scaled_to_the_first_on_request(sample):
    half = {level: count / 2 for level, count in AGE.items()}
    raked = rake(
        sample.weights,
        [Margin("sex", sample.sex, SEX), Margin("age", sample.age, half)],
        disagreeing="scale to first",
    )
    assert by_level(sample.age, raked.final) == pytest.approx(AGE, rel=1e-9)


def test_margins_that_cannot_be_met_together_name_the_worst_level():
    a = np.array(["x", "x", "y"], dtype=object)
    b = np.array(["p", "p", "q"], dtype=object)
    with pytest.raises(WeightingError, match=r"margin '[ab]', level '[xypq]'") as refused:
        rake(
            Weights.of([1.0, 1.0, 1.0]),
            [Margin("a", a, {"x": 5, "y": 5}), Margin("b", b, {"p": 8, "q": 2})],
            max_sweeps=50,
        )
    assert refused.value.problems[0].code == "no-convergence"


def test_a_negative_or_missing_target_is_refused(sample):
    with pytest.raises(WeightingError, match="target of level 'man' is -1"):
        rake(sample.weights, [Margin("sex", sample.sex, {"woman": 5, "man": -1.0})])


def test_levels_may_be_numbers_text_or_categories(sample):
    numbers = np.where(sample.sex == "woman", 1, 2)
    want = rake(sample.weights, [Margin("sex", sample.sex, SEX)]).final
    targets = {1: 5200, 2: 4800}
    for codes in (
        numbers,
        numbers.astype(float),
        numbers.astype(str).astype(object),
        pd.Series(numbers).astype("category"),
        numbers.astype("int8"),
    ):
        assert rake(sample.weights, [Margin("sex", codes, targets)]).final == pytest.approx(want)
    assert rake(
        sample.weights, [Margin("sex", numbers, {"1": 5200, "2": 4800})]
    ).final == pytest.approx(want)


def test_a_replicate_that_lost_a_level_is_counted_and_named(sample):
    codes = sample.sex.copy()
    codes[5] = "rare"
    replicates = np.ones((600, 3))
    replicates[5, 1] = 0.0
    weights = Weights.of(sample.weights.final, replicates=replicates)
    with pytest.raises(WeightingError, match=r"In 1 of 3 replicates nobody is left .*'rare'"):
        rake(weights, [Margin("sex", codes, {**SEX, "rare": 10})])


def test_every_replicate_meets_the_margins_too(sample):
    replicated, _ = jackknife(sample.weights, sample.design)
    raked = rake(replicated, [Margin("sex", sample.sex, SEX)])
    assert raked.replicates is not None
    women = raked.replicates[sample.sex == "woman"].sum(axis=0)
    assert women == pytest.approx(np.full(24, 5200))


def test_very_many_wrong_levels_are_shortened_to_a_page():
    codes = np.arange(5000)
    with pytest.raises(WeightingError, match="And 4,979 more problems of this kind") as refused:
        rake(Weights.of(np.ones(5000)), [Margin("id", codes, {0: 10.0})])
    assert len(refused.value.problems) == 21


def test_a_hundred_thousand_categories_are_raked_like_any_other():
    codes = np.arange(200_000) // 2
    targets = dict.fromkeys(range(100_000), 3.0)
    raked = rake(Weights.of(np.ones(200_000)), [Margin("id", codes, targets)])
    assert raked.final == pytest.approx(np.full(200_000, 1.5))
    y = (codes % 2).astype(float)
    assert means({"y": y}, raked, srs(200_000)).standard_errors[0] < 1e-9
