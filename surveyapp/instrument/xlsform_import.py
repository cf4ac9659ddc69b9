"""An XLSForm as a questionnaire; what cannot be said here is refused by sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli_w

from surveyapp.errors import InstrumentError, Problem
from surveyapp.instrument.document import examine_text
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.plain import condition_table
from surveyapp.instrument.xlsform_choices import ChoiceList, read_choices
from surveyapp.instrument.xlsform_own import OwnColumnError, group_keys, item_keys, most_of
from surveyapp.instrument.xlsform_questions import (
    COLUMNS,
    Item,
    RefusedError,
    list_of,
    pointed,
    question,
)
from surveyapp.instrument.xlsform_sheets import Line, RawSheet, Sheet, read_sheet, unread
from surveyapp.instrument.xpath import Named, UnreadableError, read_condition

FRONT = ("welcome", "thanks")
_REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}")


@dataclass(frozen=True, slots=True)
class Imported:
    """A questionnaire made from an XLSForm, its document, and what an author should know."""

    instrument: Instrument
    document: str
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A group or repeat that has begun: its row, and what holds for everything in it."""

    line: Line
    kind: str
    section: str
    repeat: str = ""
    grid: Item | None = None
    relevant: list[dict[str, Any]] = field(default_factory=list)


def import_form(sheets: Mapping[str, RawSheet], *, fallback_id: str) -> Imported:
    """The questionnaire that the sheets survey, choices and settings hold.

    Parameters
    ----------
    sheets : name -> rows that are not blank, each with its number in the sheet.
    fallback_id : name of the questionnaire where settings has no form_id.

    Raises
    ------
    InstrumentError : with everything that cannot be taken over, each by sheet, row and column, and
        everything wrong with the questionnaire that would come of it.
    """
    walk = _Walk(sheets, fallback_id)
    for line in walk.survey.lines:
        walk.take(line)
    walk.finish()
    if walk.problems:
        raise InstrumentError(walk.problems)
    text = tomli_w.dumps(walk.document())
    instrument, problems = examine_text(text, "form")
    if instrument is None or problems:
        raise InstrumentError(problems)
    return Imported(instrument, text, tuple(dict.fromkeys(walk.notes)))


