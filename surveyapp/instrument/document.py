"""Questionnaire documents: TOML to the model with every problem at once, and back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveyapp.errors import InputError, InstrumentError, Problem
from surveyapp.instrument.assemble import assemble
from surveyapp.instrument.draw_rules import draw_problems
from surveyapp.instrument.edition_rules import edition_problems
from surveyapp.instrument.explain import NAMED_LISTS, NAMED_TABLES, explain
from surveyapp.instrument.fielding_rules import fielding_problems
from surveyapp.instrument.file_bytes import file_bytes
from surveyapp.instrument.group_rules import group_problems
from surveyapp.instrument.indicator_rules import indicator_problems
from surveyapp.instrument.item_rules import item_problems
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.pipe_rules import unpiped_problems
from surveyapp.instrument.plain import to_document
from surveyapp.instrument.route_rules import route_problems
from surveyapp.instrument.shape import InstrumentShape
from surveyapp.instrument.text_rules import text_problems, texts

LARGEST = 2_000_000
"""Bytes above which a file is refused unread: no questionnaire is this long."""


def load(path: Path | str) -> Instrument:
    """The instrument in a file.

    Raises
    ------
    InstrumentError
        With every problem of the file, each with file, item and remedy.
    """
    instrument, problems = examine(Path(path))
    if instrument is None or problems:
        raise InstrumentError(problems)
    return instrument


def loads(text: str, source: str = "questionnaire") -> Instrument:
    """The instrument in a text; `source` names it in problems.

    Raises
    ------
    InstrumentError
        With every problem of the text.
    """
    instrument, problems = examine_text(text, source)
    if instrument is None or problems:
        raise InstrumentError(problems)
    return instrument


def dumps(instrument: Instrument) -> str:
    """The instrument as TOML; `loads(dumps(i)) == i` for an instrument without bound areas."""
    return tomli_w.dumps(to_document(instrument), multiline_strings=False)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the document's shape, for editors and other tools."""
    schema = InstrumentShape.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def examine(path: Path) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """What a file holds, and everything wrong with it; no instrument when its shape is wrong."""
    source = path.as_posix()
    try:
        raw = file_bytes(path, LARGEST)
    except InputError as refused:
        return None, refused.problems
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (
            Problem(
                "The file is not UTF-8 text.",
                f"{source}, line {line}",
                ("save it as UTF-8.",),
                "file-encoding",
            ),
        )
    return examine_text(text, source)


def examine_text(text: str, source: str) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """What a text holds, and everything wrong with it; no instrument when its shape is wrong."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, (_broken(error, source),)
    try:
        return _judged(InstrumentShape.model_validate(document), source, frozenset())
    except ValidationError as error:
        problems = explain(error, document, source)
        return None, (*problems, *_beside(document, error.errors(), source))


def _beside(
    document: Mapping[str, Any], faults: list[ErrorDetails], source: str
) -> tuple[Problem, ...]:
    """The problems of the parts whose shape is right, when the shape of others is wrong."""
    rest = _sound_part(document, faults)
    if rest is None:
        return ()
    sound, unsure = rest
    return _judged(InstrumentShape.model_validate(sound), source, unsure)[1]


def _judged(
    shape: InstrumentShape, source: str, unsure: frozenset[str]
) -> tuple[Instrument, tuple[Problem, ...]]:
    instrument = assemble(shape)
    found = (
        *text_problems(instrument),
        *unpiped_problems(instrument, texts(instrument)),
        *item_problems(instrument, unsure),
        *group_problems(instrument, unsure),
        *draw_problems(instrument, unsure),
        *route_problems(instrument, unsure),
        *indicator_problems(instrument, unsure),
        *edition_problems(instrument, unsure),
        *fielding_problems(instrument, unsure),
    )
    return instrument, tuple(
        replace(problem, where=f"{source}, {problem.where}") for problem in dict.fromkeys(found)
    )


def _broken(error: Exception, source: str) -> Problem:
    place = re.search(r"\(at (line \d+, column \d+|end of document)\)", str(error))
    reason = str(error).split(" (at ")[0].rstrip(".")
    if isinstance(error, RecursionError):
        reason = "Tables or lists are nested too deeply"
    return Problem(
        f"This is not TOML: {reason}.",
        f"{source}, {place[1]}" if place else source,
        ("correct the text there.",),
        "toml",
    )


def _sound_part(
    document: Mapping[str, Any], faults: Iterable[ErrorDetails]
) -> tuple[dict[str, Any], frozenset[str]] | None:
    """The document without its misshapen parts, so that the rest is judged in the same go.

    Returns the rest and the ids of the parts left out, which others may rightly refer to; None
    when a part is misshapen that everything else leans on.
    """
    if any(not isinstance(document.get(key), list) for key in FRAME):
        return None
    sound = dict(document) | {"items": [_copied(entry) for entry in document["items"]]}
    dropped: dict[str, set[int | str]] = {}
    for fault in faults:
        top, *rest = fault["loc"] or ("",)
        if top == "items" and len(rest) > 2 and rest[2] in SPARE and isinstance(rest[0], int):
            sound["items"][rest[0]].pop(rest[2], None)
        else:
            dropped.setdefault(str(top), set()).update(rest[:1])
    if "languages" in dropped:
        return None
    unsure: set[str] = set()
    for key, parts in dropped.items():
        whole = sound.get(key)
        if key in NAMED_LISTS and isinstance(whole, list):
            unsure |= {str(e["id"]) for n, e in enumerate(whole) if n in parts and _named(e)}
            sound[key] = [e for n, e in enumerate(whole) if n not in parts]
        elif key in NAMED_TABLES and isinstance(whole, dict):
            unsure |= {str(name) for name in parts}
            sound[key] = {name: entry for name, entry in whole.items() if name not in parts}
        elif key in PLACEHOLDERS:
            sound[key] = PLACEHOLDERS[key] or dict.fromkeys(document["languages"], "...")
        else:
            sound.pop(key, None)
    unsure |= {str(e["id"]) for e in sound["items"] if _named(e) and e.get("scale") in unsure}
    return sound, frozenset(unsure) | {"a part left out"}


def _copied(entry: object) -> object:
    return dict(entry) if isinstance(entry, Mapping) else entry


def _named(entry: object) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("id"), str)


FRAME = ("languages", "sections", "items")
SPARE = ("show_if", "hint", "source", "required", "opinion", "role")
PLACEHOLDERS: Mapping[str, str | None] = {
    "id": "unnamed",
    "version": "1",
    "title": None,
    "welcome": None,
}
