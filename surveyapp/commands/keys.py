"""`surveyapp keys`: the server's key, in a file outside the database."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.config import load_settings
from surveyapp.workflow.key_store import (
    SERVER_KEY,
    load_server_key,
    load_wave_key,
    make_server_key,
    needs_passphrase,
    split_wave_key,
    wave_key_path,
)

_NEW = click.Path(dir_okay=False, path_type=Path)


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


@keys.command()
@click.argument("slug")
@click.argument("first", type=_NEW)
@click.argument("second", type=_NEW)
@click.option("--key", type=click.Path(path_type=Path), help="File of the whole private key.")
def split(slug: str, first: Path, second: Path, key: Path | None) -> None:
    """Split the private key of a wave between two people; only both can open its answers.

    Each types a passphrase of their own and takes one of the files FIRST and SECOND away. The file
    of the whole key is then deleted; on disks that keep old blocks, wipe or destroy the medium.
    Both are asked again when the wave closes: surveyapp wave close WAVE --key FIRST --key SECOND.
    """
    whole = key or wave_key_path(load_settings().keys, slug)
    word = click.prompt("Passphrase", hide_input=True) if needs_passphrase(whole) else None
    private = load_wave_key(whole, slug, word)
    words = [
        click.prompt(f"Passphrase of person {number}", hide_input=True, confirmation_prompt=True)
        for number in (1, 2)
    ]
    split_wave_key(private, slug, (first, second), words)
    whole.unlink()
    click.echo(f"Halves written to {first} and {second}; {whole} is deleted.")
