"""Tests of independence under a design."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyapp.design.design import Design, Replicates, clustered, srs
from surveyapp.errors import EstimationError
from surveyapp.inference.association import association
from surveyapp.weighting.weights import Weights

Sample = tuple[np.ndarray, np.ndarray, Weights, Design]


@pytest.fixture
def sample() -> Sample:
    rng = np.random.default_rng(21)
    psu = np.repeat(np.arange(60), 10)
    lean = np.repeat(rng.normal(0, 0.6, 60), 10)
    answer = np.digitize(lean + rng.normal(size=600), [-0.7, 0.6])
    area = np.array(["East", "North", "South"], dtype=object)[psu % 3]
    return answer.astype(float), area, Weights.of(rng.uniform(1, 3, 600)), clustered(psu)


def test_a_random_sample_gives_pearsons_chi_square_but_for_n_less_one(sample: Sample) -> None:
    """Every generalised design effect is n / (n - 1) when rows are drawn alike."""
    answer, area, _, _ = sample
    found = association(answer, area, Weights.of(np.ones(600)), srs(600), statistic="Chisq")
    table = np.array(
        [[np.sum((answer == a) & (area == b)) for b in np.unique(area)] for a in range(3)]
    )
    expected = stats.chi2_contingency(table, correction=False)
    assert found.value == pytest.approx(expected.statistic, rel=1e-10)
    assert found.observed == pytest.approx(table.astype(float))
    assert found.p == pytest.approx(stats.chi2.sf(expected.statistic * 599 / 600, 4), rel=1e-9)
    # the effects of an independent table average n / (n - 1); the estimate is near it
    assert found.design_effects.mean() == pytest.approx(1.0, abs=0.05)


def test_blocks_that_answer_alike_raise_the_design_effects_and_the_p_value(sample: Sample) -> None:
    answer, area, weights, design = sample
    blocks = association(answer, area, weights, design)
    alone = association(answer, area, weights, srs(600))
    assert blocks.design_effects.mean() > 1.5 * alone.design_effects.mean()
    assert blocks.p > alone.p
    assert blocks.denominator_df == pytest.approx((blocks.numerator_df or 0) * 59)


@pytest.mark.parametrize("statistic", ["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"])
def test_the_test_is_blind_to_names_order_scale_and_which_item_comes_first(
    statistic: str, sample: Sample
) -> None:
    answer, area, weights, design = sample
    here = association(answer, area, weights, design, statistic=statistic)  # type: ignore[arg-type]
    order = np.random.default_rng(0).permutation(600)
    psu = design.stages[0].units
    there = association(
        np.array(["z", "b", "m"])[answer.astype(int)][order],
        area[order],
        Weights.of(9 * weights.final[order]),
        clustered(psu[order]),
        statistic=statistic,  # type: ignore[arg-type]
    )
    assert there.p == pytest.approx(here.p, rel=1e-7)
    swapped = association(area, answer, weights, design, statistic=statistic)  # type: ignore[arg-type]
    assert swapped.p == pytest.approx(here.p, rel=1e-7)
    assert swapped.value == pytest.approx(here.value, rel=1e-7)


def test_the_tests_agree_where_the_evidence_is_moderate(sample: Sample) -> None:
    answer, area, weights, design = sample
    p = {
        s: association(answer, area, weights, design, statistic=s).p
        for s in ("F", "Chisq", "lincom", "saddlepoint")
    }
    assert max(p.values()) - min(p.values()) < 0.05


def test_items_that_do_not_depend_on_each_other_reject_at_the_stated_rate() -> None:
    rng = np.random.default_rng(12)
    psu = np.repeat(np.arange(40), 8)
    design, rejected = clustered(psu), 0
    for _ in range(300):
        lean = np.repeat(rng.normal(0, 1, 40), 8)
        answer = lean + rng.normal(size=320) > 0
        area = np.repeat(rng.integers(0, 2, 40), 8)
        weights = Weights.of(rng.uniform(1, 2, 320))
        rejected += association(answer, area, weights, design).p < 0.05
    assert 4 <= rejected <= 30  # 15 expected; a plain chi-square rejects about 100


def test_replicates_agree_with_the_linearised_test(sample: Sample) -> None:
    answer, area, weights, design = sample
    psu = design.stages[0].units
    table = weights.final[:, None] * (psu[:, None] != np.arange(60)[None, :]) * 60 / 59
    replicated = Design(600, (), replicates=Replicates("JK1", 59 / 60, np.ones(60)))
    both = Weights.of(weights.final, replicates=table)
    found = association(answer, area, both, replicated)
    assert found.value == pytest.approx(association(answer, area, weights, design).value, rel=0.05)


def test_missing_answers_leave_the_table_but_not_the_degrees_of_freedom(sample: Sample) -> None:
    answer, area, weights, design = sample
    holes = answer.copy()
    holes[:60] = np.nan
    found = association(holes, area, weights, design)
    assert (found.n, found.n_rows) == (540, 600)
    assert found.denominator_df == pytest.approx((found.numerator_df or 0) * 59)
    assert found.observed.sum() == pytest.approx(600)


def test_constant_items_and_too_many_cells_are_refused(sample: Sample) -> None:
    answer, area, weights, design = sample
    with pytest.raises(EstimationError, match="columns: Only one answer is found") as refused:
        association(np.ones(600), np.full(600, "x"), weights, design)
    assert {problem.where for problem in refused.value.problems} == {"rows", "columns"}
    few = clustered(np.arange(600) // 200)
    with pytest.raises(EstimationError, match="too few for an adjusted Wald test"):
        association(answer, np.arange(600) % 5, weights, few, statistic="adjWald")
    assert list(association(answer, area, weights, design).to_frame()["statistic"]) == ["F"]
