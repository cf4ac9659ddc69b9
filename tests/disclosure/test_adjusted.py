"""An adjusted value is shown only where it and the plain one together tell of nobody."""

from dataclasses import replace

import numpy as np
import pytest

from surveyapp.disclosure.adjusted import crowd_of, is_adjusted, withhold_adjusted
from surveyapp.disclosure.cells import blanked
from surveyapp.indicators.analysis import analyse
from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.weighting.weights import Weights
from tests.indicators.test_adjusted_lines import analysed, by_two_modes
from tests.indicators.test_ballots import balloted


def plain(found, **altered):
    """The cells, the city's of the newest wave altered."""
    at = (found.wave, CITY, EVERYONE)
    return [replace(c, **altered) if (c.wave, c.place, c.group) == at else c for c in found.cells]


def test_a_line_of_everybodys_answers_is_shown():
    found = analysed(by_two_modes(), "mode")
    assert withhold_adjusted(found.adjusted, found.cells) == found.adjusted
    assert [point.n for point in found.adjusted[0].points] == [400, 400]


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_a_line_on_nearly_everybody_is_left_out_with_its_reason(more, shown):
    found = analysed(by_two_modes(), "mode")
    n = found.adjusted[0].points[-1].n
    (line,) = withhold_adjusted(found.adjusted, plain(found, n=n + more))
    assert bool(line.points) == shown
    assert line.missing == ("" if shown else "too close")


def test_a_line_beside_a_withheld_figure_is_left_out():
    found = analysed(by_two_modes(), "mode")
    (line,) = withhold_adjusted(found.adjusted, [blanked(c, "imprecise", "") for c in found.cells])
    assert (line.points, line.missing) == ((), "too close")


def test_a_line_counts_only_the_modes_of_its_mix():
    data = by_two_modes()
    odd = np.where(np.arange(data.n) % 100 == 7, "paper", data.mode)
    found = analysed(replace(data, mode=odd), "mode")
    (line,) = found.adjusted
    assert crowd_of(line) == "mix phone+web"
    assert [p.n for p in line.points] == [
        int(((odd != "paper") & (data.wave == k)).sum()) for k in (0, 1)
    ]
    (line,) = withhold_adjusted(found.adjusted, found.cells)
    assert line.missing == "too close", "four answered on paper"


def test_a_wording_line_stands_on_those_who_read_the_new_wording():
    data, arm, _ = balloted()
    found = analyse(data, Weights.of(np.ones(data.n)), level="city", adjust=["wording"])
    (line,) = found.adjusted
    assert [p.n for p in line.points] == [int((data.wave == 0).sum()), int((arm == 2).sum())]
    assert crowd_of(line) == "wording trust 2"
    assert is_adjusted(f"{crowd_of(line)}:yes")
    assert not is_adjusted("mode:web")
