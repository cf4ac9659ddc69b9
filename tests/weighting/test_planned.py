from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.plan import MarginUse, WeightingRecipe
from surveyapp.collection.targets import Target, TargetSet
from surveyapp.errors import WeightingError
from surveyapp.weighting.margin_check import margin_checks
from surveyapp.weighting.planned import margin_labels, weigh_waves
from tests.indicators.cities import city

AREA = (("a1", 3000.0), ("a2", 1000.0))
SEX = (("female", 2200.0), ("male", 1800.0))
USES = (
    MarginUse("area", "area"),
    MarginUse("sex", "sex", {"1": "female", "2": "male"}),
)


def targets(*margins):
    return {
        "census": TargetSet(
            "census",
            tuple(
                Target(name, category, category.title(), count, "a census", "2025")
                for name, counts in margins
                for category, count in counts
            ),
        )
    }


CENSUS = targets(("area", AREA), ("sex", SEX))


def planned(data, **changes):
    given = {"method": "rake", "margins": USES, "unknown": "refuse"} | changes
    recipe = WeightingRecipe(target_set="census", **given)
    waves = tuple(replace(w, plan=replace(w.plan, weighting=recipe)) for w in data.waves)
    return replace(data, waves=waves)


def test_each_wave_is_raked_by_itself_to_every_margin():
    data = planned(city(n=80))
    weights = weigh_waves(data, CENSUS)
    sex = data.columns["sex"].values
    for wave in (0, 1):
        here = data.wave == wave
        assert weights.final[here & (data.area == "a1")].sum() == pytest.approx(3000)
        assert weights.final[here & (sex == 2)].sum() == pytest.approx(1800)


def test_waves_of_different_frames_are_never_weighted_together():
    data = planned(city(n=80))
    mixed = replace(data, waves=(data.waves[0], replace(data.waves[1], frame="event")))
    with pytest.raises(WeightingError, match="never weighted together") as refused:
        weigh_waves(mixed, CENSUS)
    assert "2025q1: probability, 2025q2: event" in str(refused.value)
    assert refused.value.problems[0].remedies


def test_the_checks_say_what_was_before_after_and_wanted():
    data = planned(city(n=80))
    checks = margin_checks(data, weigh_waves(data, CENSUS), CENSUS)
    assert [(c.name, c.wave) for c in checks] == [
        ("area", "2025q1"),
        ("sex", "2025q1"),
        ("area", "2025q2"),
        ("sex", "2025q2"),
    ]
    assert max(check.worst for check in checks) < 1e-8
    first = checks[0].levels[0]
    assert (first.n, first.unweighted, first.target) == (80, 50.0, 75.0)
    assert first.weighted == pytest.approx(75.0)


def unknown_sex(data, rows=slice(0, 10)):
    column = data.columns["sex"]
    values, missing = column.values.copy(), column.missing.copy()
    values[rows], missing[rows] = np.nan, 1
    columns = dict(data.columns) | {"sex": replace(column, values=values, missing=missing)}
    return replace(data, columns=columns)


def test_people_of_unknown_level_keep_the_share_they_had():
    data = unknown_sex(planned(city(n=80), unknown="keep share"))
    weights = weigh_waves(data, CENSUS)
    here = data.wave == 0
    unknown = np.isnan(data.columns["sex"].values) & here
    share = 10 / 160
    assert weights.final[unknown].sum() == pytest.approx(4000 * share)
    women = here & (data.columns["sex"].values == 1)
    assert weights.final[women].sum() == pytest.approx(2200 * (1 - share))
    check = next(c for c in margin_checks(data, weights, CENSUS) if c.name == "sex")
    assert (check.unknown, check.outside, check.worst < 1e-8) == (10, 0, True)


def test_unknown_levels_can_be_refused_by_name():
    with pytest.raises(WeightingError, match=r"sex: The level of 10 of 320 rows is unknown"):
        weigh_waves(unknown_sex(planned(city(n=80))), CENSUS)


