"""Answers of earlier editions under the codes that the newest edition has for the same options.

Codes are apart from labels, so an author may number options anew and no respondent notices. What
one code means is then a matter of the edition, and figures over waves need one numbering. Weights
are made before: recipes and targets of a wave are frozen with the codes of its own edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from surveyapp.collection.analysis_file import ANSWERED, NOT_STATED, AnalysisFile, Column, Mask
from surveyapp.instrument.model import Variable
from surveyapp.instrument.option_matching import matching


def in_newest_codes(file: AnalysisFile) -> AnalysisFile:
    """The file with every answer under the code its option has in the newest edition that asks it.

    Where options cannot all be matched by their words the answers keep their codes. Doing it again
    changes nothing.
    """
    if file.one_numbering:
        return file
    columns = dict(file.columns)
    for number in range(len(file.waves)):
        rows = np.equal(file.wave, number)
        for variable, codes in _moved(file, number):
            ranked = variable.kind == "ranked"
            columns |= _renumbered(variable.name, codes, rows, file.columns, columns, ranked=ranked)
    return replace(file, columns=columns, one_numbering=True)


def newest_variable(file: AnalysisFile, name: str) -> Variable | None:
    """The variable as the newest wave that asks it declares it."""
    for wave in reversed(file.waves):
        variable = file.instrument_of(wave).variables.get(name)
        if variable is not None:
            return variable
    return None


def _moved(file: AnalysisFile, number: int) -> Iterator[tuple[Variable, Mapping[int, int]]]:
    """The variables of a wave whose codes have changed since, with old code -> new code."""
    asked = file.instrument_of(file.waves[number])
    for name, variable in asked.variables.items():
        newest = newest_variable(file, name)
        if newest is None or newest.options == variable.options or newest.kind != variable.kind:
            continue
        language = _shared(variable, newest)
        codes = matching(variable.options, newest.options, language) if language else {}
        if codes:
            yield variable, codes


def _shared(old: Variable, new: Variable) -> str:
    """A language in which both variables have labels."""
    tags = [tag for option in new.options[:1] for tag in option.label]
    return next((t for t in tags if all(t in option.label for option in old.options)), "")


def _renumbered(
    name: str,
    codes: Mapping[int, int],
    rows: Mask,
    before: Mapping[str, Column],
    now: Mapping[str, Column],
    *,
    ranked: bool,
) -> dict[str, Column]:
    if name in now:
        values = now[name].values.copy()
        answered = rows & (before[name].missing == ANSWERED)
        for old, new in codes.items():
            values[answered & (before[name].values == old)] = new
        return {name: replace(now[name], values=values)}
    image = {new: old for old, new in codes.items()}
    found: dict[str, Column] = {}
    for code in (*image, *(old for old in codes if old not in image)):
        key, source = f"{name}:{code}", before.get(f"{name}:{image.get(code)}")
        target = now.get(key)
        if target is None:
            continue
        if source is None:
            source = _never(before[key], ranked=ranked)
        found[key] = replace(
            target,
            values=np.where(rows, source.values, target.values),
            missing=np.where(rows, source.missing, target.missing).astype(np.int8),
        )
    return found


def _never(column: Column, *, ranked: bool) -> Column:
    """Nobody's choice: not ticked, or without a position, where something was answered."""
    answered = column.missing == ANSWERED
    if ranked:
        missing = np.where(answered, NOT_STATED, column.missing).astype(np.int8)
        return replace(column, values=np.full_like(column.values, np.nan), missing=missing)
    return replace(column, values=np.where(answered, 0.0, column.values))
