"""From the shape of a document to the model, and from the model back to plain tables.

Scales are resolved on the way in and named again on the way out; defaults are left out, so that
a key added to the format later does not change the content of questionnaires written before.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from surveyapp.instrument import model, shape
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not


def assemble(document: shape.InstrumentShape) -> model.Instrument:
    """The model of a document whose shape is right; an unknown scale gives no options."""
    scales = {
        name: model.Scale(name, scale.direction, _options(scale.options))
        for name, scale in document.scales.items()
    }
    return model.Instrument(
        id=document.id,
        version=document.version,
        languages=tuple(document.languages),
        title=document.title,
        welcome=document.welcome,
        thanks=document.thanks,
        sections=tuple(model.Section(part.id, part.title) for part in document.sections),
        items=tuple(_item(item, scales) for item in document.items),
        scales=tuple(scales.values()),
        indicators=tuple(_indicator(entry) for entry in document.indicators),
        bridges={name: _bridge(name, entry) for name, entry in document.bridges.items()},
    )


def _options(options: list[shape.OptionShape]) -> tuple[model.Option, ...]:
    return tuple(
        model.Option(o.code, o.label, o.dont_know, o.not_stated, o.exclusive) for o in options
    )


def _item(item: shape.ItemShape, scales: Mapping[str, model.Scale]) -> model.Item:
    common: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "section": item.section,
        "text": item.text,
        "hint": item.hint,
        "source": item.source,
        "show_if": condition(item.show_if),
    }
    if isinstance(item, shape.AskedShape):
        common |= {"required": item.required, "opinion": item.opinion, "role": item.role}
    if isinstance(item, shape.ChoiceShape):
        common |= _choices(item, scales)
    match item:
        case shape.SingleShape():
            common |= {"options_from": item.options_from or "", "area": item.area}
        case shape.GridShape():
            common["rows"] = tuple(model.Row(row.id, row.text) for row in item.rows)
        case shape.WholeNumberShape() | shape.DateShape():
            common |= {"minimum": item.minimum, "maximum": item.maximum}
        case shape.ShortTextShape() | shape.LongTextShape():
            common["longest"] = item.longest
    return model.Item(**common)


def _choices(item: shape.ChoiceShape, scales: Mapping[str, model.Scale]) -> dict[str, Any]:
    scale = scales.get(item.scale or "")
    direction = item.direction if isinstance(item, shape.DirectedShape) else None
    return {
        "scale": item.scale or "",
        "options": scale.options if scale else _options(item.options),
        "direction": scale.direction if scale else direction or "none",
    }


def condition(part: shape.ConditionShape | None) -> Condition | None:
    """The condition that a table of the document says."""
    match part:
        case None:
            return None
        case shape.AllShape():
            return All(tuple(_part(entry) for entry in part.all))
        case shape.AnyShape():
            return AnyOf(tuple(_part(entry) for entry in part.any))
        case _:
            return _part(part)


def _part(part: shape.ConditionShape) -> Condition:
    match part:
        case shape.NotShape():
            return Not(_part(part.not_))
        case shape.EqualsShape():
            return In(part.item, (part.equals,))
        case shape.InShape():
            return In(part.item, tuple(part.in_))
        case shape.CompareShape():
            bound = part.value
            value = bound.isoformat() if isinstance(bound, datetime.date) else bound
            return Compare(part.item, part.compare, value)
        case shape.AnsweredShape():
            return Answered(part.item, part.answered)
        case _:
            found = condition(part)
            assert found is not None
            return found


def _indicator(entry: shape.IndicatorShape) -> model.Indicator:
    return model.Indicator(
        id=entry.id,
        title=entry.title,
        short=entry.short,
        definition=entry.definition,
        base=entry.base,
        statement=entry.statement,
        among=entry.among,
        items=tuple(entry.items),
        scoring=entry.scoring,
        better=entry.better,
        positive=tuple(entry.positive),
        negative=tuple(entry.negative),
        dont_know=entry.dont_know,
        missing_rule=model.MissingRule(entry.missing_rule.answered_at_least),
        primary=entry.primary,
    )


def _bridge(name: str, entry: shape.BridgeShape) -> model.Bridge:
    return model.Bridge(
        id=name,
        item=entry.item,
        categories=tuple(model.Category(c.id, c.label) for c in entry.categories),
        rules=tuple(
            model.BridgeRule(r.category, tuple(r.includes), tuple(r.only)) for r in entry.rules
        ),
        otherwise=entry.otherwise,
        note=entry.note,
        source=entry.source,
    )


def to_document(instrument: model.Instrument) -> dict[str, Any]:
    """The tables of the document that gives this instrument; areas of a wave are left out."""
    return {
        "id": instrument.id,
        "version": instrument.version,
        "languages": list(instrument.languages),
        "title": dict(instrument.title),
        "welcome": dict(instrument.welcome),
        **({"thanks": dict(instrument.thanks)} if instrument.thanks else {}),
        "sections": [_plain(section) for section in instrument.sections],
        "scales": {scale.id: _without(_plain(scale), "id") for scale in instrument.scales},
        "items": [_plain_item(item) for item in instrument.items],
        "indicators": [_plain(indicator) for indicator in instrument.indicators],
        "bridges": {
            name: _without(_plain(bridge), "id") for name, bridge in instrument.bridges.items()
        },
    }


def _plain_item(item: model.Item) -> dict[str, Any]:
    written = tuple(option for option in item.options if not option.place)
    table: dict[str, Any] = _plain(dataclasses.replace(item, options=() if item.scale else written))
    if item.kind in ("scale", "grid") and not item.scale:
        table["direction"] = item.direction
    elif "direction" in table:
        del table["direction"]
    return table


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
        case Compare(variable, operator, value):
            bound = datetime.date.fromisoformat(value) if isinstance(value, str) else value
            return {"item": variable, "compare": operator, "value": bound}
        case Answered(variable, answered):
            return {"item": variable, "answered": answered}
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


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _without(table: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name != key}
