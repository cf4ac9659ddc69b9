"""`surveyapp places`: check the files by which residents' areas are found, and try them."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.workflow.find_places import areas_of, crosswalk_between, read_places

ADDRESSES = click.option("--addresses", type=FILE, help="CSV of street, from, to, side, area.")
OUTLINES = click.option("--map", "outlines", type=FILE, help="GeoJSON of the areas, in degrees.")
PROPERTY = click.option("--id-property", default="id", show_default=True, help="Names the area.")
WAVE = click.option("--wave", "slug", required=True, help="The wave whose areas are meant.")


@click.group()
def places() -> None:
    """Check the files by which residents' areas are found, and try them.

    \b
    surveyapp places check --wave trust-2026q3 --addresses streets.csv --map beats.geojson
    surveyapp places find "1420 Main St" --wave trust-2026q3 --addresses streets.csv
    surveyapp places crosswalk change.csv --before trust-2026q2 --after trust-2026q3
    """


@places.command()
@WAVE
@ADDRESSES
@OUTLINES
@PROPERTY
def check(slug: str, addresses: Path | None, outlines: Path | None, id_property: str) -> None:
    """Read the files and say everything that is wrong in them."""
    found = read_places(areas_of(_store(), slug), addresses, outlines, id_property=id_property)
    if found.book is not None:
        ranges = sum(len(each) for each in found.book.streets.values())
        click.echo(f"{addresses}: {len(found.book.streets):,} streets, {ranges:,} ranges")
    if found.map is not None:
        edges = sum(len(shape.edges) for shape in found.map.shapes)
        click.echo(f"{outlines}: {len(found.map.shapes):,} outlines, {edges:,} edges")


@places.command()
@click.argument("place")
@WAVE
@ADDRESSES
@OUTLINES
@PROPERTY
def find(
    place: str, slug: str, addresses: Path | None, outlines: Path | None, id_property: str
) -> None:
    """Print the area of PLACE: an address, or "latitude, longitude"."""
    found = read_places(areas_of(_store(), slug), addresses, outlines, id_property=id_property)
    parts = place.split(",")
    try:
        latitude, longitude = map(float, parts)
    except ValueError:
        areas = found.by_street(place)
    else:
        areas = tuple(filter(None, (found.by_point(latitude, longitude),)))
    if not areas:
        raise click.ClickException("No area was found.")
    click.echo("\n".join(areas))


@places.command()
@click.argument("file", type=FILE)
@click.option("--before", required=True, help="A wave with the old areas.")
@click.option("--after", required=True, help="A wave with the new areas.")
def crosswalk(file: Path, before: str, after: str) -> None:
    """Say which places can be compared across a change of boundaries in FILE."""
    for place in crosswalk_between(_store(), file, before, after).joined():
        click.echo(f"{' + '.join(place.before)} -> {' + '.join(place.after)}")


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store
