"""`surveyapp plan`: sample sizes, an allocation, and in plain words what cannot be seen."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
import numpy as np

from surveyapp.instrument.spreadsheet_text import defused
from surveyapp.simulate.plan_document import EXAMPLE, load_plan, plan_of
from surveyapp.simulate.plan_words import (
    HEADINGS,
    NEEDED,
    needed_table,
    plain_words,
    rows,
    table,
)
from surveyapp.simulate.planning import Outlook, outlook
from surveyapp.simulate.sample_plan import SamplePlan

MANY = 60


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Print a plan to start from, and stop.")
@click.option("--neighborhoods", type=int, help="Without FILE: how many, all alike.")
@click.option("--adults", type=int, default=5000, show_default=True, help="Adults in each.")
@click.option("--letters", type=int, help="Invited in each wave, over the whole city.")
@click.option("--response-rate", type=float, help="Share of those invited who answer.")
@click.option("--share", type=float, help="The share you expect, such as 0.55.")
@click.option("--change", type=float, help="Smallest change that would matter, as a share.")
@click.option(
    "--allocation",
    type=click.Choice(["equal", "proportional", "neyman", "power"]),
    help="How letters are divided over neighborhoods.",
)
@click.option(
    "--replicates",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    help="Simulated surveys; 0 gives closed forms only.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the simulation.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the table here.")
def plan(
    file: Path | None,
    example: bool,
    neighborhoods: int | None,
    adults: int,
    letters: int | None,
    response_rate: float | None,
    share: float | None,
    change: float | None,
    allocation: str | None,
    replicates: int,
    seed: int,
    csv_file: Path | None,
) -> None:
    """Work out what a sample can see before any letter is sent.

    Divides the letters over neighborhoods, and finds for each of them and for the
    city the smallest true change that the report's own tests would find: between
    two waves, between pooled waves, and as a trend. The tests are run on simulated
    surveys, with blocks kept over waves, varying weights, response, and the
    adjustment for all tests that are published together.

    \b
    surveyapp plan --example > plan.toml     a plan to fill in
    surveyapp plan plan.toml                 table, allocation, and plain words
    surveyapp plan plan.toml --replicates 0  closed forms only, at once
    surveyapp plan --neighborhoods 20 --letters 6000 --response-rate 0.2

    Read the last lines first: they say what cannot be seen. A change column holds the
    smallest change, in points, that is found in 80 of 100 surveys (or the power you
    chose); "none" means that no possible change is large enough.
    """
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    given = _given(letters, response_rate, share, change, allocation)
    wanted = _plan(file, neighborhoods, adults, given)
    result = _worked_out(wanted, replicates, seed)
    _print(result)
    if csv_file is not None:
        _write(result, csv_file)
        click.echo(f"\nTable written to {csv_file} (shares, not points).")


def _given(
    letters: int | None,
    response_rate: float | None,
    share: float | None,
    change: float | None,
    allocation: str | None,
) -> dict[str, object]:
    values = {
        "letters": letters,
        "response_rate": response_rate,
        "share": share,
        "change_of_interest": change,
        "allocation": allocation,
    }
    return {name: value for name, value in values.items() if value is not None}


def _plan(
    file: Path | None, neighborhoods: int | None, adults: int, given: dict[str, object]
) -> SamplePlan:
    if file is not None:
        if given or neighborhoods is not None:
            raise click.UsageError("With FILE, change the figures in the file.")
        return load_plan(file)
    if neighborhoods is None or "letters" not in given:
        raise click.UsageError(
            "Give a FILE (`surveyapp plan --example` prints one), or --neighborhoods and --letters."
        )
    areas = [{"name": f"Neighborhood {i + 1}", "adults": adults} for i in range(neighborhoods)]
    return plan_of({"neighborhoods": areas, **given}, "options")


def _worked_out(wanted: SamplePlan, replicates: int, seed: int) -> Outlook:
    if not replicates:
        return outlook(wanted)
    with click.progressbar(range(replicates), label="Simulating surveys", file=sys.stderr) as bar:
        return outlook(
            wanted,
            generator=np.random.default_rng(seed),
            replicates=replicates,
            progress=bar.update,
        )


def _print(result: Outlook) -> None:
    wanted = result.plan
    click.echo(
        f"{wanted.title}: {wanted.letters:,} letters a wave, {len(wanted.areas)} neighborhoods, "
        f"{wanted.allocation} allocation"
        + (f" (power {wanted.allocation_power:g})" if wanted.allocation == "power" else "")
    )
    how = f"{result.replicates} simulated surveys" if result.replicates else "closed forms"
    click.echo(f"Smallest change that can be seen, in points ({how}):\n")
    _columns(HEADINGS, table(result))
    interest = 100 * wanted.change_of_interest
    click.echo(f"\nAnswers a wave that a change of {interest:g} points would take (closed form):\n")
    _columns(NEEDED, needed_table(result))
    click.echo("")
    for sentence in plain_words(result):
        click.echo(click.wrap_text(sentence, 88, initial_indent="- ", subsequent_indent="  "))


def _columns(headings: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    """Print a table, its first column to the left; long ones lose their middle."""
    shown = lines if len(lines) <= MANY else [*lines[: MANY - 1], lines[-1]]
    widths = [max(len(line[i]) for line in [headings, *shown]) for i in range(len(headings))]
    for line in [headings, *shown]:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        click.echo("  ".join(cells))
    if len(shown) < len(lines):
        click.echo(f"... {len(lines) - len(shown)} more neighborhoods: write them with --csv.")


def _write(result: Outlook, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        found = rows(result)
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        for row in found:
            writer.writerow({name: _field(v) for name, v in row.items()})


def _field(value: str | float) -> str | float:
    if isinstance(value, str):
        return defused(value)
    return "none" if value == float("inf") else value
