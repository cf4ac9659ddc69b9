"""`surveyapp report`: the PDF, the page and the data of a wave's report."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from surveyapp.config import Settings, load_settings
from surveyapp.disclosure.screen import NOT_FOR_PUBLICATION
from surveyapp.reporting.definition import Definition, load
from surveyapp.reporting.findings import main_points
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import Report
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.storage.snapshots import load_snapshots
from surveyapp.workflow.publish import Published, build_report, kept_as
from surveyapp.workflow.report_facts import About
from surveyapp.workflow.shelve import shelf_name

PlaceKind = Literal["neighborhood", "district"]


@click.group()
def report() -> None:
    """Build reports and list those that were built."""


@report.command("build")
@click.argument("definition")
@click.option("--wave", required=True, help="Slug of the closed wave the report speaks of.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; by default one in which it waits to be published.",
)
@click.option("--language", default="en", show_default=True, help="en, es, ar or zh-Hans.")
@click.option(
    "--places",
    default="area",
    show_default=True,
    help='Which places get figures of their own: "area", a level of parents, or "city".',
)
@click.option(
    "--correction",
    default="",
    metavar="WORDS",
    help="What was wrong in the edition before and what changed; printed on the cover.",
)
@click.option(
    "--place-kind",
    type=click.Choice(["neighborhood", "district"]),
    help="What to call those places; larger places than areas are called districts.",
)
def build_(
    definition: str,
    wave: str,
    out: Path | None,
    language: str,
    places: str,
    correction: str,
    place_kind: PlaceKind | None,
) -> None:
    """Build the report that DEFINITION describes: PDF, page, report.json and report.csv.

    DEFINITION is a file, or the name of one in the folder of report definitions.

    \b
    Examples:
      surveyapp report build quarterly --wave resident-trust-2026q3 --out reports-2026q3
      surveyapp report build quarterly --wave resident-trust-2026q3 --places district
    """
    settings = load_settings()
    store = Store(settings.database_url)
    require_current(store)
    chosen = definition_named(definition, settings)
    made = build_report(
        store,
        chosen,
        wave,
        out or settings.built / shelf_name(wave, kept_as(chosen, places), language),
        replace(about_from(settings, place_kind or _kind_of(places)), correction=correction),
        on=_today(),
        language=language,
        level=places,
        tell=lambda step: click.echo(f"... {step}"),
    )
    click.echo(NOT_FOR_PUBLICATION)
    for line in summary(made):
        click.echo(line)
    click.echo(
        f"Nobody sees it until you publish it: surveyapp release publish {made.snapshot[:12]}"
    )


@report.command("list")
def list_() -> None:
    """List the reports that were built."""
    store = Store(load_settings().database_url)
    require_current(store)
    with store.reading() as session:
        for kept in load_snapshots(session):
            mark = "published" if kept.published else "built"
            click.echo(
                f"{kept.period:8} {kept.definition:12} {kept.language:4} {mark:10} "
                f"{kept.id[:12]}  {kept.pdf_path}"
            )


def definition_named(name: str, settings: Settings) -> Definition:
    """A definition by its path, or by its name in the folder of definitions."""
    path = Path(name)
    return load(path if path.suffix == ".toml" else settings.reports / f"{name}.toml")


def about_from(settings: Settings, place_kind: PlaceKind) -> About:
    """What the settings say of the publisher."""
    return About(
        city=settings.city,
        department=settings.department,
        contact=settings.contact,
        place_kind=place_kind,
    )


def summary(made: Published) -> list[str]:
    """Where the report is and what it says."""
    written = made.files
    data = ", ".join(name for name in written.files if name.endswith((".json", ".csv", ".txt")))
    return [
        f"Report of {written.pages} pages: {written.pdf}",
        f"  as a page: {written.page}",
        f"  every value: {data}",
        "It says:",
        *(f"  {line}" for line in spoken(made.report)),
    ]


def spoken(report: Report) -> list[str]:
    """The report's own main points."""
    language = Language.of(report.meta.language)
    found = main_points(Lookup.of(report), language, report.indicators)
    return [f"{point.lead} {point.text}" for point in found]


def _kind_of(places: str) -> PlaceKind:
    return "neighborhood" if places in ("area", "city") else "district"


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
