"""Asking for passphrases: typed unseen, never an option, an argument, a setting or a line of a log.

What stands in a command line is seen by everybody on the machine and kept by the shell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from surveyapp.config import load_settings
from surveyapp.workflow.key_store import (
    is_share_file,
    join_wave_key,
    load_wave_key,
    needs_passphrase,
    wave_key_path,
)


def passphrase_of(path: Path) -> str | None:
    """What somebody types for a key file, or None where it needs nothing."""
    if not needs_passphrase(path):
        return None
    return str(click.prompt(f"Passphrase of {path.name}", hide_input=True))


def new_passphrases(paths: Sequence[Path]) -> list[str]:
    """What each person chooses for their file, typed twice."""
    return [
        click.prompt(f"New passphrase of {path.name}", hide_input=True, confirmation_prompt=True)
        for path in paths
    ]


def asked_private_key(slug: str, keys: Sequence[Path]) -> bytes:
    """The private key of a wave, from its whole file or from the shares of two people."""
    if any(is_share_file(path) for path in keys):
        return join_wave_key(keys, slug, [passphrase_of(path) or "" for path in keys])
    path = keys[0] if keys else wave_key_path(load_settings().keys, slug)
    return load_wave_key(path, slug, passphrase_of(path))
