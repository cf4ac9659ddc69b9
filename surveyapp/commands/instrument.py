"""`surveyapp instrument`: check, show and name questionnaires, and publish the format's schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from surveyapp.commands.instrument_diff import diff
from surveyapp.commands.instrument_paper import paper
from surveyapp.commands.instrument_translations import language_lines, translations
from surveyapp.commands.instrument_xlsform import export_xlsform, import_xlsform
from surveyapp.instrument.advice import advice
from surveyapp.instrument.check import questionnaire_files
from surveyapp.instrument.document import examine, json_schema, load
from surveyapp.instrument.languages import language_remarks
from surveyapp.instrument.outline import outline, summary
from surveyapp.instrument.version import content_hash

PATH = click.Path(path_type=Path)


@click.group()
def instrument() -> None:
    """Check, show, compare and translate questionnaires."""


instrument.add_command(diff)
instrument.add_command(translations)
instrument.add_command(paper)
instrument.add_command(import_xlsform)
instrument.add_command(export_xlsform)


@instrument.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
def check(paths: tuple[Path, ...]) -> None:
    """Report everything wrong in questionnaires: files, or folders of them.

    Prints how each language stands and how hard it is to read; a stale translation is advice.
    Ends with status 1 when anything is wrong. Advice keeps nothing from being fielded.
    """
    wrong = 0
    seen = 0
    for file in questionnaire_files(paths):
        seen += 1
        found, problems = examine(file)
        for problem in problems:
            click.echo(str(problem), err=True)
        if found is not None and not problems:
            click.echo(f"{file}: {summary(found)}")
            for line in language_lines(found):
                click.echo(f"  {line}")
            for remark in (*language_remarks(found), *advice(found)):
                click.echo(f"  Advice: {remark}")
        wrong += len(problems)
    if not seen:
        raise click.ClickException(f"There is no .toml file under {', '.join(map(str, paths))}.")
    if wrong:
        raise click.ClickException(f"{wrong} problem{'s' if wrong > 1 else ''} found.")


@instrument.command()
@click.argument("path", type=PATH)
@click.option("--language", help="Language tag; the source language by default.")
def show(path: Path, language: str | None) -> None:
    """Print a questionnaire as a readable outline."""
    found = load(path)
    tag = language or found.languages[0]
    if tag not in found.languages:
        raise click.BadParameter(
            f"{path} is not in {tag}; it is in {', '.join(found.languages)}.",
            param_hint="--language",
        )
    for line in outline(found, tag):
        click.echo(line)


@instrument.command()
@click.option("--output", type=PATH, help="Write to this file instead of the screen.")
def schema(output: Path | None) -> None:
    """Print the JSON Schema of questionnaire files, for editors that complete and check."""
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@instrument.command(name="hash")
@click.argument("paths", nargs=-1, required=True, type=PATH)
def hash_(paths: tuple[Path, ...]) -> None:
    """Print the content hash that names each questionnaire's edition."""
    for file in questionnaire_files(paths):
        click.echo(f"{content_hash(load(file))}  {file}")
