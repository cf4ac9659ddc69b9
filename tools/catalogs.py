"""Extract the texts of the pages, bring every catalog up to them, judge it and compile it.

    python -m tools.catalogs            renew messages.pot, every messages.po and messages.mo
    python -m tools.catalogs --add vi   begin a new language first

A translation whose source changed is kept and marked fuzzy, with the source it was made from; until
somebody looks at it, pages show the source. A catalog in which something is not sound is refused.
"""

from __future__ import annotations

import argparse
import datetime
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from babel.plural import PluralRule, to_gettext

from surveyapp.instrument.translation import STATES
from surveyapp.web.catalog_rules import names_in, plural_problems, problems_of
from surveyapp.web.catalogs import TRANSLATIONS, folder_of
from surveyapp.web.english.every_text import SOURCES

WEB = TRANSLATIONS.parent
KEYWORDS = {"text": ((1, "c"), 2), "counted": ((1, "c"), 2, 3)}
LARGEST = 2_000_000
HOLES = {
    "age": "an age in years",
    "city": "the name of the city",
    "count": "how many there are",
    "day": "a date in words",
    "department": "the name of the police department",
    "example": "a date in figures",
    "k": "the number of this question",
    "limit": "how many there may be",
    "link": "the words of the text results_link, as a link",
    "longest": "how many characters may be written",
    "minutes": "a number of minutes",
    "most": "how many may be ranked",
    "number": "a telephone number",
    "of": "about how many questions there are",
    "pages": "a number of questions",
    "place": "which character of a code, counted from 1",
    "question": "the question, as it was asked",
    "seconds": "a number of seconds",
    "split": "the name of a question that has several wordings, as printed",
    "title": "the title of the questionnaire",
    "waves": "titles of surveys, joined by commas",
}
_STATE = re.compile(r'^"X-State: (.*)\\n"$', re.MULTILINE)
_RULES = ("nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);")
_HEADER_END = '"Generated-By: '


@dataclass(frozen=True)
class Translation:
    """A translator's catalog and what is known of it."""

    catalog: Catalog
    state: str


def template(created: datetime.datetime) -> Catalog:
    """Every text that is marked in the code: its key as context, where it stands, its names."""
    catalog = Catalog(
        header_comment="# Texts of the pages around the questions.",
        project="surveyapp",
        version="1",
        creation_date=created,
        charset="utf-8",
        fuzzy=False,
    )
    places = {path: path.read_text(encoding="utf-8") for path in _pages()}
    for path in sorted((WEB / "english").glob("*.py")):
        if path.name == "marking.py":
            continue
        found = extract_from_file("python", path, KEYWORDS, ("Note:",), strip_comment_tags=True)
        for _, words, comments, context in found:
            key = str(context)
            used = _users(key, places)
            catalog.add(
                words if isinstance(words, str) else tuple(words),
                context=key,
                locations=[(str(place.relative_to(WEB)), 1) for place in used],
                auto_comments=[*comments, *_holes(words)],
            )
    return catalog


def updated(old: Catalog, pot: Catalog) -> Catalog:
    """A translation with the texts of the template; what was made from another source is fuzzy."""
    new = Catalog(header_comment=old.header_comment, fuzzy=False)
    new.locale = old.locale or old.locale_identifier
    new.mime_headers = old.mime_headers
    new.creation_date, new.fuzzy = pot.creation_date, False
    known = {message.context: message for message in old if message.id}
    for message in pot:
        if message.id:
            before = known.get(message.context)
            _carry(new, message, before)
    return new


def read(text: str, language: str) -> Translation:
    """A translator's file; ValueError with every problem where it cannot be taken.

    Missing and fuzzy texts are no problem: pages show their source instead.
    """
    if len(text) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST:,} characters")
    try:
        catalog = read_po(io.StringIO(text), locale=language.replace("-", "_"), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, LookupError, TypeError) as error:
        raise ValueError(f"it is not a PO file: {error}") from None
    stated = _STATE.search(text)
    problems = list(_problems(catalog, language))
    if stated is None or stated[1] not in STATES:
        problems.insert(0, f"its header X-State is none of {', '.join(STATES)}")
    if problems:
        raise ValueError("\n".join(problems))
    return Translation(catalog, stated[1] if stated else "")


def written(translation: Translation) -> str:
    """A catalog as a PO file, its state in the header."""
    out = io.BytesIO()
    write_po(out, translation.catalog, width=100, include_previous=True, include_lineno=False)
    text = out.getvalue().decode("utf-8")
    if not translation.state:
        return text
    return text.replace(_HEADER_END, f'"X-State: {translation.state}\\n"\n{_HEADER_END}', 1)


