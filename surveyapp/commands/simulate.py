"""`surveyapp simulate`: a practice city, from its first resident to its first report."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from surveyapp.commands.report import about_from, definition_named, summary
from surveyapp.config import Settings, load_settings, practice_settings
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.document import load
from surveyapp.simulate.city import CITY
from surveyapp.simulate.practice import Advance, Grounds, Practice, practise
from surveyapp.simulate.practice_plan import PUBLISHED
from surveyapp.storage.engine import Store
from surveyapp.workflow.publish import build_report
from surveyapp.workflow.release import publish_release
from surveyapp.workflow.shelve import shelf_name, shelve

SEED = 4
MARKER = "practice-city.json"
INSTRUMENT = Path("resident-trust") / "1.toml"
DEFINITION = "quarterly"
REPORT_STEPS = 7


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Folder of the practice city; it shares nothing with a real one.",
)
@click.option("--seed", default=SEED, show_default=True, help="The same seed, the same city.")
@click.option("--again", is_flag=True, help="Make the city anew although it is there.")
def simulate(out: Path, seed: int, again: bool) -> None:
    """Create a practice city: 12 neighborhoods, 6 closed waves, one open, and a report.

    Its residents do not exist. They answer through the same validation and steps as
    people do, unequally by age, home and race; a program in 4 neighborhoods truly
    raises trust from the fourth wave on. The truth is written beside what the
    survey found, so that the two can be compared.

    \b
    Example:
      surveyapp simulate --out var/demo
      surveyapp serve --practice var/demo
    """
    settings = _practice_settings(out)
    marker = _read_marker(out)
    if marker.get("complete") and marker.get("seed") == seed and not again:
        click.echo(f"The practice city in {out} is there already (seed {seed}, simulated).")
        for line in marker["summary"]:
            click.echo(line)
        return
    _clear(out, marker)
    _write_marker(out, {"simulated": True, "seed": seed, "complete": False})
    click.echo(f"Making a practice city in {out} (seed {seed}). Everything in it is simulated.")
    lines = _make(settings, out, seed)
    for line in lines:
        click.echo(line)
    _write_marker(out, {"simulated": True, "seed": seed, "complete": True, "summary": lines})


def _make(settings: Settings, out: Path, seed: int) -> list[str]:
    """Create the city and its report; returns what is said about them."""
    store = Store(settings.database_url)
    instrument = load(settings.instruments / INSTRUMENT)
    grounds = Grounds(out, store, settings.keys, instrument, CITY, seed, progress)
    practice = practise(grounds)
    wave = practice.waves[-1]
    definition = definition_named(DEFINITION, settings)
    with progress("The quarterly report", REPORT_STEPS) as advance:
        made = build_report(
            store,
            definition,
            wave,
            settings.built / shelf_name(wave, definition.id, "en"),
            about_from(settings, "neighborhood"),
            on=datetime.date.fromisoformat(PUBLISHED),
            tell=lambda step: advance(1),
        )
    publish_release(store, made.snapshot, on=datetime.date.fromisoformat(PUBLISHED))
    place = shelve(store, made.snapshot, settings.published)
    if place is not None:
        made = replace(made, files=replace(made.files, folder=place))
    store.close()
    return [*_counts(practice), "", *summary(made), "", f"The truth: {practice.truth_file}"]


@contextmanager
def progress(label: str, steps: int) -> Iterator[Advance]:
    """A bar on a terminal; elsewhere the label alone."""
    with click.progressbar(length=steps, label=f"{label:44}") as bar:
        yield bar.update


def _counts(practice: Practice) -> list[str]:
    total = sum(practice.answered.values())
    waves = ", ".join(f"{slug} {n:,}" for slug, n in practice.answered.items())
    return [
        f"{total:,} simulated responses in {len(practice.waves)} closed waves ({waves}).",
        f"Open for answers: {practice.open_wave}.",
    ]


def _practice_settings(out: Path) -> Settings:
    settings = practice_settings(load_settings(), out)
    return replace(settings, city=CITY.name, department=CITY.department)


def _read_marker(out: Path) -> dict[str, Any]:
    path = out / MARKER
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return dict(found) if isinstance(found, dict) else {}


def _write_marker(out: Path, values: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _clear(out: Path, marker: dict[str, Any]) -> None:
    """Empty the folder of an earlier practice city; refuse any other folder that holds things."""
    if not out.exists() or not any(out.iterdir()):
        return
    if not marker.get("simulated"):
        raise InputError(
            Problem(
                "The folder holds something that is not a practice city.",
                where=str(out),
                remedies=("Name an empty or a new folder with --out.",),
                code="occupied",
            )
        )
    shutil.rmtree(out)
