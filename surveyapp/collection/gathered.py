"""Answers gathered elsewhere: rows of a file become responses, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from surveyapp.collection.area import area_named
from surveyapp.collection.gathered_file import RecordFile, whole
from surveyapp.collection.mapping import ColumnRule, FieldRule
from surveyapp.collection.mapping import Mapping as Rules
from surveyapp.collection.quality import quality_flags
from surveyapp.collection.redaction import redacted
from surveyapp.collection.response import MODES, Mode, Response
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import Missing, complete, read_record
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.routing import ending

_UNITS = "\x1f"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a file holds.

    Attributes
    ----------
    rows : wave slug -> (identity of the row, response). The identity is the row's own id where
        the file has one, else its whole text and how often that text came before.
    ignored : columns that the mapping does not use.
    """

    rows: Mapping[str, Sequence[tuple[str, Response]]]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    rules: Rules
    position: Mapping[str, int]
    labels: Mapping[str, Mapping[str, str]]
    waves: Mapping[str, tuple[Wave, Instrument]]
    default_wave: str
    problems: list[Problem] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)


def gather(
    records: RecordFile,
    rules: Rules,
    waves: Iterable[tuple[Wave, Instrument]],
    *,
    default_wave: str = "",
) -> Gathered:
    """Read every row by the reader that the web pages use.

    Parameters
    ----------
    waves : that rows may belong to, each with its instrument bound to its areas.
    default_wave : slug for files without a wave column.

    Raises
    ------
    InputError : every bad cell by row and column, columns the mapping misses, waves not planned.
        Nothing is returned then.
    """
    position = {name: at for at, name in enumerate(records.header)}
    known = {wave.slug: (wave, instrument) for wave, instrument in waves}
    reading = _Reading(rules, position, records.labels, known, default_wave)
    _check_columns(reading)
    if reading.problems:
        raise InputError(reading.problems)
    slugs = [_slug(reading, number, cells) for number, cells in records.rows]
    _check_variables(reading, set(slugs))
    if reading.problems:
        raise InputError(reading.problems)
    rows: dict[str, list[tuple[str, Response]]] = {}
    seen: Counter[str] = Counter()
    for (number, cells), slug in zip(records.rows, slugs, strict=True):
        response = _response(reading, slug, number, cells)
        identity = _identity(reading, number, cells, seen)
        if response is not None:
            rows.setdefault(slug, []).append((identity, response))
    if reading.problems:
        raise InputError(reading.problems)
    return Gathered(rows, tuple(name for name in records.header if name not in _used(rules)))


def _slug(reading: _Reading, number: int, cells: Sequence[str]) -> str:
    faults = len(reading.problems)
    slug = _fact(reading, reading.rules.wave, number, cells) or reading.default_wave
    if slug not in reading.waves and len(reading.problems) == faults:
        reading.lost[slug] += 1
    return slug


def _response(reading: _Reading, slug: str, number: int, cells: Sequence[str]) -> Response | None:
    faults = len(reading.problems)
    wave, instrument = reading.waves[slug]
    record = _record(reading, number, cells)
    places = [area.id for area in wave.areas]
    area = _one_of(reading, "area", number, cells, places)
    asked = instrument.area_item
    if area in places and asked is not None and asked.id not in record:
        record[asked.id] = area
    answers, wrong = read_record(instrument, record)
    column_of = {rule.variable: rule.column for rule in reading.rules.columns}
    reading.problems += [
        Problem(
            fault.what,
            f"row {number}, column {column_of.get(fault.where, fault.where)}",
            fault.remedies,
            fault.code,
        )
        for fault in wrong
    ]
    if ending(instrument, answers) is not None:
        what = "This person may not answer, or did not want to: nothing of them may be kept."
        reading.problems.append(
            Problem(what, f"row {number}", ("Delete the row from the file.",), "ended")
        )
    completed = redacted(instrument, complete(instrument, answers))
    response = Response(
        answers=completed,
        language=_one_of(reading, "language", number, cells, wave.languages) or wave.languages[0],
        mode=cast(Mode, _one_of(reading, "mode", number, cells, MODES) or "import"),
        department=wave.department,
        design_cell=_one_of(
            reading, "design_cell", number, cells, [cell.id for cell in wave.plan.design.cells]
        ),
        area=area or area_named(wave.areas, instrument, completed),
        quality=quality_flags(instrument, completed, {}),
    )
    return None if len(reading.problems) > faults else response


