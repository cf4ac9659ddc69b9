"""`surveyapp db`: create, upgrade and clean the store."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from surveyapp.config import load_settings
from surveyapp.storage.drafts import sweep_drafts
from surveyapp.storage.engine import Store
from surveyapp.storage.events import first_broken, load_events
from surveyapp.storage.schema import RESPONDENT_TABLES, require_current, revision, upgrade
from surveyapp.workflow.codes import rewrite_all_codes
from surveyapp.workflow.gate import forget_earlier_days
from surveyapp.workflow.upkeep import back_up, kept_traces, mix, restore


@click.group()
def db() -> None:
    """Create, upgrade and clean the database.

    \b
    surveyapp db upgrade     create the tables, or bring them to this program's
    surveyapp db status      which revision the database is at
    """


@db.command("upgrade")
def upgrade_() -> None:
    """Create the tables, or bring them to what this program needs; nothing else does."""
    store = Store(load_settings().database_url)
    before, after = upgrade(store)
    place = store.url.render_as_string(hide_password=True)
    if before == after:
        click.echo(f"{place} is at revision {after} already.")
    else:
        click.echo(f"{place} is now at revision {after} (was {before or 'empty'}).")


@db.command()
def status() -> None:
    """Say which revision the database is at, and whether the log of waves is whole.

    Of a PostgreSQL server it names the settings that keep when or in which order answers came.
    """
    store = Store(load_settings().database_url)
    found = revision(store)
    click.echo(f"{store.url.render_as_string(hide_password=True)}: {found or 'no tables'}")
    require_current(store)
    with store.reading() as session:
        events = load_events(session)
    broken = first_broken(events)
    whole = "whole" if broken is None else f"BROKEN from entry {broken}"
    click.echo(f"log of waves: {len(events)} entries, {whole}")
    for kept in kept_traces(store):
        click.echo(f"keeps traces: {kept}")


@db.command()
def sweep() -> None:
    """Delete unfinished answers that nobody touched since the sweep before.

    Run it about once a week: a draft outlives one sweep and falls at the second, and no time
    is stored with it. The marks of access codes are rewritten in key order.
    """
    store = Store(load_settings().database_url)
    require_current(store)
    gone = store.write(sweep_drafts)
    store.write(rewrite_all_codes)
    store.compact(RESPONDENT_TABLES)
    click.echo(f"{gone} unfinished answers deleted.")


@db.command("mix")
def mix_() -> None:
    """Lay spent codes and sealed responses of open waves anew, in key order; run it daily.

    A copy of the database then tells nobody in which order they came before the last mix. What
    this machine still counts of an earlier day's networks is zeroed too.
    """
    store = Store(load_settings().database_url)
    require_current(store)
    mixed = mix(store)
    forget_earlier_days(load_settings().database_url, datetime.datetime.now(tz=datetime.UTC))
    click.echo(f"{mixed.codes} codes and {mixed.sealed} sealed responses lie in key order.")


_FIELDWORK = click.option(
    "--fieldwork",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Codes and responses of open waves; fieldwork.jsonl beside FILE by default.",
)


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_FIELDWORK
def backup(file: Path, fieldwork: Path | None) -> None:
    """Write every table but unfinished answers to FILE, row by row in key order.

    A copy of the database's own files would tell in which order answers came; this does not.
    Codes and sealed responses of open waves go to a second file, over the one before: two states
    of them would tell what came between. Keep FILEs as long as you like, and of that second file
    only the newest: use the same folder always, and keep no versions of it.

    Keys are in neither: back them up apart from both.
    """
    done = back_up(Store(load_settings().database_url), file, fieldwork)
    click.echo(f"{done.lines} lines written to {file}.")
    click.echo(f"{done.fieldwork_lines} lines of open waves written to {done.fieldwork}.")


@db.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_FIELDWORK
@click.option("--without-fieldwork", is_flag=True, help="Lose what open waves were answered.")
def restore_(file: Path, fieldwork: Path | None, without_fieldwork: bool) -> None:
    """Put the backup in FILE into an empty database, after `surveyapp db upgrade`.

    Codes and responses of waves that were open come from the fieldwork file written with it.
    """
    store = Store(load_settings().database_url)
    rows = restore(store, file, fieldwork, without_fieldwork=without_fieldwork)
    click.echo(f"{rows} rows restored.")


@db.command()
def clean() -> None:
    """Destroy traces of deleted rows: free pages and the write-ahead log."""
    store = Store(load_settings().database_url)
    require_current(store)
    store.compact(RESPONDENT_TABLES)
    click.echo("No trace of deleted rows is left.")
