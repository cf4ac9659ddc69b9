"""Columns of our own in an XLSForm: what the format has no word for, there and back.

Other tools ignore columns that they do not know, and a form from elsewhere has none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.instrument.model import Group, Item, Points, Text
from surveyapp.instrument.xlsform_sheets import Line

TEXTS = ("unit", "stand_in", "point_low", "point_high", "add_another", "add_yes", "add_no")
PLAIN = (
    "decimals",
    "most",
    "options_order",
    "rows_order",
    "items_order",
    "points",
    "fixed",
    "consent",
    "ends",
)
COLUMNS = (*TEXTS, *PLAIN)
YES = "yes"
NOT_A_NUMBER = "it holds no whole number"


class OwnColumnError(ValueError):
    """A cell of ours that holds something else than we write; `column` names it."""

    def __init__(self, what: str, column: str) -> None:
        super().__init__(what)
        self.column = column


def item_cells(item: Item) -> tuple[dict[str, str], dict[str, Text]]:
    """The cells and texts of a question, or of the group that a grid becomes."""
    cells: dict[str, str] = {}
    if item.kind == "number":
        cells["decimals"] = str(item.decimals)
    if item.most:
        cells["most"] = str(item.most)
    if item.options_order == "reversed":
        cells["options_order"] = item.options_order
    for key in ("rows_order", "consent"):
        if getattr(item, key):
            cells[key] = getattr(item, key)
    cells |= {key: YES for key in ("fixed", "ends") if getattr(item, key)}
    texts = {key: getattr(item, key) for key in ("unit", "stand_in") if getattr(item, key)}
    if item.points is not None:
        cells["points"] = f"{item.points.lowest} {item.points.highest}"
        texts |= {"point_low": item.points.low, "point_high": item.points.high}
    return cells, texts


def group_cells(group: Group) -> tuple[dict[str, str], dict[str, Text]]:
    """The cells and texts of a repeat."""
    texts: dict[str, Text] = {}
    if group.add_another is not None:
        another = group.add_another
        texts = {"add_another": another.text, "add_yes": another.yes, "add_no": another.no}
    return {"most": str(group.most)}, texts


def item_keys(line: Line, kind: str) -> dict[str, Any]:
    """The keys of an item of a document that our columns give.

    Raises
    ------
    OwnColumnError : a cell that holds something else than we write.
    """
    found: dict[str, Any] = {}
    if kind == "number" and line.get("decimals"):
        found["decimals"] = _whole(line, "decimals")
    if kind == "ranking" and line.get("most"):
        found["most"] = _whole(line, "most")
    for key, known in _WORDS.items():
        if line.get(key):
            if line.get(key) not in known:
                raise OwnColumnError(f"only {' or '.join(known)} is read here", key)
            found[key] = line.get(key)
    found |= {key: True for key in ("fixed", "ends") if line.get(key) == YES}
    found |= {key: dict(line.texts[key]) for key in ("unit", "stand_in") if key in line.texts}
    return found


def points_of(line: Line) -> dict[str, Any] | None:
    """The numbered points of a scale as a document has them, where our columns say so."""
    given = line.get("points").split()
    if not given:
        return None
    if len(given) != 2 or not all(part.lstrip("-").isdecimal() for part in given):
        raise OwnColumnError("it holds two whole numbers, such as 0 10", "points")
    ends = {key: dict(line.texts.get(f"point_{key}", {})) for key in ("low", "high")}
    return {"lowest": int(given[0]), "highest": int(given[1]), **ends}


def without_points(options: list[Mapping[str, Any]], points: Mapping[str, Any]) -> list[Any]:
    """The options beside the points, as a document has them."""
    made = Points(points["lowest"], points["highest"], {}, {}).codes
    return [option for option in options if option["code"] not in made]


def group_keys(line: Line) -> dict[str, Any]:
    """The end of a repeat that asks "another one?" each time; empty for any other."""
    texts = {key: line.texts.get(key, {}) for key in ("add_another", "add_yes", "add_no")}
    if not any(texts.values()):
        return {}
    asked = {"text": texts["add_another"], "yes": texts["add_yes"], "no": texts["add_no"]}
    return {"add_another": {key: dict(text) for key, text in asked.items()}}


def most_of(line: Line) -> int:
    """How often a repeat of ours may be asked; 0 where the form does not say."""
    return _whole(line, "most") if line.get("most") else 0


_WORDS = {
    "options_order": ("reversed",),
    "rows_order": ("random",),
    "consent": ("guardian", "own"),
}


def _whole(line: Line, column: str) -> int:
    if not line.get(column).isdecimal():
        raise OwnColumnError(NOT_A_NUMBER, column)
    return int(line.get(column))
