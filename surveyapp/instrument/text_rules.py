"""Every text stands in every language of the questionnaire, and in no other."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.character_rules import character_problems
from surveyapp.instrument.model import Instrument, Item, Option, Points, Text


def text_problems(instrument: Instrument) -> Iterator[Problem]:
    """A problem for each text with a language missing or one too many, or unfit characters."""
    languages = instrument.languages
    for tag in sorted({tag for tag in languages if languages.count(tag) > 1}):
        yield Problem(
            f'The language "{tag}" stands twice.', "languages", ("name it once.",), "duplicate"
        )
    for where, text in texts(instrument):
        yield from _gaps(where, text, languages)
        for language, words in text.items():
            yield from character_problems(where, language, words)


def texts(instrument: Instrument) -> Iterator[tuple[str, Text]]:
    """Every text of an instrument with its place; texts left out altogether are not named."""
    yield "title", instrument.title
    yield "welcome", instrument.welcome
    yield from _if_written("thanks", instrument.thanks)
    for section in instrument.sections:
        yield f"section {section.id}, title", section.title
    for scale in instrument.scales:
        yield from _labels(f"scale {scale.id}", scale.options, scale.points)
    for item in instrument.items:
        yield from _item_texts(item)
    for group in instrument.groups:
        yield f"group {group.id}, title", group.title
        if group.add_another is not None:
            for key in ("text", "yes", "no"):
                yield f"group {group.id}, add_another.{key}", getattr(group.add_another, key)
    for indicator in instrument.indicators:
        for key in ("title", "short", "definition", "base"):
            yield f"indicator {indicator.id}, {key}", getattr(indicator, key)
        for key in ("statement", "among"):
            yield from _if_written(f"indicator {indicator.id}, {key}", getattr(indicator, key))
    for slot in instrument.slots:
        yield f"slot {slot.id}, title", slot.title
    for module in instrument.modules:
        yield f"module {module.id}, title", module.title
    for bridge in instrument.bridges.values():
        yield f"bridge {bridge.id}, note", bridge.note
        for category in bridge.categories:
            yield f"bridge {bridge.id}, category {category.id}", category.label


def _item_texts(item: Item) -> Iterator[tuple[str, Text]]:
    yield f"item {item.id}, text", item.text
    for key in ("hint", "unit", "interviewer_note", "stand_in"):
        yield from _if_written(f"item {item.id}, {key}", getattr(item, key))
    for arm in item.arms:
        yield f"item {item.id}, arm {arm.code}", arm.text
        yield from _if_written(f"item {item.id}, arm {arm.code}, hint", arm.hint)
    for number, check in enumerate(item.checks, 1):
        yield from _if_written(f"item {item.id}, check {number}, message", check.message)
    for row in item.rows:
        yield f"item {item.id}, row {row.id}", row.text
    if not item.scale:
        yield from _labels(f"item {item.id}", item.options, item.points)


def _labels(
    owner: str, options: tuple[Option, ...], points: Points | None
) -> Iterator[tuple[str, Text]]:
    if points is not None:
        yield f"{owner}, points.low", points.low
        yield f"{owner}, points.high", points.high
    for option in options:
        if points is None or option.code not in points.codes:
            yield f"{owner}, option {option.code}", option.label


def _if_written(where: str, text: Text) -> Iterator[tuple[str, Text]]:
    if text:
        yield where, text


def _gaps(where: str, text: Text, languages: tuple[str, ...]) -> Iterator[Problem]:
    missing = [tag for tag in languages if tag not in text]
    unknown = sorted(tag for tag in text if tag not in languages)
    if missing:
        yield Problem(
            f"The text is missing in {_listed(missing)}.",
            where,
            (f"write it in {_listed(missing)}.",),
            "translation-missing",
        )
    if unknown:
        yield Problem(
            f"The text is also in {_listed(unknown)}, which languages does not name.",
            where,
            (f"add {_listed(unknown)} to languages.", "delete it here."),
            "language-unknown",
        )


def _listed(tags: list[str]) -> str:
    return " and ".join(f'"{tag}"' for tag in tags)
