"""`surveyapp issuer`: from a list of people to codes, letters and messages, apart from the server.

Its folder holds names and addresses. It may lie on another person's machine, and no file of it
goes to the server but marks of codes and counts of outcomes.
"""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.collection.access_code import shown
from surveyapp.collection.code_file import marks_text, read_code_key
from surveyapp.collection.issue import (
    Book,
    IssueSettings,
    channel_of,
    in_doubt,
    marks_of,
    outcomes_of,
    replaced_marks,
)
from surveyapp.collection.outcome import MARKS, Outcome, outcomes_text
from surveyapp.collection.sample_file import read_contacts, read_sample
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.commands.issuer_send import letters, poster, remind, send
from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.errors import InputError, Problem
from surveyapp.workflow.issuing import (
    FORGOTTEN,
    KEY,
    add_people,
    forget,
    load_book,
    mark,
    replace_code,
    start_issue,
)
from surveyapp.workflow.whole_file import write_whole

_FOLDER = click.Path(file_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def issuer() -> None:
    """Invite people, on a machine apart from the survey server.

    \b
    surveyapp issuer start FOLDER --wave wave.toml --key w.codes.key --address URL
    surveyapp issuer sample FOLDER sample.csv     a case and a random code for each person
    surveyapp issuer codes FOLDER --out marks.csv for `surveyapp wave codes import` on the server
    surveyapp issuer letters FOLDER --out print   letters with QR code, 100 to a file
    surveyapp issuer send FOLDER email            e-mail, or sms; --dry-run shows them
    surveyapp issuer remind FOLDER email          everybody again: that tells nobody who answered
    surveyapp issuer dispositions export FOLDER --out outcomes.csv
    """


issuer.add_command(letters)
issuer.add_command(send)
issuer.add_command(remind)
issuer.add_command(poster)


@issuer.command()
@click.argument("folder", type=_FOLDER)
@click.option("--wave", "wave_file", required=True, type=FILE, help="The wave's TOML file.")
@click.option("--key", required=True, type=FILE, help="From `surveyapp wave codes key`.")
@click.option("--address", required=True, help="Of the survey, such as https://host/s/wave.")
@click.option("--sender", default="", help="Address that e-mail comes from.")
@click.option(
    "--closes", default="", help="Last day to answer, for letters: 2026-09-27, or in words."
)
@click.option("--minutes", default=5, show_default=True, help="How long answering takes.")
def start(
    folder: Path, wave_file: Path, key: Path, address: str, sender: str, closes: str, minutes: int
) -> None:
    """Make the FOLDER of an issue: its settings, the code key, an empty book of cases."""
    wave = read_wave_document(wave_file.read_text(encoding="utf-8"), wave_file.name)
    key_text = key.read_text(encoding="utf-8")
    read_code_key(key_text, wave.slug)
    if not address.startswith(("https://", "http://")) or "?" in address or "#" in address:
        remedy = ("Write https://host/s/WAVE.",)
        raise InputError(Problem("This is no address of a survey.", "--address", remedy))
    city = load_settings()
    settings = IssueSettings(
        wave=wave.slug,
        title=wave.title,
        languages=wave.languages,
        cells=wave.plan.design.cells,
        address=address,
        city=city.city,
        department=city.department,
        contact=city.contact,
        sender=sender,
        closes=closes,
        minutes=minutes,
        frame=wave.frame,
    )
    start_issue(folder, settings, key_text)
    click.echo(f"{folder} is ready for {wave.slug} with {len(settings.cells)} design cells.")
    click.echo("It will hold names and addresses: keep it off the survey server, on an encrypted")
    click.echo("disk, and destroy them with `surveyapp issuer forget` when fieldwork is over.")


@issuer.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=FILE)
def sample(folder: Path, file: Path) -> None:
    """Give each person of a sample FILE a case and a random code.

    CSV with the columns cell, name, address_1 to address_4, email, phone, language.
    """
    settings = load_book(folder).settings
    people = read_sample(file.read_bytes(), settings.cells, settings.languages)
    _told_added(folder, add_people(folder, people).cases, len(people))


@issuer.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=FILE)
def contacts(folder: Path, file: Path) -> None:
    """Give each person of a FILE of contacts with the police a case and a code.

    CSV with the columns type, channel, area and those of `sample`. Stops and other contacts that
    the police began belong in it. Each goes to the design cell of its kind; nothing else of the
    contact is kept, and nobody is asked twice in a wave.
    """
    settings = load_book(folder).settings
    people = read_contacts(file.read_bytes(), settings.cells, settings.languages)
    _told_added(folder, add_people(folder, people).cases, len(people))


