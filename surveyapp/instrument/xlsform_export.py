"""A questionnaire as an XLSForm, so that nobody is locked in; what it cannot say is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.instrument.comparability import definition_name
from surveyapp.instrument.condition import Compare, Condition, leaves
from surveyapp.instrument.model import Group, Instrument, Item, Text
from surveyapp.instrument.pipes import split_at_pipes
from surveyapp.instrument.xlsform_own import group_cells, item_cells
from surveyapp.instrument.xpath import Named, write_condition

Cells = dict[str, str]
VERBS = {
    "single": "select_one",
    "scale": "select_one",
    "multiple": "select_multiple",
    "ranking": "rank",
}
TYPES = {
    "whole_number": "integer",
    "number": "decimal",
    "short_text": "text",
    "long_text": "text",
    "date": "date",
    "information": "note",
}
LEFT_OUT = ("calculated", "place")
FIELDING = ("allowed_frames", "needs", "slots", "modules")
FLAGS = ("dont_know", "not_stated", "exclusive", "fixed")


@dataclass(frozen=True, slots=True)
class Exported:
    """The sheets, each a header and rows, and what was left out."""

    sheets: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]
    notes: tuple[str, ...]


def export_form(instrument: Instrument) -> Exported:
    """The sheets survey, choices and settings of a questionnaire.

    A grid becomes a table-list group, a section a group, a repeating group a repeat. Columns of
    our own (direction, opinion, role, dont_know, not_stated, ...) carry what XLSForm has no word
    for; other tools ignore them.
    """
    form = _Form(instrument)
    survey = [*form.front("welcome"), *form.sections(), *form.front("thanks")]
    settings = {
        "form_title": instrument.title[instrument.languages[0]],
        "form_id": instrument.id,
        "version": instrument.version,
        "default_language": _language(instrument.languages[0]),
        **_texts("survey_title", instrument.title),
    }
    return Exported(
        {
            "survey": _table(survey),
            "choices": _table(form.choices),
            "settings": _table([settings]),
        },
        tuple(form.notes),
    )


class _Form:
    """The rows made so far, the lists of choices in use, and what had to be left out."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.choices: list[Cells] = []
        self.lists: dict[str, str] = {}
        self.notes = list(_left_out(instrument))
        self.names = {name: _flat(name) for name in instrument.variables}

    def front(self, name: str) -> Iterator[Cells]:
        text: Text = getattr(self.instrument, name)
        if text:
            yield {"type": "note", "name": name, **_texts("label", text)}

    def sections(self) -> Iterator[Cells]:
        for section in self.instrument.sections:
            own = [i for i in self.instrument.items if i.section == section.id]
            if any(item.kind not in LEFT_OUT for item in own):
                head = {"type": "begin_group", "name": f"section_{section.id}"}
                if section.items_order:
                    head["items_order"] = section.items_order
                yield head | _texts("label", section.title)
                yield from self._items(own)
                yield {"type": "end_group"}

    def _items(self, items: Sequence[Item]) -> Iterator[Cells]:
        groups = {group.id: group for group in self.instrument.groups}
        inside = ""
        for item in items:
            if item.kind in LEFT_OUT:
                continue
            if item.group != inside:
                if inside:
                    yield {"type": "end_repeat"}
                inside = item.group
                if inside and (group := groups[inside]):
                    yield self._repeat(group)
            yield from self._item(item)
        if inside:
            yield {"type": "end_repeat"}

    def _repeat(self, group: Group) -> Cells:
        cells, texts = group_cells(group)
        if group.count:
            cells["repeat_count"] = f"${{{_flat(group.count)}}}"
        cells |= self._relevant(group.show_if)
        head = {"type": "begin_repeat", "name": group.id, **cells}
        return head | self._texts("label", group.title) | self._own(texts)

    def _own(self, texts: Mapping[str, Text]) -> Cells:
        return {
            k: v for column, text in texts.items() for k, v in self._texts(column, text).items()
        }

    def _item(self, item: Item) -> Iterator[Cells]:
        shared = self._shared(item)
        own, texts = item_cells(item)
        own |= self._own(texts)
        if item.kind == "grid":
            yield {
                "type": "begin_group",
                "name": item.id,
                "appearance": "table-list",
                **{k: v for k, v in shared.items() if k in ("relevant",)},
                **own,
                **self._texts("label", item.text),
                **self._texts("hint", item.hint),
                **self._texts("guidance_hint", item.interviewer_note),
            }
            for row in item.rows:
                kept = {k: v for k, v in shared.items() if k != "relevant"}
                yield {
                    "type": f"select_one {self._list(item)}",
                    **kept,
                    "name": _flat(f"{item.id}.{row.id}"),
                    **self._texts("label", row.text),
                }
            yield {"type": "end_group"}
        elif item.rows:
            for row in item.rows:
                label = {tag: f"{item.text[tag]} {row.text[tag]}" for tag in item.text}
                yield {
                    "type": TYPES[item.kind],
                    **shared,
                    "name": _flat(f"{item.id}.{row.id}"),
                    **self._texts("label", label),
                }
        else:
            verb = VERBS.get(item.kind)
            kind = f"{verb} {self._list(item)}" if verb else TYPES[item.kind]
            text = item.arms[0].text if item.arms else item.text
            yield {
                "type": kind,
                "name": item.id,
                **shared,
                **own,
                **self._texts("label", text),
                **self._texts("hint", item.hint),
                **self._texts("guidance_hint", item.interviewer_note),
            }

    def _shared(self, item: Item) -> Cells:
        """What every row of an item says."""
        cells = self._relevant(item.show_if)
        if item.required:
            cells["required"] = "yes"
        if item.opinion:
            cells["opinion"] = "yes"
        if item.kind in ("scale", "grid"):
            cells["direction"] = item.direction
        if item.options_from:
            cells |= {"options_from": item.options_from} | ({"area": "yes"} if item.area else {})
        if item.role:
            cells["role"] = item.role
        if item.source:
            cells["source"] = item.source
        if item.options_order == "random":
            cells["parameters"] = "randomize=true"
        if item.kind == "long_text":
            cells["appearance"] = "multiline"
        if item.longest:
            cells["constraint"] = f"string-length(.) <= {item.longest}"
        else:
            ends = ((">=", item.minimum), ("<=", item.maximum))
            parts = [f". {sign} {_bound(end)}" for sign, end in ends if end is not None]
            if parts:
                cells["constraint"] = " and ".join(parts)
        return cells

    def _relevant(self, condition: Condition | None) -> Cells:
        """The filter of a row; none where it looks at something that the form does not ask."""
        if condition is None or _unasked(self.instrument, condition):
            return {}
        return {"relevant": write_condition(condition, self._name, self._several)}

    def _list(self, item: Item) -> str:
        """The list of an item's options; items with the same options share it."""
        options = tuple(option for option in item.options if not option.place)
        known = str(options)
        if known in self.lists:
            return self.lists[known]
        name = self.lists[known] = item.scale or f"{item.id}_options"
        for option in options:
            flags = {flag: "yes" for flag in FLAGS if getattr(option, flag)}
            self.choices.append(
                {
                    "list_name": name,
                    "name": str(option.code),
                    **_texts("label", option.label),
                    **flags,
                }
            )
        return name

    def _texts(self, column: str, text: Text) -> Cells:
        return _texts(column, {tag: self._piped(words) for tag, words in text.items()})

    def _piped(self, words: str) -> str:
        return "".join(
            f"${{{self._name(piece)}}}"
            if is_name and self._known(piece)
            else f"{{{piece}}}"
            if is_name
            else piece
            for piece, is_name in split_at_pipes(words)
        )

    def _known(self, name: str) -> bool:
        return name in self.instrument.index or name in self.instrument.variables

    def _name(self, variable: str) -> str:
        return _flat(definition_name(variable))

    def _several(self, variable: str) -> Named | None:
        item = self.instrument.index.get(variable.split(".")[0])
        several = item is not None and item.kind in ("multiple", "ranking")
        return Named(variable, {} if several else None)


