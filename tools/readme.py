"""Renew the tables of README.md that are drawn from the code: the verbs and the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from surveyapp.cli import surveyapp
from surveyapp.config import SETTINGS

README = Path(__file__).resolve().parents[1] / "README.md"


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every runnable verb under a command, with its first sentence of help."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command.get_short_help_str(120).rstrip(".")
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield from verbs(below, (*path, name))


def tables() -> dict[str, str]:
    """Each table by the name of its markers."""
    listed = [f"| `surveyapp {name}` | {does} |" for name, does in verbs(surveyapp)]
    settings = [f"| `{s.name}` | `{s.default}` | {s.help} |" for s in SETTINGS]
    return {
        "verbs": "\n".join(["| verb | does |", "| --- | --- |", *listed]),
        "settings": "\n".join(["| name | default | for |", "| --- | --- | --- |", *settings]),
    }


def renewed(text: str) -> str:
    """The README with each table between its markers drawn anew."""
    for name, table in tables().items():
        between = re.compile(rf"(<!-- {name}: begin -->\n).*?(\n<!-- {name}: end -->)", re.DOTALL)
        text = between.sub(lambda m, table=table: f"{m[1]}{table}{m[2]}", text)
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text()))
