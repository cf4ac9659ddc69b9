"""`surveyapp issuer letters`, `send` and `remind`: what leaves the issuer's machine."""

from __future__ import annotations

import datetime
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import click

from surveyapp.collection.code_file import read_code_key, read_marks
from surveyapp.collection.issue import Book, Case, Channel, to_send
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.commands.paths import FILE
from surveyapp.config import load_settings
from surveyapp.errors import InputError, Problem
from surveyapp.reporting.letters import Setting, sms_parts
from surveyapp.workflow.doubts import Settled, settle_letters, settle_outbox
from surveyapp.workflow.invite import (
    Stationery,
    composer,
    letters_name,
    stationery,
    stationery_of,
    write_letters,
    write_poster,
)
from surveyapp.workflow.issuing import KEY, OUTBOX, Sent, begin_letters, load_book, note_letters
from surveyapp.workflow.issuing import send as send_all
from surveyapp.workflow.senders import Outbox, Security, Sender, Smtp, TextProgram

_FOLDER = click.Path(file_okay=False, path_type=Path)
_CHANNEL = click.Choice(["email", "sms"])
_SHOWN = 2
_SPENT_WARNING = (
    "Reminding only those who have not answered tells whoever sees these messages, or their\n"
    "absence, who has. Remind everybody unless a rule of the department forbids it."
)


