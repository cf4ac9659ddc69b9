"""The anonymity benchmarks still run, each on little, and their judge is the insider test's."""

from __future__ import annotations

from pathlib import Path

from benchmarks.anonymity import PARTS, cost, table
from benchmarks.killed import app_killed, opening_killed


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