class _Walk:
    """The rows of the survey sheet in order, what is open around them, and what they gave."""

    def __init__(self, sheets: Mapping[str, RawSheet], fallback_id: str) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.settings = self._settings(sheets.get("settings", ()))
        default = _tag(self.settings.get("default_language", "")) or "en"
        read = {
            name: read_sheet(name, sheets.get(name, ()), default, self.problems)
            for name in ("survey", "choices")
        }
        self.survey: Sheet = read["survey"]
        self.languages = self._languages(default, self.survey)
        self.choices: dict[str, ChoiceList] = read_choices(
            read["choices"], self.languages, self.problems
        )
        self.id = _slug(self.settings.get("form_id", "")) or _slug(fallback_id) or "form"
        self.open: list[_Open] = []
        self.sections: list[dict[str, Any]] = []
        self.items: list[Item] = []
        self.groups: list[dict[str, Any]] = []
        self.front: dict[str, Any] = {}
        self.known: dict[str, Named] = {}
        self.names: set[str] = set()
        self.piped: set[str] = set()

    def take(self, line: Line) -> None:
        """One row: a bracket of a group, or a question."""
        self.problems.extend(unread(line, COLUMNS))
        kind = line.get("type").casefold().replace(" ", "_")
        try:
            if kind in ("begin_group", "begin_repeat"):
                self._begin(line, kind)
            elif kind in ("end_group", "end_repeat"):
                self._end(line, kind)
            elif not kind:
                raise RefusedError("the row has no type", "name")
            elif not self.open and kind == "note" and line.get("name") in FRONT:
                self.front[line.get("name")] = self._text(line, "label")
            else:
                self._question(line)
        except (RefusedError, OwnColumnError) as refused:
            what = f"{str(refused)[0].upper()}{str(refused)[1:]}."
            remedy = getattr(refused, "remedy", "")
            self.problems.append(line.problem(what, refused.column, remedy))

    def finish(self) -> None:
        """Refuse what is still open, and a form that asks nothing."""
        for left in self.open:
            self.problems.append(left.line.problem(f"This {left.kind} has no end."))
        for item in self.items:
            sure = item.get("required") and "show_if" not in item
            if item["id"] in self.piped and not sure and "stand_in" not in item:
                item["stand_in"] = dict.fromkeys(self.languages, "…")
                self.notes.append(f"an ellipsis stands in a text where {item['id']} has no answer")
        if not self.items and not self.problems:
            self.problems.append(
                Problem("The form asks nothing.", "sheet survey", ("add questions.",), "xlsform")
            )

    def document(self) -> dict[str, Any]:
        """The tables of the questionnaire."""
        title = self.settings.get("form_title", "") or self.id
        version = self.settings.get("version", "")
        if not re.fullmatch(r"[0-9]+(\.[0-9]+){0,2}", version):
            self.notes.append(f"version “{version}” became 1")
            version = "1"
        titles = self.settings_titles | dict.fromkeys(
            [tag for tag in self.languages if tag not in self.settings_titles], title
        )
        if "welcome" not in self.front:
            self.notes.append("the form has no note named welcome: its title stands there")
        return {
            "id": self.id,
            "version": version,
            "languages": list(self.languages),
            "title": titles,
            "welcome": titles,
            **self.front,
            "sections": self.sections,
            "items": self.items,
            **({"groups": self.groups} if self.groups else {}),
        }

    def _settings(self, raw: RawSheet) -> dict[str, str]:
        sheet = read_sheet("settings", raw, "", self.problems)
        line = sheet.lines[0] if sheet.lines else None
        self.settings_titles = dict(line.texts.get("survey_title", {})) if line else {}
        return dict(line.cells) if line else {}

    def _languages(self, default: str, survey: Sheet) -> tuple[str, ...]:
        found = survey.languages or (default,)
        first = (default,) if default in found else ()
        return (*first, *(tag for tag in found if tag not in first))

    def _begin(self, line: Line, kind: str) -> None:
        around = self.open[-1] if self.open else None
        opened = _Open(
            line, kind, around.section if around else "", around.repeat if around else ""
        )
        self.open.append(opened)
        opened.relevant = [*(around.relevant if around else []), *self._relevant(line)]
        appearance = line.get("appearance").split()
        if kind == "begin_repeat":
            self._begin_repeat(line, opened)
        elif "table-list" in appearance:
            opened.grid = {
                "id": self._name(line),
                "kind": "grid",
                "text": self._text(line, "label"),
                "rows": [],
                **self._place(opened),
                **self._shown(opened.relevant),
                **item_keys(line, "grid"),
                **{
                    key: self._text(line, column)
                    for key, column in (("hint", "hint"), ("interviewer_note", "guidance_hint"))
                    if column in line.texts
                },
            }
        elif around is None:
            opened.section = self._name(line).removeprefix("section_")
            title = self._text(line, "label")
            drawn = {"items_order": "random"} if line.get("items_order") == "random" else {}
            self.sections.append({"id": opened.section, "title": title, **drawn})
        elif line.texts.get("label"):
            self.notes.append(f"the heading of the inner group {line.get('name')} is left out")

    def _begin_repeat(self, line: Line, opened: _Open) -> None:
        if opened.repeat:
            raise RefusedError("a repeat within a repeat is not read")
        another = group_keys(line)
        end = another or self._counted(line)
        most = most_of(line) or end.pop("most", 0)
        end.pop("most", None)
        if not 1 <= most <= 20:
            raise RefusedError(
                "the number that counts a repeat needs a constraint of at most 20", "repeat_count"
            )
        opened.repeat = self._name(line)
        self.groups.append(
            {
                "id": opened.repeat,
                "title": self._text(line, "label"),
                "most": most,
                **end,
                **self._shown(opened.relevant),
            }
        )
        opened.relevant = []
        opened.section = opened.section or self._first_section()

    def _counted(self, line: Line) -> dict[str, Any]:
        """How often a repeat is asked: as often as a number asked before it says."""
        found = _REFERENCE.fullmatch(line.get("repeat_count"))
        if found is None or found[1] not in self.known:
            raise RefusedError(
                "a repeat needs repeat_count with the ${name} of a number asked before it",
                "repeat_count",
            )
        count = self.known[found[1]].variable
        most = next((i.get("maximum", 0) for i in self.items if i["id"] == count), 0)
        return {"count": count, "most": most}

    def _end(self, line: Line, kind: str) -> None:
        if not self.open or self.open[-1].kind != kind.replace("end", "begin"):
            raise RefusedError(f"{kind} ends nothing that is open here")
        ended = self.open.pop()
        if ended.grid is not None:
            if not ended.grid["rows"]:
                raise RefusedError("a table-list needs questions with choices")
            self.items.append(pointed(ended.grid, ended.line))

    def _question(self, line: Line) -> None:
        around = self.open[-1] if self.open else None
        name = self._name(line)
        if around is not None and around.grid is not None:
            self._row(line, name, around.grid)
            return
        item = question(line, name, self.choices)
        for key in ("text", "hint", "interviewer_note"):
            if key in item or key == "text":
                column = {"text": "label", "interviewer_note": "guidance_hint"}.get(key, key)
                item[key] = self._text(line, column)
        relevant = [*(around.relevant if around else []), *self._relevant(line)]
        place = self._place(around) if around else {"section": self._first_section()}
        self.items.append({**item, **place, **self._shown(relevant)})
        verb, chosen = list_of(line)
        codes = dict(self.choices[chosen].codes) if verb else None
        self.known[line.get("name")] = Named(name, codes)
        self._note(line, verb, chosen)

    def _row(self, line: Line, name: str, grid: Item) -> None:
        """A question of a table-list: one row of a grid, on the options of its first row."""
        verb, chosen = list_of(line)
        if verb != "select_one" or line.get("relevant"):
            raise RefusedError("a table-list holds select_one questions without relevant")
        made = question(line, name, self.choices)
        options = made["options"]
        if grid["rows"] and grid["options"] != options:
            raise RefusedError("the questions of a table-list share one list", "type")
        row = name.removeprefix(f"{grid['id']}_")
        grid["rows"].append({"id": row, "text": self._text(line, "label")})
        kept = ("options", "required", "opinion", "options_order")
        grid |= {key: made[key] for key in kept if key in made}
        grid["direction"] = made.get("direction", "none")
        self.known[line.get("name")] = Named(
            f"{grid['id']}.{row}", dict(self.choices[chosen].codes)
        )
        self._note(line, verb, chosen)

    def _note(self, line: Line, verb: str, chosen: str) -> None:
        if verb:
            self.notes.extend(self.choices[chosen].notes)
        for column in ("constraint_message", "required_message"):
            if column in line.texts:
                self.notes.append(f"{line.where(column)} is left out: refusals have words here")
        if not verb and line.get("type") in ("integer", "decimal") and not line.get("constraint"):
            self.notes.append(f"{line.where()} has no constraint: 0 to 1,000,000 is allowed")

    def _relevant(self, line: Line) -> list[dict[str, Any]]:
        expression = line.get("relevant")
        if not expression:
            return []
        try:
            found = read_condition(expression, self.known.get)
        except UnreadableError as unreadable:
            raise RefusedError(
                f"at character {unreadable.at + 1}, {unreadable}", "relevant"
            ) from None
        return [condition_table(found)]

    def _shown(self, relevant: Sequence[dict[str, Any]]) -> dict[str, Any]:
        if not relevant:
            return {}
        return {"show_if": relevant[0] if len(relevant) == 1 else {"all": list(relevant)}}

    def _place(self, around: _Open) -> dict[str, Any]:
        section = around.section or self._first_section()
        return {"section": section, **({"group": around.repeat} if around.repeat else {})}

    def _first_section(self) -> str:
        """Questions outside every group stand in a section of their own, made when needed."""
        if not any(part["id"] == "main" for part in self.sections):
            title = self.settings.get("form_title", "") or self.id
            self.sections.append({"id": "main", "title": dict.fromkeys(self.languages, title)})
        return "main"

    def _text(self, line: Line, column: str) -> dict[str, str]:
        text = line.texts.get(column, {})
        missing = [tag for tag in self.languages if tag not in text]
        if missing:
            raise RefusedError(
                f"the {column} is missing in {', '.join(missing)}", column, "write it."
            )
        return {tag: self._piped(words) for tag, words in text.items()}

    def _piped(self, words: str) -> str:
        """`${name}` in a label is `{name}` here."""

        def pipe(found: re.Match[str]) -> str:
            if found[1] not in self.known:
                raise RefusedError(f"“{found[1]}” in the text is not asked before it", "label")
            self.piped.add(self.known[found[1]].variable.partition(".")[0])
            return f"{{{self.known[found[1]].variable}}}"

        return _REFERENCE.sub(pipe, words)

    def _name(self, line: Line) -> str:
        given = line.get("name")
        name = re.sub(r"[^a-z0-9_]", "_", given.casefold())
        name = (name if name[:1].isalpha() else f"q_{name}")[:40]
        if not given or name in self.names:
            raise RefusedError("the name is missing, or stands twice", "name", "give it another.")
        self.names.add(name)
        if name != given:
            self.notes.append(f"{given} is now {name}")
        return name


def _tag(words: str) -> str:
    found = re.search(r"\(([^()]+)\)\s*$", words)
    tag = found[1] if found else words
    return tag if re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", tag) else ""


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60]
