"""The one-pass grid gives the numbers of `means`, cell by cell and contrast by contrast."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from surveyapp.design.design import Design
from surveyapp.errors import EstimationError
from surveyapp.estimation.grid import Grid, domain_means
from surveyapp.estimation.means import means
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights


class Panel:
    """A small panel: 3 neighborhoods, 4 waves, blocks kept over waves, two items with holes."""

    def __init__(self, *, fpc: bool = False, calibrated: int = 0, two_stages: bool = False) -> None:
        rng = np.random.default_rng(3)
        self.n = n = 900
        self.place = rng.integers(0, 3, n)
        self.wave = rng.integers(0, 4, n)
        self.block = self.place * 10 + rng.integers(0, 6, n)
        self.sex = rng.integers(0, 2, n)
        self.age = rng.integers(0, 4, n)
        self.items = {
            "trust": rng.integers(1, 6, n).astype(float) + 0.3 * (self.block % 3),
            "safe": (rng.random(n) < 0.6).astype(float),
        }
        self.items["safe"][rng.random(n) < 0.1] = np.nan
        self.items["trust"][(self.place == 2) & (rng.random(n) < 0.2)] = np.nan
        psu: Any = [self.block, np.arange(n)] if two_stages else self.block
        population: Any = None
        if fpc:
            population = np.full(n, 40)
        if two_stages:
            population = [np.full(n, 40), np.full(n, 150)]
        self.design = Design.of(strata=self.place, psu=psu, population=population)
        self.weights = Weights.of(rng.uniform(1, 3, n))
        margins = [
            Margin("sex", self.sex, {0: 900.0, 1: 1100.0}),
            Margin("age", self.age, {0: 500.0, 1: 450.0, 2: 550.0, 3: 500.0}),
        ]
        if calibrated >= 1:
            self.weights = rake(self.weights, margins)
        if calibrated >= 2:
            place = Margin("place", self.place, {0: 600.0, 1: 700.0, 2: 700.0})
            self.weights = rake(self.weights, [place, margins[0]])

    @property
    def masks(self) -> dict[str, Any]:
        return {
            f"{p},{w}": (self.place == p) & (self.wave == w) for p in range(3) for w in range(4)
        }

    def grid(self, **given: Any) -> Grid:
        by = {"place": self.place, "wave": self.wave}
        return domain_means(self.items, self.weights, self.design, by=by, **given)


CASES: list[dict[str, Any]] = [
    {},
    {"fpc": True},
    {"two_stages": True},
    {"calibrated": 1},
    {"calibrated": 2},
    {"calibrated": 1, "two_stages": True},
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_cell_is_that_of_means(case: dict[str, Any]) -> None:
    panel = Panel(**case)
    grid = panel.grid()
    wanted = means(panel.items, panel.weights, panel.design, domains=panel.masks)
    assert_allclose(grid.values.ravel(), wanted.values, rtol=1e-12)
    assert_allclose(grid.standard_errors.ravel(), wanted.standard_errors, rtol=1e-9)
    assert_allclose(np.tile(grid.degrees_of_freedom, 2), wanted.degrees_of_freedom)
    assert grid.n.ravel().tolist() == wanted.n.tolist()
    assert_allclose(grid.lower.ravel(), wanted.lower, rtol=1e-9)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_contrasts_have_the_covariance_of_means(case: dict[str, Any]) -> None:
    panel = Panel(**case)
    grid = panel.grid()
    wanted = means(panel.items, panel.weights, panel.design, domains=panel.masks)
    terms = [{(0, 3): 1.0, (0, 2): -1.0}, {(1, 0): -1.5, (1, 3): 1.5, (2, 1): 0.5}]
    values, errors, df = grid.combined(grid.coefficients(terms))
    for row, one in enumerate(terms):
        for j, item in enumerate(("trust", "safe")):
            c = np.zeros(len(wanted))
            for (p, w), coefficient in one.items():
                c[wanted.index(f"{item}|{p},{w}")] = coefficient
            assert values[j, row] == pytest.approx(c @ wanted.values, rel=1e-12)
            assert errors[j, row] ** 2 == pytest.approx(c @ wanted.covariance @ c, rel=1e-8)
    assert df.tolist() == [5.0, 10.0]


def test_blocks_kept_over_waves_count_once_in_the_degrees_of_freedom() -> None:
    panel = Panel()
    grid = panel.grid()
    _, _, df = grid.combined(grid.coefficients([{(2, w): 0.25 for w in range(4)}]))
    assert df.tolist() == [5.0]


def test_the_order_of_rows_does_not_matter() -> None:
    panel, mixed = Panel(calibrated=0), Panel(calibrated=0)
    order = np.random.default_rng(0).permutation(panel.n)
    mixed.place, mixed.wave = panel.place[order], panel.wave[order]
    mixed.items = {name: values[order] for name, values in panel.items.items()}
    mixed.design = Design.of(strata=mixed.place, psu=panel.block[order])
    mixed.weights = Weights.of(panel.weights.base[order])
    assert_allclose(mixed.grid().standard_errors, panel.grid().standard_errors, rtol=1e-11)


def test_the_items_may_be_a_data_frame_and_the_domains_text() -> None:
    panel = Panel()
    frame = pd.DataFrame(panel.items)
    names = pd.Series(np.array(["north", "south", "west"], dtype=object)[panel.place])
    grid = domain_means(frame, panel.weights, panel.design, by=names)
    assert grid.domains == ("north", "south", "west")
    assert list(grid.to_frame().columns[:3]) == ["item", "domain", "value"]


def test_rows_without_a_domain_still_belong_to_the_design() -> None:
    panel = Panel()
    label = np.where(panel.wave == 1, "second", None)
    grid = domain_means(panel.items, panel.weights, panel.design, by=label)
    wanted = means(panel.items, panel.weights, panel.design, domains={"second": panel.wave == 1})
    assert_allclose(grid.standard_errors.ravel(), wanted.standard_errors, rtol=1e-10)


def test_a_cell_that_nobody_answered_is_listed_and_never_contrasted() -> None:
    panel = Panel()
    panel.items["safe"][(panel.place == 0) & (panel.wave == 0)] = np.nan
    grid = panel.grid()
    assert grid.skipped == (("safe", (0, 0)),)
    with pytest.raises(EstimationError, match=r"Nobody answered some item in 1 domains"):
        grid.combined(grid.coefficients([{(0, 0): 1.0, (0, 1): -1.0}]))


def test_refusals_name_the_column() -> None:
    panel = Panel()
    panel.items["trust"][0] = np.inf
    with pytest.raises(EstimationError, match=r"trust: 1 values are infinite"):
        panel.grid()
    with pytest.raises(EstimationError, match="no domain 'x'"):
        Panel().grid().place("x")
    short = {"trust": np.ones(5)}
    with pytest.raises(EstimationError, match=r"trust: The column has 5 rows"):
        domain_means(short, panel.weights, panel.design, by=panel.place)
