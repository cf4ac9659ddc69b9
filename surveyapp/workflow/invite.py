"""What an issue says to people: each case's letter, e-mail or text message, and posters."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyapp.collection.access_code import shown
from surveyapp.collection.issue import Book, Case, Channel
from surveyapp.errors import InputError, Problem
from surveyapp.reporting.letters import (
    InvitationWords,
    Setting,
    Sheet,
    email_text,
    letters_html,
    load_words,
    poster_html,
    sms_text,
)
from surveyapp.reporting.pdf import print_pages
from surveyapp.workflow.senders import Message
from surveyapp.workflow.whole_file import clear_unfinished, write_whole

WORDS = "letters"
STYLE = "letter.css"


@dataclass(frozen=True, slots=True)
class Stationery:
    """The words of every language of an issue, and where templates and fonts lie."""

    setting: Setting
    words: Mapping[str, InvitationWords]
    templates: Path
    fonts: Path

    @property
    def unreviewed(self) -> tuple[str, ...]:
        """Languages whose words no native speaker stands behind."""
        return tuple(tag for tag, words in self.words.items() if not words.reviewed)


def stationery(book: Book, reports: Path) -> Stationery:
    """The stationery of an issue; `reports` is the folder of templates and fonts."""
    made = book.settings
    setting = Setting(
        city=made.city,
        department=made.department,
        title=made.title,
        address=made.address,
        contact=made.contact,
        minutes=made.minutes,
        closes=made.closes,
    )
    return stationery_of(setting, made.languages, reports)


def stationery_of(setting: Setting, languages: Sequence[str], reports: Path) -> Stationery:
    """The stationery of a city for some languages."""
    templates = reports / "templates" / WORDS
    words = {tag: load_words(templates, tag) for tag in languages}
    return Stationery(setting, words, templates, reports / "fonts")


def composer(
    book: Book, paper: Stationery, channel: Channel, round_: int
) -> Callable[[Case], Message]:
    """How a case's message is written; InputError where e-mail has no sender."""
    reminder = round_ > 0
    if channel == "email" and not book.settings.sender:
        remedy = ("Start the issue with --sender, such as survey@city.example.",)
        raise InputError(Problem("The issue names no sender of e-mail.", "sender", remedy))

    def email(case: Case) -> Message:
        person, words = case.person, paper.words[case.person.language]
        subject, text = email_text(
            words,
            paper.setting,
            person.name,
            shown(case.code),
            reminder=reminder,
            language=person.language,
        )
        reference = reference_of(case, round_)
        sender = book.settings.sender
        return Message(reference, person.email, text, subject, sender, person.language)

    def sms(case: Case) -> Message:
        words = paper.words[case.person.language]
        text = sms_text(words, paper.setting, shown(case.code), reminder=reminder)
        return Message(reference_of(case, round_), case.person.phone, text)

    return email if channel == "email" else sms


def write_letters(
    book: Book,
    paper: Stationery,
    cases: Sequence[Case],
    folder: Path,
    round_: int,
    *,
    on: datetime.date,
    each: int = 100,
    pdf: bool = True,
    begin: Callable[[Sequence[Case]], None] = lambda part: None,
) -> Iterator[tuple[Path, Sequence[Case]]]:
    """Write letters, so many to a file; yields each file with the cases in it, when it is there.

    A file is there whole or not at all. `begin` is called with the cases of each before it is
    written, so that a stop between its writing and its noting leaves a trace.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear_unfinished(folder)
    style = (paper.templates / STYLE).read_text(encoding="utf-8")
    for at in range(0, len(cases), each):
        part = cases[at : at + each]
        begin(part)
        sheets = [_sheet(book, case) for case in part]
        html = letters_html(
            sheets, paper.words, paper.setting, paper.templates, reminder=round_ > 0
        )
        path = folder / letters_name(part, round_, pdf=pdf)
        if pdf:
            data, _ = print_pages(html, style, paper.fonts, day=on)
        else:
            data = html.replace("</head>", f"<style>{style}</style></head>").encode()
        write_whole(path, data)
        yield path, part


def letters_name(part: Sequence[Case], round_: int, *, pdf: bool) -> str:
    """The name of the file that holds the letters to these cases."""
    end = "pdf" if pdf else "html"
    return f"letters-{round_}-{part[0].number:06}-{part[-1].number:06}.{end}"


def write_poster(paper: Stationery, path: Path, *, on: datetime.date) -> None:
    """Write a poster with the survey's address as a QR code, in every language."""
    style = (paper.templates / STYLE).read_text(encoding="utf-8")
    html = poster_html(paper.words, paper.setting, paper.templates)
    write_whole(path, print_pages(html, style, paper.fonts, day=on)[0], mode=0o644)


def _sheet(book: Book, case: Case) -> Sheet:
    person = case.person
    at_random = book.settings.at_random(person.cell)
    return Sheet(person.name, person.address, shown(case.code), person.language, at_random)


def reference_of(case: Case, round_: int) -> str:
    """What a message is called in a folder."""
    return f"{case.number:06}-{round_}"
