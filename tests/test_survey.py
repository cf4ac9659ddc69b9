"""The facade gives what the rooms give, by names, from any kind of table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from surveyapp import survey
from surveyapp.design.design import clustered
from surveyapp.errors import DesignError
from surveyapp.estimation.means import mean
from surveyapp.weighting.weights import Weights

RNG = np.random.default_rng(17)
n = 400
AREA = RNG.integers(4, size=n)
FRAME = pd.DataFrame(
    {
        "area": AREA,
        "block": AREA * 10 + RNG.integers(6, size=n),
        "w": RNG.uniform(2, 6, n),
        "blocks": 60.0,
        "wave": RNG.integers(1, 3, n),
        "sex": np.where(RNG.random(n) < 0.5, "woman", "man"),
        "trust": RNG.integers(1, 6, n).astype(float),
        "respect": RNG.integers(1, 6, n).astype(float),
        "top": RNG.integers(0, 2, n).astype(float),
        "young": RNG.random(n) < 0.3,
    }
)


@pytest.fixture(params=["pandas", "polars", "mapping"])
def drawn(request) -> survey.Sample:
    data = {
        "pandas": FRAME,
        "polars": pl.DataFrame({name: FRAME[name].to_list() for name in FRAME}),
        "mapping": {name: FRAME[name].to_numpy() for name in FRAME},
    }[request.param]
    return survey.sample(data, psu="block", strata="area", weights="w", population="blocks")


def test_a_mean_by_name_is_the_rooms_mean(drawn):
    design = clustered(FRAME.block, FRAME.area, FRAME.blocks)
    want = mean(FRAME.trust, Weights.of(FRAME.w), design, domain=FRAME.young.to_numpy())
    found = drawn.mean("trust", domain="young")
    assert found.value == want.value
    assert found.standard_error == want.standard_error
    assert drawn.mean(FRAME.trust, domain=FRAME.young).value == want.value


def test_steps_return_new_samples(drawn):
    raked = drawn.rake({"sex": {"woman": 900, "man": 700}, "area": dict.fromkeys(range(4), 400)})
    assert raked.weights.total == pytest.approx(1600)
    assert drawn.weights.history == ()
    trimmed = raked.trim(upper=7.0, strict=True)
    assert [step.kind for step in trimmed.weights.history] == ["rake", "trim"]
    assert raked.diagnostics("young").kish_design_effect > 1


def test_groups_change_and_its_test(drawn):
    by_wave = drawn.means("trust", by="wave")
    assert by_wave.names == ("trust|1", "trust|2")
    change = survey.contrast(by_wave, {"trust|2": 1, "trust|1": -1})
    assert change.value == pytest.approx(by_wave.values[1] - by_wave.values[0])
    both = drawn.totals("top", "trust", by=["sex", "wave"])
    assert both.names[0] == "top|man | 1"
    grid = drawn.grid("trust", by="wave")
    assert grid.standard_errors[0] == pytest.approx(by_wave.standard_errors)


def test_every_question_has_an_answer(drawn):
    X = np.stack([np.ones(n), FRAME.young.astype(float)], axis=1)
    assert 0 < drawn.proportion("top").lower < drawn.proportion("top").upper < 1
    assert drawn.quantiles("trust", [0.5]).to_frame().shape[0] == 1
    assert drawn.distribution("trust", [5]).values[0] == 1.0
    assert drawn.variances("trust", "respect").matrix.shape == (2, 2)
    assert drawn.ratio("trust", "respect").value > 0
    assert drawn.total("top").value > 0
    assert drawn.alpha("trust", "respect", "top").value < 1
    assert abs(drawn.kappa("trust", "respect").value) < 0.3
    assert drawn.degrees_of_freedom() == 20
    assert len(drawn.regression("trust", X, names=["one", "young"]).coefficients) == 2
    assert drawn.ordinal_regression("trust", X[:, 1:], names=["young"])
    assert 0 <= drawn.association("sex", "top").p <= 1
    assert 0 <= drawn.t_test("trust", "sex").p <= 1
    assert 0 <= drawn.t_test("trust", value=3.0).p <= 1
    assert 0 <= drawn.rank_test("trust", "sex").p <= 1
    assert 0 <= drawn.goodness_of_fit("sex", {"man": 0.5, "woman": 0.5}).p <= 1


def test_calibrations_by_name(drawn):
    size = {"1": 1500.0, "trust": 4600.0}
    assert drawn.calibrate(size).total("trust").value == pytest.approx(4600)
    done = drawn.poststratify(
        ["sex", "wave"], {f"{s} | {w}": 5 for s in ("man", "woman") for w in (1, 2)}
    )
    assert done.weights.total == pytest.approx(20)
    standard = drawn.standardize("sex", "area", {"man": 1, "woman": 1})
    assert standard.weights.total == pytest.approx(drawn.weights.total)


def test_replicates_of_every_kind_answer_alike(drawn):
    linear = survey.sample(FRAME, psu="block", strata="area", weights="w").mean("trust")
    jackknifed = survey.sample(FRAME, psu="block", strata="area", weights="w").jackknife()
    assert jackknifed.mean("trust").standard_error == pytest.approx(linear.standard_error, rel=0.05)
    booted = drawn.bootstrap(np.random.default_rng(1), replicates=50)
    assert booted.mean("trust").standard_error > 0
    given = survey.replicate_sample(
        FRAME, booted.weights.replicates, weights="w", scale=1 / 50, kind="bootstrap", mse=True
    )
    assert given.mean("trust").standard_error == booted.mean("trust").standard_error
    pairs = survey.sample({"s": np.repeat([1, 2, 3], 2), "y": np.arange(6.0)}, strata="s")
    assert pairs.balanced().total("y").standard_error == pytest.approx(
        pairs.total("y").standard_error
    )


def test_without_weights_rows_stand_for_population_over_sampled():
    data = {"s": [1, 1, 2, 2], "N": [10, 10, 30, 30], "y": [1.0, 2, 3, 4]}
    found = survey.sample(data, strata="s", population="N")
    assert found.weights.final.tolist() == [5, 5, 15, 15]


def test_a_column_that_is_not_there_is_named(drawn):
    with pytest.raises(DesignError, match="There is no column 'truts'"):
        drawn.mean("truts")
