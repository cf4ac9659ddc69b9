"""README is true: each command, setting and verb it names exists, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from surveyapp.cli import VERBS, surveyapp
from surveyapp.config import SETTINGS
from tools.readme import renewed, tables, verbs

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```[a-z]*\n(.*?)```", README, re.DOTALL)
CODE = "\n".join(BLOCKS + re.findall(r"`([^`\n]+)`", README))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


ALL_VERBS = sorted(tuple(name.split()) for name, _ in verbs(surveyapp))


def test_every_make_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", CODE))
    assert named - make_targets() == set()


def test_every_make_command_is_in_the_readme() -> None:
    assert make_targets() - set(re.findall(r"\bmake ([a-z-]+)", CODE)) == set()


def test_the_tables_of_verbs_and_settings_are_those_of_the_code() -> None:
    assert renewed(README) == README, "make readme renews them"
    assert all(table in README for table in tables().values())


def test_every_setting_named_in_prose_exists() -> None:
    named = set(re.findall(r"\b(SURVEYAPP_[A-Z_]+|DATABASE_URL)\b", README))
    assert named <= {s.name for s in SETTINGS}


@pytest.mark.parametrize("verb", ALL_VERBS, ids=" ".join)
def test_every_verb_is_in_the_readme(verb: tuple[str, ...]) -> None:
    assert re.search(rf"surveyapp {' '.join(verb)}\b", CODE), f"surveyapp {' '.join(verb)}"


def test_every_verb_in_the_readme_exists() -> None:
    known = {verb[:depth] for verb in ALL_VERBS for depth in range(1, len(verb) + 1)}
    for words in re.findall(
        r"(?<!from )(?<!\w)surveyapp ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", CODE
    ):
        parts = tuple(words.split())
        assert parts in known or parts[:1] in known, words
        group = parts[:1]
        if len(parts) == 2 and group not in ALL_VERBS:
            assert parts in known, words


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_table_of_verbs_names_modules_that_hold_them(verb: object) -> None:
    name = getattr(verb, "name")  # noqa: B009
    assert surveyapp.get_command(click.Context(surveyapp), name) is not None


def test_every_picture_and_file_that_the_readme_links_exists() -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", README)
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []


def test_the_readme_names_every_room() -> None:
    rooms = {p.name for p in (ROOT / "surveyapp").iterdir() if (p / "__init__.py").exists()}
    assert {room for room in rooms if f"`{room}/`" not in README} == set()
