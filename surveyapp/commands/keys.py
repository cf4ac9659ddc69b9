"""`surveyapp keys`: the server's key, in a file outside the database."""

from __future__ import annotations

import click

from surveyapp.config import load_settings
from surveyapp.workflow.key_store import SERVER_KEY, load_server_key, make_server_key


@click.group()
def keys() -> None:
    """Make and check the key files.

    The server's key turns what a resident holds into where their answers lie. It belongs in a
    folder apart from the database (SURVEYAPP_KEYS) and in a backup apart from the database's.
    The key of a wave is made when the wave opens.
    """


@keys.command()
def init() -> None:
    """Make the server's key; refused where there is one."""
    path = make_server_key(load_settings().keys)
    click.echo(f"Server key written to {path}; back it up apart from the database.")


@keys.command()
def check() -> None:
    """Say whether the server's key can be read; it is never printed."""
    folder = load_settings().keys
    load_server_key(folder)
    click.echo(f"{folder / SERVER_KEY} holds a server key.")
