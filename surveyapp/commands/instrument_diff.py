"""`surveyapp instrument diff`: may the numbers of two editions stand on one line?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from surveyapp.commands.paths import FILE
from surveyapp.instrument.changes import BREAKS, Change
from surveyapp.instrument.comparability import Compared, Comparison, compare
from surveyapp.instrument.document import load
from surveyapp.instrument.version import content_hash

TEXTS = ("wording", "options", "translation", "filter")
"""Reasons whose changes may carry two texts."""


@click.command()
@click.argument("earlier", type=FILE)
@click.argument("later", type=FILE)
@click.option("--all", "everything", is_flag=True, help="List what stayed the same, too.")
@click.option("--fail-on-break", is_flag=True, help="End with status 1 when a trend breaks.")
def diff(earlier: Path, later: Path, everything: bool, fail_on_break: bool) -> None:
    """Say of each item: same, cosmetic, comparable, or breaks the trend, and why.

    An author may rule otherwise in the later file; reports print the reason:

    \b
    [[comparability]]
    item = "safe_dark"
    since = "1"
    verdict = "comparable"
    reason.en = "Only the word for dusk changed; a pretest with 40 people found no difference."
    """
    a, b = load(earlier), load(later)
    found = compare(a, b)
    click.echo(f"{a.id} {a.version} ({content_hash(a)[:12]})")
    click.echo(f"{b.id} {b.version} ({content_hash(b)[:12]})")
    for line in lines(found, b.languages[0], everything=everything):
        click.echo(line)
    broken = [name for name, compared in found.items.items() if compared.grade == BREAKS]
    if fail_on_break and broken:
        raise click.ClickException(f"The trend of {', '.join(broken)} breaks.")


def lines(found: Comparison, language: str, *, everything: bool = False) -> Iterator[str]:
    """The comparison as text, one paragraph an item; rulings in a language."""
    if found.whole:
        yield "the questionnaire as a whole"
    for change in found.whole:
        yield from _change_lines(change)
    for compared in found.items.values():
        if everything or compared.grade != "same" or compared.changes:
            yield from _lines(compared, language)
    for title, names in (
        ("only in the later", found.added),
        ("only in the earlier", found.removed),
    ):
        if names:
            yield f"{title}: {', '.join(names)}"
    shown = [c for c in found.indicators.values() if everything or c.grade != "same"]
    if shown:
        yield "indicators"
    for compared in shown:
        yield from (f"  {line}" for line in _lines(compared, language))
    counts = [compared.grade for compared in found.items.values()]
    yield ", ".join(f"{counts.count(grade)} {grade}" for grade in dict.fromkeys(sorted(counts)))


def _lines(compared: Compared, language: str) -> Iterator[str]:
    yield f"{compared.name}: {compared.grade}"
    if compared.ruling is not None:
        reason = compared.ruling.reason.get(language, "")
        yield f"    the author's ruling, over {compared.found!r}: {reason}"
    for change in compared.changes:
        yield from _change_lines(change)


def _change_lines(change: Change) -> Iterator[str]:
    yield f"    {change.reason}, {change.grade}: {change.what}"
    for sign, text in (("-", change.before), ("+", change.after)):
        if text and len(text) > 1 and change.reason in TEXTS:
            yield from textwrap.wrap(
                text, 96, initial_indent=f"      {sign} ", subsequent_indent="        "
            )