def _left_out(instrument: Instrument) -> Iterator[str]:
    for item in instrument.items:
        reasons = {
            "the whole of it": item.kind in LEFT_OUT,
            "the sums it checks": bool(item.checks),
            "that its rows are one item": bool(item.rows) and item.kind != "grid",
            "the age that a wave decides": _decided_by_wave(item),
            "the areas that the wave offers": bool(item.options_from),
            "its other wordings": bool(item.arms),
            "the module it belongs to, so that everybody is asked it": bool(item.module),
        }
        yield from (f"item {item.id}: {reason}" for reason, holds in reasons.items() if holds)
        if unasked := _unasked(instrument, item.show_if):
            yield f"item {item.id}: its filter, which looks at {', '.join(unasked)}"
    for kind in ("indicators", "bridges", "rulings", "translations", *FIELDING):
        if getattr(instrument, kind):
            yield f"{kind}: XLSForm has no place for them"


def _unasked(instrument: Instrument, condition: Condition | None) -> list[str]:
    """What a condition looks at and no row of the form asks: left out, drawn, or one repetition."""
    asked = {item.id for item in instrument.items if item.kind not in LEFT_OUT}
    found = dict.fromkeys(leaf.variable for leaf in leaves(condition))
    return [
        name
        for name in found
        if name.partition(".")[0] not in asked or name.endswith((".arm", ".order"))
    ]


def _decided_by_wave(item: Item) -> bool:
    return any(isinstance(leaf, Compare) and leaf.setting for leaf in leaves(item.show_if))


def _flat(variable: str) -> str:
    """A form's name of a variable: one name, without points."""
    return variable.replace(".", "_")


def _bound(value: object) -> str:
    number = isinstance(value, (int, float))
    return (f"{value:g}" if float(value) < 1e5 else str(value)) if number else f"'{value}'"  # type: ignore[arg-type]


def _texts(column: str, text: Text) -> Cells:
    return {f"{column}::{_language(tag)}": words for tag, words in text.items()}


def _language(tag: str) -> str:
    """A column's language as forms write it: its own name and its tag."""
    return f"{NAMES.get(tag, tag)} ({tag})"


NAMES = {"en": "English", "es": "Español", "ar": "العربية", "zh-Hans": "简体中文"}


def _table(rows: Sequence[Cells]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    head = tuple(dict.fromkeys(column for row in rows for column in row))
    return head, tuple(tuple(row.get(column, "") for column in head) for row in rows)
