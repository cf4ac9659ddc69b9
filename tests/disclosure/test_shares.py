"""Weighted shares as ranges of counts: what only all of them together give away."""

from dataclasses import replace

import numpy as np
import pytest

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.figure import Figure, People
from surveyapp.disclosure.shares import NOTHING, Known, Share, inferred, topics_with
from surveyapp.disclosure.together import check_together
from surveyapp.disclosure.views import tables_of
from surveyapp.disclosure.weighted_counts import gives_away
from surveyapp.errors import DisclosureRefused

SHARE = Share("question q", "3", "1+2+3")
AREAS = ("a1", "a2", "a3")


def city():
    """Three areas of 300 people; 60, 60 and 4 of them gave answer 3, and weights are alike."""
    area = np.repeat(np.array(AREAS), 300)
    answer = np.concatenate(
        [
            np.where(np.arange(300) < k, "3", np.where(np.arange(300) % 2, "1", "2"))
            for k in (60, 60, 4)
        ]
    )
    weight = 1.0 + 0.01 * (np.arange(900) % 7)
    people = People(np.full(900, "w"), area, {}, {"trust": np.full(900, "1"), "question q": answer})
    return people, weight


def share(people, weight, area):
    here = people.area == area
    gave = here & (people.answers["question q"] == "3")
    value = 100 * float(weight[gave].sum() / weight[here].sum())
    return Figure("trust", "", ("w",), (area,), n=300, value=value)


def release():
    """Every count of the city, and the shares of two areas; the third's share is withheld."""
    people, weight = city()
    counts = [Figure("question q", code, ("w",)) for code in ("1", "2", "3")]
    counts = [replace(f, n=people.count(f)) for f in counts]
    shares = [share(people, weight, area) for area in AREAS]
    shares[2] = replace(shares[2], value=None, withheld="imprecise")
    known = Known({"trust": SHARE}, {"w": (float(weight.min()), float(weight.max()))})
    return people, [*counts, *shares], known


def test_two_shares_and_the_city_s_counts_tell_of_four_people_in_the_third_area():
    """No cell by itself gives anything away; the weighted program alone finds it."""
    people, figures, known = release()
    for figure in figures:
        assert figure.value is None or not gives_away(
            figure.value / 100, 300, *known.weights["w"]
        ), "cell by cell, all is well"
    check_together([], figures, people)
    blind = tables_of(figures, people, "question q")
    assert not blind.targets or not audit(blind.tables, blind.targets, exact=True).unsafe
    with pytest.raises(DisclosureRefused) as refused:
        check_together([], figures, people, known=known)
    (problem,) = refused.value.problems
    assert problem.code == "bounded"
    assert "the share trust" in str(refused.value)


def test_withholding_the_share_that_is_named_makes_it_safe():
    people, figures, known = release()
    safe = [
        replace(f, value=None, withheld="confidential") if f.areas == ("a1",) else f
        for f in figures
    ]
    check_together([], [f for f in safe if f.areas != ("a1",)], people, known=known)


def test_weights_that_differ_widely_hide_what_alike_weights_tell():
    people, figures, known = release()
    wide = Known(known.shares, {"w": (0.2, 6.0)})
    check_together([], figures, people, known=wide)


def test_a_share_bounds_its_people_and_tells_its_base():
    figure = Figure("trust", "", ("w",), ("a1",), n=200, value=25.0)
    known = Known({"trust": SHARE}, {"w": (1.0, 2.0)})
    base, counted = inferred([figure], "question q", known)
    assert (base.low, base.high, base.figure.answer) == (200, 200, "1+2+3")
    assert (counted.low, counted.high) == (29, 80)
    assert inferred([figure], "question q", NOTHING) == ()
    assert topics_with(["trust"], known) == ("trust", "question q")


def test_a_withheld_share_tells_nothing_and_a_mean_tells_only_its_base():
    hidden = Figure("trust", "", ("w",), ("a1",), n=200, withheld="confidential")
    known = Known({"trust": SHARE}, {"w": (1.0, 2.0)})
    assert [one.base for one in inferred([hidden], "question q", known)] == [True]
    mean = Known({"trust": replace(SHARE, answers="")}, {"w": (1.0, 2.0)})
    shown = replace(hidden, withheld=None, value=2.5)
    assert [one.base for one in inferred([shown], "question q", mean)] == [True]
