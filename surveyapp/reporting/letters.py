"""Letters, e-mail, text messages and posters that invite people, in words kept as data."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import segno
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from surveyapp.errors import Problem, ReportError
from surveyapp.reporting.render import data_uri

_STRICT = ConfigDict(extra="forbid")
_HOLE = re.compile(r"\{([a-z_]+)\}")
_GSM = re.compile(
    r"[A-Za-z0-9 @£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]*"
)


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class LetterWords:
    """Words of a letter; paragraphs for the invitation and for reminders.

    Attributes
    ----------
    chosen : why somebody gets it, where they were not drawn from all residents. It never names a
        contact with the police: others in a household open letters, too.
    """

    greeting: str
    greeting_unnamed: str
    heading: str
    heading_reminder: str
    chosen_at_random: str
    chosen: str
    paragraphs: tuple[str, ...]
    paragraphs_reminder: tuple[str, ...]
    how: str
    go_to: str
    scan: str
    enter: str
    closes: str
    help: str
    qr: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class EmailWords:
    """Words of an e-mail."""

    subject: str
    subject_reminder: str
    text: str
    text_reminder: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class SmsWords:
    """Words of a text message."""

    text: str
    text_reminder: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class PosterWords:
    """Words of a poster."""

    heading: str
    text: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class InvitationWords:
    """Everything said to invite people in one language.

    Attributes
    ----------
    state : "original", "machine", "translated", "reviewed by a native speaker" or "pretested with
        n people".
    """

    language: str
    direction: str
    state: str
    letter: LetterWords
    email: EmailWords
    sms: SmsWords
    poster: PosterWords

    @property
    def reviewed(self) -> bool:
        """Whether somebody who grew up with the language stands behind the words."""
        return self.state.startswith(("original", "reviewed", "pretested"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What differs between letters.

    Attributes
    ----------
    lines : of the postal address. code : as it is printed.
    at_random : whether they were drawn at random from all residents.
    """

    name: str
    lines: tuple[str, ...]
    code: str
    language: str
    at_random: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """What all letters and messages of an issue share; `closes` is empty without a last day."""

    city: str
    department: str
    title: str
    address: str
    contact: str
    minutes: int
    closes: str = ""


_WORDS: TypeAdapter[InvitationWords] = TypeAdapter(InvitationWords)


def load_words(folder: Path, language: str) -> InvitationWords:
    """The words of a language: its own file, or that of the language it is a kind of (zh-Hans: zh).

    Raises
    ------
    ReportError : there is no file, or every fault in it, holes of unknown name included.
    """
    for tag in (language, language.partition("-")[0]):
        path = folder / f"{tag}.toml"
        if path.is_file():
            return _read(path)
    have = ", ".join(sorted(path.stem for path in folder.glob("*.toml")))
    remedies = (f"Write {language}.toml beside them.", f"Use one of: {have}.")
    raise ReportError(Problem(f"There are no words for {language!r}.", str(folder), remedies))


def _read(path: Path) -> InvitationWords:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        words = _WORDS.validate_python(document)
    except tomllib.TOMLDecodeError as error:
        raise ReportError(Problem(f"This is no TOML: {error}.", path.name)) from error
    except ValidationError as error:
        raise ReportError(
            Problem(f"{fault['msg']}.", f"{path.name}, {' '.join(map(str, fault['loc']))}")
            for fault in error.errors()
        ) from error
    unknown = sorted(set(_HOLE.findall(path.read_text(encoding="utf-8"))) - _HOLES - {"braces"})
    if unknown:
        remedy = (f"Use: {', '.join(sorted(_HOLES))}.",)
        raise ReportError(
            Problem(f"{{{name}}} is filled by nothing.", path.name, remedy) for name in unknown
        )
    return words


def letters_html(
    sheets: Sequence[Sheet],
    words: Mapping[str, InvitationWords],
    setting: Setting,
    templates: Path,
    *,
    reminder: bool = False,
) -> str:
    """One page for each sheet, in its language; everything from data is escaped."""
    drawing = qr_drawing(setting.address)
    pages = [_page(sheet, words[sheet.language], setting, drawing, reminder) for sheet in sheets]
    return _template(templates, "letter.html").render(pages=pages, title=setting.title)


def poster_html(languages: Mapping[str, InvitationWords], setting: Setting, templates: Path) -> str:
    """A poster with the address of an open survey as QR code, in every language given."""
    blocks = [
        {
            "language": tag,
            "direction": words.direction,
            "heading": filled(words.poster.heading, setting),
            "text": filled(words.poster.text, setting),
        }
        for tag, words in languages.items()
    ]
    first = next(iter(languages.values()))
    return _template(templates, "poster.html").render(
        first=blocks[0],
        blocks=blocks,
        title=setting.title,
        city=setting.city,
        department=setting.department,
        qr=qr_drawing(setting.address),
        qr_words=filled(first.letter.qr, setting),
        address=setting.address,
    )


