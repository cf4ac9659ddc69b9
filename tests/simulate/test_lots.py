"""The practice city draws lots, where the questionnaire leaves something to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from surveyapp.collection.asked import asked_in
from surveyapp.collection.wave import Wave
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.document import load
from surveyapp.instrument.model import Arm
from surveyapp.simulate.answering import draw_lots, fill_in, visitors
from surveyapp.simulate.city import CITY
from surveyapp.simulate.opinions import opinions
from surveyapp.simulate.practice_plan import areas_of
from surveyapp.simulate.residents import populate
from surveyapp.workflow.desk import Fielded

PLAIN = load(Path(__file__).parents[2] / "instruments" / "resident-trust" / "1.toml")
SMALL = replace(
    CITY,
    neighborhoods=tuple(replace(place, adults=2000) for place in CITY.neighborhoods[:2]),
    program=replace(CITY.program, neighborhoods=frozenset({CITY.neighborhoods[1].id})),
)


def lottery():
    """The fielded questionnaire with two wordings, a drawn order and a scale turned for half."""
    changed = {
        "overall": {"arms": (Arm(1, {"en": "How good?"}), Arm(2, {"en": "How well?"}))},
        "contact_reason": {"options_order": "random"},
        "safe_day": {"options_order": "reversed"},
    }
    items = tuple(replace(item, **changed.get(item.id, {})) for item in PLAIN.items)
    return replace(PLAIN, items=items)


def fielded(instrument):
    areas = areas_of(SMALL)
    wave = Wave(
        "w-2026", "pd", instrument.id, "1", "", "W", "2026", "opt-in", ("en", "es"), areas,
        simulated=True,
    )  # fmt: skip
    return Fielded(wave, asked_in(wave, with_areas(instrument, areas)), 4096)


@pytest.fixture(scope="module")
def people():
    generator = np.random.default_rng(5)
    residents = populate(SMALL, generator)
    drawn = opinions(SMALL, residents, 1, generator)
    chosen = generator.choice(len(residents), 600, replace=False)
    return visitors(SMALL, residents, drawn, chosen, generator)


@pytest.fixture(scope="module")
def drafts(people):
    lots = np.random.default_rng(1)
    site = fielded(lottery())
    return [(one, fill_in(site, one, draw_lots(site, one, lots))) for one in people]


def test_every_lot_is_drawn_for_everybody_on_a_screen_and_for_nobody_on_paper(drafts):
    names = {lot.name for lot in fielded(lottery()).instrument.draws}
    assert names == {"overall.arm", "contact_reason.order", "safe_day.order"}
    for visitor, draft in drafts:
        assert (names & draft.answers.keys()) == (set() if visitor.mode == "paper" else names)
    assert {visitor.mode for visitor, _ in drafts} == {"paper", "web"}


def test_the_outcomes_of_each_lot_are_equally_frequent(drafts):
    for lot in fielded(lottery()).instrument.draws:
        counts = Counter(d.answers[lot.name] for v, d in drafts if v.mode != "paper")
        assert set(counts) == set(lot.codes)
        assert stats.chisquare([counts[code] for code in lot.codes]).pvalue > 0.001


def test_the_same_seed_draws_the_same_and_the_lots_change_no_answer(people, drafts):
    lots, site, plain = np.random.default_rng(1), fielded(lottery()), fielded(PLAIN)
    for one, draft in drafts[:80]:
        assert fill_in(site, one, draw_lots(site, one, lots)) == draft
        unlotted = fill_in(plain, one).answers
        assert {name: draft.answers[name] for name in unlotted} == unlotted


def test_where_nothing_is_left_to_the_lot_nothing_is_drawn(people):
    site = fielded(PLAIN)
    generator = np.random.default_rng(1)
    assert draw_lots(site, people[0], generator) == {}
    assert generator.integers(2**32) == np.random.default_rng(1).integers(2**32)
