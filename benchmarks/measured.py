"""Timing, the memory-bandwidth limit, peers in their own process, and the recorded table."""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

HERE = Path(__file__).parent
README = HERE / "README.md"
Answer = TypeVar("Answer")


def cpu_seconds(call: Callable[[], Answer], repeat: int = 3) -> tuple[float, Answer]:
    """Smallest in-process CPU time (all threads, user and system) of several calls."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        answer = call()
        best = min(best, time.process_time() - start)
    return best, answer


def bytes_per_second() -> float:
    """Speed at which one core reads memory: the sum of 100 MB of doubles, best of five."""
    data = np.ones(12_500_000)
    seconds, _ = cpu_seconds(data.sum, 5)
    return float(data.nbytes / seconds)


def peak_megabytes() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True)
class Peer:
    """A peer's answers to the same question, and its own in-process CPU seconds."""

    name: str
    seconds: float
    megabytes: float
    answers: dict[str, np.ndarray]
    note: str = ""


def ask_peer(
    python: Path, script: str, task: str, given: dict[str, np.ndarray], settings: dict[str, Any]
) -> Peer:
    """Run a peer's script under its own Python; arrays go over in a file, answers come back."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.npz"), Path(folder, "out.npz")
        np.savez(source, **given)
        subprocess.run(
            [
                str(python),
                str(HERE / "peers" / script),
                task,
                str(source),
                str(target),
                json.dumps(settings),
            ],
            check=True,
        )
        with np.load(target, allow_pickle=False) as found:
            answers = {name: found[name] for name in found.files}
    told = json.loads(str(answers.pop("told")))
    return Peer(told["name"], told["seconds"], told["megabytes"], answers, told.get("note", ""))


@dataclass(frozen=True)
class Row:
    """One recorded measurement."""

    task: str
    rows: int
    ours: float
    goal: float | None
    peer: str
    theirs: float | None
    limit: float
    megabytes: float
    agreement: str

    def cells(self) -> list[str]:
        theirs = "" if self.theirs is None else f"{self.theirs:.3g}"
        ratio = "" if self.theirs is None else f"{self.theirs / self.ours:.0f}"
        return [
            self.task,
            f"{self.rows:,}",
            f"{self.ours:.3g}",
            "" if self.goal is None else f"{self.goal:g}",
            self.peer,
            theirs,
            ratio,
            f"{self.limit:.2g}",
            f"{self.ours / self.limit:.0f}",
            f"{self.megabytes:,.0f}",
            self.agreement,
        ]


HEADINGS = [
    "task",
    "rows",
    "ours, s",
    "goal, s",
    "peer",
    "peer, s",
    "peer / ours",
    "bandwidth limit, s",
    "ours / limit",
    "peak MB",
    "agreement asserted",
]


def shown(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def record(section: str, rows: list[Row]) -> None:
    """Keep the rows in recorded/SECTION.json and write its table into README.md."""
    path = HERE / "recorded" / f"{section}.json"
    kept = {}
    if path.exists():
        kept = {(one["task"], one["rows"], one["peer"]): Row(**one) for one in _read(path)}
    kept |= {(row.task, row.rows, row.peer): row for row in rows}
    order = sorted(kept.values(), key=lambda row: (row.task, row.rows, row.peer))
    machine = f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        json.dumps({"machine": machine, "rows": [asdict(row) for row in order]}, indent=1) + "\n"
    )
    _write_section(section, f"Measured on {machine}.\n\n{shown(order)}\n")


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["rows"]
    return found


def _write_section(section: str, text: str) -> None:
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    page = README.read_text()
    head, rest = page.split(begin)
    README.write_text(f"{head}{begin}\n{text}{end}{rest.split(end)[1]}")
