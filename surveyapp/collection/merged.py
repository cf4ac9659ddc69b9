"""Responses to many editions in one table that loses nothing and joins nothing it should not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.frame import FrameType, mixed_frames
from surveyapp.errors import InputError
from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import Comparison, compare
from surveyapp.instrument.drawing import positions
from surveyapp.instrument.model import Instrument, ValueKind, Variable
from surveyapp.instrument.option_matching import codes_moved
from surveyapp.instrument.values import Answers, AnswerValue

Value = AnswerValue | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with the responses to it, each a mapping of variables to answers.

    `frame` says how those who answered were reached; editions of different frames do not merge.
    """

    instrument: Instrument
    responses: Sequence[Answers]
    frame: FrameType


@dataclass(frozen=True, slots=True)
class MergedColumn:
    """One variable of the table.

    Attributes
    ----------
    name : that of the variable, with "_v" and the first version it holds where an earlier edition
        asked something under this name that cannot be compared.
    editions : position of each edition whose answers stand in it.
    kind : of its values.
    """

    name: str
    variable: str
    editions: tuple[int, ...]
    kind: ValueKind = "choice"


@dataclass(frozen=True, slots=True)
class Merged:
    """The table: one row a response, in the order of the editions.

    Attributes
    ----------
    edition : of each row, position in `editions`.
    rows : column name -> value; None where that edition did not ask it.
    """

    columns: tuple[MergedColumn, ...]
    edition: tuple[int, ...]
    rows: tuple[Mapping[str, Value], ...]

    def column_of(self, variable: str, edition: int) -> MergedColumn:
        """Where the answers to a variable of an edition stand."""
        return next(c for c in self.columns if c.variable == variable and edition in c.editions)


def merged(editions: Sequence[Edition]) -> Merged:
    """All responses to editions of one questionnaire, oldest edition first.

    A variable keeps one column as long as each edition that asks it is comparable with the one
    before that asked it; from an edition that breaks the trend or renumbers the options on, its
    answers stand in a column of their own, named after that version. So a column never mixes two
    meanings, and every answer is found again under its variable and edition: see
    `Merged.column_of`.

    Raises
    ------
    InputError : code "mixed-frames": the people of the editions were reached in different ways.
    """
    frames = {f"edition {n}": edition.frame for n, edition in enumerate(editions, 1)}
    problem = mixed_frames(frames)
    if problem is not None:
        raise InputError(problem)
    columns = tuple(_columns([edition.instrument for edition in editions]))
    rows: list[Mapping[str, Value]] = []
    of: list[int] = []
    for place, edition in enumerate(editions):
        held = [column for column in columns if place in column.editions]
        for answers in edition.responses:
            rows.append({column.name: answers.get(column.variable) for column in held})
            of.append(place)
    return Merged(columns, tuple(of), tuple(rows))


def _columns(instruments: Sequence[Instrument]) -> Iterator[MergedColumn]:
    known: dict[tuple[int, int], Comparison] = {}
    taken = {name for instrument in instruments for name in instrument.variables}
    for name in dict.fromkeys(name for each in instruments for name in each.variables):
        run: list[int] = []
        joined = name
        for place in (n for n, each in enumerate(instruments) if name in each.variables):
            if run and not _joins(instruments, known, name, run[-1], place):
                kind = instruments[run[0]].variables[name].kind
                yield MergedColumn(joined, name, tuple(run), kind)
                joined, run = _free(f"{name}_v{instruments[place].version}", taken), []
            run.append(place)
        yield MergedColumn(joined, name, tuple(run), instruments[run[0]].variables[name].kind)


def _joins(
    instruments: Sequence[Instrument],
    known: dict[tuple[int, int], Comparison],
    name: str,
    before: int,
    now: int,
) -> bool:
    a, b = instruments[before].variables[name], instruments[now].variables[name]
    if a.kind != b.kind:
        return False
    if a.item.kind == "drawn" or b.item.kind == "drawn":
        return _lot(instruments[before], a) == _lot(instruments[now], b)
    if codes_moved(a.options, b.options, instruments[now].languages[0]):
        return False
    if (before, now) not in known:
        known[before, now] = compare(instruments[before], instruments[now])
    return known[before, now].grade(name) != BREAKS


def _lot(instrument: Instrument, variable: Variable) -> object:
    """What each outcome of a lot means: the wording shown, or the place of each thing ordered."""
    lot = next(lot for lot in instrument.draws if lot.name == variable.name)
    if lot.kind == "arm":
        return [(option.code, dict(option.label)) for option in variable.options]
    return [(code, positions(instrument, lot, code)) for code in lot.codes]


def _free(name: str, taken: set[str]) -> str:
    """A column name that no variable and no other column has."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free
