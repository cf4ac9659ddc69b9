"""The anonymity benchmarks still run, each on little, and their judge is the insider test's."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.anonymity import PARTS, cost, table
from benchmarks.hardening import compare, softened
from benchmarks.insider_sweep import HEAD, Sweep
from benchmarks.killed import app_killed, opening_killed
from surveyapp.workflow import kept_answers
from tests.anonymity.calibrated import judged
from tests.anonymity.test_calibrated import CELL_OF, orders


def test_sealing_and_opening_are_measured_on_responses_that_read_back() -> None:
    rows = cost(60)
    assert [row[0] for row in rows][2] == "close a wave of 60 responses, all of it"
    assert table("cost", rows).startswith("| step | CPU | goal |")
    assert set(PARTS) == {"attacks", "cost", "kills"}


def test_killed_twice_the_application_loses_and_doubles_nothing(tmp_path: Path) -> None:
    done = app_killed(tmp_path, f"sqlite:///{tmp_path / 'app.sqlite'}", "app", kills=2)
    assert done.acknowledged >= 20
    assert (done.lost, done.duplicated) == (0, 0)


def test_killed_twice_an_opening_is_repeated_whole(tmp_path: Path) -> None:
    done = opening_killed(tmp_path, responses=100, kills=2)
    assert (done.lost, done.duplicated) == (0, 0)


def test_a_page_is_answered_with_its_protection_and_without() -> None:
    hardened, without, ratio = compare(rounds=2, journeys=1)
    assert min(hardened, without, ratio) > 0
    with softened():
        assert kept_answers.encrypt_draft(b"k" * 32, b"draft") == b"draft"
    assert b"draft" not in kept_answers.encrypt_draft(b"k" * 32, b"draft")


def test_a_sweep_over_seeds_says_what_chance_says() -> None:
    chance = random.Random(6)
    row = Sweep([judged(orders(chance), CELL_OF, 200, n) for n in range(20)]).row("none", "chance")
    said = dict(zip(HEAD, row, strict=True))
    assert said["orders judged"] == "240"
    assert abs(float(said["mean exact (chance 12)"].split()[0]) - 12) < 1
    assert said["repeatedly over 22"] == "0"
