"""`surveyapp keys`: the server's key, and the private keys of waves, in files outside the store."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from surveyapp.collection.sealing import open_sealed, public_half, seal
from surveyapp.commands.passphrases import asked_private_key, new_passphrases, passphrase_of
from surveyapp.config import load_settings
from surveyapp.errors import InputError, Problem
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.storage.waves import load_waves
from surveyapp.workflow.feed import KIND
from surveyapp.workflow.feed import feed as feed_of
from surveyapp.workflow.feed_check import Document, read_kept
from surveyapp.workflow.key_store import (
    SERVER_KEY,
    KeyFileFacts,
    change_passphrase,
    check_key_file,
    is_share_file,
    key_file_wave,
    load_server_key,
    make_server_key,
    retire_server_keys,
    rotate_server_key,
    split_wave_key,
    wave_key_path,
)

_NEW = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Make and check the key files.

    The server's key turns what a resident holds into where their answers lie. It belongs in a
    folder apart from the database (SURVEYAPP_KEYS) and in a backup apart from the database's.
    The key of a wave is made when the wave opens, whole or in shares of several people:

    \b
    surveyapp wave open WAVE --share ann.json --share ben.json
    surveyapp keys check ann.json             by one person alone
    surveyapp keys passphrase ann.json
    surveyapp keys rehearse ann.json ben.json before the wave closes
    surveyapp wave close WAVE --key ann.json --key ben.json

    Passphrases are typed, never given in the command line.
    """


@keys.command()
def rotate() -> None:
    """Put a new server key in place of the one there is; then restart the service.

    Waves that are planned or open go on under the key they began with, which is kept beside the
    new one until they are closed (surveyapp keys retire): what they hold cannot be made again
    under another key, because the server does not keep what it was made from.
    """
    settings = load_settings()
    if settings.server_key:
        remedy = ("Unset SURVEYAPP_SERVER_KEY, and keep the key as a file.",)
        raise InputError(Problem("The server key is no file of the folder.", "keys", remedy))
    kept = rotate_server_key(settings.keys, _waves_under_way(settings.database_url))
    click.echo(f"New server key written; the one before is kept in {kept.name}.")
    click.echo("Restart the service, and back up the folder of keys.")


@keys.command()
def retire() -> None:
    """Delete earlier server keys under which no wave is planned or open any more."""
    settings = load_settings()
    gone = retire_server_keys(settings.keys, _waves_under_way(settings.database_url))
    for path in gone:
        click.echo(f"{path.name} is deleted; wipe or destroy its backups.")
    if not gone:
        click.echo("Every earlier key that is there is still needed, or there is none.")


@keys.command()
def init() -> None:
    """Make the server's key; refused where there is one."""
    path = make_server_key(load_settings().keys)
    click.echo(f"Server key written to {path}; back it up apart from the database.")


@keys.command()
@click.argument("files", nargs=-1, type=_THERE)
@click.option("--feed", type=_THERE, help="A copy of /feed.json, where the store is elsewhere.")
def check(files: tuple[Path, ...], feed: Path | None) -> None:
    """Say whether the server's key can be read; or whether FILES open the waves they name.

    FILES are private keys or single shares. A share is checked alone, without those of the others:
    that its passphrase opens it, that it is unaltered, that it was made for the public key that
    the wave's answers are sealed to, and with which others. Nothing secret is printed.
    """
    if not files:
        folder = load_settings().keys
        load_server_key(folder)
        click.echo(f"{folder / SERVER_KEY} holds a server key.")
        return
    document = _feed(feed)
    for path in files:
        facts = check_key_file(path, passphrase_of(path))
        _require_fits(path, facts, document)
        click.echo(f"{path.name}: {_said(facts)}")
        named = _set_at_opening(document, facts.wave)
        if facts.set_name and named and facts.set_name != named:
            click.echo(
                f"  The wave was opened with set {named}; this one was made by a later split."
            )


