"""`surveyapp instrument paper`: a questionnaire as a booklet to print."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from surveyapp.collection.asked import asked_in
from surveyapp.config import load_settings
from surveyapp.instrument.document import load
from surveyapp.reporting.booklet import Cover, booklet_html
from surveyapp.reporting.pdf import print_pages
from surveyapp.storage.engine import Store
from surveyapp.storage.waves import load_wave

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("path", type=PATH)
@click.option("--language", help="Language tag; the source language by default.")
@click.option("--large", is_flag=True, help="Large print, 18 point.")
@click.option("--wave", help="Its neighborhoods, its modules, its least age.")
@click.option(
    "--arm",
    "named",
    multiple=True,
    metavar="SPLIT=CODE",
    help="The wording that is printed; once for each split.",
)
@click.option("--out", type=PATH, help="Where to write it; beside where you stand by default.")
def paper(
    path: Path,
    language: str | None,
    large: bool,
    wave: str | None,
    named: tuple[str, ...],
    out: Path | None,
) -> None:
    """Make a printable booklet: tick boxes, one language, no code on it.

    \b
    Examples:
      surveyapp instrument paper instruments/resident-trust/1.toml --language es
      surveyapp instrument paper instruments/resident-trust/1.toml --language es --large
      surveyapp instrument paper park.toml --arm wording=2

    The access code travels on the envelope and is crossed off in a step of its own.

    Paper draws no lots: where a question has several wordings, print a booklet for each. Which one
    it has is printed in its office box, and asked for when it is typed in. Orders stand as written.
    """
    found, settings, arms = load(path), load_settings(), _arms(named)
    if wave is not None:
        store = Store(settings.database_url)
        with store.reading() as session:
            found = asked_in(load_wave(session, wave), found)
        store.close()
    elif found.needs or found.slots:
        raise click.ClickException(
            f"{path} leaves to its wave what is asked, or of whom. "
            "Plan the wave, then name it: --wave."
        )
    tag = language or found.languages[0]
    cover = Cover(settings.city, settings.department, settings.contact)
    folder = settings.reports / "templates" / "booklet"
    html, style = booklet_html(found, tag, cover, folder, large=large, arms=arms)
    today = datetime.datetime.now(datetime.UTC).date()
    made, pages = print_pages(html, style, settings.reports / "fonts", day=today)
    size = "".join(f"-{split}-{code}" for split, code in arms.items()) + ("-large" if large else "")
    target = out or Path(f"{found.id}-{found.version}-{tag}{size}.pdf")
    target.write_bytes(made)
    click.echo(f"{target}: {pages} page{'s' if pages != 1 else ''}.")


def _arms(named: tuple[str, ...]) -> dict[str, int]:
    """Split -> code of the arm, as typed."""
    arms: dict[str, int] = {}
    for one in named:
        split, _, code = one.partition("=")
        if not code.isdecimal() or split in arms:
            what = f"{one!r}: name each split once, with the code of its arm, as wording=2."
            raise click.BadParameter(what, param_hint="--arm")
        arms[split] = int(code)
    return arms
