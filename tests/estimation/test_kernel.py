from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from surveyapp.design.design import Design, Replicates, clustered, srs, stratified
from surveyapp.errors import EstimationError
from surveyapp.estimation.kernel import covariance
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(21)
n = 240
STRATUM = RNG.integers(4, size=n)
PSU = STRATUM * 5 + RNG.integers(5, size=n)
WEIGHTS = Weights.of(RNG.uniform(1, 9, n))
SCORES = RNG.normal(size=(n, 3)) * WEIGHTS.final[:, None]


def by_hand(scores, psu, stratum, population=None):
    """One stage, written as loops."""
    k = scores.shape[1]
    total = np.zeros((k, k))
    for h in np.unique(stratum):
        units = np.unique(psu[stratum == h])
        t = np.array([scores[psu == u].sum(axis=0) for u in units])
        m = len(units)
        left = 1.0 if population is None else 1 - m / population[h]
        apart = t - t.mean(axis=0)
        total += left * m / (m - 1) * apart.T @ apart
    return total


def test_one_stage_is_the_textbook_sum_over_strata():
    found = covariance(SCORES, clustered(PSU, STRATUM), WEIGHTS)
    assert found == pytest.approx(by_hand(SCORES, PSU, STRATUM), rel=1e-12)


def test_one_stage_with_population_counts_shrinks_each_stratum():
    counts = np.array([10, 20, 30, 40])
    design = clustered(PSU, STRATUM, counts[STRATUM])
    want = by_hand(SCORES, PSU, STRATUM, counts)
    assert covariance(SCORES, design, WEIGHTS) == pytest.approx(want, rel=1e-12)


def test_a_second_stage_adds_the_sampled_fraction_of_its_variance():
    inner = np.arange(n)
    design = Design.of(
        psu=[PSU, inner], strata=[STRATUM], population=[np.full(n, 25.0), np.full(n, 60.0)]
    )
    want = by_hand(SCORES, PSU, STRATUM, np.full(4, 25.0))
    for unit in np.unique(PSU):
        rows = unit == PSU
        within = by_hand(SCORES[rows], inner[rows], np.zeros(rows.sum(), int), np.array([60.0]))
        sampled = len(np.unique(PSU[STRATUM[rows][0] == STRATUM])) / 25
        want = want + sampled * within
    assert covariance(SCORES, design, WEIGHTS) == pytest.approx(want, rel=1e-12)
    alone = covariance(SCORES, design, WEIGHTS, ultimate_cluster=True)
    assert alone == pytest.approx(by_hand(SCORES, PSU, STRATUM, np.full(4, 25.0)), rel=1e-12)


def test_sparse_scores_give_the_same_covariance():
    holes = np.where(RNG.random((n, 3)) < 0.7, 0.0, SCORES)
    targets = dict.fromkeys(range(4), 50.0)
    raked = rake(WEIGHTS, [Margin("s", STRATUM, targets), Margin("p", PSU % 2, {0: 90, 1: 110})])
    for weights in (WEIGHTS, raked):
        dense = covariance(holes, clustered(PSU, STRATUM), weights)
        thin = covariance(sparse.csr_array(holes), clustered(PSU, STRATUM), weights)
        assert thin == pytest.approx(dense, rel=1e-10)


def test_two_calibrations_are_taken_out_one_after_the_other():
    first = poststratify(WEIGHTS, Margin("s", STRATUM, dict.fromkeys(range(4), 50.0)))
    second = rake(first, [Margin("p", PSU % 3, {0: 90, 1: 60, 2: 50})])
    want = covariance(second.residual(SCORES), clustered(PSU, STRATUM), Weights.of(second.final))
    found = covariance(SCORES, clustered(PSU, STRATUM), second)
    assert found == pytest.approx(want, rel=1e-10)


def test_shuffling_the_rows_changes_nothing():
    order = RNG.permutation(n)
    shuffled = covariance(
        SCORES[order], clustered(PSU[order], STRATUM[order]), Weights.of(WEIGHTS.final[order])
    )
    assert shuffled == pytest.approx(covariance(SCORES, clustered(PSU, STRATUM), WEIGHTS))


def test_rows_that_weigh_nothing_in_a_stratum_of_their_own_change_nothing():
    design = clustered(PSU, STRATUM)
    longer = clustered(np.append(PSU, [100, 101]), np.append(STRATUM, [9, 9]))
    weights = Weights.of(np.append(WEIGHTS.final, [0.0, 0.0]))
    scores = np.vstack([SCORES, np.zeros((2, 3))])
    assert covariance(scores, longer, weights) == pytest.approx(covariance(SCORES, design, WEIGHTS))


