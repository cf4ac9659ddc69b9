"""The data behind a report: report.json and report.csv, the same bytes every time.

Numbers are written in full (the shortest decimal that reads back equal), sorted by id. A withheld
figure has its reason and no number anywhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from enum import Enum
from typing import Any

from surveyapp.indicators.results import Cell, Comparison
from surveyapp.instrument.spreadsheet_text import defused
from surveyapp.reporting.report import Report

FORMAT = "surveyapp report 1"


def report_json(report: Report) -> bytes:
    """Every value of a report as canonical JSON: sorted keys, values sorted by id, UTF-8.

    Receipts stand in their own list; `receipts.txt` holds the same.
    """
    values = {
        "format": FORMAT,
        "meta": _plain(report.meta),
        "waves": [_plain(wave) for wave in report.waves],
        "places": [_plain(place) for place in report.places],
        "groups": [_plain(group) for group in report.groups],
        "indicators": [_plain(indicator) for indicator in report.indicators],
        "cells": sorted((_cell(cell) for cell in report.cells), key=lambda c: str(c["id"])),
        "comparisons": sorted(
            (_comparison(c) for c in report.comparisons), key=lambda c: str(c["id"])
        ),
        "families": [_plain(family) for family in report.families],
        "method": _plain(report.method),
        "disclosure": _plain(report.disclosure),
        "topline": [_plain(item) for item in report.topline],
        **({"formerly": _plain(report.formerly)} if report.formerly else {}),
        **({"adjusted": [_plain(line) for line in report.adjusted]} if report.adjusted else {}),
        "versions": _plain(report.versions),
        **({"quotes": [_plain(one) for one in report.quotes]} if report.quotes else {}),
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    """Dataclasses, enums, dates, sets and tuples as JSON values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(held) for held in value)
    if isinstance(value, tuple | list):
        return [_plain(held) for held in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _cell(cell: Cell) -> dict[str, Any]:
    return {key: _plain(value) for key, value in asdict(cell).items()}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    values = {key: _plain(value) for key, value in asdict(comparison).items()}
    return {**values, "registered": comparison.registered}


CELL_COLUMNS = (
    "id",
    "indicator",
    "wave",
    "place",
    "group",
    "value",
    "standard_error",
    "lower",
    "upper",
    "level",
    "n",
    "kish_effective_n",
    "n_effective",
    "degrees_of_freedom",
    "design_effect",
    "dont_know_share",
    "withheld",
    "reason",
    "flags",
)
COMPARISON_COLUMNS = (
    "id",
    "kind",
    "family",
    "indicator",
    "wave",
    "reference",
    "place",
    "group",
    "difference",
    "standard_error",
    "lower",
    "upper",
    "adjusted_lower",
    "adjusted_upper",
    "level",
    "p",
    "adjusted_p",
    "method",
    "degrees_of_freedom",
    "smallest_detectable_change",
    "change_of_interest",
    "verdict",
    "better",
    "withheld",
    "reason",
)


def figures_csv(report: Report) -> bytes:
    """Every figure, one a row; UTF-8 with a byte order mark so that spreadsheets read accents."""
    rows = sorted((_cell(cell) for cell in report.cells), key=lambda c: str(c["id"]))
    return _csv(CELL_COLUMNS, rows)


def comparisons_csv(report: Report) -> bytes:
    """Every comparison, one a row."""
    rows = sorted((_comparison(c) for c in report.comparisons), key=lambda c: str(c["id"]))
    return _csv(COMPARISON_COLUMNS, rows)


def receipts_txt(report: Report) -> bytes:
    """The hashes of the receipts of all counted responses, sorted, one a line."""
    return "".join(f"{receipt}\n" for receipt in sorted(report.versions.receipts)).encode("ascii")


def _csv(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_field(row[column]) for column in columns)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _field(value: Any) -> str:
    """One field; a text that a spreadsheet would run as a formula is defused."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return defused("; ".join(str(held) for held in value))
    if isinstance(value, float):
        return repr(value)
    return defused(str(value))
