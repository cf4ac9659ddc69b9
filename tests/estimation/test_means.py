from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from surveyapp.design.design import clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.estimation.cdf import distribution
from surveyapp.estimation.means import mean, means
from surveyapp.estimation.ratios import ratio, ratios
from surveyapp.estimation.totals import total, totals
from surveyapp.estimation.variances import variances
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.replicate import jackknife
from surveyapp.weighting.weights import Weights


def town(seed: int = 2, n: int = 300):
    rng = np.random.default_rng(seed)
    stratum = rng.integers(5, size=n)
    psu = stratum * 4 + rng.integers(4, size=n)
    y = rng.normal(3, 1, n) + psu * 0.05
    return clustered(psu, stratum), Weights.of(rng.uniform(1, 5, n)), y, stratum, rng


DESIGN, WEIGHTS, Y, STRATUM, RNG = town()
AREA = RNG.integers(3, size=300)


def test_a_simple_random_sample_has_the_textbook_mean_and_interval():
    y = Y[:40]
    found = mean(y, Weights.of(np.ones(40)), srs(40))
    want = stats.t.interval(0.95, 39, y.mean(), stats.sem(y))
    assert (found.lower, found.upper) == pytest.approx(want)
    assert found.n == 40
    assert found.kish_effective_n == pytest.approx(40)


def test_scaling_the_weights_changes_neither_mean_nor_standard_error():
    scaled = Weights.of(WEIGHTS.final * 1000)
    one, thousand = (mean(Y, w, DESIGN, domain=AREA == 1) for w in (WEIGHTS, scaled))
    assert thousand.value == pytest.approx(one.value)
    assert thousand.standard_error == pytest.approx(one.standard_error)


@settings(max_examples=25, deadline=None)
@given(st.floats(-50, 50), st.floats(0.1, 30), st.integers(0, 10_000))
def test_a_mean_moves_with_its_scale_and_rows_may_be_shuffled(shift, scale, seed):
    plain = mean(Y, WEIGHTS, DESIGN)
    order = np.random.default_rng(seed).permutation(300)
    stage = DESIGN.stages[0]
    moved = mean(
        (shift + scale * Y)[order],
        Weights.of(WEIGHTS.final[order]),
        clustered(stage.units[order], stage.strata[order]),
    )
    assert moved.value == pytest.approx(shift + scale * plain.value, abs=1e-8)
    assert moved.standard_error == pytest.approx(scale * plain.standard_error, rel=1e-8)


def test_a_domain_is_not_a_cut_sample():
    domain = np.arange(300) % 11 == 0
    cut = np.flatnonzero(domain)
    stage = DESIGN.stages[0]
    alone = mean(
        Y[cut],
        Weights.of(WEIGHTS.final[cut]),
        clustered(stage.units[cut], stage.strata[cut]),
        lonely_psu="adjust",
    )
    whole = mean(Y, WEIGHTS, DESIGN, domain=domain)
    assert whole.value == pytest.approx(alone.value)
    assert abs(whole.standard_error / alone.standard_error - 1) > 1e-4


def test_domains_that_split_the_sample_add_up_to_the_whole():
    domains = {str(a): a == AREA for a in range(3)}
    parts = totals({"y": Y}, WEIGHTS, DESIGN, domains=domains)
    whole = total(Y, WEIGHTS, DESIGN)
    assert parts.values.sum() == pytest.approx(whole.value)
    assert parts.covariance.sum() == pytest.approx(whole.variance)


def test_many_cells_at_once_are_the_cells_one_by_one():
    items = {"y": np.where(RNG.random(300) < 0.1, np.nan, Y), "z": Y**2}
    domains = {str(a): a == AREA for a in range(3)}
    raked = rake(WEIGHTS, [Margin("a", AREA, {0: 50, 1: 30, 2: 20})])
    for weights in (WEIGHTS, raked):
        found = means(items, weights, DESIGN, domains=domains)
        for item, values in items.items():
            for name, rows in domains.items():
                one = mean(values, weights, DESIGN, domain=rows, missing="drop")
                cell = found[f"{item}|{name}"]
                assert cell.value == pytest.approx(one.value)
                assert cell.standard_error == pytest.approx(one.standard_error, rel=1e-9)
                assert cell.degrees_of_freedom == one.degrees_of_freedom
                assert cell.n == one.n


def test_missing_answers_are_refused_with_their_number_or_dropped_item_by_item():
    holes = Y.copy()
    holes[:7] = np.nan
    with pytest.raises(EstimationError, match="7 of 300 rows have no answer"):
        mean(holes, WEIGHTS, DESIGN)
    found = means({"holes": holes, "y": Y}, WEIGHTS, DESIGN)
    assert found.n.tolist() == [293, 300]
    rows = np.arange(300) >= 7
    assert found["holes"].value == pytest.approx(mean(Y, WEIGHTS, DESIGN, domain=rows).value)
    assert found["holes"].degrees_of_freedom == 15


def test_infinite_values_and_columns_of_other_lengths_are_refused():
    with pytest.raises(EstimationError, match="1 values are infinite"):
        mean(np.where(np.arange(300) == 4, np.inf, Y), WEIGHTS, DESIGN)
    with pytest.raises(EstimationError, match="299 rows where the sample has 300"):
        mean(Y[1:], WEIGHTS, DESIGN)
    with pytest.raises(EstimationError, match="299 weights for a design of 300"):
        mean(Y, Weights.of(WEIGHTS.final[1:]), DESIGN)


