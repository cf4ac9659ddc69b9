"""Files for translators: CSV for a spreadsheet, PO for a translation tool."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages import pofile
from babel.messages.catalog import Catalog

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import defused, restored, separator
from surveyapp.instrument.translating import Entry
from surveyapp.instrument.translation import STATES

LARGEST = 4_000_000
COLUMNS = ("place", "source", "translation", "state", "stale", "language")
BOM = "\ufeff"


def write_csv(entries: Sequence[Entry], language: str = "") -> str:
    """One row a text; begins with a mark by which spreadsheets know that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        stale = "yes" if entry.stale else ""
        texts = (entry.place, entry.source, entry.text, entry.state, stale, language)
        writer.writerow([defused(text) for text in texts])
    return BOM + out.getvalue()


def read_csv(text: str, language: str = "") -> tuple[Entry, ...]:
    """The rows of a translator's CSV; the columns place, source and translation are needed.

    Raises
    ------
    InputError : too large, columns missing, rows of another length, or rows whose column
        `language` names another one than `language`, where that is given.
    """
    _refuse_large(text)
    held = io.StringIO(text.removeprefix(BOM))
    rows = csv.reader(held, strict=True, delimiter=separator(text))
    try:
        head = next(rows, [])
        lines = [(rows.line_num, row) for row in rows if any(row)]
    except csv.Error as error:
        raise InputError(
            Problem(f"This is not CSV: {error}.", f"line {rows.line_num}", ("save it again.",))
        ) from None
    missing = [name for name in COLUMNS[:3] if name not in head]
    if missing:
        raise InputError(
            Problem(
                f"It has no column {', '.join(missing)}.",
                "line 1",
                (f"keep the columns {', '.join(COLUMNS)}.",),
                "columns",
            )
        )
    short = [line for line, row in lines if len(row) < len(head)]
    if short:
        raise InputError(
            Problem(
                f"Rows have fewer cells than the {len(head)} columns.",
                f"line {', '.join(map(str, short[:10]))}",
                ("save the sheet as CSV with every column.",),
                "columns",
            )
        )
    cells = [dict(zip(head, map(restored, row), strict=False)) for _, row in lines]
    for named in dict.fromkeys(row.get("language", "").strip() for row in cells):
        _refuse_another_language(named, language, "column language")
    return tuple(map(_entry, cells))


def write_po(entries: Sequence[Entry], language: str, title: str, *, on: datetime.datetime) -> str:
    """One message a text, its place as context; machine and stale texts are marked fuzzy.

    `on` is printed in the header, as the format asks.
    """
    catalog = Catalog(
        locale=_locale(language),
        header_comment=f"# {title}",
        project=title,
        creation_date=on,
        revision_date=on,
        charset="utf-8",
        fuzzy=False,
    )
    for entry in entries:
        notes = [f"state: {entry.state}"] + (["the source has changed"] if entry.stale else [])
        fuzzy = bool(entry.text) and (entry.stale or entry.state == "machine")
        catalog.add(
            entry.source,
            entry.text,
            context=entry.place,
            flags=["fuzzy"] if fuzzy else [],
            auto_comments=notes,
        )
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=0)
    return out.getvalue().decode("utf-8")


def read_po(text: str, language: str = "") -> tuple[Entry, ...]:
    """The messages of a translator's PO file; those marked fuzzy are nobody's word yet: machine.

    Raises
    ------
    InputError : too large, not PO, messages without the place of their text, or a header
        "Language" that is another one than `language`, where that is given.
    """
    _refuse_large(text)
    try:
        catalog = pofile.read_po(io.StringIO(text.removeprefix(BOM)), abort_invalid=True)
    except (pofile.PoFileError, ValueError, LookupError, UnknownLocaleError) as error:
        raise InputError(
            Problem(f"This is not a PO file: {error}.", "", ("save it again as PO.",), "po")
        ) from None
    _refuse_another_language(catalog.locale_identifier or "", language, "header Language")
    messages = [message for message in catalog if message.id]
    lost = [str(message.id) for message in messages if not message.context]
    if lost:
        raise InputError(
            Problem(
                f"{len(lost)} messages have no msgctxt, which says where a text stands.",
                lost[0],
                ("export the translations again, and keep msgctxt.",),
                "po-context",
            )
        )
    return tuple(
        Entry(
            str(message.context),
            _one(message.id),
            _one(message.string),
            "machine" if message.fuzzy else "translated",
        )
        for message in messages
    )


def _one(words: object) -> str:
    """A message without plural forms; of one with them, the first."""
    return str(words[0]) if isinstance(words, tuple) else str(words or "")


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def _refuse_another_language(named: str, wanted: str, where: str) -> None:
    """A file that says of itself that it is in another language; es_MX is es, zh_TW no zh-Hans."""
    if not named or not wanted:
        return
    told, asked = _parts(named), _parts(wanted)
    if told[0] == asked[0] and (not told[1] or not asked[1] or told[1] == asked[1]):
        return
    raise InputError(
        Problem(
            f'The file says that its language is "{named}", not "{wanted}".',
            where,
            (f"import it with --language {named}.", "give the file of the other language."),
            "translation-language",
        )
    )


def _parts(tag: str) -> tuple[str, str]:
    """The language and the script of a tag, the script by its usual country where unsaid."""
    language, *rest = tag.replace("-", "_").split("_")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if not script and rest:
        usual = get_global("likely_subtags").get(f"{language.lower()}_{rest[0].upper()}", "")
        script = next((part for part in usual.split("_") if len(part) == 4), "")
    return language.lower(), script.title()


def _entry(row: dict[str, str]) -> Entry:
    state = row.get("state", "").strip()
    known = state if state in STATES else "translated"
    return Entry(row["place"].strip(), row["source"], row["translation"], known)


def _refuse_large(text: str) -> None:
    if len(text) > LARGEST:
        raise InputError(
            Problem(
                f"The file has {len(text):,} characters; translations have at most {LARGEST:,}.",
                "",
                ("give the file of one questionnaire.",),
                "file-too-large",
            )
        )
