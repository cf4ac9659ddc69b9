from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from surveyapp.design.design import Design, Replicates, clustered, srs, stratified
from surveyapp.errors import DesignError
from surveyapp.estimation.totals import total
from surveyapp.weighting.weights import Weights


def test_degrees_of_freedom_are_psus_less_strata():
    design = clustered(["a", "a", "b", "c", "d", "d"], ["x", "x", "x", "y", "y", "y"])
    assert design.degrees_of_freedom() == 2
    assert srs(10).degrees_of_freedom() == 9
    assert stratified([1, 1, 2, 2, 2]).degrees_of_freedom() == 3


def test_a_domain_counts_only_psus_and_strata_with_members_that_weigh_something():
    design = clustered([1, 1, 2, 3, 4], ["x", "x", "x", "y", "y"])
    domain = np.array([True, False, True, False, True])
    assert design.degrees_of_freedom(domain=domain) == 1
    weights = np.array([1.0, 1.0, 0.0, 0.0, 1.0])
    assert design.degrees_of_freedom(weights=weights, domain=domain) == 0


def test_psu_labels_that_start_anew_in_each_stratum_need_nest():
    strata, psu = ["x", "x", "y", "y"], [1, 2, 1, 2]
    with pytest.raises(DesignError, match="2 PSUs lie in more than one stratum"):
        Design.of(psu=psu, strata=strata)
    assert Design.of(psu=psu, strata=strata, nest=True).stages[0].unit_count == 4


def test_a_second_stage_is_nested_in_the_psus_of_the_first():
    design = Design.of(psu=[[1, 1, 2, 2], [1, 2, 1, 2]], population=[[4] * 4, [5] * 4])
    assert design.stages[1].unit_count == 4
    assert design.stages[1].sampled.tolist() == [2, 2]
    assert design.stages[1].parents.tolist() == [0, 1]


def test_sampling_fractions_become_counts():
    design = stratified([1, 1, 2, 2, 2, 2], [0.5, 0.5, 0.25, 0.25, 0.25, 0.25])
    assert design.stages[0].stratum_population.tolist() == [4, 16]


def test_a_population_smaller_than_the_sample_is_refused_with_the_counts():
    with pytest.raises(DesignError, match="'y': 2 sampled of 1") as refused:
        stratified(["x", "x", "y", "y"], [9, 9, 1, 1])
    assert refused.value.problems[0].code == "population-too-small"
    assert len(refused.value.problems[0].remedies) == 2


def test_a_population_that_varies_within_a_stratum_is_refused():
    with pytest.raises(DesignError, match="varies within 1 strata, first 'x'"):
        stratified(["x", "x"], [9, 8])


def test_missing_or_negative_counts_are_counted():
    with pytest.raises(DesignError, match="2 rows have a count that is missing, zero or negative"):
        stratified(["x", "x", "x"], [np.nan, -1, 5])


def test_design_columns_of_different_lengths_are_refused():
    with pytest.raises(DesignError, match="3 rows where the sample has 2"):
        Design.of(strata=[[1, 1]], psu=[[1, 2, 3]])


def test_a_design_from_nothing_is_refused():
    with pytest.raises(DesignError, match="Neither n nor any column"):
        Design.of()
    with pytest.raises(DesignError, match="no rows"):
        Design.of(n=0)


def test_pandas_columns_and_matrices_of_columns_are_understood():
    frame = pd.DataFrame({"s": ["a", "a", "b", "b"], "p": [1, 2, 3, 4]})
    by_series = Design.of(strata=frame.s, psu=frame.p)
    by_matrix = Design.of(strata=frame.s, psu=frame[["p"]].to_numpy())
    assert by_series.degrees_of_freedom() == by_matrix.degrees_of_freedom() == 2


def test_replicates_without_a_positive_scale_are_refused():
    with pytest.raises(DesignError, match="replicate scale"):
        Replicates("JK1", 0.0, np.ones(3))
    with pytest.raises(DesignError, match="one finite factor per replicate"):
        Replicates("JK1", 1.0, np.array([]))


def test_an_infinite_population_is_sampling_with_replacement():
    y = np.array([1.0, 5.0, 2.0, 8.0])
    weights = Weights.of(np.ones(4))
    endless = stratified([1, 1, 2, 2], np.full(4, np.inf))
    plain = stratified([1, 1, 2, 2])
    assert total(y, weights, endless).standard_error == total(y, weights, plain).standard_error
