"""Groups of residents for "who differs": one label a respondent and grouping variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.design.arrays import Mask
from surveyapp.instrument.model import Bridge, Instrument, Item, Role, Text

ROLES: tuple[Role, ...] = ("age", "gender", "race", "tenure", "education")


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """One variable that splits residents into groups.

    Attributes
    ----------
    variable : short id, such as "age".
    title : words for it, by language.
    levels : level id -> words for it, by language, in the order of the questionnaire.
    labels : (n,) level id of each respondent; "" where unknown.
    """

    variable: str
    title: Text
    levels: dict[str, Text]
    labels: Texts


def groupings(file: AnalysisFile, roles: tuple[Role, ...] = ROLES) -> tuple[Grouping, ...]:
    """A grouping for each weighting role that the newest instrument asks for."""
    instrument = file.instruments[file.waves[-1].instrument_hash]
    found = []
    for role in roles:
        item = instrument.role(role)
        if item is None:
            continue
        bridge = next((b for b in instrument.bridges.values() if b.item == item.id), None)
        if item.kind == "multiple":
            if bridge is not None:
                found.append(_bridged(role, item, bridge, file))
        elif item.id in file.columns:
            found.append(_single(role, item, file))
    return tuple(found)


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


def _bridged(role: Role, item: Item, bridge: Bridge, file: AnalysisFile) -> Grouping:
    instrument = file.instruments[file.waves[-1].instrument_hash]
    levels = {category.id: category.label for category in bridge.categories}
    return Grouping(role, _title(role, item), levels, bridged(bridge, instrument, file))


def _single(role: Role, item: Item, file: AnalysisFile) -> Grouping:
    column = file.columns[item.id]
    levels = {str(o.code): o.label for o in item.options if o.substantive}
    known = np.isin(column.values, [float(code) for code in levels])
    text = [
        f"{value:g}" if shown else ""
        for value, shown in zip(column.values.tolist(), known.tolist(), strict=True)
    ]
    return Grouping(role, _title(role, item), levels, np.asarray(text, dtype=np.str_))


TITLES: dict[Role, dict[str, str]] = {
    "age": {"en": "Age", "es": "Edad"},
    "gender": {"en": "Gender", "es": "Género"},
    "race": {"en": "Race or ethnicity", "es": "Raza u origen étnico"},
    "tenure": {"en": "Home", "es": "Vivienda"},
    "education": {"en": "Education", "es": "Estudios"},
}


def _title(role: Role, item: Item) -> Text:
    return TITLES.get(role, item.text)