def _record(reading: _Reading, number: int, cells: Sequence[str]) -> dict[str, str | Missing]:
    record: dict[str, str | Missing] = {}
    ticked: dict[str, list[str]] = {}
    for rule in reading.rules.columns:
        raw = cells[reading.position[rule.column]].strip()
        text = whole(raw)
        if rule.by_label:
            text = reading.labels.get(rule.column, {}).get(text, text)
        if rule.option is None:
            record[rule.variable] = _value(reading, rule, number, text)
            continue
        codes = ticked.setdefault(rule.variable, [])
        if text in rule.chosen:
            codes.append(str(rule.option))
        elif text not in rule.not_chosen:
            what = f'"{text}" neither ticks option {rule.option} nor leaves it out.'
            reading.problems.append(
                Problem(what, f"row {number}, column {rule.column}", ("Add it to the mapping.",))
            )
    return record | {variable: ";".join(codes) for variable, codes in ticked.items()}


def _value(reading: _Reading, rule: ColumnRule, number: int, text: str) -> str | Missing:
    for kind in Missing:
        name = kind.value.replace(" ", "_")
        for lists in (rule, reading.rules.missing):
            if text in getattr(lists, name):
                return kind
    if not text:
        return Missing.NOT_STATED
    if not rule.values:
        return text
    if text in rule.values:
        return str(rule.values[text])
    reading.problems.append(
        Problem(
            f'"{text}" has no code in the mapping.',
            f"row {number}, column {rule.column}",
            ("Add it to values.", "List it as missing."),
            "unmapped",
        )
    )
    return Missing.NOT_STATED


def _fact(reading: _Reading, rule: FieldRule, number: int, cells: Sequence[str]) -> str:
    if not rule.column:
        return rule.value
    text = whole(cells[reading.position[rule.column]].strip())
    if not rule.values or not text:
        return text
    if text not in rule.values:
        reading.problems.append(
            Problem(
                f'"{text}" has no value in the mapping.',
                f"row {number}, column {rule.column}",
                (f"Add it; there are: {', '.join(rule.values)}.",),
                "unmapped",
            )
        )
    return rule.values.get(text, "")


def _one_of(
    reading: _Reading, name: str, number: int, cells: Sequence[str], known: Sequence[str]
) -> str:
    rule: FieldRule = getattr(reading.rules, name)
    faults = len(reading.problems)
    value = _fact(reading, rule, number, cells)
    if value and value not in known and len(reading.problems) == faults:
        reading.problems.append(
            Problem(
                f'"{value}" is no {name.replace("_", " ")} of the wave.',
                f"row {number}, column {rule.column or '(the mapping)'}",
                (f"Use one of: {', '.join(known) or '(the wave declares none)'}.",),
                f"unknown {name}",
            )
        )
    return value


def _identity(reading: _Reading, number: int, cells: Sequence[str], seen: Counter[str]) -> str:
    name = reading.rules.row_id
    text = cells[reading.position[name]].strip() if name else _UNITS.join(cells)
    seen[text] += 1
    if name and (not text or seen[text] > 1):
        what = f'The row id "{text}" was used before.' if text else "The row id is empty."
        reading.problems.append(
            Problem(what, f"row {number}, column {name}", ("Give every row its own.",))
        )
    return f"id{_UNITS}{text}" if name else f"row{_UNITS}{seen[text]}{_UNITS}{text}"


def _lost_waves(reading: _Reading) -> list[Problem]:
    known = ", ".join(reading.waves) or "none"
    return [
        Problem(
            f"{rows} rows belong to the wave {slug!r}, which is not planned."
            if slug
            else f"{rows} rows name no wave.",
            reading.rules.wave.column and f"column {reading.rules.wave.column}",
            (
                f"Name it in the mapping as one of: {known}.",
                "Plan it: surveyapp wave plan FILE",
                "Give one wave for all rows: --wave SLUG",
            ),
            "unknown wave",
        )
        for slug, rows in reading.lost.items()
    ]


def _used(rules: Rules) -> set[str]:
    facts = (rules.wave, rules.area, rules.mode, rules.language, rules.design_cell)
    used = {fact.column for fact in facts} | {rule.column for rule in rules.columns}
    return (used | {rules.row_id}) - {""}


def _check_columns(reading: _Reading) -> None:
    lacking = sorted(_used(reading.rules) - set(reading.position))
    there = ", ".join(reading.position)
    reading.problems += [
        Problem(
            "The mapping names this column, and the file does not have it.",
            f"column {name}",
            (f"Use one of: {there}.",),
            "no column",
        )
        for name in lacking
    ]


def _check_variables(reading: _Reading, slugs: set[str]) -> None:
    reading.problems += _lost_waves(reading)
    used = (reading.waves[slug][1] for slug in sorted(slugs & set(reading.waves)))
    for instrument in {instrument.id: instrument for instrument in used}.values():
        reading.problems += [
            Problem(
                f"The instrument {instrument.id} has no variable {rule.variable!r}.",
                f"column {rule.column}",
                ("Correct item in the mapping.", "Leave the column out."),
                "unknown variable",
            )
            for rule in reading.rules.columns
            if rule.variable not in instrument.variables
        ]
