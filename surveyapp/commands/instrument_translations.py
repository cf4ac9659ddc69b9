"""`surveyapp instrument translations`: texts out to translators, back in, and their states."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import click

from surveyapp.commands.paths import FILE
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.document import examine_text, load
from surveyapp.instrument.languages import right_to_left, standing, translation_of
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.reading_level import reading_level
from surveyapp.instrument.translating import Entry, entries, stamp, take
from surveyapp.instrument.translation import State
from surveyapp.instrument.translation_files import read_csv, read_po, write_csv, write_po

Format = Literal["csv", "po"]


@click.group()
def translations() -> None:
    """Send texts to translators, take them back, and see what state they are in.

    \b
    surveyapp instrument translations list 2.toml
    surveyapp instrument translations export 2.toml --language es --output es.po
    surveyapp instrument translations import 2.toml es.po --language es --state reviewed
    """


@translations.command("list")
@click.argument("file", type=FILE)
def list_(file: Path) -> None:
    """Say how each language stands: its state, and which texts are missing or stale."""
    found = load(file)
    for tag in found.languages:
        for line in standing_lines(found, tag):
            click.echo(line)


def language_lines(instrument: Instrument) -> Iterator[str]:
    """How each language stands, and how hard it is to read where there is a measure."""
    for tag in instrument.languages:
        state = standing_lines(instrument, tag)[0]
        level = reading_level(instrument, tag)
        hard = "" if level is None or level.plain else ", harder than a public text should be"
        yield state if level is None else f"{state}; {level.measure} {level.words}{hard}"


def standing_lines(instrument: Instrument, tag: str) -> list[str]:
    """One language in words: direction, state, who made it, and the places that need work."""
    now, known = standing(instrument, tag), translation_of(instrument, tag)
    notes = [now.words] + (["right to left"] if right_to_left(tag) else [])
    notes += [f"by {known.by}"] if known.by else []
    if now.unknown:
        notes.append(f"{len(now.unknown)} texts of unknown source")
    lines = [f"{tag}: {', '.join(notes)}"]
    lines += [f"    missing: {place}" for place in now.missing]
    return lines + [f"    stale: {place}" for place in now.stale]


@translations.command("export")
@click.argument("file", type=FILE)
@click.option("--language", required=True, help="Language tag; a new one gives blank texts.")
@click.option("--output", type=click.Path(path_type=Path), required=True, help=".csv or .po")
@click.option("--only-needed", is_flag=True, help="Leave out what is there and not stale.")
def export(file: Path, language: str, output: Path, only_needed: bool) -> None:
    """Write every text with its translation, as CSV or PO by the name of OUTPUT."""
    found = load(file)
    rows = [e for e in entries(found, language) if not only_needed or e.stale or not e.text]
    if _format(output) == "csv":
        text = write_csv(rows, language)
    else:
        now = datetime.datetime.now(tz=datetime.UTC)
        text = write_po(rows, language, f"{found.id} {found.version}", on=now)
    output.write_text(text, encoding="utf-8", newline="")
    click.echo(f"{output}: {len(rows)} texts, {sum(not row.text for row in rows)} to write.")


@translations.command("import")
@click.argument("file", type=FILE)
@click.argument("given", type=FILE)
@click.option("--language", required=True, help="Language tag of the texts in GIVEN.")
@click.option(
    "--state",
    required=True,
    type=click.Choice(["machine", "translated", "reviewed", "pretested"]),
    help="What these texts are now.",
)
@click.option("--people", default=0, help="How many took part in the pretest.")
@click.option("--by", default="", help="Who or what made them.")
@click.option("--output", type=click.Path(path_type=Path), help="Another file than FILE.")
def import_(
    file: Path, given: Path, language: str, state: str, people: int, by: str, output: Path | None
) -> None:
    """Write a translator's texts into FILE; comments and order stay as they are.

    Texts marked fuzzy in PO, or "machine" in CSV, keep that state. Nothing is written when the
    questionnaire would not be sound.
    """
    found = load(file)
    known = cast(State, state)
    rows = [_as_given(row, known) for row in _read(given, language)]
    taken = take(
        file.read_text(encoding="utf-8"), found, language, rows, state=known, people=people, by=by
    )
    _write(output or file, taken.text)
    click.echo(f"{taken.written} texts written, {taken.unchanged} as they were.")
    if taken.marked:
        mark = '"machine" in the column state' if _format(given) == "csv" else "fuzzy"
        click.echo(
            f"{len(taken.marked)} texts are still marked {mark}, and stay a machine's: "
            f"clear the mark of each one that was {state}, and import again."
        )
    for word, places in (("left blank", taken.left), ("from an older source", taken.stale)):
        for place in places:
            click.echo(f"    {word}: {place}")


@translations.command("stamp")
@click.argument("file", type=FILE)
@click.option("--language", required=True, help="Language tag.")
@click.option("--place", "places", multiple=True, help='Only this text, as "item trust, text".')
def stamp_(file: Path, language: str, places: tuple[str, ...]) -> None:
    """Say that the translations fit the source as it stands now; all of them, or those named."""
    text = stamp(file.read_text(encoding="utf-8"), load(file), language, places or None)
    _write(file, text)
    click.echo(f"{file}: {language} is marked as made from the present source.")


def _as_given(row: Entry, state: State) -> Entry:
    return row if row.state == "machine" else Entry(row.place, row.source, row.text, state)


def _read(given: Path, language: str) -> tuple[Entry, ...]:
    try:
        with given.open(encoding="utf-8-sig", newline="") as lines:
            text = lines.read()
    except UnicodeDecodeError:
        raise InputError(
            Problem("The file is not UTF-8 text.", str(given), ("save it as UTF-8.",), "encoding")
        ) from None
    read = read_csv if _format(given) == "csv" else read_po
    return read(text, language)


def _format(path: Path) -> Format:
    if path.suffix not in (".csv", ".po"):
        raise click.BadParameter(f"{path} is neither .csv nor .po.")
    return "csv" if path.suffix == ".csv" else "po"


def _write(path: Path, text: str) -> None:
    """Write a document that is sound, in one step; another one is refused whole."""
    _, problems = examine_text(text, path.as_posix())
    if problems:
        raise InputError(problems)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
