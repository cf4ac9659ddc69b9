"""What withheld counts give away with and without complementary suppression, and the audit's time.

python -m benchmarks.disclosure            # print
python -m benchmarks.disclosure --record   # and write README.md and recorded/disclosure.json
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from benchmarks.measured import _write_section
from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.linked import LinkedTables, crossed, joined
from surveyapp.disclosure.protect import protect
from surveyapp.disclosure.rules import is_small

AREAS, ANSWERS, PEOPLE = 40, 5, 3477
EXAMPLE, TABLES = 3, 60
SHARES = np.array([0.18, 0.30, 0.28, 0.16, 0.08])


def table(seed: int, name: str = "") -> LinkedTables:
    """40 areas of unequal size by 5 answers, 3,477 people, all margins printed."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(3, 1, AREAS)
    shares = (size / size.sum())[:, None] * rng.dirichlet(SHARES * 25, size=AREAS)
    counts = rng.multinomial(PEOPLE, shares.ravel()).reshape(AREAS, ANSWERS)
    return crossed(counts, (range(AREAS), range(ANSWERS)), name=name)


def small(tables: LinkedTables) -> list[str]:
    """Inner cells of 1 to 9 people."""
    pairs = zip(tables.cells, tables.counts.tolist(), strict=True)
    return [name for name, n in pairs if "*" not in name and is_small(int(n))]


def measure(name: str, tables: LinkedTables) -> dict[str, float | str]:
    """Attack the tables as they are, protect them, and attack them again."""
    primary = small(tables)
    start = time.process_time()
    before = audit(tables, primary)
    attacked = time.process_time()
    made = protect(tables, primary)
    protected = time.process_time()
    after = audit(tables, made.withheld, primary)
    audited = time.process_time()
    exact_before = audit(tables, primary, exact=True) if len(primary) < 200 else before
    exact_after = audit(tables, made.withheld, primary, exact=True) if len(primary) < 200 else after
    assert not exact_after.unsafe
    inner = sum("*" not in cell for cell in tables.cells)
    return {
        "tables": name,
        "cells": inner,
        "confidential": len(primary),
        "recovered before": len(exact_before.recovered),
        "bounded under 10 before": len(exact_before.unsafe),
        "withheld to protect": len(made.further),
        "printed": inner - sum("*" not in cell for cell in made.withheld),
        "recovered after": len(exact_after.recovered),
        "bounded under 10 after": len(exact_after.unsafe),
        "audit before, s": round(attacked - start, 2),
        "protect, s": round(protected - attacked, 2),
        "audit after, s": round(audited - protected, 2),
        "protect and audit, s (limit 20)": round(audited - attacked, 2),
    }


def shown(rows: list[dict[str, float | str]]) -> str:
    """The rows as a Markdown table, one column a set of tables."""
    lines = [[key, *(str(row[key]) for row in rows)] for key in rows[0]]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Measure one table and the cube of sixty."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    record = parser.parse_args().record
    cube = joined([table(seed, f"q{seed}") for seed in range(TABLES)])
    rows = [measure("40 x 5", table(EXAMPLE)), measure("60 tables of 40 x 5", cube)]
    print(shown(rows))
    if record:
        path = Path(__file__).parent / "recorded" / "disclosure.json"
        path.write_text(json.dumps(rows, indent=1) + "\n")
        _write_section("disclosure", f"{shown(rows)}\n")


if __name__ == "__main__":
    main()
