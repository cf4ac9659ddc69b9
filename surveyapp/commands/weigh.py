"""`surveyapp weigh`: weight a closed wave and its series, and see what it cost."""

from __future__ import annotations

import click

from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.weighting.diagnostics import WeightDiagnostics
from surveyapp.weighting.margin_check import MarginCheck
from surveyapp.workflow import weigh as steps


@click.command()
@click.argument("wave")
@click.option("--margins", is_flag=True, help="Also print every level of every margin.")
def weigh(wave: str, margins: bool) -> None:
    """Weight WAVE and the waves before it by their frozen plans, and keep the run.

    The same answers and targets always give the same weights, and the same run id.

    \b
    Example:
      surveyapp weigh resident-trust-2026q3
    """
    store = Store(load_settings().database_url)
    require_current(store)
    weighed = steps.weigh(store, wave)
    for slug, spread in weighed.diagnostics.items():
        click.echo(_spread(slug, spread))
    for check in weighed.margins:
        if check.wave == wave:
            for line in _margin(check, every=margins):
                click.echo(line)
    click.echo(f"Kept as run {weighed.run_id[:12]}.")


def _spread(slug: str, spread: WeightDiagnostics) -> str:
    return (
        f"{slug}: {spread.n:,} responses worth {spread.kish_effective_n:,.0f} "
        f"(design effect of weighting {spread.kish_design_effect:.2f}), weights "
        f"{spread.smallest:,.2f} to {spread.largest:,.2f}, "
        f"largest g-factor {spread.largest_g_factor:.2f}"
    )


def _margin(check: MarginCheck, *, every: bool) -> list[str]:
    lines = [
        f"  {check.name}: met to {check.worst:.1g} of each target; "
        f"{check.unknown} unknown, {check.outside} not in the target"
    ]
    if every:
        lines += [
            f"    {level.label:40} {level.n:6,}  {level.unweighted:5.1f}% -> "
            f"{level.weighted:5.1f}%  (target {level.target:.1f}%)"
            for level in check.levels
        ]
    return lines
