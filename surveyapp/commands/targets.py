"""`surveyapp targets`: population margins to weight to."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.collection.targets import TargetSet
from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.storage.targets import load_targets, target_sets
from surveyapp.workflow.gather import import_targets


@click.group()
def targets() -> None:
    """Import population margins to weight to.

    \b
    surveyapp targets import acs.csv --set acs-2020-2024
    surveyapp targets show acs-2020-2024
    """


@targets.command("import")
@click.argument("file", type=FILE)
@click.option("--set", "name", default="", help="Name of the set; the file's name otherwise.")
@click.option("--scale-to", default=None, help="Scale every margin to the total of this one.")
def import_(file: Path, name: str, scale_to: str | None) -> None:
    """Import a CSV FILE with columns margin, category, label, population, source.

    Columns vintage and margin_of_error are kept where they are there. Margins that count
    different populations are refused, with their totals.
    """
    kept = import_targets(_store(), file, name or file.stem, scale_to=scale_to)
    _show(kept)


@targets.command("list")
def list_() -> None:
    """List the sets of margins."""
    with _store().reading() as session:
        for name in target_sets(session):
            click.echo(name)


@targets.command()
@click.argument("name")
def show(name: str) -> None:
    """Show the margins of a set with their totals and sources."""
    with _store().reading() as session:
        kept = load_targets(session, name)
    _show(kept)


def _show(kept: TargetSet) -> None:
    for margin, total in kept.totals.items():
        click.echo(f"{kept.name}: {margin}, {len(kept.of(margin))} categories, {total:,.1f}")
        for source in dict.fromkeys(target.source for target in kept.of(margin)):
            click.echo(f"    {source}")


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store
