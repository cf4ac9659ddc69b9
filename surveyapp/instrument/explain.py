"""What is wrong with a document's shape, in the words of the person who wrote it.

Pydantic finds the faults; here each gets its place (item, indicator, key), and a remedy.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveyapp.errors import Problem
from surveyapp.instrument.shape import KEYS
from surveyapp.instrument.shape_computations import OPERATORS

NAMED_LISTS: Mapping[str, str] = {
    "items": "item",
    "indicators": "indicator",
    "sections": "section",
    "groups": "group",
    "slots": "slot",
    "modules": "module",
}
NAMED_TABLES: Mapping[str, str] = {"scales": "scale", "bridges": "bridge"}
BRANCHES = ("int", "float", "date", "constrained-str", "literal['minimum_age']")
CONDITION_TAGS = ("all", "any", "not", "equals", "in", "compare", "answered")

TYPES: Mapping[str, str] = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": 'a table of languages and words, as { en = "..." }',
    "date_type": "a date such as 2026-01-31",
    "model_type": "a table in { } or under a heading",
    "model_attributes_type": "a table in { } or under a heading",
}
PATTERNS: Mapping[str, str] = {
    "version": 'digits, as "1" or "1.2"',
    "languages": 'a language tag, as "en", "es" or "zh-Hans"',
}
REMEDIES: Mapping[str, tuple[str, ...]] = {
    "options-twice": ("keep only scale.", "keep only options."),
    "options-empty": ("write its options.", "name a scale from [scales]."),
    "direction-missing": ('add direction = "higher is better", "lower is better" or "none".',),
    "direction-twice": ("delete direction here.", "change it on the scale."),
    "sum-bound": ("write equals.", "write at_most."),
    "group-end": ("name the item that counts them: count = ...", "write add_another."),
}


def explain(error: ValidationError, document: Mapping[str, Any], source: str) -> list[Problem]:
    """One problem for each fault of shape, none twice, in the order of the document."""
    problems = (_problem(fault, document, source) for fault in error.errors())
    return list(dict.fromkeys(problems))


def place(document: Mapping[str, Any], path: Sequence[int | str], source: str) -> str:
    """Where a fault is: file, then the item or other part by its id, then the key in it."""
    parts = [source]
    rest = list(path)
    if len(rest) > 1 and rest[0] in NAMED_LISTS:
        entries = document.get(str(rest[0]))
        entry = entries[rest[1]] if isinstance(entries, list) and isinstance(rest[1], int) else {}
        parts.append(f"{NAMED_LISTS[str(rest[0])]} {_name(entry, rest[1])}")
        rest = rest[2:]
        if rest and isinstance(entry, Mapping) and rest[0] == entry.get("kind"):
            rest = rest[1:]
    elif len(rest) > 1 and rest[0] in NAMED_TABLES:
        parts.append(f"{NAMED_TABLES[str(rest[0])]} {rest[1]}")
        rest = rest[2:]
    key = _key(rest)
    return ", ".join(parts + ([key] if key else []))


def _name(entry: object, position: int | str) -> str:
    named = entry.get("id") if isinstance(entry, Mapping) else None
    return named if isinstance(named, str) and named else f"number {int(position) + 1}"


def _key(path: Iterable[int | str]) -> str:
    """The rest of a path as a key, without pydantic's names for the branches of a union."""
    key = ""
    steps = list(path)
    if steps and steps[-1] in BRANCHES:
        steps.pop()
    inside, branch = False, False
    for step in steps:
        if branch:
            branch = False
            continue
        key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else str(step)
        inside = inside or step == "show_if"
        branch = inside and (isinstance(step, int) or step in ("show_if", "not"))
    return key.replace(".[key]", "")


def _problem(fault: ErrorDetails, document: Mapping[str, Any], source: str) -> Problem:
    kind, path = fault["type"], fault["loc"]
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if kind in ("missing", "extra_forbidden", "union_tag_not_found"):
        where = place(document, path if kind == "union_tag_not_found" else path[:-1], source)
        field = "kind" if kind == "union_tag_not_found" else field
    else:
        where = place(document, path, source)
    if path and path[-1] in BRANCHES:
        what, remedies = _wrong_type(_either(path), _short(fault["input"]))
        return Problem(what, where, remedies, "shape-one-of")
    what, remedies = _words(fault, field)
    return Problem(what, where, remedies, f"shape-{kind.replace('_', '-')}")


def _words(fault: ErrorDetails, field: str) -> tuple[str, tuple[str, ...]]:
    kind, context = fault["type"], fault.get("ctx", {})
    given = _short(fault["input"])
    if kind in REMEDIES:
        return fault["msg"], REMEDIES[kind]
    if kind in TYPES:
        return _wrong_type(TYPES["int_type"] if field in CONDITION_TAGS else TYPES[kind], given)
    match kind:
        case "missing" | "union_tag_not_found":
            added = ' = "higher is better", "lower is better" or "none"'
            return f'"{field}" is missing.', (
                f"add {field}{added if field == 'direction' else ''}.",
            )
        case "extra_forbidden":
            return f'"{field}" is not known here.', _known_keys(field)
        case "union_tag_invalid" if context.get("discriminator") == "_operator()":
            return "This condition has no known operator.", (
                f"use one of {', '.join(CONDITION_TAGS)}.",
            )
        case "union_tag_invalid" if context.get("discriminator") == "_computation()":
            return "This value has no known operator.", (f"use one of {', '.join(OPERATORS)}.",)
        case "union_tag_invalid":
            return f'There is no item kind "{context["tag"]}".', (
                f"use one of {context['expected_tags']}.",
            )
        case "literal_error":
            return f"It is {given}.", (f"use {context['expected']}.",)
        case "string_too_short":
            return "The text is empty.", ("write the words.", "leave the key out.")
        case "too_short":
            return "The list is empty.", ("write at least one entry.",)
        case "string_pattern_mismatch":
            return f"It is {given}.", (f"write {PATTERNS.get(field, _ID_RULE)}.",)
    return f"{fault['msg']}; it is {given}.", ()


def _either(path: Sequence[int | str]) -> str:
    """What a value may be that is one of two types."""
    if "checks" in path:
        return "a number or the name of an item"
    return "a number or a date"


def _wrong_type(wanted: str, given: str) -> tuple[str, tuple[str, ...]]:
    return f"It must be {wanted}; it is {given}.", (f"write {wanted}.",)


def _known_keys(field: str) -> tuple[str, ...]:
    near = difflib.get_close_matches(field, KEYS, n=1)
    return (f'write "{near[0]}".', "delete it.") if near else ("delete it.",)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


_ID_RULE = "a name of lower-case letters, digits and _, at most 40, beginning with a letter"
