"""Replicates kept as factors give the numbers of replicates written out."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surveyapp.design.design import Design
from surveyapp.errors import EstimationError, WeightingError
from surveyapp.estimation.factored_means import replicated_means
from surveyapp.estimation.means import means
from surveyapp.weighting.factored import bootstrap_factors, rake_replicates
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

N = 700
RNG = np.random.default_rng(8)
STRATUM = RNG.integers(0, 4, N)
PSU = STRATUM * 10 + RNG.integers(0, 7, N)
SEX, AGE = RNG.integers(0, 2, N), RNG.integers(0, 3, N)
DESIGN = Design.of(strata=STRATUM, psu=PSU)
WEIGHTS = Weights.of(RNG.uniform(1, 3, N))
ITEMS = {"trust": RNG.integers(1, 6, N).astype(float), "safe": (RNG.random(N) < 0.5).astype(float)}
ITEMS["safe"][::9] = np.nan
MARGINS = [
    Margin("sex", SEX, {0: 700.0, 1: 800.0}),
    Margin("age", AGE, {0: 400.0, 1: 500.0, 2: 600.0}),
]


def test_raked_bootstrap_means_equal_those_of_the_written_out_weights() -> None:
    factored = bootstrap_factors(WEIGHTS, DESIGN, np.random.default_rng(1), replicates=40)
    raked = rake_replicates(factored, MARGINS, tolerance=1e-12)
    written = Weights.of(WEIGHTS.base, replicates=factored.table())
    by_rows = rake(written, MARGINS, tolerance=1e-12)
    assert by_rows.replicates is not None
    assert_allclose(raked.table(), by_rows.replicates, rtol=1e-9)
    grid = replicated_means(ITEMS, by_rows.final, raked, by=STRATUM)
    design = Design(N, DESIGN.stages, replicates=factored.rule)
    masks = {str(s): s == STRATUM for s in range(4)}
    wanted = means(ITEMS, by_rows, design, domains=masks)
    assert_allclose(grid.values.ravel(), wanted.values, rtol=1e-12)
    assert_allclose(grid.standard_errors.ravel(), wanted.standard_errors, rtol=1e-9)
    overall = means(ITEMS, by_rows, design)
    assert_allclose(grid.overall, overall.values, rtol=1e-12)
    assert_allclose(grid.overall_errors, overall.standard_errors, rtol=1e-9)
    assert len(grid.to_frame()) == 8


def test_every_raked_replicate_meets_the_margins() -> None:
    factored = bootstrap_factors(WEIGHTS, DESIGN, np.random.default_rng(1), replicates=10)
    table = rake_replicates(factored, MARGINS, tolerance=1e-10).table()
    for margin in MARGINS:
        for level, target in margin.targets.items():
            assert_allclose(table[margin.codes == level].sum(axis=0), target, rtol=1e-9)


def test_rows_in_no_domain_count_in_the_whole_only() -> None:
    factored = bootstrap_factors(WEIGHTS, DESIGN, np.random.default_rng(1), replicates=10)
    label = np.where(STRATUM == 0, "in", None)
    grid = replicated_means(ITEMS, WEIGHTS.final, factored, by=label)
    assert grid.domains == ("in",)
    full = np.average(ITEMS["trust"], weights=WEIGHTS.final)
    assert grid.overall[0] == pytest.approx(full)


def test_refusals_say_what_to_do() -> None:
    generator = np.random.default_rng(1)
    with pytest.raises(WeightingError, match="calibrated already"):
        bootstrap_factors(rake(WEIGHTS, MARGINS), DESIGN, generator)
    lonely = Design.of(strata=np.where(np.arange(N) == 0, 9, 0), psu=np.arange(N))
    with pytest.raises(WeightingError, match="1 of 2 strata have only one PSU"):
        bootstrap_factors(WEIGHTS, lonely, generator)
    factored = bootstrap_factors(WEIGHTS, DESIGN, generator, replicates=5)
    with pytest.raises(WeightingError, match="raked already"):
        rake_replicates(rake_replicates(factored, MARGINS), MARGINS)
    alone = np.where(np.arange(N) == 3, 1, 0)
    with pytest.raises(EstimationError, match="In some replicate nobody answered"):
        replicated_means(
            ITEMS,
            WEIGHTS.final,
            bootstrap_factors(WEIGHTS, DESIGN, generator, replicates=30),
            by=alone,
        )
