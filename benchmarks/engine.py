"""How fast the statistical engine is: ``python -m benchmarks.engine --task rake --rows 1000000``.

Tasks: rake, domain-means, tests, replicates, or all. ``--peers PYTHON`` names a Python of a
throw-away environment with the peers (pip install svy leafblower); without it ours is measured
alone. ``--record`` keeps the rows in README.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measured import (
    Peer,
    Row,
    ask_peer,
    bytes_per_second,
    cpu_seconds,
    peak_megabytes,
    record,
    shown,
)
from benchmarks.synthetic import ITEMS, NEIGHBORHOODS, QUARTERS, Survey
from surveyapp.estimation.factored_means import ReplicatedGrid, replicated_means
from surveyapp.estimation.grid import domain_means
from surveyapp.inference.grid_contrasts import adjacent_terms, grid_contrasts
from surveyapp.inference.multiplicity import adjust
from surveyapp.weighting.factored import bootstrap_factors, rake_replicates
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

REPLICATES = 200
GOALS = {
    ("rake", 1_000_000): 0.1,
    ("rake", 10_000_000): 1.0,
    ("domain means", 100_000): 0.1,
    ("domain means", 1_000_000): 0.8,
    ("tests", 100_000): 0.1,
    ("tests", 1_000_000): 0.1,
    ("replicates", 100_000): 2.0,
    ("replicates", 1_000_000): 15.0,
}
SVY_ROWS = {"rake": 1_000_000, "domain-means": 100_000, "tests": 100_000, "replicates": 1_000_000}


def rake_task(survey: Survey, peers: Path | None, speed: float) -> list[Row]:
    """Six margins to 1e-6."""
    weights, margins = survey.weights, survey.margins
    seconds, raked = cpu_seconds(lambda: rake(weights, margins, tolerance=1e-6))
    peak = peak_megabytes()
    read = sum(column.nbytes for column in survey.columns.values()) + 2 * survey.base.nbytes
    asked = []
    if peers is not None:
        exact = rake(weights, margins, tolerance=1e-11).final
        given = {**survey.columns, "base": survey.base}
        chosen: dict[str, Any] = {"targets": survey.targets}
        asked.append(ask_peer(peers, "leafblower_peer.py", "rake", given, chosen))
        if survey.n <= SVY_ROWS["rake"]:
            extra = {"stratum": survey.stratum, "psu": survey.psu}
            asked.append(ask_peer(peers, "svy_peer.py", "rake", given | extra, chosen))
        for peer in asked:
            theirs = peer.answers["weights"]
            agree(theirs * (exact.sum() / theirs.sum()), exact, 2e-5, f"weights of {peer.name}")
    agree(raked.final.sum(), sum(survey.targets["m0"].values()), 1e-6, "the total")
    return rows_of("rake", survey.n, seconds, asked, read / speed, peak, "weights to 2e-5")


def domain_means_task(survey: Survey, peers: Path | None, speed: float) -> list[Row]:
    """20 items x 600 domains with interval, the variance that calibration leaves."""
    raked = exact_rake(survey)
    design, items, stratum = survey.design, survey.items, survey.stratum

    def call() -> tuple[Any, ...]:
        grid = domain_means(items, raked, design, by=stratum)
        return grid, grid.lower, grid.upper

    seconds, (grid, _, _) = cpu_seconds(call)
    peak = peak_megabytes()
    read = (len(items) + 4) * survey.base.nbytes
    asked = []
    if peers is not None and survey.n <= SVY_ROWS["domain-means"]:
        given = svy_arrays(survey, survey.stratum, survey.psu) | items
        chosen = {"targets": survey.targets, "items": list(items)}
        peer = ask_peer(peers, "svy_peer.py", "domain-means", given, chosen)
        agree(peer.answers["values"], grid.values, 1e-9, "means")
        agree(peer.answers["errors"], grid.standard_errors, 1e-6, "standard errors")
        asked.append(peer)
    words = "means to 1e-9, SE to 1e-6"
    return rows_of("domain means", survey.n, seconds, asked, read / speed, peak, words)


def tests_task(survey: Survey, peers: Path | None, speed: float) -> list[Row]:
    """11,000 adjacent-quarter tests with Holm and BH, the same PSUs in every quarter."""
    raked = exact_rake(survey)
    by = {"neighborhood": survey.neighborhood, "quarter": survey.quarter}
    grid = domain_means(survey.items, raked, survey.panel, by=by)

    def call() -> tuple[Any, ...]:
        found = grid_contrasts(grid, adjacent_terms(grid, range(QUARTERS)), method="holm")
        return found, adjust(found.p.ravel(), "BH")

    seconds, (found, _) = cpu_seconds(call)
    peak = peak_megabytes()
    count = ITEMS * NEIGHBORHOODS * (QUARTERS - 1)
    assert found.p.size == count
    read = sum(part.entries.sums.nbytes for part in grid.pieces.terms) + found.p.nbytes * 4
    if grid.pieces.coefficients is not None:
        read += 2 * grid.pieces.coefficients.nbytes
    asked = []
    if peers is not None and survey.n <= SVY_ROWS["tests"]:
        pairs = [(list(survey.items)[j], 5 * j % 50, j % 11) for j in range(20)]
        psu = survey.neighborhood * survey.psus + survey.block
        given = svy_arrays(survey, survey.neighborhood, psu) | survey.items
        given["quarter"] = survey.quarter
        chosen = {"targets": survey.targets, "pairs": pairs}
        peer = ask_peer(peers, "svy_peer.py", "tests", given, chosen)
        at = [found.names.index(f"{p}: {q + 1} less {q}") for _, p, q in pairs]
        ours = np.array([found.values[j, c] for j, c in enumerate(at)])
        errors = np.array([found.standard_errors[j, c] for j, c in enumerate(at)])
        agree(np.abs(peer.answers["values"]), np.abs(ours), 1e-8, "differences")
        agree(peer.answers["errors"], errors, 1e-6, "their standard errors")
        note = f"{peer.name} (20 of {count:,}, scaled)"
        asked.append(Peer(note, peer.seconds * count / 20, peer.megabytes, {}))
    words = "differences to 1e-8, SE to 1e-6"
    return rows_of("tests", survey.n, seconds, asked, read / speed, peak, words)


def replicates_task(survey: Survey, peers: Path | None, speed: float) -> list[Row]:
    """200 bootstrap replicates, each re-raked; 20 means and 20 x 50 domain means."""
    weights, margins, design = survey.weights, survey.margins, survey.design
    raked = rake(weights, margins, tolerance=1e-6)
    items, by = survey.items, survey.neighborhood

    def call() -> ReplicatedGrid:
        drawn = bootstrap_factors(weights, design, np.random.default_rng(1), replicates=REPLICATES)
        again = rake_replicates(drawn, margins, tolerance=1e-6)
        return replicated_means(items, raked.final, again, by=by)

    seconds, grid = cpu_seconds(call, 2)
    peak = peak_megabytes()
    linear = domain_means(items, raked, design, by=by)
    ratio = float(np.median(grid.standard_errors / linear.standard_errors))
    assert 0.9 < ratio < 1.1, f"bootstrap and linearised errors differ by {ratio:.3f}"
    read = (len(items) + 8) * survey.base.nbytes
    asked = []
    if peers is not None and survey.n <= SVY_ROWS["replicates"]:
        given = svy_arrays(survey, survey.stratum, survey.psu) | items
        chosen = {"targets": survey.targets, "items": list(items), "replicates": REPLICATES}
        asked.append(ask_peer(peers, "svy_peer.py", "replicates", given, chosen))
        same_replicates(peers)
    words = "at 10,000 rows on the same replicates: means to 1e-9, SE to 1e-6"
    return rows_of("replicates", survey.n, seconds, asked, read / speed, peak, words)


def same_replicates(peers: Path) -> None:
    """Hand our replicate weights of a small survey to the peer and compare its answers."""
    small = Survey(10_000)
    drawn = bootstrap_factors(small.weights, small.design, np.random.default_rng(1), replicates=60)
    exact = rake(small.weights, small.margins, tolerance=1e-11)
    again = rake_replicates(drawn, small.margins, tolerance=1e-11)
    grid = replicated_means(small.items, exact.final, again, by=small.neighborhood)
    given = svy_arrays(small, small.stratum, small.psu) | small.items
    chosen = {"targets": small.targets, "items": list(small.items)}
    peer = ask_peer(
        peers, "svy_peer.py", "replicates", given | {"replicates": drawn.table()}, chosen
    )
    agree(peer.answers["values"], grid.values, 1e-9, "means")
    agree(peer.answers["errors"], grid.standard_errors, 1e-6, "replicate standard errors")


def exact_rake(survey: Survey) -> Weights:
    """Raked to convergence."""
    return rake(survey.weights, survey.margins, tolerance=1e-11)


def svy_arrays(survey: Survey, stratum: Any, psu: Any) -> dict[str, Any]:
    return {**survey.columns, "base": survey.base, "stratum": stratum, "psu": psu}


def agree(theirs: Any, ours: Any, tolerance: float, what: str) -> None:
    """Stop the benchmark when two answers differ by more than a relative tolerance."""
    apart = float(np.max(np.abs(np.asarray(theirs) - ours) / np.maximum(np.abs(ours), 1e-12)))
    print(f"  agreement of {what}: {apart:.1e} (at most {tolerance:g})")
    if not apart <= tolerance:
        raise SystemExit(f"{what} differ by {apart:.3g}, more than {tolerance:g}")


def rows_of(
    task: str,
    n: int,
    seconds: float,
    asked: Sequence[Peer],
    limit: float,
    peak: float,
    agreement: str,
) -> list[Row]:
    goal = GOALS.get((task, n))
    if not asked:
        return [Row(task, n, seconds, goal, "none", None, limit, peak, "identities only")]
    return [
        Row(task, n, seconds, goal, peer.name, peer.seconds, limit, peak, agreement)
        for peer in asked
    ]


TASKS: dict[str, Callable[[Survey, Path | None, float], list[Row]]] = {
    "rake": rake_task,
    "domain-means": domain_means_task,
    "tests": tests_task,
    "replicates": replicates_task,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", choices=[*TASKS, "all"], default="all")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peers", type=Path, help="Python of an environment with the peers")
    parser.add_argument("--record", action="store_true", help="keep the rows in README.md")
    chosen = parser.parse_args()
    started = time.perf_counter()
    speed = bytes_per_second()
    print(f"One core reads {speed / 1e9:.1f} GB/s.")
    rows = []
    for name in TASKS if chosen.task == "all" else [chosen.task]:
        print(f"{name}, {chosen.rows:,} rows")
        rows += TASKS[name](Survey(chosen.rows), chosen.peers, speed)
    print(shown(rows))
    print(f"Wall time {time.perf_counter() - started:.0f} s.")
    if chosen.record:
        record("engine", rows)


if __name__ == "__main__":
    main()
