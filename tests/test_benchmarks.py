"""The engine's benchmarks still run, each on a small survey and without peers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import measured
from benchmarks.engine import TASKS
from benchmarks.measured import Row
from benchmarks.synthetic import Survey


@pytest.fixture(scope="module")
def survey() -> Survey:
    return Survey(20_000)


@pytest.mark.parametrize("task", list(TASKS))
def test_every_task_measures_and_checks_its_identities(survey: Survey, task: str) -> None:
    (row,) = TASKS[task](survey, None, 1e10)
    assert row.rows == 20_000
    assert 0 < row.ours < 60
    assert row.peer == "none"


def test_the_record_is_written_into_its_own_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- engine: begin -->\nold\n<!-- engine: end -->\nafter\n")
    monkeypatch.setattr(measured, "HERE", tmp_path)
    monkeypatch.setattr(measured, "README", readme)
    row = Row("rake", 1000, 0.001, None, "none", None, 0.0001, 100.0, "identities only")
    measured.record("engine", [row])
    measured.record("engine", [Row("tests", 1000, 0.1, 0.2, "svy", 10.0, 0.01, 1.0, "all")])
    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| tests | 1,000 | 0.1 | 0.2 | svy | 10 | 100 |" in text
    kept = json.loads((tmp_path / "recorded" / "engine.json").read_text())
    assert [one["task"] for one in kept["rows"]] == ["rake", "tests"]
