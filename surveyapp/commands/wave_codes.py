"""`surveyapp wave codes` and `wave dispositions`: the server's dealings with the issuer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import click

from surveyapp.collection.code_rush import cells_in_a_rush
from surveyapp.collection.disposition import Dispositions
from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.storage.shared_counts import shared_folder
from surveyapp.storage.waves import load_wave
from surveyapp.workflow.codes import Imported, code_counts, import_codes, revoke, spent_list
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.envelopes import Envelopes, Logged, State, check_envelopes, log_envelopes
from surveyapp.workflow.fieldwork import Fieldwork, fieldwork, import_outcomes
from surveyapp.workflow.gate import gate_counts, spent_today
from surveyapp.workflow.key_store import load_server_keys, make_code_key

_OUT = click.Path(dir_okay=False, path_type=Path)
_PARTS = (
    ("I", "complete", "complete interviews"),
    ("P", "partial", "partial interviews"),
    ("R", "refusal", "refusals and break-offs"),
    ("NC", "no_contact", "not contacted"),
    ("O", "other", "other, eligible"),
    ("UH", "unknown_household", "nothing heard"),
    ("UO", "unknown_other", "undeliverable"),
    ("NE", "not_eligible", "not eligible"),
)

_ENVELOPES: Mapping[State, str] = {
    "spent": "spent before",
    "unknown": "no code of this wave",
    "repeated": "stands here twice",
    "length": "{0.count} characters, and a code has ten",
    "foreign": "a character that codes do not have",
    "wrong": "not as printed",
}


@click.group()
def codes() -> None:
    """Access codes of a wave: marks come from the issuer, and nothing that names anybody.

    \b
    surveyapp wave codes key WAVE                 a key to share with the issuer alone
    surveyapp wave codes import WAVE marks.csv    from `surveyapp issuer codes`
    surveyapp wave codes show WAVE                issued and spent, by design cell
    """


@codes.command()
@click.argument("slug")
def key(slug: str) -> None:
    """Make the code key of a wave: marks of codes are made and known with it.

    It stays in the key folder of the server, and a copy goes to the issuer by a safe way.
    """
    settings = load_settings()
    with _store().reading() as session:
        load_wave(session, slug)
    path = make_code_key(settings.keys, slug)
    click.echo(f"Code key written to {path}; give the issuer a copy, and nobody else.")


@codes.command("import")
@click.argument("slug")
@click.argument("file", type=FILE)
def import_(slug: str, file: Path) -> None:
    """Keep the marks of an issuer's FILE; importing it again adds nothing."""
    done = import_codes(_desk(), slug, file.read_bytes(), on=_today())
    click.echo(f"{done.added} codes added, {done.present} were there already.")
    for cell, count in done.counts.items():
        click.echo(f"  {cell}: {count.issued}{_unlike(done, cell)}")
    if done.unlike_the_plan:
        click.echo(
            "Outcome rates count the codes, not the plan: each code that went out is a case."
        )
        click.echo(
            "If the plan is right, the issuer made codes for other cases: compare the samples."
        )


def _unlike(done: Imported, cell: str) -> str:
    more = done.unlike_the_plan.get(cell, 0)
    if not more:
        return ""
    return f", {abs(more)} {'more' if more > 0 else 'fewer'} than the plan's {done.planned[cell]}"


@codes.command()
@click.argument("slug")
def show(slug: str) -> None:
    """Count the codes of a wave, issued and spent, by design cell.

    It also says whether a cell's codes are spent far faster today than those of other cells, as
    when a list or a bundle of letters was stolen. Counted in memory, forgotten with the day.
    """
    counts = code_counts(_desk(), slug)
    for cell, count in counts.items():
        click.echo(f"{cell}: {count.issued} issued, {count.spent} spent")
    folder = shared_folder(load_settings().database_url)
    if not counts or folder is None:
        return
    gate, now = gate_counts(folder), datetime.datetime.now(tz=datetime.UTC)
    today = spent_today(gate, slug, counts, now)
    gate.close()
    rush = cells_in_a_rush(today, {cell: count.issued for cell, count in counts.items()})
    click.echo(f"A rush on the codes of a cell today: {'YES' if rush else 'no'}")
    for cell in rush:
        click.echo(f"  {cell}: ask whether letters were stolen; take back what is unspent, with")
        click.echo("    surveyapp issuer codes --replaced and surveyapp wave codes revoke")


@codes.command()
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=_OUT, help="Where to write the list.")
def spent(slug: str, file: Path, out: Path) -> None:
    """Write which marks of an issuer's FILE are spent: at most once a day, 20 new ones at least.

    Only where a rule insists that people who answered are not reminded. Reminding everybody
    needs no list, and tells nobody who answered.
    """
    listed = spent_list(_desk(), slug, file.read_bytes(), on=_today())
    out.write_text(listed, encoding="utf-8")
    click.echo(f"{len(listed.splitlines()) - 2} spent codes listed in {out}.")
    click.echo("Whoever holds this list and the issuer's folder knows who answered. Destroy it.")


