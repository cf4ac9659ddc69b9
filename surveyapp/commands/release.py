"""`surveyapp release`: what may leave the house, and the ledger of what has."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import click

from surveyapp.config import load_settings
from surveyapp.disclosure.screen import NOT_FOR_PUBLICATION
from surveyapp.disclosure.together import Procedure
from surveyapp.exports.microdata import about_microdata
from surveyapp.storage.engine import Store
from surveyapp.storage.ledger import load_releases
from surveyapp.storage.schema import require_current
from surveyapp.workflow import release as steps
from surveyapp.workflow.microdata import public_file
from surveyapp.workflow.opendp_noise import opendp_noise
from surveyapp.workflow.release_microdata import release_file
from surveyapp.workflow.release_private import release_private, released_again
from surveyapp.workflow.shelve import shelve

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
    if found.custom:
        names = "; ".join(figure.named() for figure in found.custom[:3])
        click.echo(
            f"{len(found.custom):,} of them are in no fixed table of their wave and were checked "
            f"as requests of their own, such as: {names}."
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
    store = _store()
    made = steps.publish_release(store, edition, on=_today(), procedure=procedure or "new")
    place = shelve(store, made.snapshot, load_settings().published)
    click.echo(
        f"Release {made.number}: {made.figures:,} new figures of {made.wave} are in print, and "
        "the wave is frozen."
    )
    if place is not None:
        click.echo(f"Everybody can read it now: /reports/{place.name}/ (from {place}).")


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


@release.command("microdata")
@click.argument("wave")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV file to write; FILE.txt beside it says how it was made.",
)
@click.option("--look", is_flag=True, help="Only say what the file would lose; enter nothing.")
@click.option("--quasi", default="", help="What outsiders may know: area,age,gender,... All roles.")
@click.option("--sensitive", default="", help="Questions that must differ within every class.")
@click.option("-k", "k", default=5, show_default=True, type=click.IntRange(2))
@click.option("-l", "l", default=2, show_default=True, type=click.IntRange(1))
@click.option(
    "--most-blanked",
    default=0.05,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Largest share of the quasi-identifiers' cells that may be blanked.",
)
def microdata(
    wave: str,
    out: Path | None,
    look: bool,
    quasi: str,
    sensitive: str,
    k: int,
    l: int,  # noqa: E741
    most_blanked: float,
) -> None:
    """Release the one public-use file of a published WAVE, in which nobody stands out.

    Quasi-identifiers are coarsened until each combination, the weight included, is shared by K
    rows with L different key answers. Weights are made of released variables only. What the
    published tables withhold, the file withholds. It enters the ledger: the same options write
    the same bytes again, other options are refused. Try options with --look before.

    \b
    Examples:
      surveyapp release microdata resident-trust-2026q3 --look --quasi area,age
      surveyapp release microdata resident-trust-2026q3 --out public.csv
    """
    columns, keys = _names(quasi), _names(sensitive)
    if look:
        seen = public_file(
            _store(), wave, quasi=columns, sensitive=keys, k=k, l=l, most_blanked=most_blanked
        )
        click.echo(NOT_FOR_PUBLICATION)
        click.echo(about_microdata(seen, k=k, l=l))
        return
    if out is None:
        raise click.UsageError("Name the file to write: --out FILE; or only look: --look")
    made = release_file(
        _store(),
        wave,
        on=_today(),
        quasi=columns,
        sensitive=keys,
        k=k,
        l=l,
        most_blanked=most_blanked,
    )
    about = about_microdata(made.file, k=k, l=l)
    out.write_bytes(made.content)
    out.with_name(f"{out.name}.txt").write_text(about, encoding="utf-8")
    click.echo(about)
    entered = "the same file again" if made.again else "now in the ledger"
    click.echo(f"Written: {out}, release {made.out.release}, {entered}.")
    click.echo(f"SHA-256 {made.out.sha256}")


@release.command("private")
@click.argument("wave")
@click.option("--table", "tables", multiple=True, help='Such as "trust by area"; give several.')
@click.option("--epsilon", default=1.0, show_default=True, help="What it spends of the budget.")
@click.option("--again", type=int, help="Number of a noisy release to write once more.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def private(
    wave: str, tables: tuple[str, ...], epsilon: float, again: int | None, out: Path
) -> None:
    """Release counts of a published WAVE with noise, under its privacy budget.

    The noise is drawn once by OpenDP (pip install "surveyapp[opendp]"); the ledger keeps what was
    spent, and refuses more than the wave's plan allows.

    \b
    Example:
      surveyapp release private resident-trust-2026q3 --table "responses by area" --out noisy.csv
    """
    store = _store()
    if again is not None:
        out.write_bytes(released_again(store, wave, again).content.encode())
        click.echo(f"Written: {out}, release {again} as it went out.")
        return
    if not tables:
        raise click.UsageError('Name at least one table: --table "responses by area"')
    made = release_private(store, wave, tables, epsilon, on=_today(), add_noise=opendp_noise)
    out.write_bytes(made.spent.content.encode())
    out.with_name(f"{out.name}.txt").write_text(made.about, encoding="utf-8")
    click.echo(made.about)
    click.echo(f"Written: {out}, release {made.spent.release}, now in the ledger.")


def _names(text: str) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",") if name.strip()) or None


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
