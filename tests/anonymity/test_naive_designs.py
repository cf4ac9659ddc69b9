"""Positive controls: the same judge sees through simpler designs completely."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

from tests.anonymity import naive
from tests.anonymity.judge import judge


def shuffled(codes: int) -> tuple[list[int], dict[int, str]]:
    people = list(range(codes))
    random.Random(3).shuffle(people)
    return people, {person: f"cell-{person % 12}" for person in people}


@pytest.mark.parametrize("attack", [naive.times, naive.hidden_rowid, naive.text_dump])
def test_a_naive_sqlite_store_gives_away_everybody(attack, tmp_path: Path, codes: int) -> None:
    people, cell_of = shuffled(codes)
    verdict = judge(*attack(tmp_path, people), cell_of)
    assert verdict.exact == codes
    assert verdict.spearman == pytest.approx(1)
    assert not verdict.holds


@pytest.mark.parametrize("attack", [naive.one_transaction, naive.two_transactions])
def test_a_naive_postgresql_store_gives_away_everybody(
    attack, postgres_address: str, codes: int
) -> None:
    psycopg = pytest.importorskip("psycopg")
    people, cell_of = shuffled(codes)
    connect = partial(psycopg.connect, postgres_address, autocommit=True)
    verdict = judge(*attack(connect, people), cell_of)
    assert verdict.exact == codes
    assert not verdict.holds


def test_the_judge_lets_chance_pass() -> None:
    people, cell_of = shuffled(400)
    chance = random.Random(4)
    verdicts = [judge(people, chance.sample(people, 400), cell_of) for _ in range(50)]
    assert sum(verdict.holds for verdict in verdicts) >= 49
