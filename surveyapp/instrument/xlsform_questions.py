"""One question of an XLSForm as an item of a document."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from surveyapp.instrument.xlsform_choices import YES, ChoiceList
from surveyapp.instrument.xlsform_own import COLUMNS as OWN
from surveyapp.instrument.xlsform_own import OwnColumnError, item_keys, points_of, without_points
from surveyapp.instrument.xlsform_sheets import Line

Item = dict[str, Any]

CHOSEN = {"select_one": "single", "select_multiple": "multiple", "rank": "ranking"}
PLAIN = ("integer", "decimal", "range", "text", "date", "note")
TRACES = (
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "username",
    "email",
    "audit",
    "simserial",
    "subscriberid",
    "start-geopoint",
    "background-audio",
    "geopoint",
    "geotrace",
    "geoshape",
)
COLUMNS = (
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "parameters",
    "repeat_count",
    "calculation",
    "opinion",
    "direction",
    "role",
    "area",
    "options_from",
    "source",
    "constraint_message",
    "required_message",
    *OWN,
)
WIDEST = 1_000_000
_BOUND = re.compile(r"^\.\s*(?P<operator><=|>=|<|>)\s*(?P<value>'?-?[\d.-]+'?)$")
_LENGTH = re.compile(r"^string-length\(\s*\.\s*\)\s*(?P<operator><=|<)\s*(?P<value>\d+)$")
_TYPE = re.compile(
    r"^(?P<verb>select_one|select_multiple|rank|select one|select multiple)\s+"
    r"(?P<list>\S+)(?P<rest>.*)$"
)


class RefusedError(ValueError):
    """What cannot be taken over, with the column it stands in and a remedy."""

    def __init__(self, what: str, column: str = "type", remedy: str = "") -> None:
        super().__init__(what)
        self.column = column
        self.remedy = remedy


def list_of(line: Line) -> tuple[str, str]:
    """The verb and list of a question with choices; two empty texts for any other."""
    found = _TYPE.match(line.get("type"))
    if found is None:
        return "", ""
    if found["rest"].strip():
        raise RefusedError(f"“{found['rest'].strip()}” after the list is not read", "type")
    return found["verb"].replace(" ", "_"), found["list"]


def question(line: Line, name: str, choices: Mapping[str, ChoiceList]) -> Item:
    """The item that a row gives, without section, group and condition.

    Raises
    ------
    RefusedError : types, constraints and parameters outside what is read.
    """
    item: Item = {"id": name, "text": dict(line.texts.get("label", {}))}
    for key, column in (("hint", "hint"), ("interviewer_note", "guidance_hint")):
        if column in line.texts:
            item[key] = dict(line.texts[column])
    if line.get("source"):
        item["source"] = line.get("source")
    verb, chosen = list_of(line)
    kind = line.get("type")
    if verb:
        item |= _chosen(line, verb, chosen, choices)
    elif kind in PLAIN:
        item |= _plain(line, kind)
    elif kind in TRACES:
        raise RefusedError(
            f"{kind} leaves a trace of who answered; nothing like it is kept",
            "type",
            "delete the row.",
        )
    else:
        raise RefusedError(f"questions of type {kind} are not read", "type", "ask it another way.")
    if item["kind"] != "information":
        item |= _asked(line)
    try:
        return item | item_keys(line, item["kind"])
    except OwnColumnError as wrong:
        raise RefusedError(str(wrong), wrong.column) from None


def pointed(item: Item, line: Line) -> Item:
    """The item with numbered points in place of their options, where our columns say so."""
    try:
        points = points_of(line)
    except OwnColumnError as wrong:
        raise RefusedError(str(wrong), wrong.column) from None
    if points is None:
        return item
    return item | {"points": points, "options": without_points(item["options"], points)}


def _asked(line: Line) -> Item:
    required = line.get("required").casefold()
    if required and required not in (*YES, "no", "false", "false()", "0", "n"):
        raise RefusedError("only yes or no is read here", "required")
    flags = {"required": required in YES, "opinion": line.get("opinion").casefold() in YES}
    role = line.get("role")
    return {key: True for key, held in flags.items() if held} | ({"role": role} if role else {})


def _chosen(line: Line, verb: str, chosen: str, choices: Mapping[str, ChoiceList]) -> Item:
    if chosen not in choices:
        raise RefusedError(f"the list {chosen} is not on the sheet choices", "type")
    if line.get("constraint"):
        raise RefusedError("constraints on choices are not read", "constraint", "clear the cell.")
    direction = line.get("direction")
    item: Item = {"kind": CHOSEN[verb], "options": [dict(o) for o in choices[chosen].options]}
    if direction:
        item = pointed(item | {"kind": "scale", "direction": direction}, line)
    if line.get("options_from") == "areas" and verb == "select_one":
        item |= {"options_from": "areas"}
        item |= {"area": True} if line.get("area").casefold() in YES else {}
    match line.get("parameters").replace(" ", ""):
        case "":
            return item
        case "randomize=true":
            return item | {"options_order": "random"}
    raise RefusedError("only randomize=true is read here", "parameters")


def _plain(line: Line, kind: str) -> Item:
    if line.get("parameters") and kind != "range":
        raise RefusedError("parameters of this type are not read", "parameters", "clear the cell.")
    match kind:
        case "note":
            return {"kind": "information"}
        case "text":
            return _text(line)
        case "range":
            return _range(line)
        case "date":
            return {"kind": "date", **_bounds(line, whole=False)}
    bounds = {"minimum": 0, "maximum": WIDEST} | _bounds(line, whole=kind == "integer")
    if kind == "integer":
        return {"kind": "whole_number", **bounds}
    return {"kind": "number", "decimals": 2} | {key: float(v) for key, v in bounds.items()}


def _text(line: Line) -> Item:
    long = "multiline" in line.get("appearance").split()
    item: Item = {"kind": "long_text" if long else "short_text"}
    constraint = line.get("constraint")
    found = _LENGTH.match(constraint)
    if constraint and found is None:
        raise RefusedError("only string-length(.) <= n is read for texts", "constraint")
    if found is not None:
        item["longest"] = int(found["value"]) - (found["operator"] == "<")
    return item


def _range(line: Line) -> Item:
    given = dict(part.partition("=")[::2] for part in line.get("parameters").split())
    if set(given) - {"start", "end", "step"} or given.get("step", "1") != "1":
        raise RefusedError("only start, end and step=1 are read here", "parameters")
    try:
        return {
            "kind": "whole_number",
            "minimum": int(given.get("start", "0")),
            "maximum": int(given.get("end", "10")),
        }
    except ValueError:
        raise RefusedError("start and end must be whole numbers", "parameters") from None


def _bounds(line: Line, *, whole: bool) -> Item:
    """Bounds from ". >= a and . <= b"; an open bound of whole numbers moves by one."""
    constraint = line.get("constraint")
    if not constraint:
        return {}
    found: Item = {}
    for part in re.split(r"\s+and\s+", constraint.strip("() ")):
        bound = _BOUND.match(part.strip("() "))
        if bound is None:
            raise RefusedError("only “. >= a and . <= b” is read here", "constraint")
        operator, value = bound["operator"], _value(bound["value"].strip("'"))
        if operator in ("<", ">"):
            if not whole or not isinstance(value, int):
                raise RefusedError("an open bound is read for whole numbers only", "constraint")
            value += 1 if operator == ">" else -1
        found["minimum" if operator[0] == ">" else "maximum"] = value
    return found


def _value(text: str) -> Any:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _date(text)
    try:
        number = float(text)
    except ValueError:
        raise RefusedError(f"“{text}” is no number", "constraint") from None
    return int(number) if number.is_integer() else number


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"“{text}” is no date of the calendar", "constraint") from None
