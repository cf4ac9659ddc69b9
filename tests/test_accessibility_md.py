"""ACCESSIBILITY.md is true: every row names a test, and every named test exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in (ROOT / "ACCESSIBILITY.md").read_text().splitlines()
    if re.match(r"\| \d\.\d\.\d", line)
]


@cache
def defined_in(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"def (test_\w+)", (ROOT / "tests/web" / name).read_text()))


def test_the_report_covers_the_criteria() -> None:
    numbers = {number for row in ROWS for number in re.findall(r"\d\.\d\.\d+", row[0])}
    assert len(numbers) >= 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_row_names_its_test_and_it_exists(row: list[str]) -> None:
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row[3])
    assert named, row[0]
    for file, name in named:
        assert name in defined_in(file), f"{file}::{name}"
    assert row[1] in ("Supports", "Partially supports", "Not applicable")
