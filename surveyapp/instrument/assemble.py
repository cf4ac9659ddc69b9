"""From the shape of a document to the model; scales and numbered points are resolved on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveyapp.instrument import model, shape
from surveyapp.instrument import shape_items as asked
from surveyapp.instrument.assemble_logic import computation, condition, sum_checks
from surveyapp.instrument.fielding import Module, Slot
from surveyapp.instrument.ruling import Ruling
from surveyapp.instrument.translation import Translation


def assemble(document: shape.InstrumentShape) -> model.Instrument:
    """The model of a document whose shape is right; an unknown scale gives no options."""
    languages = document.languages
    scales = {name: _scale(name, scale, languages) for name, scale in document.scales.items()}
    return model.Instrument(
        id=document.id,
        version=document.version,
        languages=tuple(languages),
        title=document.title,
        welcome=document.welcome,
        thanks=document.thanks,
        sections=tuple(
            model.Section(part.id, part.title, part.items_order) for part in document.sections
        ),
        items=tuple(_item(item, scales, languages) for item in document.items),
        scales=tuple(scales.values()),
        indicators=tuple(_indicator(entry) for entry in document.indicators),
        bridges={name: _bridge(name, entry) for name, entry in document.bridges.items()},
        groups=tuple(_group(entry) for entry in document.groups),
        rulings=tuple(
            Ruling(ruling.item, ruling.since, ruling.verdict, ruling.reason)
            for ruling in document.comparability
        ),
        translations=tuple(
            Translation(tag, known.state, known.people, known.by, known.texts, known.made_from)
            for tag, known in document.translations.items()
        ),
        allowed_frames=tuple(document.allowed_frames or ()),
        needs=tuple(document.needs),
        slots=tuple(Slot(entry.id, entry.title) for entry in document.slots),
        modules=tuple(
            Module(entry.id, entry.title, tuple(entry.slots)) for entry in document.modules
        ),
    )


def _scale(name: str, scale: asked.ScaleShape, languages: Sequence[str]) -> model.Scale:
    points = _points(scale.points)
    options = _numbered(points, languages) + _options(scale.options)
    return model.Scale(name, scale.direction, options, points)


def _options(options: list[asked.OptionShape]) -> tuple[model.Option, ...]:
    return tuple(
        model.Option(o.code, o.label, o.dont_know, o.not_stated, o.exclusive, fixed=o.fixed)
        for o in options
    )


def _points(points: asked.PointsShape | None) -> model.Points | None:
    if points is None:
        return None
    return model.Points(points.lowest, points.highest, points.low, points.high)


def _numbered(points: model.Points | None, languages: Sequence[str]) -> tuple[model.Option, ...]:
    """An option for each point; the two at the ends say in words what they mean."""
    if points is None:
        return ()
    ends = {points.lowest: points.low, points.highest: points.high}

    def label(code: int, tag: str) -> str:
        words = ends.get(code, {}).get(tag, "")
        return f"{code} – {words}" if words else str(code)

    return tuple(
        model.Option(code, {tag: label(code, tag) for tag in languages}) for code in points.codes
    )


def _item(
    item: asked.ItemShape, scales: Mapping[str, model.Scale], languages: Sequence[str]
) -> model.Item:
    common: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "section": item.section,
        "text": item.text,
        "source": item.source,
        "show_if": condition(item.show_if),
        "group": item.group or "",
        "module": item.module or "",
    }
    if isinstance(item, asked.ShownShape):
        common |= {
            "hint": item.hint,
            "fixed": item.fixed,
            "interviewer_note": item.interviewer_note,
        }
    if isinstance(item, asked.AskedShape):
        common |= {
            "required": item.required,
            "opinion": item.opinion,
            "role": item.role,
            "arms": tuple(model.Arm(arm.code, arm.text, arm.hint) for arm in item.arms),
            "split": item.split or "",
            "stand_in": item.stand_in,
        }
    if isinstance(item, asked.ChoiceShape):
        common |= _choices(item, scales, languages)
    return model.Item(**common | _of_kind(item))


def _of_kind(item: asked.ItemShape) -> dict[str, Any]:
    """What only this kind of item has."""
    match item:
        case asked.SingleShape():
            return {
                "options_from": item.options_from or "",
                "area": item.area,
                "consent": item.consent,
            }
        case asked.InformationShape():
            return {"ends": item.ends}
        case asked.GridShape():
            return {"rows": _rows(item.rows), "rows_order": item.rows_order}
        case asked.RankingShape():
            return {"most": item.most}
        case asked.WholeNumberShape() | asked.NumberShape():
            return {
                "decimals": item.decimals if isinstance(item, asked.NumberShape) else 0,
                "minimum": item.minimum,
                "maximum": item.maximum,
                "unit": item.unit,
                "rows": _rows(item.rows),
                "rows_order": item.rows_order,
                "checks": sum_checks(item.checks),
            }
        case asked.PlaceShape():
            return {
                "options_from": item.options_from,
                "options": _options(item.options),
                "area": item.area,
                "find_by": tuple(item.find_by),
            }
        case asked.DateShape():
            return {"minimum": item.minimum, "maximum": item.maximum}
        case asked.ShortTextShape() | asked.LongTextShape():
            return {"longest": item.longest}
        case asked.CalculatedShape():
            return {
                "value": computation(item.value),
                "options": _options(item.options),
                "stand_in": item.stand_in,
            }
    return {}


def _rows(rows: Sequence[asked.RowShape]) -> tuple[model.Row, ...]:
    return tuple(model.Row(row.id, row.text) for row in rows)


def _choices(
    item: asked.ChoiceShape, scales: Mapping[str, model.Scale], languages: Sequence[str]
) -> dict[str, Any]:
    scale = scales.get(item.scale or "")
    directed = item if isinstance(item, asked.DirectedShape) else None
    points = _points(directed.points) if directed else None
    own = _numbered(points, languages) + _options(item.options)
    direction = directed.direction if directed else None
    return {
        "scale": item.scale or "",
        "options": scale.options if scale else own,
        "direction": scale.direction if scale else direction or "none",
        "points": scale.points if scale else points,
        "options_order": item.options_order,
    }


def _group(entry: shape.GroupShape) -> model.Group:
    another = entry.add_another
    return model.Group(
        id=entry.id,
        title=entry.title,
        most=entry.most,
        count=entry.count or "",
        add_another=model.AddAnother(another.text, another.yes, another.no) if another else None,
        show_if=condition(entry.show_if),
    )


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