@issuer.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", required=True, type=_OUT, help="Where to write the marks.")
@click.option("--replaced", is_flag=True, help="Marks of lost codes, to be revoked.")
def codes(folder: Path, out: Path, replaced: bool) -> None:
    """Write the marks of all codes for the server: no name, no address, no code."""
    book = load_book(folder)
    marks = (replaced_marks if replaced else marks_of)(book, code_key(folder, book))
    write_whole(out, marks_text(book.settings.wave, marks).encode())
    verb = "revoke" if replaced else "import"
    click.echo(f"{len(marks)} marks written to {out}.")
    click.echo(f"On the server: surveyapp wave codes {verb} {book.settings.wave} {out.name}")


@issuer.command("mark")
@click.argument("folder", type=_FOLDER)
@click.argument("outcome", type=click.Choice(MARKS))
@click.argument("references", nargs=-1)
@click.option("--file", type=FILE, help="More references, one a line.")
def mark_(folder: Path, outcome: Outcome, references: tuple[str, ...], file: Path | None) -> None:
    """Mark cases as refused, undeliverable, not reached, unable or not eligible.

    A reference is a case number, a code, an e-mail address or a phone number. Whoever is marked
    gets no further message.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    wanted = [text for text in (*references, *lines) if text.strip()]
    click.echo(f"{mark(folder, wanted, outcome)} cases marked as {outcome}.")


@issuer.command()
@click.argument("folder", type=_FOLDER)
@click.argument("reference")
def replace(folder: Path, reference: str) -> None:
    """Give a case a new code in place of a lost one; the report counts how many there were."""
    case = replace_code(folder, reference)
    click.echo(f"Case {case.number} has the new code {shown(case.code)}.")
    click.echo("Write and revoke the old one (issuer codes --replaced), then import the new one.")


@issuer.command()
@click.argument("folder", type=_FOLDER)
def status(folder: Path) -> None:
    """Say how many cases each design cell has, what was sent, and what is in doubt."""
    book = load_book(folder)
    click.echo(f"{book.settings.wave}: {len(book.cases)} cases")
    for cell, counts in sorted(outcomes_of(book).items()):
        marked = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        click.echo(f"  {cell}: {marked}")
    _sent(book)
    for case in in_doubt(book):
        steps = ", ".join(f"{channel} {round_}" for channel, round_ in sorted(case.doubtful))
        click.echo(f"in doubt: case {case.number}, {steps} (send again with --again)")
    if (folder / FORGOTTEN).exists():
        click.echo("Forgetting was stopped half-way: names are still here. Run it again.")


@issuer.group()
def dispositions() -> None:
    """Counts of outcomes for the server."""


@dispositions.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", required=True, type=_OUT, help="Where to write the counts.")
def export(folder: Path, out: Path) -> None:
    """Write counts of outcomes by design cell: nobody's name, and nothing of who answered."""
    book = load_book(folder)
    write_whole(out, outcomes_text(book.settings.wave, outcomes_of(book)).encode())
    click.echo(f"Outcomes of {len(book.cases)} cases written to {out}, by design cell.")
    click.echo(f"On the server: surveyapp wave dispositions import {book.settings.wave} {out.name}")


@issuer.command("forget")
@click.argument("folder", type=_FOLDER)
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget_(folder: Path, yes: bool) -> None:
    """Destroy names, addresses and codes, when fieldwork is over and the outcomes are exported."""
    book = load_book(folder)
    if not yes:
        click.confirm(f"Destroy the names of {len(book.cases)} cases for good?", abort=True)
    click.echo(f"The names, addresses and codes of {forget(folder)} cases are destroyed.")


def code_key(folder: Path, book: Book) -> bytes:
    """The code key in the folder of an issue."""
    return read_code_key((folder / KEY).read_text(encoding="utf-8"), book.settings.wave)


def _told_added(folder: Path, added: int, given: int) -> None:
    book = load_book(folder)
    click.echo(f"{added} cases added, {len(book.cases)} in all.")
    if given > added:
        click.echo(f"{given - added} people are in the book already: nobody is asked twice.")
    reach = [channel_of(case.person) for case in book.cases.values()]
    for channel in ("letter", "email", "sms"):
        click.echo(f"  by {channel}: {reach.count(channel)}")


def _sent(book: Book) -> None:
    steps = sorted({step for case in book.cases.values() for step in case.sent})
    for channel, round_ in steps:
        count = sum((channel, round_) in case.sent for case in book.cases.values())
        what = "invitation" if round_ == 0 else f"reminder {round_}"
        click.echo(f"sent by {channel}, {what}: {count}")