def compiled(catalog: Catalog) -> bytes:
    """A catalog as gettext reads it, without fuzzy texts."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def begun(language: str) -> Translation:
    """The empty catalog of a new language, with a rule of plurals that parts as CLDR does."""
    name = language.replace("-", "_")
    header = f"# Texts of the pages around the questions: {language}."
    catalog = Catalog(locale=name, header_comment=header, project="surveyapp", version="1")
    cldr = _cldr_plural(language)
    rules = (catalog.plural_forms, *_RULES, *([to_gettext(cldr)] if cldr else []))
    others = [head for head in catalog.mime_headers if head[0] != "Plural-Forms"]
    for rule in rules if cldr else ():
        catalog.mime_headers = [*others, ("Plural-Forms", rule)]
        if not _plural_problem(catalog, language):
            break
    return Translation(catalog, "machine")


def _cldr_plural(language: str) -> PluralRule | None:
    """How CLDR parts the numbers of a language; None where it does not know the language."""
    try:
        return Locale.parse(language.replace("-", "_")).plural_form
    except (UnknownLocaleError, ValueError):
        return None


def _plural_problem(catalog: Catalog, language: str) -> str:
    """What is wrong with the rule by which a catalog numbers its plural forms."""
    try:
        plural = c2py(catalog.plural_expr)
    except (ValueError, RecursionError) as error:
        return f"its plural rule cannot be read: {error}"
    wrong = plural_problems(plural, catalog.num_plurals, _cldr_plural(language) or plural)
    return f"its plural rule is wrong: {wrong}" if wrong else ""


def _pages() -> Iterator[Path]:
    yield from sorted((WEB / "templates").rglob("*.html"))
    yield from sorted(p for p in WEB.rglob("*.py") if p.parent.name != "english")


def _users(key: str, places: dict[Path, str]) -> list[Path]:
    """Where a text is asked for by its key, or at least named."""
    for call in (rf"\bt\(\s*['\"]{key}['\"]", rf"['\"]{key}['\"]"):
        used = [path for path, page in places.items() if re.search(call, page)]
        if used:
            break
    return used


def _holes(words: str | tuple[str, ...]) -> list[str]:
    """A line for translators on each name in braces."""
    whole = words if isinstance(words, str) else " ".join(words)
    return [f"{{{name}}} is {HOLES[name]}." for name in names_in(whole)]


def _carry(new: Catalog, message: Message, before: Message | None) -> None:
    """Put a text of the template into a catalog, with the translation there was."""
    old = _forms(before)
    kept = (old or [""]) * new.num_plurals
    previous = _strings(before.id) if before and old and before.id != message.id else []
    if before and old and before.id == message.id:
        previous = list(before.previous_id)
    new.add(
        message.id,
        tuple(kept[: new.num_plurals]) if message.pluralizable else kept[-1],
        locations=message.locations,
        auto_comments=message.auto_comments,
        user_comments=before.user_comments if before else (),
        flags=["fuzzy"] if before and old and (before.fuzzy or before.id != message.id) else [],
        previous_id=previous,
        context=message.context,
    )


def _forms(message: Message | None) -> list[str]:
    """The translations of a message, one for each kind of number; empty where there are none."""
    forms = _strings(message.string) if message is not None else []
    return forms if any(forms) else []


def _strings(words: object) -> list[str]:
    return [str(one) for one in words] if isinstance(words, tuple | list) else [str(words or "")]


def _problems(catalog: Catalog, language: str) -> Iterator[str]:
    """Everything for which a catalog is refused."""
    wrong = _plural_problem(catalog, language)
    if wrong:
        yield wrong
        return
    plural = c2py(catalog.plural_expr)
    served = [[n for n in range(1001) if plural(n) == i] for i in range(catalog.num_plurals)]
    for message in catalog:
        forms = _forms(message)
        if not message.id or message.fuzzy or not forms:
            continue
        source = SOURCES.get(str(message.context))
        if source is None or message.id not in (source.words, (source.words, source.many)):
            continue  # of an earlier source: not shown, and marked fuzzy when it is brought up
        for numbers, words in zip(served, forms, strict=False):
            alone = message.pluralizable and len(numbers) == 1
            for problem in problems_of(source, str(words), one_number=alone):
                yield f"{message.context}: {problem}"


def renew(now: datetime.datetime, add: str = "") -> int:
    """Bring everything on disk up to the code; 1 where a catalog was refused."""
    place, pot = TRANSLATIONS / "messages.pot", template(now)
    if place.is_file():
        old = read_po(io.StringIO(place.read_text(encoding="utf-8")))
        # Of another day only where a text is another: a page moved changes no compiled catalog.
        same = [(m.context, m.id) for m in pot] == [(m.context, m.id) for m in old]
        pot.creation_date = old.creation_date if same else now
    place.write_text(written(Translation(pot, "")), encoding="utf-8")
    if add and not (folder_of(add) / "messages.po").exists():
        folder_of(add).mkdir(parents=True)
        fresh = begun(add)
        new = Translation(updated(fresh.catalog, pot), fresh.state)
        (folder_of(add) / "messages.po").write_text(written(new), encoding="utf-8")
    return max([_renewed(path, pot) for path in sorted(TRANSLATIONS.glob("*/*/messages.po"))] + [0])


def _renewed(path: Path, pot: Catalog) -> int:
    language = path.parts[-3].replace("_", "-")
    try:
        old = read(path.read_text(encoding="utf-8"), language)
    except ValueError as refused:
        print(f"{language}: refused.\n{refused}", file=sys.stderr)
        return 1
    new = Translation(updated(old.catalog, pot), old.state)
    path.write_text(written(new), encoding="utf-8")
    texts = [message for message in new.catalog if message.id]
    stale = sum(message.fuzzy for message in texts)
    missing = sum(not _forms(message) for message in texts)
    if missing < len(texts):  # a language is on offer from its first text on
        path.with_suffix(".mo").write_bytes(compiled(new.catalog))
    print(f"{language}: {new.state}; {len(texts)} texts, {missing} missing, {stale} stale.")
    return 0


def main() -> int:
    """Renew the catalogs as the command line says."""
    parser = argparse.ArgumentParser(description="Renew the catalogs of translations.")
    parser.add_argument("--add", default="", metavar="LANGUAGE", help="begin a new language first")
    return renew(datetime.datetime.now(datetime.UTC), parser.parse_args().add)


if __name__ == "__main__":
    sys.exit(main())
