"""From the model back to the tables of a document, leaving out what holds its default.

Because defaults are left out, a key added to the format later does not change the content, and so
not the hash, of questionnaires written before.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from surveyapp.instrument.computation import Aggregate, Case, Coded, Count, Difference, SumCheck
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.model import Instrument, Item, Option, Points, Scale


def to_document(instrument: Instrument) -> dict[str, Any]:
    """The tables of the document that gives this instrument; areas of a wave are left out."""
    return {
        "id": instrument.id,
        "version": instrument.version,
        "languages": list(instrument.languages),
        "title": dict(instrument.title),
        "welcome": dict(instrument.welcome),
        **({"thanks": dict(instrument.thanks)} if instrument.thanks else {}),
        "sections": [_plain(section) for section in instrument.sections],
        "scales": {scale.id: _without(_plain_scale(scale), "id") for scale in instrument.scales},
        "items": [_plain_item(item) for item in instrument.items],
        "indicators": [_plain(indicator) for indicator in instrument.indicators],
        "bridges": {
            name: _without(_plain(bridge), "id") for name, bridge in instrument.bridges.items()
        },
        **({"groups": [_plain(group) for group in instrument.groups]} if instrument.groups else {}),
        **_editions(instrument),
        **_fielding(instrument),
    }


def condition_table(condition: Condition) -> dict[str, Any]:
    """A condition as the table that a document says it with."""
    table: dict[str, Any] = _plain(condition)
    return table


def _fielding(instrument: Instrument) -> dict[str, Any]:
    """What it leaves to the wave; nothing where it leaves nothing."""
    tables = {
        "allowed_frames": list(instrument.allowed_frames),
        "needs": list(instrument.needs),
        "slots": [_plain(slot) for slot in instrument.slots],
        "modules": [_plain(module) for module in instrument.modules],
    }
    return {name: table for name, table in tables.items() if table}


def _editions(instrument: Instrument) -> dict[str, Any]:
    """What the document says about itself; nothing where it says nothing."""
    rulings = [_plain(ruling) for ruling in instrument.rulings]
    known = {each.language: _without(_plain(each), "language") for each in instrument.translations}
    return {
        **({"comparability": rulings} if rulings else {}),
        **({"translations": known} if known else {}),
    }


def _plain_item(item: Item) -> dict[str, Any]:
    own = dataclasses.replace(
        item,
        options=() if item.scale else _written(item.options, item.points),
        points=None if item.scale else item.points,
    )
    table: dict[str, Any] = _plain(own)
    if item.kind in ("scale", "grid") and not item.scale:
        table["direction"] = item.direction
    elif "direction" in table:
        del table["direction"]
    return table


def _plain_scale(scale: Scale) -> dict[str, Any]:
    table: dict[str, Any] = _plain(
        dataclasses.replace(scale, options=_written(scale.options, scale.points))
    )
    return table if scale.points else {**table, "options": table.get("options", [])}


def _written(options: tuple[Option, ...], points: Points | None) -> tuple[Option, ...]:
    """The options that stand in the document: not the areas of a wave, not points of a scale."""
    made = points.codes if points else ()
    return tuple(option for option in options if not option.place and option.code not in made)


def _plain(entry: Any) -> Any:
    """A frozen value as tables and lists, without keys that hold their default."""
    match entry:
        case All(parts):
            return {"all": [_plain(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [_plain(part) for part in parts]}
        case Not(part):
            return {"not": _plain(part)}
        case In(variable, values):
            one = len(values) == 1
            return {"item": variable, **({"equals": values[0]} if one else {"in": list(values)})}
        case Compare(variable, operator, value, setting):
            dated = datetime.date.fromisoformat(value) if isinstance(value, str) else value
            bound = setting or dated
            return {"item": variable, "compare": operator, "value": bound}
        case Answered(variable, answered):
            return {"item": variable, "answered": answered}
        case Aggregate(operator, variables, answered_at_least):
            least = {"answered_at_least": answered_at_least} if answered_at_least else {}
            return {operator: list(variables), **least}
        case Difference(first, second):
            return {"difference": [first, second]}
        case Count(variables, values):
            return {"count": list(variables), **({"in": list(values)} if values else {})}
        case Coded(cases, otherwise):
            return {"cases": [_plain(case) for case in cases], "otherwise": otherwise}
        case Case(condition, code):
            return {"when": _plain(condition), "code": code}
        case SumCheck(variables):
            return {"sum": list(variables), **_set(entry, "equals", "at_most", "message")}
        case Points():
            return {key: _plain(getattr(entry, key)) for key in Points.__slots__}
        case tuple():
            return [_plain(part) for part in entry]
        case Mapping():
            return dict(entry)
    if not dataclasses.is_dataclass(entry):
        return entry
    return {
        field.name: _plain(value)
        for field in dataclasses.fields(entry)
        if (value := getattr(entry, field.name)) != _default(field)
    }


def _set(entry: SumCheck, *keys: str) -> dict[str, Any]:
    """Those of its keys that hold something."""
    return {key: _plain(value) for key in keys if (value := getattr(entry, key)) not in (None, {})}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _without(table: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name != key}
