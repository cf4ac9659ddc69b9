"""Copies taken day after day and the wave's private key: backups say nothing, raw copies do.

Whoever has two states of an open wave sees which codes were spent and which sealed responses came
between them. With the private key the latter are answers, and in a cell few come in a day.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from surveyapp.collection.response import from_bytes
from surveyapp.collection.sealing import open_sealed
from surveyapp.storage.backup import FIELDWORK
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.workflow.upkeep import back_up
from tests.anonymity.copies import in_bytes
from tests.anonymity.fieldwork import Fieldwork, open_fieldwork, run
from tests.anonymity.judge import Verdict, judge

CODES, CELLS = 240, 12


@dataclass
class Seen:
    """What turned up in files read in their order: spent codes, and sealed responses."""

    spent: list[bytes] = field(default_factory=list)
    came: dict[bytes, bytes] = field(default_factory=dict)

    def read(self, text: str) -> None:
        for line in text.splitlines()[1:-1]:
            table, row = json.loads(line)
            if table == "access_code" and row[3] is True:
                self.spent.append(bytes.fromhex(row[1]["bytes"]))
            elif table == "sealed_response":
                self.came.setdefault(bytes.fromhex(row[1]["bytes"]), _bytes_of(row))

    def judged(self, fieldwork: Fieldwork) -> Verdict:
        opened = [open_sealed(fieldwork.private, blob) for blob in self.came.values()]
        words = "\n".join(str(from_bytes(data).answers["words"]) for data in opened)
        answered, who = set(fieldwork.sent), fieldwork.by_mark
        codes = [who[mark] for mark in dict.fromkeys(self.spent)]
        return judge(
            [one for one in codes if one in answered], in_bytes(words.encode()), fieldwork.cell_of
        )


def _bytes_of(row: Sequence[dict[str, str]]) -> bytes:
    return bytes.fromhex(row[-1]["bytes"])


@dataclass
class Taken:
    """What lay in the folder of backups: each day's file, and each state of the second file."""

    fieldwork: Fieldwork
    daily: list[str]
    states: list[str]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("daily")
    chance = random.Random(20260704)
    store = Store(f"sqlite:///{folder / 'store.sqlite'}")
    upgrade(store)
    fieldwork = open_fieldwork(store, folder, CODES, CELLS, chance)
    fieldwork.light = True
    states: list[str] = []
    kept = folder / "backups"
    kept.mkdir()

    def each_day(day: int) -> None:
        done = back_up(store, kept / f"{day:02}.jsonl")
        states.append(done.fieldwork.read_text())

    run(fieldwork, chance, each_day, mixing=True)
    back_up(store, kept / "last.jsonl")
    store.close()
    assert sorted(path.name for path in kept.glob("*"))[-2:] == ["fieldwork.jsonl", "last.jsonl"]
    daily = [path.read_text() for path in sorted(kept.glob("*.jsonl"))]
    return Taken(fieldwork, daily, states)


def test_daily_backups_and_the_private_key_give_no_order(taken: Taken) -> None:
    """Everything that a folder of daily backups holds, the second file included."""
    seen = Seen()
    for text in taken.daily:
        seen.read(text)
    assert len(seen.came) == len(taken.fieldwork.sent)
    verdict = seen.judged(taken.fieldwork)
    assert verdict.holds, verdict


def test_two_consecutive_backups_do_not_tell_what_came_between(taken: Taken) -> None:
    days = [text for text in taken.daily if FIELDWORK not in text.splitlines()[0]]
    assert len(days) == len(taken.states) + 1
    for before, after in pairwise(days):
        gained = set(after.splitlines()[1:-1]) - set(before.splitlines()[1:-1])
        tables = {json.loads(line)[0] for line in gained}
        assert tables <= {"wave_event", "page_progress"}


def test_what_is_kept_of_every_day_by_other_means_is_a_limit_that_we_state(taken: Taken) -> None:
    """Versions of the second file, as raw copies of the disk: no program can prevent them."""
    seen = Seen()
    for text in taken.states:
        seen.read(text)
    verdict = seen.judged(taken.fieldwork)
    assert not verdict.holds
    assert verdict.spearman > 0.8
    said = " ".join((Path(__file__).parents[2] / "SECURITY.md").read_text().split())
    assert "Raw copies of the disk taken daily, with the private key, link answers to codes" in said
