"""From responses to columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from surveyapp.collection.analysis_file import (
    ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_REACHED,
    NOT_STATED,
    AnalysisFile,
    Column,
    Mask,
    Texts,
)
from surveyapp.collection.response import Response
from surveyapp.collection.wave import Wave
from surveyapp.instrument.answers import AnswerValue, Missing
from surveyapp.instrument.model import Instrument, Option, Variable

_KINDS = {
    Missing.NOT_STATED: NOT_STATED,
    Missing.NOT_APPLICABLE: NOT_APPLICABLE,
    Missing.NOT_REACHED: NOT_REACHED,
}
_Values = Sequence[AnswerValue | None]


def build(
    waves: Sequence[Wave],
    instruments: Mapping[str, Instrument],
    responses: Sequence[Sequence[Response]],
) -> AnalysisFile:
    """The analysis file of waves and their responses.

    Parameters
    ----------
    waves : in the order wanted.
    instruments : content hash -> instrument, for every wave.
    responses : for each wave, its responses in the order wanted.
    """
    every = [response for of_wave in responses for response in of_wave]
    asked = _asked(waves, instruments)
    columns: dict[str, Column] = {}
    texts: dict[str, Texts] = {}
    for name, variable in asked.items():
        values = [response.answers.get(name) for response in every]
        if variable.kind in ("text", "date") or variable.item.area:
            texts[name] = _texts(_as_text(value) for value in values)
        if variable.kind == "several":
            columns |= _several(name, _every_option(name, waves, instruments), values)
        elif variable.kind == "ranked":
            columns |= _ranked(name, _every_option(name, waves, instruments), values)
        elif variable.kind in ("choice", "number") and not variable.item.options_from:
            columns[name] = _column(name, variable.options, values, _number)
    return AnalysisFile(
        waves=tuple(waves),
        instruments=dict(instruments),
        wave=np.repeat(np.arange(len(waves)), [len(of_wave) for of_wave in responses]),
        columns=columns,
        texts=texts,
        area=_texts(response.area for response in every),
        mode=_texts(response.mode for response in every),
        language=_texts(response.language for response in every),
        design_cell=_texts(response.design_cell for response in every),
        department=_texts(response.department for response in every),
        quality=_quality(every),
    )


def _asked(waves: Sequence[Wave], instruments: Mapping[str, Instrument]) -> dict[str, Variable]:
    """Every variable of the waves; where several editions ask it, as the last one does."""
    asked: dict[str, Variable] = {}
    for wave in waves:
        asked |= instruments[wave.instrument_hash].variables
    return asked


def _every_option(
    name: str, waves: Sequence[Wave], instruments: Mapping[str, Instrument]
) -> tuple[Option, ...]:
    """The options of a variable in any edition, those of the last one first; each code once."""
    asked = [instruments[wave.instrument_hash].variables.get(name) for wave in reversed(waves)]
    found: dict[int, Option] = {}
    for variable in filter(None, asked):
        found |= {o.code: o for o in variable.options if o.code not in found}
    return tuple(found.values())


def _several(name: str, options: tuple[Option, ...], values: _Values) -> dict[str, Column]:
    """One column of 0 and 1 for each option of a multiple-choice item."""
    columns = {}
    for option in options:
        chosen = f"{name}:{option.code}"
        code = option.code

        def ticked(value: AnswerValue, code: int = code) -> float:
            return float(isinstance(value, tuple) and code in value)

        columns[chosen] = _column(chosen, (), values, ticked)
    return columns


def _ranked(name: str, options: tuple[Option, ...], values: _Values) -> dict[str, Column]:
    """One column for each option of a ranking: its position from 1; not stated without one."""
    columns = {}
    for option in options:
        placed = [
            value
            if not isinstance(value, tuple)
            else value.index(option.code) + 1
            if option.code in value
            else Missing.NOT_STATED
            for value in values
        ]
        columns[f"{name}:{option.code}"] = _column(f"{name}:{option.code}", (), placed, _number)
    return columns


def _column(
    name: str,
    options: tuple[Option, ...],
    values: _Values,
    number: Callable[[AnswerValue], float],
) -> Column:
    missing = np.fromiter((_kind(value) for value in values), np.int8, len(values))
    numbers = np.fromiter(
        (np.nan if kind else number(value) for kind, value in zip(missing, values, strict=True)),  # type: ignore[arg-type]
        np.float64,
        len(values),
    )
    return Column(name, numbers, missing, options)


def _kind(value: AnswerValue | None) -> int:
    if value is None:
        return NOT_ASKED
    return _KINDS[value] if value.__class__ is Missing else ANSWERED


def _number(value: AnswerValue) -> float:
    return float(value) if isinstance(value, int | float) else np.nan


def _as_text(value: AnswerValue | None) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _texts(values: Iterable[str]) -> Texts:
    return np.array(list(values), dtype=np.str_)


def _quality(responses: Sequence[Response]) -> dict[str, Mask]:
    flags = sorted({flag for response in responses for flag in response.quality})
    return {
        flag: np.array([response.quality.get(flag, False) for response in responses], dtype=bool)
        for flag in flags
    }
