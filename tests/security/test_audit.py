"""An audit says "passed" only after every pinned version was judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.audit import FAILED, NOT_RUN, PASSED, Pin, audit, judged, main, pinned, rounds, verdict

LOCK = """\
alembic==1.20.1 \\
    --hash=sha256:aa
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:bb
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:cc
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
psycopg[binary]==3.3.9 \\
    --hash=sha256:ee
Typing_Extensions==4.15.0
"""
PINS = {
    ("alembic", "1.20.1"),
    ("colorama", "0.4.6"),
    ("numpy", "2.4.6"),
    ("numpy", "2.5.5"),
    ("psycopg", "3.3.9"),
    ("typing-extensions", "4.15.0"),
}
ROOT = Path(__file__).resolve().parents[2]


def answer(some: Sequence[Pin], *, weak: str = "", skipped: str = "") -> str:
    dependencies: list[dict[str, object]] = []
    for name, version in some:
        if name == skipped:
            reason = f"Dependency not found on PyPI and could not be audited: {name}"
            dependencies.append({"name": name, "skip_reason": reason})
        else:
            known = [{"id": "PYSEC-1"}] if name == weak else []
            dependencies.append({"name": name, "version": version, "vulns": known})
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_every_version_for_every_platform_is_asked_about() -> None:
    assert pinned([LOCK]) == PINS
    asked = rounds(PINS)
    assert sorted(pin for some in asked for pin in some) == sorted(PINS)
    assert all(len({name for name, _ in some}) == len(some) for some in asked)


def test_no_pin_of_our_lock_files_is_overlooked() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert len(pinned(["\n".join(lines)])) == len(pins)


def test_it_passes_when_every_version_was_judged() -> None:
    status, (line,) = audit(PINS, answer)
    assert status == PASSED
    assert line == "passed: all 6 pinned versions judged, nothing is known."


def test_one_package_that_could_not_be_judged_means_not_run() -> None:
    status, (line,) = audit(PINS, lambda some: answer(some, skipped="colorama"))
    assert status == NOT_RUN
    assert line == "not run: 1 of 6 not judged: colorama 0.4.6."


def test_a_known_weakness_fails_also_where_others_were_not_judged() -> None:
    status, lines = audit(PINS, lambda some: answer(some, weak="alembic", skipped="numpy"))
    assert status == FAILED
    assert lines[1] == "  alembic 1.20.1: PYSEC-1"


@pytest.mark.parametrize("broken", ["", "{}", "[]", "null", "{", '{"dependencies": [{}]}', "1"])
def test_a_broken_answer_judges_nothing(broken: str) -> None:
    assert judged(broken) == {}
    status, (line,) = audit(PINS, lambda _: broken)
    assert status == NOT_RUN
    assert line.startswith("not run: 6 of 6 not judged: ")
    assert line.endswith(" and 1 more.")


def test_no_pins_at_all_are_no_pass() -> None:
    assert verdict(set(), {})[0] == NOT_RUN


def test_a_program_that_succeeds_without_an_answer_is_no_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock, program = tmp_path / "some.lock", tmp_path / "auditor"
    lock.write_text(LOCK)
    program.write_text("#!/bin/sh\necho 'No known vulnerabilities found' >&2\n")
    program.chmod(0o700)
    assert main(str(program), str(lock)) == NOT_RUN
    assert main(str(tmp_path / "missing"), str(lock)) == NOT_RUN
    assert "passed" not in capsys.readouterr().out


def test_a_program_that_judges_all_is_a_pass(tmp_path: Path) -> None:
    lock, program = tmp_path / "some.lock", tmp_path / "auditor"
    lock.write_text("alembic==1.20.1\n")
    held = answer([("alembic", "1.20.1")])
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open(sys.argv[sys.argv.index('--output') + 1], 'w').write('''{held}''')\n"
    )
    program.chmod(0o700)
    assert main(str(program), str(lock)) == PASSED
