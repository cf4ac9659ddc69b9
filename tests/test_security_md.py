"""SECURITY.md is true: every promise names tests, every named test exists, and every verb too."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest

from surveyapp.cli import surveyapp

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "SECURITY.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
PROMISES = [
    line.split("|")[1:-1]
    for line in TEXT.partition("## Promises")[2].partition("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.startswith(("| promise", "| ---"))
]


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_are_promises() -> None:
    assert len(PROMISES) >= 20


@pytest.mark.parametrize(("promise", "held_by"), PROMISES, ids=lambda text: text.strip()[:50])
def test_every_promise_names_the_test_that_holds_it(promise: str, held_by: str) -> None:
    assert re.search(r"`tests/[\w/]+\.py::test_\w+`", held_by), promise


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_named_test_exists(path: str, name: str) -> None:
    assert name in functions_in(path)


def test_every_command_it_tells_exists() -> None:
    context = click.Context(surveyapp)
    for words in re.findall(r"`surveyapp ([a-z]+) ([a-z-]+)[ `]", TEXT):
        group = surveyapp.get_command(context, words[0])
        assert isinstance(group, click.Group), words
        assert group.get_command(context, words[1]) is not None, words
