"""Groups of residents for "who differs": one label a respondent and grouping variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.collection.labels import bridged
from surveyapp.instrument.model import Bridge, Item, Role, Text

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
    instrument = file.instrument_of(file.waves[-1])
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


def _bridged(role: Role, item: Item, bridge: Bridge, file: AnalysisFile) -> Grouping:
    instrument = file.instrument_of(file.waves[-1])
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
    "age": {"en": "Age", "es": "Edad", "ar": "العمر", "zh-Hans": "年龄"},
    "gender": {"en": "Gender", "es": "Género", "ar": "النوع الاجتماعي", "zh-Hans": "性别"},
    "race": {
        "en": "Race or ethnicity",
        "es": "Raza u origen étnico",
        "ar": "العرق أو الأصل الإثني",
        "zh-Hans": "种族或族裔",
    },
    "tenure": {"en": "Home", "es": "Vivienda", "ar": "السكن", "zh-Hans": "住房"},
    "education": {"en": "Education", "es": "Estudios", "ar": "التعليم", "zh-Hans": "教育"},
}


def _title(role: Role, item: Item) -> Text:
    return TITLES.get(role, item.text)
