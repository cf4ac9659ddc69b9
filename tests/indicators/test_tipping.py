"""Tipping counts, held against adding the invented answers one by one."""

from dataclasses import replace

import numpy as np
import pytest

from surveyapp.errors import EstimationError
from surveyapp.indicators.results import Cell, Comparison
from surveyapp.indicators.tipping import tipping
from surveyapp.inference.verdict import Verdict


def share(n, p):
    """A simple random sample in which p% said yes."""
    error = 100 * np.sqrt(p / 100 * (1 - p / 100) / n)
    return Cell("c", "trust", "q2", value=p, standard_error=error, n=n, design_effect=1.0)


def change(cell, before, verdict):
    whole = float(np.hypot(cell.standard_error, before.standard_error))
    difference = cell.value - before.value
    return Comparison(
        "c",
        "trust",
        "previous quarter",
        "q2",
        "q1",
        difference=difference,
        standard_error=whole,
        lower=difference - 1.96 * whole,
        upper=difference + 1.96 * whole,
        p=0.5,
        adjusted_p=0.5,
        verdict=verdict,
    )


def by_hand(n, p, before, end):
    """Add answers at one end until a z test of two samples says something else."""
    yes, q = round(n * p / 100), before.value / 100
    other = (before.standard_error / 100) ** 2

    def word(total, positive):
        r = positive / total
        z = (r - q) / np.sqrt(r * (1 - r) / total + other)
        return 0 if abs(z) < 1.96 else np.sign(z)

    first = word(n, yes)
    turned = (m for m in range(1, 10 * n) if word(n + m, yes + m * end) != first)
    return next(turned, 10**9)


@pytest.mark.parametrize(
    ("n", "p", "q"), [(1000, 60.0, 50.0), (400, 40.0, 55.0), (300, 70.0, 58.0)]
)
def test_a_found_change_tips_where_counting_by_hand_says(n, p, q):
    cell, before = share(n, p), share(n, q)
    made = change(cell, before, Verdict.HIGHER if p > q else Verdict.LOWER)
    expected = min(by_hand(n, p, before, 0), by_hand(n, p, before, 1))
    found = tipping(cell, made, lowest=0.0, highest=100.0)
    assert abs(found.answers - expected) <= 1
    assert found.toward == ("lowest" if p > q else "highest")
    assert found.share == pytest.approx(found.answers / n)


def test_a_change_that_was_not_found_tips_to_whichever_side_is_nearer():
    cell, before = share(500, 52.0), share(500, 50.0)
    found = tipping(cell, change(cell, before, Verdict.NO_CHANGE), lowest=0.0, highest=100.0)
    assert found.toward == "highest"
    assert found.answers == pytest.approx(by_hand(500, 52.0, before, 1), abs=1)


def test_a_clearer_change_needs_more_invented_answers():
    counts = []
    for p in (58.0, 62.0, 66.0):
        cell, before = share(1000, p), share(1000, 50.0)
        made = change(cell, before, Verdict.HIGHER)
        counts.append(tipping(cell, made, lowest=0.0, highest=100.0).answers)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_the_family_s_distance_is_used_where_there_is_one():
    cell, before = share(1000, 60.0), share(1000, 50.0)
    made = change(cell, before, Verdict.HIGHER)
    strict = replace(made, adjusted_upper=made.difference + 3.0 * made.standard_error)
    loose = tipping(cell, made, lowest=0.0, highest=100.0).answers
    assert tipping(cell, strict, lowest=0.0, highest=100.0).answers < loose


def test_without_a_verdict_there_is_nothing_to_tip():
    cell, before = share(500, 52.0), share(500, 50.0)
    made = replace(change(cell, before, None))
    assert tipping(cell, made, lowest=0.0, highest=100.0) is None


def test_another_figure_s_cell_is_refused():
    cell, before = share(500, 52.0), share(500, 50.0)
    made = change(cell, before, Verdict.NO_CHANGE)
    with pytest.raises(EstimationError, match="own wave, place and group"):
        tipping(replace(cell, wave="q1"), made, lowest=0.0, highest=100.0)
