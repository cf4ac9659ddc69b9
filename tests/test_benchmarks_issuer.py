"""The issuer's program loses no code and sends nothing twice when it is killed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.issuer_killed import issuer_killed


def test_killed_at_random_moments_the_issuer_loses_no_code_and_sends_nothing_twice(
    tmp_path: Path,
) -> None:
    found = issuer_killed(tmp_path, kills=5, people=90)
    assert (found.lost, found.duplicated) == (0, 0)
    assert found.acknowledged >= 90 - found.kills
