"""`surveyapp responses`: answers gathered elsewhere."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.disclosure.screen import NOT_FOR_PUBLICATION, enough_to_show, screened_count
from surveyapp.storage.engine import Store
from surveyapp.storage.imports import load_imports
from surveyapp.storage.schema import require_current
from surveyapp.workflow.gather import ImportResult, import_responses, withdraw_import
from surveyapp.workflow.key_store import load_server_keys
from surveyapp.workflow.over_versions import export_over_versions
from surveyapp.workflow.quality_report import QualityReport, quality_report
from surveyapp.workflow.review import approve, publishable, review_queue, withhold


@click.group()
def responses() -> None:
    """Import answers gathered elsewhere.

    \b
    surveyapp responses import answers.csv --mapping answers.toml --dry-run
    surveyapp responses import answers.sav --mapping answers.toml --wave paper-2026q3
    """


@responses.command("import")
@click.argument("file", type=FILE)
@click.option("--mapping", required=True, type=FILE, help="TOML: columns to items, wave, mode.")
@click.option("--wave", default="", help="Wave of every row, where the file has no wave column.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
def import_(file: Path, mapping: Path, wave: str, dry_run: bool) -> None:
    """Import a .csv, .sav or .dta FILE: all of its rows, or none.

    Every row is read by the reader of the web pages; every bad cell is named by row and column.
    Importing the same file again adds nothing.
    """
    settings = load_settings()
    server = load_server_keys(settings.keys, settings.server_key)
    result = import_responses(
        _store(),
        server.now,
        file,
        mapping,
        on=datetime.datetime.now(tz=datetime.UTC).astimezone().date(),
        wave=wave,
        dry_run=dry_run,
        wave_keys=server.of_waves,
    )
    for line in _told(result, dry_run):
        click.echo(line)


@responses.command("list")
def list_() -> None:
    """List the files that were imported."""
    with _store().reading() as session:
        for imported in load_imports(session):
            rows = ", ".join(f"{slug} {count}" for slug, count in imported.rows.items())
            click.echo(f"{imported.id[:16]}  {imported.file_name}: {rows}")


@responses.command()
@click.argument("import_id")
def withdraw(import_id: str) -> None:
    """Take back everything one import added, while its waves are not closed."""
    store = _store()
    with store.reading() as session:
        ids = [known.id for known in load_imports(session) if known.id.startswith(import_id)]
    chosen = ids[0] if len(ids) == 1 else import_id
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    click.echo(f"{withdraw_import(store, chosen, on=today)} responses taken back.")


@responses.command()
@click.argument("wave")
@click.option("--counts-only", is_flag=True, help="Without figures, which need the margins.")
def quality(wave: str, counts_only: bool) -> None:
    """Show the quality flags of a closed WAVE, each with its rule, and figures without them.

    A flag is a yes or no decided from the answers and the age of the form; no time, address or
    device is kept. It removes no response.
    """
    with _store().reading() as session:
        found = quality_report(session, wave, weighted=not counts_only)
    click.echo(NOT_FOR_PUBLICATION)
    click.echo(f"{screened_count(found.flagged)} of {found.n:,} responses raised a flag.")
    for flag in found.flags:
        click.echo(f"\n{flag.title} ({flag.flag}): {screened_count(flag.count)}")
        click.echo(click.wrap_text(f"{flag.rule} Source: {flag.source}.", 88, "  ", "  "))
    for line in _compared(found):
        click.echo(line)


def _compared(found: QualityReport) -> list[str]:
    if not found.sensitivity:
        return ["", "Figures without them are shown where at least 20 are flagged and 20 are not."]
    lines = ["", f"{'indicator':28} {'all':>10} {'n':>6} {'without':>10} {'n':>6} {'differs':>8}"]
    for one in found.sensitivity:
        if not enough_to_show(min(one.n_without, one.n - one.n_without)):
            lines.append(f"{one.indicator:28} fewer than 20 of its answers are flagged, or are not")
            continue
        rest = "" if one.value_without is None else f"{one.value_without:.1f}"
        differs = "" if one.difference is None else f"{one.difference:+.1f}"
        lines.append(
            f"{one.indicator:28} {one.value:10.1f} {one.n:6} {rest:>10} {one.n_without:6} "
            f"{differs:>8}"
        )
    return lines


@responses.command()
@click.argument("wave")
def review(wave: str) -> None:
    """Read the open answers of a closed WAVE one by one; only approved ones may be published.

    Each stands by itself, in random order. a approves it, e approves what you make of it, w
    withholds it, s leaves it for later, q stops.
    """
    store = _store()
    waiting = review_queue(store, wave)
    for left, verbatim in zip(range(len(waiting), 0, -1), waiting, strict=True):
        click.echo(f"\n{left} to read. {verbatim.item}:\n  {verbatim.text}")
        chosen = click.prompt("a/e/w/s/q", type=click.Choice("aewsq"), show_choices=False)
        if chosen == "q":
            break
        if chosen == "a":
            click.echo(f"Approved: {approve(store, wave, verbatim)}")
        elif chosen == "e":
            shown = click.prompt("Publish as", default=verbatim.text)
            click.echo(f"Approved: {approve(store, wave, verbatim, shown)}")
        elif chosen == "w":
            withhold(store, wave, verbatim)
    with store.reading() as session:
        approved = sum(len(texts) for texts in publishable(session, wave).values())
    click.echo(f"{len(review_queue(store, wave))} still to read, {approved} may be published.")


@responses.command()
@click.argument("wave")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--texts", is_flag=True, help="With what people wrote in their own words.")
def merge(wave: str, out: Path, texts: bool) -> None:
    """Write the answers to every version up to WAVE in one table, with a codebook.

    For the evaluator, not for the public: rows are as people gave them. A column holds the waves
    that asked the same; from a version that breaks the trend on, its answers have a column of
    their own. The codebook says which versions and waves asked each column in which words.
    """
    made = export_over_versions(_store(), wave, out, texts=texts)
    for slug, version in made.waves.items():
        click.echo(f"{slug}: version {version}")
    click.echo(f"{out}: {made.rows} responses, {made.columns} columns of answers.")
    if made.left_out:
        click.echo(f"Left out, as free texts may name people: {', '.join(made.left_out)} (--texts)")


def _told(result: ImportResult, dry_run: bool) -> list[str]:
    if result.repeated:
        return ["This file was imported with this mapping before; nothing was added."]
    verb = "would be added" if dry_run else "added"
    lines = [f"{slug}: {count} responses {verb}" for slug, count in result.added.items()]
    lines += [
        f"{slug}: {count} responses were there already"
        for slug, count in result.present.items()
        if count
    ]
    if result.ignored:
        lines.append(f"Columns not used: {', '.join(result.ignored)}")
    return [*lines, f"Import {result.id[:16]}"]


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store
