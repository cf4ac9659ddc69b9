"""What a document says about itself must be about something in it."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.translation import Translation


def edition_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of rulings on earlier editions, and of the states of translations."""
    yield from _ruling_problems(instrument, unsure)
    for known in instrument.translations:
        yield from _translation_problems(instrument, known, unsure)


def _ruling_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    names = {item.id for item in instrument.items}
    names |= {f"{item.id}.{row.id}" for item in instrument.items for row in item.rows}
    for ruling in instrument.rulings:
        where = f"comparability {ruling.item}"
        if ruling.item not in names and not unsure:
            yield Problem(
                "There is no such item or row.", where, ("name one of items.",), "unknown-reference"
            )
        if ruling.since == instrument.version:
            yield Problem(
                f"It compares version {ruling.since} with itself.",
                where,
                ("name the earlier version in since.",),
                "ruling",
            )
        if instrument.languages[0] not in ruling.reason:
            yield Problem(
                "The reason is printed in reports and is not written in the source language.",
                where,
                (f'write it in "{instrument.languages[0]}".',),
                "ruling",
            )


def _translation_problems(
    instrument: Instrument, known: Translation, unsure: frozenset[str]
) -> Iterator[Problem]:
    where = f"translations.{known.language}"
    source = instrument.languages[0]
    if known.language not in instrument.languages:
        yield Problem(
            "languages does not name it.",
            where,
            ("add it to languages.", "delete the table."),
            "language-unknown",
        )
    if (known.state == "original") and known.language != source:
        yield Problem(
            f'Only the source language "{source}" is original.',
            where,
            ('write "machine", "translated", "reviewed" or "pretested".',),
            "translation-state",
        )
    if known.state in ("machine", "translated", "reviewed") and known.language == source:
        yield Problem(
            "The source language is translated from nothing.",
            where,
            ('write "original", or "pretested" with people.',),
            "translation-state",
        )
    tested = "pretested" in (known.state, *known.texts.values())
    if tested != (known.people > 0):
        yield Problem(
            f"It is {'' if tested else 'not '}pretested, with {known.people} people.",
            where,
            ("write how many people took part in people.", "correct state."),
            "translation-state",
        )
    places = {place for place, _ in texts(instrument)}
    unknown = sorted((known.texts.keys() | known.made_from.keys()) - places)
    if unknown and not unsure:
        yield Problem(
            f"It speaks of texts that do not exist: {', '.join(unknown)}.",
            where,
            (f"surveyapp instrument translations stamp FILE --language {known.language}",),
            "unknown-reference",
        )
