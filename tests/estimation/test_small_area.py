"""Modelled areas: labelled, benchmarked, and refused wherever they would mislead or leak."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from surveyapp.errors import EstimationError
from surveyapp.estimation.area_checks import Limits
from surveyapp.estimation.small_area import ModelledAreas, modelled_areas


def city(m: int = 40, seed: int = 5, spread: float = 0.06, **changes: Any) -> dict[str, Any]:
    """A city of m areas with known truth, as the arguments of modelled_areas."""
    rng = np.random.default_rng(seed)
    poverty = rng.uniform(0.05, 0.4, m)
    truth = 0.75 - 0.5 * poverty + spread * rng.standard_normal(m)
    sizes = rng.integers(30, 200, m).astype(float)
    psi = 1.3 * truth * (1 - truth) / sizes
    direct = truth + np.sqrt(psi) * rng.standard_normal(m)
    shares = rng.uniform(1, 3, m)
    shares /= shares.sum()
    given = {
        "names": [f"Area {i}" for i in range(m)],
        "direct": direct,
        "variances": psi * rng.chisquare(20, m) / 20,
        "sizes": sizes,
        "covariates": {"poverty": poverty},
        "imprecise": sizes < 60,
        "confidential": np.zeros(m, dtype=bool),
        "shares": shares,
        "city": float(shares @ direct),
        "generator": np.random.default_rng(1),
        "bounds": (0.0, 1.0),
        "replicates": 300,
    }
    return given | changes


def test_only_the_imprecise_areas_come_back_and_they_say_modelled() -> None:
    given = city()
    result = modelled_areas(**given)
    frame = result.to_frame()
    assert len(frame) == given["imprecise"].sum()
    assert set(frame["label"]) == {"modelled"}
    assert result.statement().startswith("These figures are modelled (Fay-Herriot")
    assert "regression on poverty over 40 areas" in result.statement()
    assert all(check.passed for check in result.checks)


def everything(**changes: Any) -> tuple[dict[str, Any], ModelledAreas]:
    given = city(**changes)
    given["imprecise"] = np.ones(len(given["names"]), dtype=bool)
    return given, modelled_areas(**given)


@pytest.mark.parametrize("benchmark", ["difference", "ratio"])
def test_all_modelled_figures_together_give_the_city_figure(benchmark: str) -> None:
    given, result = everything(benchmark=benchmark)
    values = np.array([area.value for area in result.areas])
    assert given["shares"] @ values == pytest.approx(given["city"], rel=1e-12)


def test_benchmarking_only_adds_to_the_error() -> None:
    _, result = everything()
    errors = np.array([area.standard_error for area in result.areas])
    _, larger = everything(benchmark="ratio")
    assert np.isfinite(errors).all()
    assert_allclose([a.standard_error for a in larger.areas], errors, rtol=0.1)


def test_modelled_figures_lie_nearer_the_truth_than_direct_ones() -> None:
    closer = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        given, result = everything(seed=seed, limits=Limits(smallest_p=0.0))
        poverty = rng.uniform(0.05, 0.4, 40)
        truth = 0.75 - 0.5 * poverty + 0.06 * rng.standard_normal(40)
        values = np.array([area.value for area in result.areas])
        closer.append(((values - truth) ** 2).mean() / ((given["direct"] - truth) ** 2).mean())
    assert np.mean(closer) < 0.8


def test_columns_may_come_from_pandas() -> None:
    given = city()
    frame = pd.DataFrame({k: given[k] for k in ("direct", "variances", "sizes", "shares")})
    given |= {k: frame[k] for k in frame}
    given["generator"] = np.random.default_rng(1)
    assert modelled_areas(**given).to_frame().equals(modelled_areas(**city()).to_frame())


def refusal(**changes: Any) -> str:
    with pytest.raises(EstimationError) as refused:
        modelled_areas(**city(**changes))
    return str(refused.value)


def test_a_confidential_cell_is_never_modelled() -> None:
    hidden = city()["imprecise"].copy()
    message = refusal(confidential=hidden)
    assert "are confidential" in message
    assert "Leave confidential cells withheld" in message


def test_a_single_confidential_cell_stops_the_model_for_all() -> None:
    hidden = np.zeros(40, dtype=bool)
    hidden[int(np.argmax(city()["sizes"]))] = True
    assert "only confidential cell" in refusal(confidential=hidden)


def test_confidential_direct_figures_play_no_part() -> None:
    given = city()
    hidden = np.zeros(40, dtype=bool)
    hidden[np.argsort(given["sizes"])[-2:]] = True
    one = modelled_areas(**city(confidential=hidden))
    moved = given["direct"].copy()
    moved[hidden] += np.array([0.3, -0.2])
    other = modelled_areas(**city(confidential=hidden, direct=moved))
    assert one.to_frame().equals(other.to_frame())
    assert one.fitted_areas == 38


def test_under_fifteen_areas_it_is_refused() -> None:
    assert "14 areas can be fitted; the model needs 15" in refusal(m=14)


def test_without_an_area_covariate_it_is_refused() -> None:
    message = refusal(covariates={})
    assert "no covariate that differs between areas" in message
    assert "Give a census or administrative figure" in message
    assert "no covariate" in refusal(covariates={"same": np.ones(40)})


def test_where_the_areas_do_not_differ_beyond_the_regression_shrinkage_fails() -> None:
    message = refusal(spread=0.0, seed=1)
    assert "weight of a direct estimate" in message
    assert "must be at least" in message


def test_where_the_model_does_not_fit_the_checks_fail() -> None:
    given = city()
    wild = given["direct"].copy()
    wild[:2] = [0.99, 0.01]
    assert "Check failed" in refusal(
        direct=wild,
        city=float(given["shares"] @ wild),
        limits=Limits(smallest_direct_weight=0.9, typical_direct_weight=0.9),
    )


def test_a_city_figure_of_something_else_is_refused() -> None:
    assert "more than three standard errors" in refusal(city=0.9)


def test_shares_must_be_shares() -> None:
    assert "sum to 1; they sum to 2" in refusal(shares=city()["shares"] * 2)


def test_all_problems_are_told_at_once() -> None:
    message = refusal(m=12, covariates={}, shares=np.ones(12))
    for part in ("needs 15", "no covariate", "sum to 12"):
        assert part in message


def test_silent_areas_cannot_be_modelled_but_may_stand_beside() -> None:
    given = city()
    silent = given["sizes"].copy()
    where = int(np.argmax(given["imprecise"]))
    silent[where] = 0
    assert "have no answers" in refusal(sizes=silent)
    imprecise = given["imprecise"].copy()
    imprecise[where] = False
    assert modelled_areas(**city(sizes=silent, imprecise=imprecise)).fitted_areas == 39