def test_scores_that_do_not_fit_or_are_not_finite_are_refused():
    with pytest.raises(EstimationError, match="10 rows where the design has 240"):
        covariance(SCORES[:10], clustered(PSU, STRATUM), WEIGHTS)
    broken = SCORES.copy()
    broken[3, 1] = np.nan
    with pytest.raises(EstimationError, match="missing or infinite"):
        covariance(broken, clustered(PSU, STRATUM), WEIGHTS)


def test_replicates_of_a_total_are_combined_as_declared():
    table = RNG.uniform(0, 2, (n, 6)) * WEIGHTS.final[:, None]
    rule = Replicates("other", 0.5, np.array([1.0, 1, 1, 2, 2, 0]), mse=False)
    design = Design(n, (), None, rule)
    weights = Weights.of(WEIGHTS.final, replicates=table)
    z = SCORES / WEIGHTS.final[:, None]
    totals = z.T @ table
    apart = totals - totals[:, rule.rscales > 0].mean(axis=1)[:, None]
    want = 0.5 * (apart * rule.rscales) @ apart.T
    assert covariance(SCORES, design, weights) == pytest.approx(want, rel=1e-12)


class TestLonely:
    """Strata a (3 PSUs), b (1 PSU), c (2 PSUs)."""

    psu = np.array([1, 2, 3, 4, 4, 5, 6])
    stratum = np.array(list("aaabbcc"))
    scores = np.array([3.0, 1.0, 2.0, 5.0, -2.0, 4.0, 7.0])[:, None]
    weights = Weights.of(np.ones(7))
    kept = 3 / 2 * 2.0 + 2.0 * 4.5  # strata a and c

    def variance(self, policy, **rules):
        design = clustered(self.psu, self.stratum)
        scores = self.scores
        if "domain" in rules:
            scores = scores * rules["domain"][:, None]
        return covariance(scores, design, self.weights, lonely_psu=policy, **rules)[0, 0]

    def test_fail_names_the_stratum_and_the_remedies(self):
        with pytest.raises(EstimationError, match="1 of 3 strata have only one PSU: b") as refused:
            self.variance("fail")
        assert len(refused.value.problems[0].remedies) == 2

    @pytest.mark.parametrize("policy", ["remove", "certainty"])
    def test_removed_and_certain_strata_add_nothing(self, policy):
        assert self.variance(policy) == pytest.approx(self.kept)

    def test_adjust_takes_the_total_itself_as_deviation(self):
        assert self.variance("adjust") == pytest.approx(self.kept + 9.0)

    def test_average_gives_the_mean_of_the_others(self):
        assert self.variance("average") == pytest.approx(self.kept * 3 / 2)

    def test_a_domain_may_leave_a_psu_lonely_if_asked(self):
        domain = np.array([True, False, False, False, False, True, True])
        plain = self.variance("adjust", domain=domain)
        asked = self.variance("adjust", domain=domain, adjust_domain_lonely=True)
        assert plain == pytest.approx(3 / 2 * (9 - 3.0) + 2 * 4.5)
        assert asked == pytest.approx(3 / 2 * 9.0 + 2 * 4.5)
        average = self.variance("average", domain=domain, adjust_domain_lonely=True)
        assert average == pytest.approx(2 * 2 * 4.5)

    def test_a_lonely_stratum_outside_the_domain_is_no_reason_to_fail(self):
        domain = self.stratum != "b"
        assert self.variance("fail", domain=domain) == pytest.approx(self.kept)

    def test_nothing_to_average_is_refused(self):
        with pytest.raises(EstimationError, match="no variance to average"):
            covariance(
                np.ones((2, 1)), stratified([1, 2]), Weights.of(np.ones(2)), lonely_psu="average"
            )

    def test_a_stratum_sampled_whole_is_not_lonely(self):
        design = clustered(self.psu, self.stratum, np.array([9.0] * 3 + [1.0] * 2 + [9.0] * 2))
        found = covariance(self.scores, design, self.weights)[0, 0]
        assert found == pytest.approx(6 / 9 * 3 + 7 / 9 * 9)


def test_a_design_without_stages_or_replicates_cannot_be_used():
    with pytest.raises(Exception, match="neither stages nor replicates"):
        covariance(np.ones((3, 1)), Design(3, ()), Weights.of(np.ones(3)))


def test_simple_random_sampling_is_s_squared_over_n():
    y = RNG.normal(size=50)
    scores = (y - y.mean()) / 50
    found = covariance(scores, srs(50, 200), Weights.of(np.ones(50)))[0, 0]
    assert found == pytest.approx(y.var(ddof=1) / 50 * 0.75, rel=1e-12)
