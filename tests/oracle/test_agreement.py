"""The reference cases, where their directory is at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / ".." / "shared" / "oracle"


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference cases are not at hand")
def test_every_reference_case_agrees():
    done = subprocess.run(
        [sys.executable, "-m", "tests.oracle", str(REFERENCE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 0, done.stdout + done.stderr
    agreed, cases = last.removeprefix("agree ").split(" of ")
    assert agreed == cases