def test_empty_domains_are_refused_by_name_or_skipped_and_listed():
    domains = {"all": np.ones(300, bool), "moon": np.zeros(300, bool)}
    with pytest.raises(EstimationError, match=r"Nobody with a weight answered in 1 cells: y\|moon"):
        means({"y": Y}, WEIGHTS, DESIGN, domains=domains)
    found = means({"y": Y}, WEIGHTS, DESIGN, domains=domains, empty="skip")
    assert found.names == ("y|all",)
    assert found.skipped == ("y|moon",)
    with pytest.raises(EstimationError, match="Nobody in it answered"):
        found["y|moon"]


def test_a_constant_item_has_no_variance_and_a_point_for_an_interval():
    found = mean(np.full(300, 4.0), WEIGHTS, DESIGN)
    assert (found.value, found.lower, found.upper) == pytest.approx((4.0, 4.0, 4.0))


def test_one_psu_alone_has_an_infinite_interval_instead_of_a_made_up_one():
    stage = DESIGN.stages[0]
    domain = stage.units == 0
    found = mean(Y, WEIGHTS, DESIGN, domain=domain)
    assert found.degrees_of_freedom == 0
    assert found.lower == -np.inf
    assert found.upper == np.inf


def test_the_policies_in_force_are_recorded():
    found = mean(Y, WEIGHTS, DESIGN, lonely_psu="adjust", level=0.9, missing="drop")
    assert found.policies["lonely_psu"] == "adjust"
    assert found.policies["level"] == 0.9
    assert found.level == 0.9
    given = mean(Y, WEIGHTS, DESIGN, degrees_of_freedom=3)
    assert given.degrees_of_freedom == 3


def test_a_simple_random_sample_has_a_design_effect_of_one():
    y, ones = Y[:50], Weights.of(np.full(50, 4.0))
    drawn = mean(y, ones, srs(50, 200), design_effect="without replacement")
    again = mean(y, ones, srs(50), design_effect="with replacement")
    assert drawn.design_effect == pytest.approx(1.0)
    assert again.design_effect == pytest.approx(1.0)
    with pytest.raises(EstimationError, match="weights add up to 25, fewer than the 50"):
        mean(y, Weights.of(np.full(50, 0.5)), srs(50), design_effect="without replacement")


def test_a_ratio_to_one_is_a_mean_and_a_ratio_of_totals_is_their_quotient():
    ones = np.ones(300)
    assert ratio(Y, ones, WEIGHTS, DESIGN).standard_error == pytest.approx(
        mean(Y, WEIGHTS, DESIGN).standard_error
    )
    found = ratios({"y": Y}, {"x": Y**2, "one": ones}, WEIGHTS, DESIGN)
    assert found.names == ("y/x", "y/one")
    w = WEIGHTS.final
    assert found.values[0] == pytest.approx((w @ Y) / (w @ Y**2))
    with pytest.raises(EstimationError, match="adds up to zero in 1 ratios"):
        ratio(Y, np.zeros(300), WEIGHTS, DESIGN)


def test_a_row_that_misses_either_part_is_left_out_of_the_ratio():
    x = np.where(np.arange(300) < 5, np.nan, Y**2)
    rows = np.arange(300) >= 5
    found = ratio(Y, x, WEIGHTS, DESIGN, missing="drop")
    want = ratio(Y, Y**2, WEIGHTS, DESIGN, domain=rows)
    assert found.value == pytest.approx(want.value)
    assert found.standard_error == pytest.approx(want.standard_error)


def test_means_ratios_and_variances_agree_with_their_jackknife():
    weights, design = jackknife(WEIGHTS, DESIGN)
    for estimate in (
        lambda d: mean(Y, weights, d).standard_error,
        lambda d: ratio(Y, Y**2, weights, d).standard_error,
        lambda d: variances({"y": Y}, weights, d).standard_errors[0, 0],
    ):
        assert estimate(DESIGN) == pytest.approx(estimate(design), rel=0.03)


def test_the_variance_of_an_unweighted_sample_is_numpys():
    items = {"a": Y[:60], "b": Y[:60] ** 2}
    found = variances(items, Weights.of(np.ones(60)), srs(60))
    assert found.matrix == pytest.approx(np.cov(Y[:60], Y[:60] ** 2))
    assert found.n == 60
    with pytest.raises(EstimationError, match="needs two respondents"):
        variances(items, Weights.of(np.ones(60)), srs(60), domain=np.arange(60) == 0)


def test_the_distribution_function_climbs_to_one_with_the_errors_of_shares():
    found = distribution(Y, [2.0, 3.0, 99.0], WEIGHTS, DESIGN, domain=AREA == 2)
    assert found.names == ("2", "3", "99")
    assert np.all(np.diff(found.values) >= 0)
    assert found.values[2] == 1.0
    share = mean((Y <= 3.0) * 1.0, WEIGHTS, DESIGN, domain=AREA == 2)
    assert found["3"].standard_error == pytest.approx(share.standard_error)


def test_estimates_can_be_chosen_renamed_and_tabled():
    found = means({"y": Y, "z": Y**2}, WEIGHTS, DESIGN)
    chosen = found.select(["z"])
    assert chosen.covariance.shape == (1, 1)
    assert found.renamed(["a", "b"])["b"].value == found["z"].value
    frame = found.to_frame()
    assert frame.name.tolist() == ["y", "z"]
    assert isinstance(frame, pd.DataFrame)
    assert mean(Y, WEIGHTS, DESIGN).to_frame().shape[0] == 1
    assert "y" in found
    with pytest.raises(EstimationError, match="no estimate named 'x'"):
        found.select(["x"])
