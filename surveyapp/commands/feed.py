"""`surveyapp feed`: what was fixed, for everybody to keep."""

from __future__ import annotations

import json

import click

from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.workflow.feed import feed as feed_of


@click.command()
def feed() -> None:
    """Print the public feed: heads of the log, plans, codes by cell, planned publications.

    The service shows the same at /feed.json. Let somebody outside the department keep copies.
    """
    store = Store(load_settings().database_url)
    require_current(store)
    with store.reading() as session:
        click.echo(json.dumps(feed_of(session), indent=2, ensure_ascii=False))
