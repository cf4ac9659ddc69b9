"""`surveyapp wave`: plan, open, close and list waves."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from surveyapp.collection.wave import Wave, count_only
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.commands.passphrases import asked_private_key, new_passphrases
from surveyapp.commands.paths import FILE
from surveyapp.commands.wave_codes import codes, dispositions
from surveyapp.config import load_settings
from surveyapp.instrument.document import load
from surveyapp.storage.engine import Store
from surveyapp.storage.events import load_events
from surveyapp.storage.responses import count_responses
from surveyapp.storage.schema import require_current
from surveyapp.storage.sealed import count_sealed
from surveyapp.storage.waves import load_additions, load_wave, load_waves
from surveyapp.web.catalogs import interface_state
from surveyapp.workflow.close_wave import Unreadable, close
from surveyapp.workflow.feed import plan_publication
from surveyapp.workflow.field import add_to_plan, open_wave, plan_wave
from surveyapp.workflow.gate import forget_earlier_days
from surveyapp.workflow.key_store import wave_key_path
from surveyapp.workflow.outside_events import log_outside_event


@click.group()
def wave() -> None:
    """Plan, open, close and list waves.

    \b
    surveyapp wave plan waves/2026q3.toml     keep it; its plan is then frozen
    surveyapp wave open resident-trust-2026q3 residents may answer
    surveyapp wave close resident-trust-2026q3
    """


wave.add_command(codes)
wave.add_command(dispositions)


@wave.command()
@click.argument("file", type=FILE)
@click.option("--instrument", type=click.Path(path_type=Path), help="Questionnaire, over FILE's.")
def plan(file: Path, instrument: Path | None) -> None:
    """Keep the wave that FILE describes, with its areas, tests and goals."""
    settings = load_settings()
    document = read_wave_document(file.read_text(encoding="utf-8"), file.name)
    asked = instrument or _instrument_file(document.instrument, file, settings.instruments)
    kept = plan_wave(_store(), document.wave(settings.department), load(asked), on=_today())
    click.echo(f"Wave {kept.slug} is planned with {kept.instrument_id} {kept.instrument_version}.")
    for line in _choices(kept):
        click.echo(line)
    click.echo(f"It has {len(kept.areas)} areas, {len(kept.plan.families)} families of tests.")


def _choices(kept: Wave) -> Iterator[str]:
    """What the wave chose of that which its questionnaire leaves open."""
    asks = kept.plan.asks
    for slot, module in asks.modules.items():
        yield f"Slot {slot}: {module}."
    if asks.minimum_age is not None:
        yield f"Nobody under {asks.minimum_age} is asked; a parent or guardian is asked first."


@wave.command("open")
@click.argument("slug")
@click.option("--key", type=click.Path(path_type=Path), help="Where to write the private key.")
@click.option(
    "--share",
    "shares",
    type=click.Path(path_type=Path),
    multiple=True,
    help="In place of --key, once for each of two or more people: where to write their share.",
)
@click.option(
    "--overrule",
    default="",
    metavar="REASON",
    help="Why it opens in languages that no native speaker has reviewed; reports print it.",
)
def open_(slug: str, key: Path | None, shares: tuple[Path, ...], overrule: str) -> None:
    """Open a wave: residents may answer, and nobody can read the answers.

    Its private key is written to a file under a passphrase that you choose. Take the file off
    this machine; without file and passphrase the answers can never be read.

    With --share FILE, given once for each person, the key is split in memory and never written
    whole: each types a passphrase and takes their file away. Any two of them can close the wave.
    """
    if key and shares:
        raise click.UsageError("Give --key for one file, or --share for several, not both.")
    if len(shares) == 1:
        raise click.UsageError("A key is split between two people or more: give --share twice.")
    path = key or wave_key_path(load_settings().keys, slug)
    store = _store()
    with store.reading() as session:
        planned = load_wave(session, slug)
    words = new_passphrases(shares)
    passphrase = None
    if not planned.simulated and not shares:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    held = list(zip(shares, words, strict=True))
    open_wave(
        store,
        slug,
        path,
        on=_today(),
        passphrase=passphrase,
        overrule=overrule,
        shares=held,
        interface={tag: interface_state(tag) for tag in planned.languages},
    )
    if shares:
        click.echo(f"Wave {slug} is open. Any two of its {len(shares)} shares close it:")
        for file in shares:
            click.echo(f"  {file}")
        click.echo("Check each with: surveyapp keys check FILE")
        return
    click.echo(f"Wave {slug} is open. Its private key is in {path}.")
    if passphrase is None:
        click.echo("Simulated: the key has no passphrase and lies beside the database.")


@wave.command("close")
@click.argument("slug")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    multiple=True,
    help="File of the private key; twice, with the shares of two people, where it was split.",
)
@click.option("--set-aside", is_flag=True, help="Count and destroy what cannot be opened.")
def close_(slug: str, key: tuple[Path, ...], set_aside: bool) -> None:
    """Close a wave: open its answers together, shuffle them, destroy what they were sealed in."""
    store = _store()
    with store.reading() as session:
        sealed = load_wave(session, slug).public_key is not None
    private = asked_private_key(slug, key) if sealed else None
    unreadable: Unreadable = "set aside" if set_aside else "refuse"
    closing = close(store, slug, private, on=_today(), unreadable=unreadable)
    forget_earlier_days(load_settings().database_url, datetime.datetime.now(tz=datetime.UTC))
    click.echo(f"Wave {slug} is closed with {closing.wave.answered} responses.")
    if closing.set_aside:
        click.echo(f"{closing.set_aside} sealed responses could not be opened.")
    if count_only(closing.wave):
        click.echo("That is too few to publish anything but their count.")


@wave.command("list")
def list_() -> None:
    """List waves with their state and number of responses."""
    with _store().reading() as session:
        for known in load_waves(session):
            count = count_sealed(session, known.slug) + count_responses(session, known.slug)
            mark = "  simulated" if known.simulated else ""
            click.echo(
                f"{known.period:8} {known.slug:32} {known.state:10} {known.frame:12} "
                f"{count:6} responses{mark}"
            )


@wave.command()
@click.argument("slug")
def show(slug: str) -> None:
    """Show a wave: its plan, additions to it, and its log."""
    with _store().reading() as session:
        known = load_wave(session, slug)
        additions, events = load_additions(session, slug), load_events(session, slug)
    _show(known)
    for addition in additions:
        click.echo(f"added to the plan while {addition.wave_state}: {addition.text}")
    for event in events:
        detail = ", ".join(f"{name} {value}" for name, value in event.detail.items())
        click.echo(f"{event.day} {event.kind}: {detail}")


@wave.command("add-to-plan")
@click.argument("slug")
@click.argument("text")
def add_to_plan_(slug: str, text: str) -> None:
    """Log an addition to a frozen plan; the report prints it with the state of the wave."""
    addition = add_to_plan(_store(), slug, text, on=_today())
    click.echo(f"Addition {addition.number} logged while the wave is {addition.wave_state}.")


@wave.command()
@click.argument("slug")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("text")
def event(slug: str, day: datetime.datetime, text: str) -> None:
    """Log what happened outside on DAY, before the results of a wave are opened.

    A shooting, a new chief, a press report: reports print TEXT at the wave's point of every line,
    and the feed shows it. Name no resident. Once the wave is closed it is too late.
    """
    log_outside_event(_store(), slug, day.date(), text, on=_today())
    click.echo(f"Logged for {slug}: {day:%Y-%m-%d} {text}")


@wave.command()
@click.argument("slug")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def announce(slug: str, day: datetime.datetime) -> None:
    """Log the DAY on which the report of a wave is planned to appear; the feed shows it."""
    plan_publication(_store(), slug, day.date(), on=_today())
    click.echo(f"The report of {slug} is planned for {day:%Y-%m-%d}.")


def _show(known: Wave) -> None:
    click.echo(f"{known.title} ({known.slug}), {known.period}, {known.state}, {known.frame} frame")
    click.echo(f"instrument {known.instrument_id} {known.instrument_version}")
    click.echo(f"hash {known.instrument_hash}")
    for family in known.plan.families:
        click.echo(
            f"family {family.id}: {', '.join(family.indicators)}; {family.comparison}, "
            f"by {family.places}, {family.method}"
        )
    for name, change in known.plan.change_of_interest.items():
        click.echo(f"change of interest: {name} {change:g}")


def _instrument_file(named: str, beside: Path, folder: Path) -> Path:
    """ "resident-trust/1" in the folder of questionnaires, or a file beside the wave's."""
    name = named if named.endswith(".toml") else f"{named}.toml"
    near = beside.parent / name
    return near if near.is_file() else folder / name


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