@keys.command()
@click.argument("file", type=_THERE)
def passphrase(file: Path) -> None:
    """Put FILE, a private key or a share, under another passphrase.

    Copies of the file elsewhere keep the old one: replace or destroy them.
    """
    old = passphrase_of(file)
    (new,) = new_passphrases([file])
    change_passphrase(file, old, new)
    click.echo(f"{file} has a new passphrase; destroy copies under the old one.")


@keys.command()
@click.argument("files", nargs=-1, required=True, type=_THERE)
def rehearse(files: tuple[Path, ...]) -> None:
    """Try with FILES, in memory alone, what closing a wave will do with them.

    The key is put together, a line sealed to its public half is opened with it, and both are
    forgotten. No answer is touched. Whoever watches this machine now could take the key: use the
    machine on which the wave will be closed.
    """
    slug = key_file_wave(files[0])
    private = asked_private_key(slug, files)
    line = secrets.token_bytes(32)
    if open_sealed(private, seal(public_half(private), line)) != line:
        raise InputError(Problem("What was sealed came back changed.", slug, code="key"))
    click.echo(f"These files close wave {slug}. Nothing was opened, nothing was written.")


@keys.command()
@click.argument("slug")
@click.argument("shares", nargs=-1, required=True, type=_NEW)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    multiple=True,
    help="File of the whole private key, or twice: shares to be replaced by new ones.",
)
def split(slug: str, shares: tuple[Path, ...], key: tuple[Path, ...]) -> None:
    """Split the private key of a wave into SHARES, files of two people or more.

    Any two of them open its answers, one opens nothing. Each person types a passphrase of their
    own and takes one file away. A file of the whole key is then deleted; on disks that keep old
    blocks, wipe or destroy the medium, or better open the wave with --share and never have one.
    Old shares stay valid together until they are destroyed.
    """
    whole = key or (wave_key_path(load_settings().keys, slug),)
    from_shares = is_share_file(whole[0])
    private = asked_private_key(slug, whole)
    name = split_wave_key(private, slug, shares, new_passphrases(shares))
    click.echo(f"{len(shares)} shares written, called {name}; any two close {slug}.")
    if from_shares:
        click.echo("Destroy the old shares: two of them still open the answers.")
        return
    whole[0].unlink()
    click.echo(f"{whole[0]} is deleted.")


def _waves_under_way(database_url: str) -> list[str]:
    """Waves of which something rests under the server key."""
    store = Store(database_url)
    require_current(store)
    with store.reading() as session:
        return [w.slug for w in load_waves(session) if w.state in ("planned", "open")]


def _said(facts: KeyFileFacts) -> str:
    fits = f"fits wave {facts.wave}, public key {facts.public.hex()[:16]}"
    if not facts.share:
        return f"the whole private key, {fits}"
    return f"share {facts.share} of {facts.of}, made in set {facts.set_name}, {fits}"


def _feed(file: Path | None) -> Document:
    if file is not None:
        document = read_kept(file.read_text(encoding="utf-8", errors="replace"), file.name)
        if document.get("kind") == KIND:
            return document
        remedy = ("Give a copy of /feed.json.",)
        raise InputError(Problem("This is a report, not the feed.", file.name, remedy))
    store = Store(load_settings().database_url)
    require_current(store)
    with store.reading() as session:
        return feed_of(session)


def _set_at_opening(document: Document, slug: str) -> str:
    """The set of shares that the log names for a wave, or nothing where its key was whole."""
    opened = [e for e in document["log"] if (e["wave"], e["kind"]) == (slug, "opened")]
    return str(opened[0].get("detail", {}).get("share_set", "")) if opened else ""


def _require_fits(path: Path, facts: KeyFileFacts, document: Document) -> None:
    """Refuse a file of another key than the one that its wave is sealed to."""
    waves = {wave["wave"]: wave["public_key"] for wave in document["waves"]}
    remedies = ("Give the file made when this wave was opened.", "Give this wave's own feed.")
    if facts.wave not in waves:
        what = f"The feed knows no wave {facts.wave!r}."
        raise InputError(Problem(what, path.name, remedies, "key"))
    if waves[facts.wave] != facts.public.hex():
        what = f"The file is not of the key that wave {facts.wave!r} is sealed to."
        raise InputError(Problem(what, path.name, remedies, "key"))
