"""The judge of many orders: quiet under chance, and awake to leaks far smaller than the naive."""

from __future__ import annotations

import random

import numpy as np
from scipy import stats

from tests.anonymity.calibrated import judged
from tests.anonymity.judge import judge

PEOPLE = list(range(360))
CELL_OF = {person: f"cell-{person % 12}" for person in PEOPLE}


def orders(chance: random.Random, many: int = 12) -> dict[str, tuple[list[int], list[int]]]:
    """Orders that share one side, as those of the insider do."""
    right = chance.sample(PEOPLE, 360)
    return {f"order {n}": (chance.sample(PEOPLE, 360), right) for n in range(many)}


def test_exact_matches_and_correlation_are_those_of_the_plain_judge() -> None:
    pairs = orders(random.Random(1), 3)
    verdict = judged(pairs, CELL_OF, 10, 1)
    for index, (left, right) in enumerate(pairs.values()):
        plain = judge(left, right, CELL_OF)
        assert verdict.exact[index] == plain.exact
        assert abs(verdict.spearman[index] - plain.spearman) < 1e-12
        assert (verdict.most_exact, verdict.most_spearman) == (plain.most_exact, 0.2)


def test_chance_has_one_match_a_cell_and_p_values_are_spread_evenly() -> None:
    chance = random.Random(2)
    runs = [judged(orders(chance), CELL_OF, 400, n) for n in range(60)]
    assert abs(np.mean([run.exact.mean() for run in runs]) - 12) < 0.5
    assert stats.kstest([run.p_spearman for run in runs], "uniform").pvalue > 0.001
    assert np.mean([run.p_exact <= 0.05 for run in runs]) < 0.15
    over = sum(bool(run.over) for run in runs)
    assert stats.binomtest(over, 60, float(np.mean([r.chance_over for r in runs]))).pvalue > 0.001


def test_an_order_that_gives_away_one_person_in_fourteen_is_noticed() -> None:
    chance = random.Random(3)
    pairs = orders(chance)
    left, right = pairs["order 5"]
    of_cell = {cell: [p for p in left if CELL_OF[p] == cell] for cell in CELL_OF.values()}
    known = set(chance.sample(PEOPLE, 26))
    place = {p: at for people in of_cell.values() for at, p in enumerate(people)}
    leaky: list[int] = []
    for cell in sorted(of_cell):
        rest = iter([p for p in right if CELL_OF[p] == cell and p not in known])
        fixed = {place[p]: p for p in known if CELL_OF[p] == cell}
        leaky += [fixed[at] if at in fixed else next(rest) for at in range(30)]
    verdict = judged(pairs | {"leak": (left, leaky)}, CELL_OF, 4000, 3)
    assert verdict.p_exact < 0.0005
    assert "leak" in verdict.over


def test_an_order_that_is_only_roughly_kept_is_noticed_by_its_correlation() -> None:
    chance = random.Random(4)
    left = chance.sample(PEOPLE, 360)
    rough = sorted(PEOPLE, key=lambda p: left.index(p) + 700 * chance.random())
    verdict = judged(orders(chance) | {"rough": (left, rough)}, CELL_OF, 4000, 4)
    assert verdict.p_spearman < 0.0005
    assert verdict.over == {"rough"}


def test_the_same_order_by_two_names_counts_once_and_is_told_by_both() -> None:
    order = random.Random(5).sample(PEOPLE, 360)
    verdict = judged({"one": (order, order), "two": (order, order)}, CELL_OF, 10, 5)
    assert len(verdict.names) == 1
    assert verdict.over == {"one", "two"}