def test_imputed_levels_are_the_same_every_time():
    data = unknown_sex(planned(city(n=80), unknown="impute"))
    first, again = (weigh_waves(data, CENSUS).final for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_a_level_outside_the_target_is_not_called_unknown():
    data = planned(city(n=80), unknown="keep share")
    uses = (USES[0], MarginUse("sex", "sex", {"1": "female"}, outside=("2",)))
    waves = tuple(
        replace(w, plan=replace(w.plan, weighting=replace(w.plan.weighting, margins=uses)))
        for w in data.waves
    )
    outside = replace(data, waves=waves)
    only = targets(("area", AREA), ("sex", (("female", 4000.0),)))
    check = next(
        c for c in margin_checks(outside, weigh_waves(outside, only), only) if c.name == "sex"
    )
    assert check.unknown == 0
    assert check.outside > 50


def test_an_answer_without_a_target_is_named():
    small = targets(("area", AREA), ("sex", (("female", 4000.0),)))
    with pytest.raises(WeightingError, match="level 'male', which has no target"):
        weigh_waves(planned(city(n=80)), small)


def test_a_level_that_nobody_answered_is_named_with_its_wave():
    more = targets(("area", (*AREA[:1], ("a2", 500.0), ("a9", 500.0))), ("sex", SEX))
    with pytest.raises(WeightingError, match="a9"):
        weigh_waves(planned(city(n=80)), more)


def test_a_set_of_targets_that_is_not_there_is_named_with_the_remedy():
    with pytest.raises(WeightingError, match="surveyapp targets import FILE --set census"):
        weigh_waves(planned(city(n=80)), {})


def test_waves_weighted_by_other_recipes_are_not_analysed_together():
    data = planned(city(n=80))
    other = replace(
        data.waves[0],
        plan=replace(data.waves[0].plan, weighting=WeightingRecipe("rake", "census", USES[:1])),
    )
    with pytest.raises(WeightingError, match="another recipe than 2025q2: 2025q1"):
        weigh_waves(replace(data, waves=(other, data.waves[1])), CENSUS)


def test_target_sets_may_change_from_wave_to_wave():
    data = planned(city(n=80))
    newer = replace(
        data.waves[1],
        plan=replace(
            data.waves[1].plan,
            weighting=replace(data.waves[1].plan.weighting, target_set="newer"),
        ),
    )
    sets = dict(CENSUS) | {
        "newer": replace(
            targets(
                ("area", (("a1", 1000.0), ("a2", 1000.0))),
                ("sex", (("female", 1200.0), ("male", 800.0))),
            )["census"],
            name="newer",
        )
    }
    weights = weigh_waves(replace(data, waves=(data.waves[0], newer)), sets)
    assert weights.final[data.wave == 0].sum() == pytest.approx(4000)
    assert weights.final[data.wave == 1].sum() == pytest.approx(2000)


def test_without_a_recipe_the_base_weights_stay():
    data = city(n=20)
    np.testing.assert_array_equal(weigh_waves(data, {}).final, np.ones(data.n))


def test_codes_become_categories_and_dont_know_is_unknown():
    data = planned(city(n=20))
    found = margin_labels(USES[1], data)
    assert set(found.labels.tolist()) == {"female", "male"}
    answer = margin_labels(MarginUse("a", "a"), data)
    assert set(answer.labels.tolist()) == {"2", "4"}


def test_trimmed_weights_keep_their_limit_and_every_margin():
    data = planned(city(n=80), trim=1.6)
    weights = weigh_waves(data, CENSUS)
    plain = weigh_waves(planned(city(n=80)), CENSUS)
    limit = 1.6 * np.median(plain.final)
    assert plain.final.max() > limit
    assert weights.final.max() <= limit * (1 + 1e-5)
    assert max(check.worst for check in margin_checks(data, weights, CENSUS)) < 1e-6


def test_post_stratification_meets_its_one_margin():
    data = planned(city(n=40), method="poststratify", margins=USES[:1])
    weights = weigh_waves(data, CENSUS)
    assert set(np.round(weights.final, 6)) == {75.0, 25.0}
    with pytest.raises(WeightingError, match="takes one margin"):
        weigh_waves(planned(city(n=40), method="poststratify"), CENSUS)


def test_linear_calibration_meets_every_margin_of_every_wave():
    data = planned(city(n=60), method="linear")
    weights = weigh_waves(data, CENSUS)
    sex = data.columns["sex"].values
    for wave in (0, 1):
        here = data.wave == wave
        assert weights.final[here].sum() == pytest.approx(4000)
        assert weights.final[here & (sex == 1)].sum() == pytest.approx(2200)
    with pytest.raises(WeightingError, match="10 levels are unknown"):
        weigh_waves(unknown_sex(data), CENSUS)


def test_what_a_plan_cannot_say_is_refused_with_what_to_plan_instead():
    with pytest.raises(WeightingError, match=r'needs bounds.*Plan "rake" instead'):
        weigh_waves(planned(city(n=20), method="logit"), CENSUS)
