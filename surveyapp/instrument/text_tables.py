"""The tables of texts in a document as it is written, under the names its texts have elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

TextTable = MutableMapping[str, Any]
Document = Mapping[str, Any]

ITEM_KEYS = ("text", "hint", "unit", "interviewer_note", "stand_in")
INDICATOR_KEYS = ("title", "short", "definition", "base", "statement", "among")
GROUP_KEYS = ("text", "yes", "no")


def text_tables(document: Document) -> Iterator[tuple[str, TextTable]]:
    """Every table of languages and words, with the place that `text_rules.texts` names it by.

    The document must be sound. The tables are those of the document itself: what is written into
    them is written into it.
    """
    yield from _keyed(document, "", ("title", "welcome", "thanks"))
    for section in document["sections"]:
        yield from _keyed(section, f"section {section['id']}, ", ("title",))
    for name, scale in document.get("scales", {}).items():
        yield from _labels(scale, f"scale {name}")
    for item in document["items"]:
        yield from _item(item, f"item {item['id']}")
    for group in document.get("groups", ()):
        yield from _keyed(group, f"group {group['id']}, ", ("title",))
        another = group.get("add_another", {})
        yield from _keyed(another, f"group {group['id']}, add_another.", GROUP_KEYS)
    for indicator in document.get("indicators", ()):
        yield from _keyed(indicator, f"indicator {indicator['id']}, ", INDICATOR_KEYS)
    for slot in document.get("slots", ()):
        yield from _keyed(slot, f"slot {slot['id']}, ", ("title",))
    for module in document.get("modules", ()):
        yield from _keyed(module, f"module {module['id']}, ", ("title",))
    for name, bridge in document.get("bridges", {}).items():
        yield from _keyed(bridge, f"bridge {name}, ", ("note",))
        for category in bridge.get("categories", ()):
            yield f"bridge {name}, category {category['id']}", category["label"]


def _item(item: Document, where: str) -> Iterator[tuple[str, TextTable]]:
    yield from _keyed(item, f"{where}, ", ITEM_KEYS)
    for arm in item.get("arms", ()):
        yield f"{where}, arm {arm['code']}", arm["text"]
        yield from _keyed(arm, f"{where}, arm {arm['code']}, ", ("hint",))
    for number, check in enumerate(item.get("checks", ()), 1):
        yield from _keyed(check, f"{where}, check {number}, ", ("message",))
    for row in item.get("rows", ()):
        yield f"{where}, row {row['id']}", row["text"]
    yield from _labels(item, where)


def _labels(owner: Document, where: str) -> Iterator[tuple[str, TextTable]]:
    yield from _keyed(owner.get("points", {}), f"{where}, points.", ("low", "high"))
    for option in owner.get("options", ()):
        yield f"{where}, option {option['code']}", option["label"]


def _keyed(table: Document, prefix: str, keys: tuple[str, ...]) -> Iterator[tuple[str, TextTable]]:
    for key in keys:
        if table.get(key):
            yield f"{prefix}{key}", table[key]
