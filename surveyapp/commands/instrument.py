"""`surveyapp instrument`: check, show and name questionnaires, and publish the format's schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from surveyapp.commands.instrument_diff import diff
from surveyapp.instrument.check import questionnaire_files
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.document import examine, json_schema, load
from surveyapp.instrument.model import Instrument, Item, Option
from surveyapp.instrument.reading_time import minutes
from surveyapp.instrument.version import content_hash

PATH = click.Path(path_type=Path)


@click.group()
def instrument() -> None:
    """Check, show, compare and translate questionnaires."""


instrument.add_command(diff)


@instrument.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
def check(paths: tuple[Path, ...]) -> None:
    """Report everything wrong in questionnaires: files, or folders of them.

    Ends with status 1 when anything is wrong.
    """
    wrong = 0
    seen = 0
    for file in questionnaire_files(paths):
        seen += 1
        found, problems = examine(file)
        for problem in problems:
            click.echo(str(problem), err=True)
        if found is not None and not problems:
            click.echo(f"{file}: {_summary(found)}")
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


def outline(instrument: Instrument, tag: str) -> Iterator[str]:
    """A questionnaire as lines of text: sections, questions, options, routes and indicators."""
    yield f"{instrument.title[tag]} ({instrument.id}, version {instrument.version})"
    yield _summary(instrument)
    for section in instrument.sections:
        yield f"\n{section.title[tag]}"
        for number, item in enumerate(instrument.items, 1):
            if item.section == section.id:
                yield from _item_lines(item, number, tag)
    if instrument.indicators:
        yield "\nIndicators"
    for entry in instrument.indicators:
        star = " (primary)" if entry.primary else ""
        yield f"  {entry.id}{star}: {entry.definition[tag]}"
        yield f"      {entry.scoring} of {', '.join(entry.items)}; {entry.better} is better"


def _summary(instrument: Instrument) -> str:
    pace = ", ".join(f"{tag} {minutes(instrument, tag):.1f} min" for tag in instrument.languages)
    return (
        f"{len(instrument.items)} items, {len(instrument.indicators)} indicators, {pace}, "
        f"hash {content_hash(instrument)}"
    )


def _item_lines(item: Item, number: int, tag: str) -> Iterator[str]:
    notes = [item.kind.replace("_", " ")]
    notes += [name for name in ("required", "opinion") if getattr(item, name)]
    notes += ["area"] if item.area else []
    notes += [f"role {item.role}"] if item.role else []
    yield f"  {number}. {item.text[tag]}  [{item.id}: {', '.join(notes)}]"
    if item.show_if is not None:
        yield f"      asked if {_condition(item.show_if)}"
    for row in item.rows:
        yield f"      - {row.text[tag]}  [{item.id}.{row.id}]"
    if item.options_from == "areas":
        yield "      (the areas of the wave)"
    for option in item.options:
        yield f"      {option.code:>3}  {option.label[tag]}{_mark(option)}"
    if item.minimum is not None:
        yield f"      from {item.minimum} to {item.maximum}"
    if item.longest:
        yield f"      at most {item.longest} characters"


def _mark(option: Option) -> str:
    flags = {
        "don't know": option.dont_know,
        "not stated": option.not_stated,
        "alone": option.exclusive,
    }
    names = [name for name, is_set in flags.items() if is_set]
    return f"  ({', '.join(names)})" if names else ""


def _condition(condition: Condition) -> str:
    match condition:
        case All(parts):
            return "(" + " and ".join(_condition(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(_condition(part) for part in parts) + ")"
        case Not(part):
            return f"not {_condition(part)}"
        case In(variable, values):
            return f"{variable} is {' or '.join(map(str, values))}"
        case Compare(variable, operator, value):
            return f"{variable} {operator} {value}"
        case Answered(variable, answered):
            return f"{variable} {'has' if answered else 'has no'} answer"