def email_text(
    words: InvitationWords,
    setting: Setting,
    name: str,
    code: str,
    *,
    reminder: bool,
    language: str = "",
) -> tuple[str, str]:
    """Subject and text of an e-mail."""
    email = words.email
    subject = email.subject_reminder if reminder else email.subject
    body = filled(
        email.text_reminder if reminder else email.text,
        setting,
        code=code,
        greeting=_greeting(words, setting, name),
        closes_line=_closes(words, setting, language),
    )
    return filled(subject, setting), body.strip() + "\n"


def sms_text(words: InvitationWords, setting: Setting, code: str, *, reminder: bool) -> str:
    """A text message."""
    text = words.sms.text_reminder if reminder else words.sms.text
    return filled(text, setting, code=code)


def sms_parts(text: str) -> int:
    """How many text messages a carrier bills: 160 characters (then 153 each), or 70 (67) in
    scripts outside the GSM alphabet (3GPP TS 23.038)."""
    whole, part = (160, 153) if _GSM.fullmatch(text) else (70, 67)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= whole else -(-units // part)


def qr_drawing(address: str) -> str:
    """An address as a QR code (ISO/IEC 18004, error correction Q) in an SVG data address."""
    code = segno.make_qr(address, error="q")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=2, omitsize=True, xmldecl=False, nl=False)
    return data_uri(drawn.getvalue().decode())


def filled(text: str, setting: Setting, *, isolated: bool = False, **own: str) -> str:
    """A text with its holes filled; a hole is `{name}` and nothing more, so no text is code.

    With `isolated`, each value keeps its own direction of writing inside a sentence of another
    (Unicode UAX 9, first strong isolate), as names and addresses need in Arabic.
    """
    values = {
        "city": setting.city,
        "department": setting.department,
        "title": setting.title,
        "address": setting.address,
        "contact": setting.contact,
        "minutes": str(setting.minutes),
        "closes": setting.closes,
    } | own
    before, after = ("\u2068", "\u2069") if isolated else ("", "")
    return _HOLE.sub(
        lambda hole: f"{before}{values[hole[1]]}{after}" if hole[1] in values else hole[0], text
    )


_HOLES = frozenset(
    [
        "city",
        "department",
        "title",
        "address",
        "contact",
        "minutes",
        "closes",
        "name",
        "code",
        "greeting",
        "closes_line",
        "chosen",
    ]
)


def _page(
    sheet: Sheet, words: InvitationWords, setting: Setting, drawing: str, reminder: bool
) -> dict[str, object]:
    letter, turned = words.letter, words.direction == "rtl"
    paragraphs = letter.paragraphs_reminder if reminder else letter.paragraphs
    heading = letter.heading_reminder if reminder else letter.heading
    return {
        "language": sheet.language,
        "words": words,
        "city": setting.city,
        "department": setting.department,
        "name": sheet.name,
        "lines": sheet.lines,
        "heading": filled(heading, setting, isolated=turned),
        "greeting": _greeting(words, setting, sheet.name),
        "paragraphs": [
            filled(text, setting, isolated=turned)
            for text in _with_reason(paragraphs, letter, sheet)
        ],
        "how": letter.how,
        "go_to": letter.go_to,
        "scan": letter.scan,
        "enter": letter.enter,
        "closes": _closes(words, setting, sheet.language),
        "help": filled(letter.help, setting, isolated=turned),
        "address": setting.address,
        "code": sheet.code,
        "qr": drawing,
        "qr_words": filled(letter.qr, setting),
    }


def _with_reason(paragraphs: Sequence[str], letter: LetterWords, sheet: Sheet) -> Sequence[str]:
    reason = letter.chosen_at_random if sheet.at_random else letter.chosen
    return [text.replace("{chosen}", reason) for text in paragraphs]


def _greeting(words: InvitationWords, setting: Setting, name: str) -> str:
    letter = words.letter
    greeting = letter.greeting if name else letter.greeting_unnamed
    return filled(greeting, setting, isolated=words.direction == "rtl", name=name)


def _closes(words: InvitationWords, setting: Setting, language: str) -> str:
    if not setting.closes:
        return ""
    last = day_in(setting.closes, language)
    return filled(words.letter.closes, setting, isolated=words.direction == "rtl", closes=last)


def day_in(text: str, language: str) -> str:
    """A day such as 2026-09-27 as a language writes it; other words stand as they are."""
    if not language:
        return text
    try:
        day, locale = date.fromisoformat(text), Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return text
    return format_date(day, format="long", locale=locale)


def _template(templates: Path, name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
