"""An audit of lock files by pip-audit: passed, failed, or not run.

A version that the answer does not judge was not audited, whatever pip-audit ended in: it ends in 0
also when it could judge nothing. So this says "passed" only after every pin was judged.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

PASSED, FAILED, NOT_RUN = 0, 1, 2
SHOWN = 5
SECONDS = 300
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]\n]*\])?==([^\s;\\]+)", re.MULTILINE)

Pin = tuple[str, str]
Judged = dict[Pin, list[str]]
Ask = Callable[[Sequence[Pin]], str]


def pinned(locks: Iterable[str]) -> set[Pin]:
    """Name and version of every package pinned, for this and every other platform."""
    return {(_plain(name), version) for lock in locks for name, version in _PIN.findall(lock)}


def rounds(pins: set[Pin]) -> list[list[Pin]]:
    """The pins in as few lists as it takes for no package to be in one with two versions."""
    lists: list[dict[str, str]] = []
    for name, version in sorted(pins):
        place = next((one for one in lists if name not in one), None)
        if place is None:
            place = {}
            lists.append(place)
        place[name] = version
    return [list(one.items()) for one in lists]


def judged(answer: str) -> Judged:
    """Package -> what is known against it, where it was looked up; nothing of a broken answer."""
    try:
        return {
            (_plain(one["name"]), one["version"]): [str(known["id"]) for known in one["vulns"]]
            for one in json.loads(answer)["dependencies"]
            if "skip_reason" not in one
        }
    except (ValueError, KeyError, TypeError):
        return {}


def verdict(pins: set[Pin], found: Judged) -> tuple[int, list[str]]:
    """The end status, and lines that say why."""
    weak = [
        f"  {name} {version}: {', '.join(ids)}" for (name, version), ids in found.items() if ids
    ]
    if weak:
        return FAILED, [f"failed: weaknesses are known of {len(weak)} packages.", *weak]
    missing = sorted(pins - found.keys())
    if missing or not pins:
        names = ", ".join(f"{name} {version}" for name, version in missing[:SHOWN])
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        return NOT_RUN, [f"not run: {len(missing)} of {len(pins)} not judged: {names}{more}."]
    return PASSED, [f"passed: all {len(pins)} pinned versions judged, nothing is known."]


def audit(pins: set[Pin], ask: Ask) -> tuple[int, list[str]]:
    """The verdict on all pins, each asked about once."""
    found: Judged = {}
    for some in rounds(pins):
        found |= judged(ask(some))
    return verdict(pins, found)


def pip_audit(program: str) -> Ask:
    """Asking by that program; whatever is in its way leaves no answer, and is said on stderr."""

    def ask(some: Sequence[Pin]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            listed, answer = Path(folder, "pins.txt"), Path(folder, "answer.json")
            listed.write_text("".join(f"{name}=={version}\n" for name, version in some))
            command = [program, "--requirement", str(listed), "--no-deps", "--disable-pip"]
            command += ["--progress-spinner", "off", "--timeout", "20", "--format", "json"]
            try:
                done = subprocess.run(  # nosec B603  # the program of our own audit, no shell
                    [*command, "--output", str(answer)],
                    capture_output=True,
                    timeout=SECONDS,
                    check=False,
                )
                print(done.stderr.decode(errors="replace")[-500:].strip(), file=sys.stderr)
            except (OSError, subprocess.TimeoutExpired) as error:
                print(error, file=sys.stderr)
            return answer.read_text(encoding="utf-8") if answer.is_file() else ""

    return ask


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(program: str, *locks: str) -> int:
    """Audit the lock files and print the verdict."""
    pins = pinned(Path(lock).read_text(encoding="utf-8") for lock in locks)
    status, lines = audit(pins, pip_audit(program))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
