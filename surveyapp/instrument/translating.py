"""Translations on their way out to a translator and back into the document, comments untouched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit import TOMLDocument

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.languages import standing, translation_of, words_hash
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.text_tables import text_tables
from surveyapp.instrument.translation import State, Translation


@dataclass(frozen=True, slots=True)
class Entry:
    """One text for a translator, or from one.

    Attributes
    ----------
    place : where it stands, such as "item trust, text".
    source : the text that is, or was, translated.
    text : its translation; empty where there is none.
    state : of this text.
    stale : whether the source changed after the translation was made.
    """

    place: str
    source: str
    text: str = ""
    state: State = "translated"
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did to a document.

    Attributes
    ----------
    text : the document, as TOML.
    written, unchanged : how many texts.
    stale : places whose source had changed since it was sent out.
    left : places that the translator left blank.
    marked : places whose texts are still marked as a machine's, so that they did not take the
        state given.
    """

    text: str
    written: int
    unchanged: int
    stale: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()


def entries(instrument: Instrument, language: str) -> tuple[Entry, ...]:
    """Every text of an instrument for translation to a language, in the order of the document."""
    known = translation_of(instrument, language)
    stale = set(standing(instrument, language).stale)
    source = instrument.languages[0]
    return tuple(
        Entry(
            place,
            text[source],
            text.get(language, ""),
            known.texts.get(place, known.state),
            place in stale,
        )
        for place, text in texts(instrument)
    )


def take(
    document: str,
    instrument: Instrument,
    language: str,
    given: Sequence[Entry],
    *,
    state: State,
    people: int = 0,
    by: str = "",
) -> Taken:
    """The document with a translator's texts in it, their state, and the source each was made from.

    Texts left blank keep what stands there. A text made from an older source is taken and stays
    marked as stale. Comments and the order of the document are kept; the language is added to
    `languages` when it is new, and needs every text then. Texts marked as a machine's stay that;
    where all of them are, the language keeps its state and the name of who made it.

    Raises
    ------
    InputError : places that the questionnaire does not have, doubled places, or the source
        language.
    """
    _refuse(instrument, language, given)
    source = instrument.languages[0]
    parsed = tomlkit.parse(document)
    tables = dict(text_tables(parsed))
    now = {place: text[source] for place, text in texts(instrument)}
    held = [entry for entry in given if entry.text.strip()]
    written = 0
    for entry in held:
        table = tables[entry.place]
        written += table.get(language) != entry.text
        table[language] = _string(entry.text)
    marked = tuple(e.place for e in held if e.state == "machine" and state != "machine")
    known = translation_of(instrument, language)
    if language not in instrument.languages:
        parsed["languages"].append(language)
        known = Translation(language, "machine", 0, by)
    if held and len(marked) == len(held):
        state, people, by = known.state, known.people, known.by
    _record(parsed, instrument, language, held, state, people, by)
    return Taken(
        tomlkit.dumps(parsed),
        written,
        len(held) - written,
        stale=tuple(e.place for e in held if words_hash(e.source) != words_hash(now[e.place])),
        left=tuple(e.place for e in given if not e.text.strip()),
        marked=marked,
    )


def stamp(
    document: str, instrument: Instrument, language: str, places: Iterable[str] | None = None
) -> str:
    """The document saying that the translations are made from the source as it stands now.

    Raises
    ------
    InputError : the source language, or places that the questionnaire does not have.
    """
    chosen = None if places is None else set(places)
    every = entries(instrument, language)
    unknown = (chosen or set()) - {entry.place for entry in every}
    made = [e for e in every if e.text and (chosen is None or e.place in chosen)]
    strangers = [Entry(place, "", "-") for place in sorted(unknown)]
    _refuse(instrument, language, [*made, *strangers])
    parsed = tomlkit.parse(document)
    known = translation_of(instrument, language)
    _record(parsed, instrument, language, made, known.state, known.people, known.by)
    return tomlkit.dumps(parsed)


def _record(
    parsed: TOMLDocument,
    instrument: Instrument,
    language: str,
    held: Sequence[Entry],
    state: State,
    people: int,
    by: str,
) -> None:
    """Write down the state of a language and what its texts were made from."""
    known = translation_of(instrument, language)
    standing_places = {place for place, _ in texts(instrument)}
    given = {entry.place: words_hash(entry.source) for entry in held}
    made_from = {p: h for p, h in known.made_from.items() if p in standing_places} | given
    rest = [e for e in entries(instrument, language) if e.text and e.place not in given]
    states = {e.place: e.state for e in rest if e.state != state}
    states |= {e.place: e.state for e in held if e.state == "machine" and state != "machine"}
    table = tomlkit.table()
    table["state"] = state
    if people:
        table["people"] = people
    if by or known.by:
        table["by"] = by or known.by
    for key, values in (("texts", states), ("made_from", made_from)):
        if values:
            inner = tomlkit.table()
            inner.update({place: values[place] for place in _in_order(instrument, values)})
            table[key] = inner
    if "translations" not in parsed:
        parsed["translations"] = tomlkit.table(is_super_table=True)
    parsed["translations"][language] = table


def _in_order(instrument: Instrument, places: Iterable[str]) -> Iterator[str]:
    wanted = set(places)
    yield from (place for place, _ in texts(instrument) if place in wanted)


def _string(text: str) -> Any:
    """A string as an author would write it: over several lines where it has several."""
    return tomlkit.string(text, multiline="\n" in text)


def _refuse(instrument: Instrument, language: str, given: Sequence[Entry]) -> None:
    places = [place for place, _ in texts(instrument)]
    known = set(places)
    seen: set[str] = set()
    problems = []
    if language == instrument.languages[0]:
        problems.append(
            Problem(
                f'"{language}" is the source language; nothing is translated to it.',
                "language",
                ("name another language.",),
                "translation-source",
            )
        )
    for entry in given:
        if entry.place not in known:
            problems.append(
                Problem(
                    "The questionnaire has no such text.",
                    entry.place,
                    ("export the translations again.", "leave the entry out."),
                    "translation-place",
                )
            )
        elif entry.place in seen:
            problems.append(
                Problem("The text stands twice.", entry.place, ("keep one.",), "translation-twice")
            )
        seen.add(entry.place)
    if problems:
        raise InputError(problems)
