"""Contrasts of a grid are those of the contrast of its means, and families are adjusted whole."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surveyapp.errors import EstimationError
from surveyapp.estimation.means import means
from surveyapp.inference.contrast import contrast
from surveyapp.inference.grid_contrasts import adjacent_terms, grid_contrasts
from surveyapp.inference.multiplicity import adjust
from tests.estimation.test_grid import Panel


def test_adjacent_waves_are_compared_as_contrasts_of_means_are() -> None:
    panel = Panel(calibrated=1)
    grid = panel.grid()
    found = grid_contrasts(grid, adjacent_terms(grid, [0, 1, 2, 3]), method="BH")
    assert found.values.shape == (2, 9)
    assert found.names[0] == "0: 1 less 0"
    whole = means(panel.items, panel.weights, panel.design, domains=panel.masks)
    one = contrast(whole, {"safe|1,3": 1.0, "safe|1,2": -1.0})
    at = found.names.index("1: 3 less 2")
    assert found.values[1, at] == pytest.approx(one.value, rel=1e-10)
    assert found.standard_errors[1, at] == pytest.approx(one.standard_error, rel=1e-8)
    assert found.degrees_of_freedom[at] == one.degrees_of_freedom
    assert found.p[1, at] == pytest.approx(one.p, rel=1e-7)
    assert_allclose(found.p_adjusted.ravel(), adjust(found.p.ravel(), "BH"))


def test_families_may_be_the_items_apart() -> None:
    grid = Panel().grid()
    found = grid_contrasts(grid, adjacent_terms(grid, [0, 1, 2, 3]), family="item")
    assert_allclose(found.p_adjusted[0], adjust(found.p[0], "holm"))
    assert len(found.to_frame()) == 18


def test_degrees_of_freedom_may_be_those_of_the_domains_together() -> None:
    grid = Panel().grid()
    terms = {"north less south": {(0, 0): 1.0, (1, 0): -1.0}}
    assert grid_contrasts(grid, terms).degrees_of_freedom.tolist() == [5.0]
    together = grid_contrasts(grid, terms, degrees_of_freedom="together")
    assert together.degrees_of_freedom.tolist() == [10.0]


def test_waves_without_their_neighbor_are_left_out() -> None:
    grid = Panel().grid()
    assert list(adjacent_terms(grid, [0, "never", 3])) == []


def test_asking_for_nothing_is_refused() -> None:
    with pytest.raises(EstimationError, match="No contrast was asked for"):
        grid_contrasts(Panel().grid(), {})


def test_a_difference_without_variance_is_certain_or_nothing() -> None:
    panel = Panel()
    panel.items = {"same": np.ones(panel.n), "step": (panel.wave >= 2).astype(float)}
    found = grid_contrasts(panel.grid(), {"change": {(0, 2): 1.0, (0, 1): -1.0}})
    assert found.p.ravel().tolist() == [1.0, 0.0]