def _how(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which messages leave."""
    options = (
        click.option("--outbox", type=_FOLDER, help="Write the messages to this folder."),
        click.option("--smtp", default="", help="Mail server, such as mail.city.example:587."),
        click.option(
            "--security", type=click.Choice(["starttls", "tls", "none"]), default="starttls"
        ),
        click.option("--user", default="", help="At the mail server."),
        click.option("--password-file", type=FILE, help="A file that holds the password alone."),
        click.option("--program", default="", help="Program that sends one text message."),
        click.option("--again", is_flag=True, help="Also messages that a stop left in doubt."),
        click.option("--dry-run", is_flag=True, help="Show some of the messages and send none."),
        click.option("--yes", is_flag=True, help="Do not ask."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", required=True, type=_FOLDER, help="Folder to write the files to.")
@click.option("--reminder", type=click.IntRange(0, 9), default=0, help="Which reminder; 0: none.")
@click.option("--spent", type=FILE, help="With a reminder: the daily list of spent codes.")
@click.option("--each", default=100, show_default=True, type=click.IntRange(1, 1000))
@click.option("--html", is_flag=True, help="Write web pages in place of PDF.")
@click.option("--dry-run", is_flag=True, help="Say how many, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def letters(
    folder: Path,
    out: Path,
    reminder: int,
    spent: Path | None,
    each: int,
    html: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Write letters with QR code for everybody who has neither e-mail nor phone.

    The QR code is the address of the survey alone: a code in an address would stay in histories.
    Run again after a stop: it goes on after the last whole file, and says what is in doubt.
    """
    if not dry_run:
        _settled_letters(settle_letters(folder, out, reminder, on=_today()), out, reminder)
    book = load_book(folder)
    cases = _chosen(folder, book, "letter", reminder, spent, again=True)
    paper = stationery(book, load_settings().reports)
    _warn(paper)
    click.echo(f"{len(cases)} letters, {each} to a file.")
    if dry_run or not cases or not _agreed(yes, f"Write them to {out}?"):
        return
    with click.progressbar(length=len(cases), label="Letters", file=sys.stderr) as bar:
        for _, part in write_letters(
            book,
            paper,
            cases,
            out,
            reminder,
            on=_today(),
            each=each,
            pdf=not html,
            begin=lambda part: begin_letters(folder, part, reminder),
        ):
            note_letters(folder, part, reminder, on=_today())
            bar.update(len(part))
    click.echo(f"{len(cases)} letters are in {out}.")


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("channel", type=_CHANNEL)
@_how
def send(folder: Path, channel: str, **options: object) -> None:
    """Send the invitation by e-mail or text message to everybody whom it reaches.

    Without --smtp or --program the messages are written to the folder `outbox`. A stopped run is
    simply repeated: nobody gets a second message.
    """
    _send(folder, cast(Channel, channel), 0, None, options)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("channel", type=_CHANNEL)
@click.option("--round", "round_", type=click.IntRange(1, 9), default=1, show_default=True)
@click.option("--spent", type=FILE, help="The server's daily list of spent codes.")
@_how
def remind(folder: Path, channel: str, round_: int, spent: Path | None, **options: object) -> None:
    """Remind everybody who was invited, whether or not they answered.

    With --spent, only those whose code is not on the list: read the warning.
    """
    _send(folder, cast(Channel, channel), round_, spent, options)


@click.command()
@click.argument("wave_file", type=FILE)
@click.option("--address", required=True, help="Of the survey, such as https://host/s/wave.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--minutes", default=5, show_default=True, help="How long answering takes.")
def poster(wave_file: Path, address: str, out: Path, minutes: int) -> None:
    """Write a poster with a QR code for events and beat meetings, in every language of the wave."""
    wave = read_wave_document(wave_file.read_text(encoding="utf-8"), wave_file.name)
    city = load_settings()
    setting = Setting(city.city, city.department, wave.title, address, city.contact, minutes)
    paper = stationery_of(setting, wave.languages, city.reports)
    _warn(paper)
    write_poster(paper, out, on=_today())
    click.echo(f"Poster written to {out}.")


def _send(
    folder: Path, channel: Channel, round_: int, spent: Path | None, options: dict[str, object]
) -> None:
    sender = _sender(folder, channel, options)
    if isinstance(sender, Outbox) and not options["dry_run"]:
        settled = settle_outbox(folder, sender, channel, round_, on=_today())
        if settled.there:
            click.echo(f"{len(settled.there)} messages of a stopped run are there already.")
    book = load_book(folder)
    cases = _chosen(folder, book, channel, round_, spent, again=bool(options["again"]))
    paper = stationery(book, load_settings().reports)
    _warn(paper)
    _doubt(book, channel, round_, again=bool(options["again"]))
    compose = composer(book, paper, channel, round_)
    click.echo(f"{len(cases)} messages by {channel}, to go through {_named(sender)}.")
    if channel == "sms" and cases:
        parts = sum(sms_parts(compose(case).text) for case in cases)
        click.echo(f"Carriers bill them as {parts} parts.")
    if options["dry_run"]:
        for case in cases[:_SHOWN]:
            message = compose(case)
            click.echo(f"\nTo: {message.to}\n{message.subject}\n\n{message.text}")
        return
    if not cases or not _agreed(bool(options["yes"]), "Send them?"):
        return
    try:
        with click.progressbar(length=len(cases), label="Messages", file=sys.stderr) as bar:
            done = send_all(
                folder, cases, channel, round_, compose, sender, on=_today(), tell=bar.update
            )
    finally:
        if isinstance(sender, Smtp):
            sender.close()
    _told(done)


def _settled_letters(settled: Settled, out: Path, round_: int) -> None:
    if settled.there:
        click.echo(f"{len(settled.there)} letters of a stopped run are in {out} already.")
    if settled.open:
        name = Path(letters_name(settled.open, round_, pdf=True)).stem
        click.echo(
            f"A stopped run had begun {name} for {len(settled.open)} letters, and no such file is "
            f"in {out}.\nThey are written now. If another folder holds that file, destroy it: "
            "nobody may get two.",
            err=True,
        )


def _doubt(book: Book, channel: Channel, round_: int, *, again: bool) -> None:
    doubtful = sum((channel, round_) in case.doubtful for case in book.cases.values())
    if doubtful:
        what = "They go out again." if again else "They are left out; --again sends them."
        click.echo(
            f"{doubtful} messages were under way when a run was stopped, and may have gone out. "
            f"{what}",
            err=True,
        )


def _chosen(
    folder: Path, book: Book, channel: Channel, round_: int, spent: Path | None, *, again: bool
) -> Sequence[Case]:
    if spent is None:
        return to_send(book, channel, round_, again=again)
    if round_ == 0:
        raise InputError(Problem("A list of spent codes belongs to a reminder.", "--spent"))
    click.echo(_SPENT_WARNING, err=True)
    wave = book.settings.wave
    marks = frozenset(one.mark for one in read_marks(spent.read_bytes(), wave))
    key = read_code_key((folder / KEY).read_text(encoding="utf-8"), wave)
    return to_send(book, channel, round_, spent=marks, code_key=key, again=again)


def _sender(folder: Path, channel: Channel, options: dict[str, object]) -> Sender:
    smtp, program = str(options["smtp"]), str(options["program"])
    if channel == "email" and smtp:
        host, _, port = smtp.partition(":")
        if not port.isdecimal():
            remedy = ("Write HOST:587.",)
            raise InputError(Problem("The mail server has no port.", "--smtp", remedy))
        file = options["password_file"]
        password = file.read_text(encoding="utf-8").strip() if isinstance(file, Path) else ""
        security = cast(Security, options["security"])
        return Smtp(host, int(port), security, str(options["user"]), password)
    if channel == "sms" and program:
        return TextProgram(tuple(shlex.split(program)))
    outbox = options["outbox"]
    return Outbox(outbox if isinstance(outbox, Path) else folder / OUTBOX)


def _named(sender: Sender) -> str:
    match sender:
        case Smtp():
            return f"the mail server {sender.host}:{sender.port}"
        case TextProgram():
            return f"the program {sender.command[0]}"
        case Outbox():
            return f"the folder {sender.folder}"
    return "a sender"


def _warn(paper: Stationery) -> None:
    for tag in paper.unreviewed:
        state = paper.words[tag].state
        click.echo(f"Words in {tag!r}: {state}; no native speaker has reviewed them.", err=True)


def _agreed(yes: bool, question: str) -> bool:
    return yes or click.confirm(question)


def _told(done: Sent) -> None:
    click.echo(f"{done.sent} sent, {done.undeliverable} undeliverable, {done.failed} to try again.")
    for reason in done.reasons:
        click.echo(f"  {reason}")


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
