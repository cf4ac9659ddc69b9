"""A questionnaire as an XLSForm, so that nobody is locked in; what it cannot say is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.instrument.comparability import definition_name
from surveyapp.instrument.model import Instrument, Item, Text
from surveyapp.instrument.pipes import split_at_pipes
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
                    count = f"${{{_flat(group.count)}}}" if group.count else str(group.most)
                    yield {
                        "type": "begin_repeat",
                        "name": group.id,
                        "repeat_count": count,
                        **self._texts("label", group.title),
                    }
            yield from self._item(item)
        if inside:
            yield {"type": "end_repeat"}

    def _item(self, item: Item) -> Iterator[Cells]:
        shared = self._shared(item)
        if item.kind == "grid":
            yield {
                "type": "begin_group",
                "name": item.id,
                "appearance": "table-list",
                **{k: v for k, v in shared.items() if k in ("relevant",)},
                **self._texts("label", item.text),
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
                **self._texts("label", text),
                **self._texts("hint", item.hint),
                **self._texts("guidance_hint", item.interviewer_note),
            }

    def _shared(self, item: Item) -> Cells:
        """What every row of an item says."""
        cells: Cells = {}
        if item.show_if is not None:
            cells["relevant"] = write_condition(item.show_if, self._name, self._several)
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
        elif item.minimum is not None and item.maximum is not None:
            low, high = (_bound(value) for value in (item.minimum, item.maximum))
            cells["constraint"] = f". >= {low} and . <= {high}"
        return cells

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
            "its unit and decimals": bool(item.unit) or item.kind == "number",
            "its numbered points, which become options": item.points is not None,
            "what stands in for its answer": bool(item.stand_in),
            "the areas that the wave offers": bool(item.options_from),
            "its other wordings": bool(item.arms),
            "its order is turned round by lot": item.options_order == "reversed",
            "the order of its rows": bool(item.rows_order),
            "how many positions it asks": bool(item.most),
            "the module it belongs to, so that everybody is asked it": bool(item.module),
            "whose consent it asks": bool(item.consent),
            "it ends the form, and nothing is stored": item.ends,
        }
        yield from (f"item {item.id}: {reason}" for reason, holds in reasons.items() if holds)
    for section in instrument.sections:
        if section.items_order:
            yield f"section {section.id}: the order drawn by lot"
    for kind in ("indicators", "bridges", "rulings", "translations", *FIELDING):
        if getattr(instrument, kind):
            yield f"{kind}: XLSForm has no place for them"
    yield from (f"group {g.id}: asked {g.most} times" for g in instrument.groups if not g.count)


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
