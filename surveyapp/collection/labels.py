"""Labels of every response: the columns that designs, margins and groups are made of."""

from __future__ import annotations

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Mask, Texts
from surveyapp.collection.plan import DesignCell
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.model import Bridge, Instrument, Item

CELL_PARTS = ("stratum", "psu_group")


def labels(file: AnalysisFile, name: str) -> Texts:
    """(n,) label of every response under a column's name; "" where it is missing.

    A name is "area", a level of the areas' parents, "mode", "language", "design_cell", a part of
    the design cell ("stratum" or "psu_group"), or a variable, whose codes become text.

    Raises
    ------
    InputError when there is no such column.
    """
    if name in ("area", "mode", "language", "design_cell", "department"):
        return np.asarray(getattr(file, name))
    if name in CELL_PARTS:
        return _of_cell(file, name)
    if any(name in area.parents for area in file.areas):
        return file.place(name)
    if name in file.columns:
        column = file.columns[name]
        text = [
            f"{value:g}" if answered else ""
            for value, answered in zip(
                column.values.tolist(), column.answered.tolist(), strict=True
            )
        ]
        return np.asarray(text, dtype=np.str_)
    if name in file.texts:
        return file.texts[name]
    raise InputError(
        Problem(
            f"No column is called {name!r}.",
            where="plan",
            remedies=(
                f'Use "area", "stratum", "psu_group", a level of the areas\' parents, or one of: '
                f"{', '.join(file.columns)}.",
            ),
            code="no-such-column",
        )
    )


def bridged(bridge: Bridge, instrument: Instrument, file: AnalysisFile) -> Texts:
    """(n,) category of each respondent by a bridge's rules; "" where nothing was chosen.

    The first rule that fits decides: one of `includes` is chosen (or it is empty) and nothing
    outside `only` is (or it is empty). `otherwise` takes the rest.
    """
    chosen = _choices(instrument.index[bridge.item], file)
    found = np.full(file.n, "", dtype=object)
    anything = np.any(list(chosen.values()), axis=0) if chosen else np.zeros(file.n, dtype=np.bool_)
    left = anything.copy()
    for rule in bridge.rules:
        fits = left.copy()
        if rule.includes:
            fits &= _any_of(rule.includes, chosen, file.n)
        if rule.only:
            fits &= ~_any_of(tuple(set(chosen) - set(rule.only)), chosen, file.n)
        found[fits] = rule.category
        left &= ~fits
    found[left] = bridge.otherwise
    return found.astype(np.str_)


def _choices(item: Item, file: AnalysisFile) -> dict[int, Mask]:
    """Substantive option code -> (n,) whether it was chosen."""
    codes = [option.code for option in item.options if option.substantive]
    if item.kind == "multiple":
        return {
            code: file.columns[f"{item.id}:{code}"].values == 1.0
            for code in codes
            if f"{item.id}:{code}" in file.columns
        }
    values = file.column(item.id).values
    return {code: values == code for code in codes}


def _any_of(codes: tuple[int, ...], chosen: dict[int, Mask], n: int) -> Mask:
    found = np.zeros(n, dtype=np.bool_)
    for code in codes:
        if code in chosen:
            found |= chosen[code]
    return found


def _of_cell(file: AnalysisFile, part: str) -> Texts:
    found = np.full(file.n, "", dtype=object)
    for number, wave in enumerate(file.waves):
        rows = file.wave == number
        cells: dict[str, DesignCell] = {cell.id: cell for cell in wave.plan.design.cells}
        found[rows] = [
            getattr(cells[cell], part) if cell in cells else ""
            for cell in file.design_cell[rows].tolist()
        ]
    return found.astype(np.str_)