@codes.command("revoke")
@click.argument("slug")
@click.argument("file", type=FILE)
def revoke_(slug: str, file: Path) -> None:
    """Take back lost codes, from `surveyapp issuer codes --replaced`.

    It is not said whether a code was spent: that would tell whether its holder answered.
    """
    marks = revoke(_desk(), slug, file.read_bytes(), on=_today())
    click.echo(f"{marks} codes taken back: none of them opens anything now.")


@codes.command()
@click.argument("slug")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--refused", type=_OUT, help="Write the lines that were not logged to this file.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def paper(slug: str, file: TextIO, refused: Path | None, yes: bool) -> None:
    """Log the codes on the envelopes of paper booklets, one a line, apart from the booklets.

    FILE may be - for what is scanned or typed. All are checked first and shown by design cell;
    nothing is written before the answer is yes. Lines that are refused change nothing.
    """
    lines = [line.strip() for line in file if line.strip()]
    desk = _desk()
    _told_envelopes(check_envelopes(desk, slug, lines), "can be logged")
    if not yes and not click.confirm("Log them?"):
        return
    done = log_envelopes(desk, slug, lines)
    click.echo(f"{len(done.accepted)} codes marked spent.")
    if refused is not None:
        refused.write_text("".join(f"{one.text}\n" for one in done.refused), encoding="utf-8")
        click.echo(f"{len(done.refused)} lines written to {refused}: correct and log them again.")


def _told_envelopes(found: Envelopes, what: str) -> None:
    click.echo(f"{len(found.accepted)} of {len(found.codes)} codes {what}.")
    for cell, count in found.by_cell.items():
        click.echo(f"  {cell}: {count}")
    for line, one in enumerate(found.codes, 1):
        if not one.accepted:
            click.echo(f"line {line}: {_ENVELOPES[one.state].format(one)}{_at(one)}")


def _at(one: Logged) -> str:
    return f", character {one.place}" if one.place else ""


@click.group()
def dispositions() -> None:
    """Final dispositions (AAPOR) of a wave, from issuer and server together."""


@dispositions.command("import")
@click.argument("slug")
@click.argument("file", type=FILE)
def import_outcomes_(slug: str, file: Path) -> None:
    """Keep the counts of `surveyapp issuer dispositions export`, over the ones before."""
    found = import_outcomes(_store(), slug, file.read_bytes(), on=_today())
    cases = sum(counts.get("issued", 0) for counts in found.values())
    click.echo(f"Outcomes of {cases} cases in {len(found)} design cells kept.")


@dispositions.command("show")
@click.argument("slug")
@click.option("--e", "e", type=click.FloatRange(0, 1), help="Eligible share of unknown cases.")
def show_(slug: str, e: float | None) -> None:
    """Show dispositions by design cell, outcome rates, completion and break-off by page."""
    with _store().reading() as session:
        found = fieldwork(session, slug, e=e)
    for line in _lines(found):
        click.echo(line)


def _lines(found: Fieldwork) -> list[str]:
    lines = []
    if found.total is None:
        lines.append("The plan of the wave has no design cells, so no case has a disposition.")
    else:
        cells = {**found.cells, "all": found.total}
        lines.append(" ".join(["cell".ljust(20), *(short.rjust(6) for short, _, _ in _PARTS)]))
        lines += [_row(cell, counts) for cell, counts in cells.items()]
        lines += [f"  {short}: {words}" for short, _, words in _PARTS]
    if not found.told:
        lines.append("The issuer's outcomes were not imported: refusals and returns are unknown.")
    if found.replaced:
        lines.append(f"{found.replaced} cases lost a code and got another.")
    if found.e is not None:
        lines.append(f"e = {found.e:.3f}, the share of unknown cases taken as eligible")
    lines += [f"{name:6} {100 * value:5.1f}%" for name, value in found.rates.items()]
    lines += [f"{name:6} {100 * value:5.1f}%" for name, value in found.others.items()]
    if found.participation is not None:
        lines.append(f"participation rate {100 * found.participation:.1f}%")
    if found.completion is not None:
        lines.append(f"completed by {100 * found.completion:.1f}% of those who began")
    for page in found.pages:
        if page.break_off is not None:
            lines.append(f"broke off at {page.page}: {100 * page.break_off:.1f}% of {page.shown}")
    return lines


def _row(cell: str, counts: Dispositions) -> str:
    return " ".join(
        [cell.ljust(20), *(str(getattr(counts, name)).rjust(6) for _, name, _ in _PARTS)]
    )


def _store() -> Store:
    store = Store(load_settings().database_url)
    require_current(store)
    return store


def _desk() -> Desk:
    settings = load_settings()
    server = load_server_keys(settings.keys, settings.server_key)
    return Desk(_store(), server.now, code_keys=settings.keys, wave_keys=server.of_waves)


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
