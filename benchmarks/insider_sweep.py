"""The insider test over many seeds: does any order, in the long run, match more than chance does?

    python -m benchmarks.insider_sweep --database SQLite --seeds 60 --light --record

One run with 400 codes judges some 40 to 60 different orders, each against 12 matches by chance and
a limit of 22. Chance takes one of them over the limit in about every tenth run, so neither one bad
seed nor one good seed says anything. Here every seed is a fieldwork of its own, the first of them
20260701, and all orders are judged together: against shuffles of the people within their cells, by
the worst order of each run, by the mean of each order over the runs, and by the mean of all.
`--light` leaves out pages and drafts; without it the fieldwork is the insider test's own.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy import stats

from benchmarks.anonymity import CELLS, CODES, stores
from benchmarks.measured import HERE, README
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from tests.anonymity.attack import attacked
from tests.anonymity.calibrated import Judged, judged

FIRST_SEED, DRAWS = 20260701, 1000
BEGIN, END = "<!-- insider sweep -->\n", "<!-- /insider sweep -->"
HEAD = (
    "database", "fieldwork", "seeds", "orders judged", "mean exact (chance 12)", "p of the mean",
    "worst order's mean, p", "seeds with an order over 22 (by chance)", "repeatedly over 22",
    "p per run, uniform", "20260701: worst, p", "largest Spearman, p",
)  # fmt: skip


@dataclass
class Sweep:
    """What all runs so far add up to, by order; `drawn` is the same under chance."""

    runs: list[Judged] = field(default_factory=list)

    def row(self, database: str, kind: str) -> list[str]:
        """The sweep as one row of the table."""
        names = sorted(set.intersection(*(set(run.names) for run in self.runs)))
        found = np.array([_of(run, run.exact, names) for run in self.runs])
        drawn = np.array([_of(run, run.drawn_exact, names) for run in self.runs])
        rho = max(float(np.abs(run.spearman).max()) for run in self.runs)
        rho_drawn = np.max([np.abs(run.drawn_spearman).max(axis=1) for run in self.runs], axis=0)
        mean, means = found.mean(), drawn.mean(axis=(0, 2))
        worst, worsts = found.mean(axis=0).max(), drawn.mean(axis=0).max(axis=1)
        over = [run.over for run in self.runs]
        repeated = {n for n in names if sum(n in one for one in over) >= _often(len(over))}
        uniform = stats.kstest([run.p_exact for run in self.runs], "uniform").pvalue
        first = self.runs[0]
        expected = sum(run.chance_over for run in self.runs)
        orders = sum(len(run.names) for run in self.runs)
        return [
            database,
            kind,
            str(len(self.runs)),
            f"{orders:,}",
            f"{mean:.2f} ± {means.std():.2f}",
            f"{_above(means, mean):.2f}",
            f"{worst:.1f}, {_above(worsts, worst):.2f}",
            f"{sum(map(bool, over))} ({expected:.1f})",
            str(len(repeated)),
            f"{uniform:.2f}",
            f"{first.exact.max()}, {first.p_exact:.2f}",
            f"{rho:.2f}, {_above(rho_drawn, rho):.2f}",
        ]


def _of(run: Judged, values: np.ndarray, names: list[str]) -> np.ndarray:
    at = {name: index for index, name in enumerate(run.names)}
    return values[..., [at[name] for name in names]]


def _above(drawn: np.ndarray, found: float) -> float:
    return float((1 + (drawn >= found).sum()) / (1 + len(drawn)))


def _often(runs: int) -> int:
    """So often over its limit that chance does it to one order in a hundred thousand."""
    return int(stats.binom.isf(1e-5, runs, stats.poisson.sf(22, CELLS))) + 1


def one_run(store: Store, seed: int, *, light: bool) -> Judged:
    """One fieldwork with every attack on it."""
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("secrets.token_bytes", lambda size=32: chance.randbytes(size)),
        patch("secrets.randbelow", chance.randrange),
    ):
        found = attacked(store, Path(folder), CODES, CELLS, chance, light=light)
    return judged(found.pairs, found.fieldwork.cell_of, DRAWS, seed)


def swept(database: str, seeds: int, *, light: bool, minutes: float) -> tuple[Sweep, float]:
    """Runs with one seed after another, until all are done or the time is over."""
    sweep, start = Sweep(), time.monotonic()
    with stores() as made:
        store = dict(made)[database]
        for number in range(seeds):
            empty(store)
            sweep.runs.append(one_run(store, FIRST_SEED + number, light=light))
            print(f"{FIRST_SEED + number}: worst {sweep.runs[-1].exact.max()}", flush=True)
            if time.monotonic() - start > 60 * minutes:
                break
    return sweep, time.monotonic() - start


def empty(store: Store) -> None:
    """An upgraded store without rows."""
    if store.is_sqlite:
        store.close()
        assert store.file is not None
        for path in store.file.parent.glob(f"{store.file.name}*"):
            path.unlink()
    else:
        with store.engine().connect() as base:
            base = base.execution_options(isolation_level="AUTOCOMMIT")
            base.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            base.exec_driver_sql("SELECT pg_reload_conf()")
            base.exec_driver_sql("DROP SCHEMA public CASCADE")
            base.exec_driver_sql("CREATE SCHEMA public")
    upgrade(store)


def record(row: list[str]) -> None:
    """Keep the row in recorded/insider_sweep.json and write the table into README.md."""
    path = HERE / "recorded" / "insider_sweep.json"
    kept: dict[str, list[str]] = json.loads(path.read_text()) if path.exists() else {}
    kept[f"{row[0]}, {row[1]}"] = row
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    lines = [list(HEAD), ["---"] * len(HEAD), *(kept[name] for name in sorted(kept))]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Sweep, print, and record if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], default="SQLite")
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    sweep, seconds = swept(given.database, given.seeds, light=given.light, minutes=given.minutes)
    row = sweep.row(given.database, "without pages" if given.light else "whole")
    print(*(f"{name}: {value}" for name, value in zip(HEAD, row, strict=True)), sep="\n")
    print(f"{seconds:.0f} s")
    if given.record:
        record(row)


if __name__ == "__main__":
    main()
