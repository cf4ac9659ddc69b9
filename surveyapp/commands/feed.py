"""`surveyapp feed`: what was fixed, for everybody to keep and to hold against us."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.workflow.feed import KIND
from surveyapp.workflow.feed import feed as feed_of
from surveyapp.workflow.feed_check import check_chain, check_kept, read_kept


@click.group(invoke_without_command=True)
@click.pass_context
def feed(context: click.Context) -> None:
    """Print the public feed: heads of the log, plans, codes by cell, planned publications.

    \b
    surveyapp feed                                 print it; the service shows it at /feed.json
    surveyapp feed check OLD_FEED.json report.json what was rewritten since those were kept

    Let somebody outside the department keep copies.
    """
    if context.invoked_subcommand is None:
        click.echo(json.dumps(_own(), indent=2, ensure_ascii=False))


@feed.command()
@click.argument("kept", nargs=-1, required=True, type=FILE)
@click.option("--feed", "newest", type=FILE, help="A downloaded feed, in place of the store's.")
def check(kept: tuple[Path, ...], newest: Path | None) -> None:
    """Compare the feed with older copies of it and with reports, and say what was rewritten.

    KEPT are copies of /feed.json and report.json files, which are attached to each report. Neither
    store nor keys are needed with --feed, so anybody can run it. Ends with status 1 where anything
    was rewritten.
    """
    document = _own() if newest is None else read_kept(_text(newest), newest.name)
    if document.get("kind") != KIND:
        raise click.BadParameter("This is a report; give a copy of /feed.json.", param_hint="feed")
    rewritten = list(check_chain(document))
    click.echo(f"feed: {document['entries']} entries, head {document['head'][:16]}")
    for path in kept:
        checked = check_kept(document, read_kept(_text(path), path.name))
        rewritten += [f"{path.name}: {one}" for one in checked.rewritten]
        click.echo(f"{path.name}: {checked.entries} entries compared")
    for one in rewritten:
        click.echo(f"REWRITTEN  {one}")
    click.echo("Something was rewritten." if rewritten else "Nothing was rewritten.")
    if rewritten:
        raise click.exceptions.Exit(1)


def _own() -> dict[str, Any]:
    store = Store(load_settings().database_url)
    require_current(store)
    with store.reading() as session:
        return feed_of(session)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
