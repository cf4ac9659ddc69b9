"""`surveyapp weigh`: weight a closed wave and its series, and see what it cost."""

from __future__ import annotations

import datetime

import click

from surveyapp.config import load_settings
from surveyapp.disclosure.cells import screened_cells
from surveyapp.disclosure.rules import is_small
from surveyapp.disclosure.screen import NOT_FOR_PUBLICATION, screened_count
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.weighting.diagnostics import WeightDiagnostics
from surveyapp.weighting.margin_check import LevelCheck, MarginCheck
from surveyapp.workflow.fix_tables import screen_cells, weigh_and_fix
from surveyapp.workflow.weigh import Weighed


@click.command()
@click.argument("wave")
@click.option("--margins", is_flag=True, help="Also print every level of every margin.")
@click.option("--figures", is_flag=True, help="Also print the wave's figures, for staff only.")
def weigh(wave: str, margins: bool, figures: bool) -> None:
    """Weight WAVE and the waves before it by their frozen plans, keep the run, fix its tables.

    The same answers and targets always give the same weights, and the same run id. The tables
    that the wave's plan declares are audited all at once, and from then on every report prints
    from them; looking at figures here enters nothing in the ledger.

    \b
    Example:
      surveyapp weigh resident-trust-2026q3
    """
    store = Store(load_settings().database_url)
    require_current(store)
    weighed, fixed = weigh_and_fix(store, wave, on=_today())
    click.echo(NOT_FOR_PUBLICATION)
    for slug, spread in weighed.diagnostics.items():
        click.echo(_spread(slug, spread))
    for check in weighed.margins:
        if check.wave == wave:
            for line in _margin(check, every=margins):
                click.echo(line)
    if figures:
        for line in _figures(weighed):
            click.echo(line)
    click.echo(f"Kept as run {weighed.run_id[:12]}.")
    hidden = len(fixed.tables.figures) - fixed.shown
    click.echo(
        f"Fixed tables: {len(fixed.tables.figures):,} figures of "
        f"{', '.join(fixed.tables.declared['levels'])} and "
        f"{', '.join(fixed.tables.declared['groups']) or 'no groups'}; {hidden:,} withheld; "
        f"audited together on {fixed.tables.day} (digest {fixed.tables.sha256[:12]})."
    )


def _spread(slug: str, spread: WeightDiagnostics) -> str:
    return (
        f"{slug}: {spread.n:,} responses worth {spread.kish_effective_n:,.0f} "
        f"(design effect of weighting {spread.kish_design_effect:.2f}), weights "
        f"{spread.smallest:,.2f} to {spread.largest:,.2f}, "
        f"largest g-factor {spread.largest_g_factor:.2f}"
    )


def _figures(weighed: Weighed) -> list[str]:
    """The figures of the newest wave that stand on enough people, place by place."""
    lines = []
    for cell in screened_cells(screen_cells(weighed)):
        what = f"{cell.indicator:24} {cell.place:12} {cell.group:20}"
        if cell.value is None:
            lines.append(f"  {what} {cell.withheld}: {cell.reason}")
        else:
            ends = "" if cell.lower is None else f" ({cell.lower:.1f} to {cell.upper:.1f})"
            lines.append(f"  {what} {cell.value:8.1f}{ends}, n {cell.n:,}")
    return lines


def _share(level: LevelCheck) -> str:
    """Share of the responses, where it does not tell of few."""
    return "" if is_small(level.n) else f"{level.unweighted:5.1f}%"


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def _margin(check: MarginCheck, *, every: bool) -> list[str]:
    lines = [
        f"  {check.name}: met to {check.worst:.1g} of each target; {screened_count(check.unknown)} "
        f"unknown, {screened_count(check.outside)} not in the target"
    ]
    if every:
        lines += [
            f"    {level.label:40} {screened_count(level.n):>6}  {_share(level):>6} -> "
            f"{level.weighted:5.1f}%  (target {level.target:.1f}%)"
            for level in check.levels
        ]
    return lines
