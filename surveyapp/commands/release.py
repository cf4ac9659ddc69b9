"""`surveyapp release`: what may leave the house, and the ledger of what has."""

from __future__ import annotations

import datetime
from collections import Counter

import click

from surveyapp.config import load_settings
from surveyapp.disclosure.together import Procedure
from surveyapp.storage.engine import Store
from surveyapp.storage.ledger import load_releases
from surveyapp.storage.schema import require_current
from surveyapp.workflow import release as steps

PROCESSING = click.option(
    "--processing-error",
    "procedure",
    flag_value="processing error",
    help="It corrects a mistake in the working; the answers are the same.",
)
REVISION = click.option(
    "--revision",
    "procedure",
    flag_value="revision",
    help="It counts more answers; every changed figure moves by 10 people or more.",
)


@click.group()
def release() -> None:
    """Audit editions together with all that was printed, publish them, and list the ledger."""


@release.command("check")
@click.argument("edition")
@PROCESSING
@REVISION
def check(edition: str, procedure: Procedure | None) -> None:
    """Would publishing EDITION give anybody away? Nothing is written.

    EDITION is the id that `surveyapp report list` shows, or the beginning of it.

    \b
    Example:
      surveyapp release check 3f2a91c0
    """
    found = steps.check_release(_store(), edition, procedure=procedure or "new")
    why = Counter(figure.withheld or "shown" for figure in found.figures)
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(why.items(), key=lambda k: -k[1]))
    click.echo(
        f"It may be printed: {len(found.figures):,} figures ({kinds}), {len(found.fresh):,} of "
        f"them new beside the {found.before:,} in print about its waves."
    )
    click.echo(f"Publish it: surveyapp release publish {found.snapshot.id[:12]}")


@release.command("publish")
@click.argument("edition")
@PROCESSING
@REVISION
def publish(edition: str, procedure: Procedure | None) -> None:
    """Publish EDITION: it enters the ledger, and its wave is frozen.

    A printed number never changes again but by a named procedure, with the reason that the
    edition prints (`surveyapp report build ... --correction WORDS`).

    \b
    Examples:
      surveyapp release publish 3f2a91c0
      surveyapp release publish 77b01d5e --processing-error
    """
    made = steps.publish_release(_store(), edition, on=_today(), procedure=procedure or "new")
    click.echo(
        f"Release {made.number}: {made.figures:,} new figures of {made.wave} are in print, and "
        "the wave is frozen."
    )


@release.command("list")
def list_() -> None:
    """List what was published: number, day, wave, procedure, reason."""
    with _store().reading() as session:
        releases = load_releases(session)
    if not releases:
        click.echo("Nothing is in print yet.")
    for one in releases:
        reason = f"  {one.reason}" if one.reason else ""
        click.echo(
            f"{one.number:4}  {one.day}  {one.wave:28} {one.procedure:16} {one.figures:6,} "
            f"figures  {one.snapshot[:12]}{reason}"
        )


@release.command("area")
@click.argument("wave")
@click.argument("indicator")
@click.argument("places", nargs=-1, required=True)
def area(wave: str, indicator: str, places: tuple[str, ...]) -> None:
    """May a figure about PLACES of your own choice be printed beside the rest?

    PLACES are areas, or larger places written "district:2". When the answer is no, the nearest
    area that may be printed is named.

    \b
    Example:
      surveyapp release area resident-trust-2026q3 trust n1 n2 n7
    """
    found = steps.check_areas(_store(), wave, indicator, places)
    click.echo(f"It may be printed: {', '.join(found.areas)}, {found.n} people.")


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
